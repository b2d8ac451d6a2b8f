import ArgumentParser
import Explorer
import FoundationEssentials
import Glibc

extension CommandLineReference {
  /// Every subcommand and option, as the parser of the command line tells them.
  static let mtrrscope: CommandLineReference = {
    let dump = try? JSONDecoder().decode(Dump.self, from: Data(Mtrrscope._dumpHelp().utf8))
    let commands = dump?.command.subcommands ?? []
    return CommandLineReference(
      version: Mtrrscope.configuration.version,
      commands: commands.filter { $0.commandName != "help" }.map { command in
        Subcommand(
          name: command.commandName, abstract: command.abstract ?? "", options: command.options,
          isDefault: command.commandName == Mtrrscope.configuration.defaultSubcommand?._commandName)
      })
  }()
}

/// The parser's description of itself, as far as it is used here.
private struct Dump: Decodable {
  struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var subcommands: [Command]?
    var arguments: [Argument]?
  }

  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String
    }

    var kind: String
    var names: [Name]?
    var valueName: String?
    var abstract: String?
    var shouldDisplay: Bool
  }

  var command: Command
}

extension Dump.Command {
  /// Flags of one property, which the parser tells one by one, together: `--mouse, --no-mouse`.
  var options: [CommandLineReference.Option] {
    var options: [CommandLineReference.Option] = []
    var lastFlag: String?
    for argument in arguments ?? [] where argument.kind != "positional" && argument.shouldDisplay {
      let names = (argument.names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }
      let help = argument.abstract ?? ""
      if argument.kind == "flag", help == lastFlag {
        options[options.count - 1].names += ", " + names.joined(separator: ", ")
        continue
      }
      lastFlag = argument.kind == "flag" ? help : nil
      let value = argument.kind == "option" ? " " + (argument.valueName ?? "value").uppercased() : ""
      options.append(.init(names: names.joined(separator: ", ") + value, help: help))
    }
    return options
  }
}
