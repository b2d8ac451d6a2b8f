import MemtypeEngine
import Screen

/// What a typed name may mean, the likeliest first: a command, or an input that is set.
enum Palette {
  enum Target: Hashable, Sendable {
    case command(Command)
    /// By its place in `InputName.all`.
    case input(Int)
  }

  struct Item: Hashable, Sendable {
    var target: Target
    var name: String
    var aliases: [String] = []
    var help: String
    /// How well the text fits.
    var match = Match.none
  }

  /// How a text fits a name. What is only similar is shown, and chosen by going to it.
  enum Match: Int, Hashable, Comparable, Sendable {
    case exact, beginning, beginningOfAlias, similar, none

    static func < (one: Match, other: Match) -> Bool { one.rawValue < other.rawValue }
  }

  /// Every command that is run from a pane, in the order of the table, and the inputs.
  static let all: [Item] =
    Command.all.filter { command in
      command.uses.contains { !Context.ofPanes.isDisjoint(with: $0.contexts) }
    }.map { Item(target: .command($0), name: $0.name, aliases: $0.aliases, help: $0.help) }
    + InputName.all.enumerated().map { index, input in
      Item(target: .input(index), name: input.name, help: input.field.help)
    }

  /// Those that fit a name: it exactly, by their beginning, by an alias' beginning, and then those that only resemble
  /// it, by name or by help.
  static func items(for text: String) -> [Item] {
    guard !text.isEmpty else { return all }
    let text = text.lowercased()
    var result: [Item] = []
    for match in [Match.exact, .beginning, .beginningOfAlias] {
      result += all.filter { self.match(text, $0) == match }.map { item in
        var item = item
        item.match = match
        return item
      }
    }
    let similar = TextMatch.ranked(all.filter { match(text, $0) == .none }) {
      TextMatch.rank(text, in: $0.name, beside: $0.help)
    }
    return result
      + similar.map { item in
        var item = item
        item.match = .similar
        return item
      }
  }

  private static func match(_ text: String, _ item: Item) -> Match {
    if item.name == text || item.aliases.contains(text) { return .exact }
    if item.name.hasPrefix(text) { return .beginning }
    return item.aliases.contains { $0.hasPrefix(text) } ? .beginningOfAlias : .none
  }

  /// Every name and alias.
  static let names: [String] = all.flatMap { [$0.name] + $0.aliases }.sorted()
}

extension Palette.Item {
  var argument: Argument? {
    switch target {
    case .command(let command): command.argument
    case .input(let index): .value(of: InputName.all[index])
    }
  }

  /// The value of an input, the keys of a command.
  func keys(in explorer: Explorer) -> String {
    switch target {
    case .command(let command):
      let entry = explorer.keymap.entries.first {
        $0.command == command && Context.ofPanes.contains($0.context)
      }
      return (entry?.keys ?? []).map(\.name).joined(separator: " ")
    case .input(let index):
      return explorer.scenario.text(at: InputPath(InputName.all[index].field.key))
    }
  }

  func whyNot(in explorer: Explorer) -> String? {
    if case .command(let command) = target { explorer.whyNot(command) } else { nil }
  }
}
