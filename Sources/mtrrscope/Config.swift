import ArgumentParser
import VisibleText
import Workspace

struct Config: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a settings file with every option and key as it comes, and where it belongs.",
    discussion: """
      The path goes to standard error, the file to standard output:

        mtrrscope config > ~/.config/mtrrscope/config.yaml
      """)

  func run() throws {
    Output.complain(printable("\(Settings.defaultDirectory)/config.yaml"))
    try Output.write(Configuration.template)
  }
}
