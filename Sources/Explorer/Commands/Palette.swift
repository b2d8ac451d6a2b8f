import Screen

/// The commands that a typed text may mean, the likeliest first.
enum Palette {
  struct Item: Hashable, Sendable {
    var command: Command
    var help: String
  }

  /// Every command that is run from a pane, in the order of the table.
  static let all: [Item] = {
    let places: Set<Context> = [.anyPane, .ruler, .inputs, .list]
    var seen: Set<Command> = []
    return CommandTable.entries.filter { places.contains($0.context) && seen.insert($0.command).inserted }
      .map { Item(command: $0.command, help: $0.help) }
  }()

  /// Those that fit the text, by name or by help.
  static func items(for text: String) -> [Item] {
    guard !text.isEmpty else { return all }
    return TextMatch.ranked(all) { TextMatch.rank(text, in: $0.command.rawValue, beside: $0.help) }
  }
}
