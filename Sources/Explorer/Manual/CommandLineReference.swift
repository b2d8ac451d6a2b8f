/// What the command line offers, as its parser describes it.
public struct CommandLineReference: Hashable, Sendable {
  public struct Option: Hashable, Sendable {
    /// `--set KEY=VALUE`, or `--mouse, --no-mouse`.
    public var names: String
    public var help: String

    public init(names: String, help: String) {
      self.names = names
      self.help = help
    }
  }

  public struct Subcommand: Hashable, Sendable {
    public var name: String
    /// One sentence.
    public var abstract: String
    public var options: [Option]
    /// It runs where none is named.
    public var isDefault: Bool

    public init(name: String, abstract: String, options: [Option], isDefault: Bool) {
      self.name = name
      self.abstract = abstract
      self.options = options
      self.isDefault = isDefault
    }
  }

  public var version: String
  public var commands: [Subcommand]

  public init(version: String, commands: [Subcommand]) {
    self.version = version
    self.commands = commands
  }

  public static let none = CommandLineReference(version: "", commands: [])

  var subcommands: [Manual.Term] {
    commands.map { Manual.Term(word: $0.name, text: $0.abstract + ($0.isDefault ? " The default." : "")) }
  }

  /// Every option once, those of the default subcommand first. One that means different things says which where.
  var options: [Manual.Term] {
    var names: [String] = []
    /// What an option means, and with which subcommands.
    var meanings: [String: [(help: String, commands: [Subcommand])]] = [:]
    for command in commands.filter(\.isDefault) + commands.filter({ !$0.isDefault }) {
      for option in command.options {
        if meanings[option.names] == nil { names.append(option.names) }
        var known = meanings[option.names] ?? []
        if let same = known.firstIndex(where: { $0.help == option.help }) {
          known[same].commands.append(command)
        } else {
          known.append((option.help, [command]))
        }
        meanings[option.names] = known
      }
    }
    return names.map { name in
      let texts = (meanings[name] ?? []).map { help, commands in
        let isCommon = commands.contains(where: \.isDefault) && commands.count > 1
        return isCommon ? help : "\(commands.map(\.name).joined(separator: ", ")): \(help)"
      }
      return Manual.Term(word: name, text: texts.joined(separator: " "))
    }
  }
}
