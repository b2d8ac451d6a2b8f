import Screen

/// Something that a user can ask for: its names, its keys, what the help says, whether it can run now, what it does.
///
/// Each is one record, beside what it is about: `static let showCures = Command("show-cures", .anyPane, ["C"], ...)`,
/// and has a line in `CommandTable.all`.
public struct Command: Sendable {
  /// Keys that it has in some contexts, with one line for the help.
  struct Use: Sendable {
    var contexts: [Context]
    var keys: [Key]
    var help: String

    init(_ contexts: [Context], _ keys: [Key], _ help: String) {
      (self.contexts, self.keys, self.help) = (contexts, keys, help)
    }

    init(_ context: Context, _ keys: [Key], _ help: String) { self.init([context], keys, help) }
  }

  /// Carries it out and says what is asked of the outside.
  typealias Action = @Sendable (inout Explorer) -> [Effect]
  /// Why it cannot run now: nil if it can, empty where it has no meaning and is not offered.
  typealias Refusal = @Sendable (Explorer) -> String?

  /// The name that help, palette, configuration and tests use.
  public let name: String
  /// Other names that are typed.
  public let aliases: [String]
  let uses: [Use]
  /// What can stand behind its name; nil for what takes nothing.
  let argument: Argument?
  let whyNot: Refusal
  let action: Action

  @_disfavoredOverload
  init(
    _ name: String, _ context: Context, _ keys: [Key], _ help: String, aliases: [String] = [],
    argument: Argument? = nil, also: [Use] = [], unless whyNot: @escaping Refusal = { _ in nil },
    effects action: @escaping Action
  ) {
    self.name = name
    self.aliases = aliases
    self.argument = argument
    uses = [Use(context, keys, help)] + also
    self.whyNot = whyNot
    self.action = action
  }

  /// One that asks nothing of the outside.
  init(
    _ name: String, _ context: Context, _ keys: [Key], _ help: String, aliases: [String] = [],
    argument: Argument? = nil, also: [Use] = [], unless whyNot: @escaping Refusal = { _ in nil },
    _ action: @escaping @Sendable (inout Explorer) -> Void
  ) {
    self.init(
      name, context, keys, help, aliases: aliases, argument: argument, also: also, unless: whyNot,
      effects: { explorer in
        action(&explorer)
        return []
      })
  }

  /// What it is for, in one line.
  var help: String { uses[0].help }

  /// `in the ruler`.
  var place: String { uses.flatMap(\.contexts).map(\.rawValue).joined(separator: ", ") }
}

/// The name tells commands apart.
extension Command: Hashable {
  public static func == (one: Command, other: Command) -> Bool { one.name == other.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Explorer {
  /// Why a command cannot run now: nil if it can, empty where it has no meaning.
  func whyNot(_ command: Command) -> String? { lessonRefusal(command) ?? command.whyNot(self) }

  /// Carries a command out, or says why it cannot be.
  public mutating func perform(_ command: Command) -> [Effect] {
    if let reason = whyNot(command) {
      if !reason.isEmpty { notice = Notice(text: reason, isBad: true) }
      return []
    }
    return command.action(&self)
  }

  /// Runs a command from wherever one is: one for the ruler or the inputs goes there first.
  mutating func run(_ command: Command) -> [Effect] {
    if keymap.entry(for: command, in: context) == nil {
      guard let pane = Pane.all.first(where: { keymap.entry(for: command, in: $0.room.context) != nil })
      else {
        notice = Notice(text: "\(command.name) works only \(command.place)", isBad: true)
        return []
      }
      focus(on: pane)
      normalizeViewState()
    }
    return perform(command)
  }

  /// The key of a command where the keyboard is, or the name under which the list of commands has it.
  func keyName(_ command: Command, in context: Context = .ruler) -> String {
    keymap.key(for: command, in: context)?.name ?? ":\(command.name)"
  }
}
