import Screen

/// The commands that a typed text may mean, the likeliest first.
enum Palette {
  struct Item: Hashable, Sendable {
    var command: Command
    var help: String
  }

  /// Every command that is run from a pane, in the order of the table.
  static let all: [Item] = Command.all.filter { command in
    command.uses.contains { !Context.ofPanes.isDisjoint(with: $0.contexts) }
  }.map { Item(command: $0, help: $0.help) }

  /// Those that fit the text, by name or by help.
  static func items(for text: String) -> [Item] {
    guard !text.isEmpty else { return all }
    return TextMatch.ranked(all) { TextMatch.rank(text, in: $0.command.name, beside: $0.help) }
  }
}

extension Explorer {
  /// Every command that is run from a pane.
  static let commandNames: [String] = Palette.all.map(\.command.name).sorted()

  /// The command with this name, or the only one that begins with it.
  static func command(named text: String) -> Command? {
    let name = text.lowercased()
    if commandNames.contains(name) { return Command(named: name) }
    let matches = commandNames.filter { $0.hasPrefix(name) }
    return matches.count == 1 ? matches.first.flatMap { Command(named: $0) } : nil
  }
}
