import Screen

/// Which key does what: the table of commands with the user's own keys in it.
public struct Keymap: Hashable, Sendable {
  public private(set) var entries: [CommandTable.Entry]
  private var byKey: [Context: [Key: Command]]

  /// The keys as they come.
  public static let standard = Keymap(CommandTable.entries)

  private init(_ entries: [CommandTable.Entry]) {
    self.entries = entries
    byKey = Self.index(entries)
  }

  private static func index(_ entries: [CommandTable.Entry]) -> [Context: [Key: Command]] {
    var result: [Context: [Key: Command]] = [:]
    for entry in entries {
      for key in entry.keys { result[entry.context, default: [:]][key] = entry.command }
    }
    return result
  }

  /// What a key means where the keyboard is.
  public func command(for key: Key, in context: Context) -> Command? {
    byKey[context]?[key] ?? context.fallback.flatMap { byKey[$0]?[key] }
  }

  /// The entries whose keys work in a context, its own first.
  public func entries(in context: Context) -> [CommandTable.Entry] {
    entries.filter { $0.context == context }
      + entries.filter { $0.context == context.fallback }
  }

  /// The entry that a command has in a context.
  public func entry(for command: Command, in context: Context) -> CommandTable.Entry? {
    entries.first { $0.command == command && $0.context == context }
      ?? context.fallback.flatMap { fallback in
        entries.first { $0.command == command && $0.context == fallback }
      }
  }
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
  /// All of them are taken together, so that keys can change places. Throws where a key would mean two things in one
  /// place, where a command has no such place, where a character could no longer be typed, and where no key would
  /// be left to end what one is in.
  public func binding(_ bindings: [Binding]) throws(KeymapError) -> Keymap {
    var entries = entries
    var owners: [Int: Int] = [:]
    for (number, binding) in bindings.enumerated() {
      guard let index = Self.index(of: binding, in: entries) else {
        let places = entries.filter { $0.command == binding.command }.map(\.context.rawValue)
        throw KeymapError(
          binding: number,
          text:
            "\(binding.command.rawValue) is no command \(binding.context?.rawValue ?? Context.anyPane.rawValue), "
            + "but \(places.joined(separator: ", "))")
      }
      let entry = entries[index]
      if binding.keys.isEmpty, [.commit, .cancel, .quit, .runCommand].contains(binding.command) {
        throw KeymapError(
          binding: number, text: "\(binding.command.rawValue) needs a key \(entry.context.rawValue)")
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
          text: "\(key.name) means \(other.command.rawValue) \(other.context.rawValue): "
            + "give that another key, or none")
      }
    }
    return Keymap(entries)
  }

  private static func index(of binding: Binding, in entries: [CommandTable.Entry]) -> Int? {
    let places = binding.context.map { [$0] } ?? [.anyPane, .ruler, .inputs, .list]
    return places.lazy.compactMap { place in
      entries.firstIndex { $0.command == binding.command && $0.context == place }
    }.first
  }

  /// Another command that a key has where both would be looked up.
  private static func collision(
    of key: Key, at index: Int, in entries: [CommandTable.Entry]
  ) -> CommandTable.Entry? {
    let own = entries[index]
    return entries.indices.first { other in
      guard other != index, entries[other].keys.contains(key) else { return false }
      let context = entries[other].context
      return context == own.context || context.fallback == own.context || own.context.fallback == context
    }.map { entries[$0] }
  }
}

extension Context {
  /// Characters are typed here.
  var takesText: Bool { self == .editing || self == .prompt || self == .menu || self == .letter }
}

extension Key {
  var isCharacter: Bool { if case .character = self { true } else { false } }
}
