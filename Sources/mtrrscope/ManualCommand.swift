import ArgumentParser
import Explorer

struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Print the manual, which F1 shows in the explorer.",
    discussion: """
      mtrrscope manual --man | man -l -
      mtrrscope manual --man > ~/.local/share/man/man1/mtrrscope.1
      """)

  @Flag(help: "Print the source of the man page instead of plain text.")
  var man = false

  func run() throws {
    let manual = Manual(commandLine: .mtrrscope)
    try Output.write(man ? manual.manPage : manual.text)
  }
}
