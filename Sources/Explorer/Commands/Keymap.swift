import Screen

/// Which key does what: the table of commands with the user's own keys in it.
public struct Keymap: Hashable, Sendable {
  public private(set) var entries: [CommandTable.Entry]
  /// What follows from the entries for each context: the entries whose keys work there, which command a key means, and
  /// the first key that a command has.
  private var listed: [Context: [CommandTable.Entry]] = [:]
  private var commands: [Context: [Key: Command]] = [:]
  private var firstKeys: [Context: [Command: Key]] = [:]

  /// The keys as they come.
  public static let standard = Keymap(CommandTable.entries)

  private init(_ entries: [CommandTable.Entry]) {
    self.entries = entries
    for context in Context.allCases {
      let here = Self.entries(in: context, entries)
      listed[context] = here
      for entry in here {
        if let key = entry.keys.first, firstKeys[context]?[entry.command] == nil {
          firstKeys[context, default: [:]][entry.command] = key
        }
        for key in entry.keys where commands[context]?[key] == nil {
          commands[context, default: [:]][key] = entry.command
        }
      }
    }
  }

  /// What a key means where the keyboard is.
  public func command(for key: Key, in context: Context) -> Command? { commands[context]?[key] }

  /// The entries whose keys work in a context, its own first.
  public func entries(in context: Context) -> [CommandTable.Entry] { listed[context] ?? [] }

  private static func entries(
    in context: Context, _ entries: [CommandTable.Entry]
  ) -> [CommandTable.Entry] {
    var replaced: Set<Command> = []
    return context.chain.flatMap { link in
      let here = entries.filter { $0.context == link && !replaced.contains($0.command) }
      replaced.formUnion(here.filter(\.replacesOthers).map(\.command))
      return here
    }
  }

  /// The entry that a command has in a context.
  public func entry(for command: Command, in context: Context) -> CommandTable.Entry? {
    entries(in: context).first { $0.command == command }
  }

  /// The first key that a command has in a context.
  func key(for command: Command, in context: Context) -> Key? { firstKeys[context]?[command] }
}

/// Keys that a user has chosen for a command.
public struct Binding: Hashable, Sendable {
  public var command: Command
  /// nil for the panes: anywhere, or in the one pane that has the command.
  public var context: Context?
  /// Empty takes the command its keys.
  public var keys: [Key]

  public init(_ command: Command, in context: Context? = nil, keys: [Key]) {
    self.command = command
    self.context = context
    self.keys = keys
  }
}

/// Why keys cannot be as somebody wants them. `binding` counts from 0.
public struct KeymapError: Error, Hashable, Sendable {
  public var binding: Int
  public var text: String
}

extension Keymap {
  /// The keys with a user's own instead of those that come.
  ///
  /// All of them are taken together, so that keys can change places.
  /// - Throws: where a key would mean two things in one place, where a command has no such place, where a character could
  ///   no longer be typed, and where no key would be left to end what one is in.
  public func binding(_ bindings: [Binding]) throws(KeymapError) -> Keymap {
    var entries = entries
    var owners: [Int: Int] = [:]
    for (number, binding) in bindings.enumerated() {
      guard let index = Self.index(of: binding, in: &entries) else {
        let places = entries.filter { $0.command == binding.command }.map(\.context.rawValue)
        throw KeymapError(
          binding: number,
          text:
            "\(binding.command.name) is no command \(binding.context?.rawValue ?? Context.anyPane.rawValue), "
            + "but \(places.joined(separator: ", "))")
      }
      let entry = entries[index]
      if binding.keys.isEmpty, [.commit, .cancel, .quit, .runCommand].contains(binding.command) {
        throw KeymapError(
          binding: number, text: "\(binding.command.name) needs a key \(entry.context.rawValue)")
      }
      if entry.context.takesText, let key = binding.keys.first(where: \.isCharacter) {
        throw KeymapError(
          binding: number,
          text:
            "\(key.name) is typed \(entry.context.rawValue): a command needs a key such as Ctrl-\(key.name) there"
        )
      }
      entries[index].keys = binding.keys
      owners[index] = number
    }
    for (index, number) in owners.sorted(by: { $0.value < $1.value }) {
      for key in entries[index].keys {
        guard let other = Self.collision(of: key, at: index, in: entries) else { continue }
        throw KeymapError(
          binding: number,
          text: "\(key.name) means \(other.command.name) \(other.context.rawValue): "
            + "give that another key, or none")
      }
    }
    return Keymap(entries)
  }

  /// The entry that a binding changes: the command's own in the context, or a new one in place of what it would have
  /// there.
  private static func index(of binding: Binding, in entries: inout [CommandTable.Entry]) -> Int? {
    let places = binding.context.map { [$0] } ?? [.anyPane, .everywhere, .ruler, .inputs, .list]
    for place in places {
      let own = entries.firstIndex { $0.command == binding.command && $0.context == place }
      if let own { return own }
    }
    guard let context = binding.context,
      var inherited = Self.entries(in: context, entries).first(where: { $0.command == binding.command })
    else { return nil }
    inherited.context = context
    inherited.replacesOthers = true
    entries.append(inherited)
    return entries.count - 1
  }

  /// Another command that a key has where both would be looked up.
  private static func collision(
    of key: Key, at index: Int, in entries: [CommandTable.Entry]
  ) -> CommandTable.Entry? {
    let own = entries[index]
    let places = Context.allCases.filter { $0.chain.contains(own.context) }
    return entries.first { other in
      other.keys.contains(key) && other.command != own.command
        && places.contains { place in
          place.chain.contains(other.context) && Self.entries(in: place, entries).contains(other)
        }
    }
  }
}

extension Key {
  var isCharacter: Bool { if case .character = self { true } else { false } }
}

/// In the table a printable key is written as its character.
extension Key: ExpressibleByExtendedGraphemeClusterLiteral {
  public init(extendedGraphemeClusterLiteral value: Character) { self = .character(value) }
}
