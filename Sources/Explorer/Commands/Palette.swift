import Screen

/// The commands that a typed text may mean, the likeliest first.
enum Palette {
  struct Item: Hashable, Sendable {
    var command: Command
    var keys: String
    var help: String
  }

  /// Every command that is run from a pane, in the order of the table.
  static let all: [Item] = {
    let places: Set<Context> = [.anyPane, .ruler, .inputs, .list]
    var seen: Set<Command> = []
    return CommandTable.entries.filter { places.contains($0.context) && seen.insert($0.command).inserted }
      .map { Item(command: $0.command, keys: $0.keys.map(\.name).joined(separator: " "), help: $0.help) }
  }()

  /// Names that begin with the text, then those that hold it, then those that hold its letters in this order, then
  /// those whose help holds it.
  static func items(for text: String) -> [Item] {
    let wanted = text.lowercased()
    guard !wanted.isEmpty else { return all }
    let ranked = all.compactMap { item in rank(item, wanted).map { (item, $0) } }
    return (0...3).flatMap { rank in ranked.filter { $0.1 == rank }.map(\.0) }
  }

  private static func rank(_ item: Item, _ text: String) -> Int? {
    let name = item.command.rawValue
    if name.hasPrefix(text) { return 0 }
    if name.contains(text) { return 1 }
    if holds(name, text) { return 2 }
    return item.help.lowercased().contains(text) ? 3 : nil
  }

  private static func holds(_ name: String, _ letters: String) -> Bool {
    var rest = letters[...]
    for character in name where character == rest.first { rest = rest.dropFirst() }
    return rest.isEmpty
  }
}
