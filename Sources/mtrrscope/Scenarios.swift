import ArgumentParser
import MachineFormats
import MemtypeEngine

struct Scenarios: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the built-in scenarios, or print one as a file to edit.",
    discussion: """
      With a built-in scenario's name, or files of a machine, it prints the scenario as YAML, with the changes made; \
      every command opens such a file.

        mtrrscope scenarios bare-metal --save mine.yaml
        mtrrscope mine.yaml
      """)

  @Argument(
    help: "A built-in scenario, or files and directories of a machine; \"-\" is standard input.",
    completion: .machines)
  var inputs: [String] = []
  @OptionGroup var changes: WhatIf
  @Option(help: "Write to this file instead of printing; an existing file is replaced.", completion: .file())
  var save: String?

  func run() throws {
    guard !inputs.isEmpty || changes.live else {
      guard save == nil else { throw Failure("name the scenario that is to be saved") }
      try list()
      return
    }
    let scenario = try changes.scenario(from: inputs)
    guard let save else {
      try Output.write(ScenarioFile.text(of: scenario))
      return
    }
    do throws(StorageError) {
      try AtomicFile.write(try ScenarioFile.text(toKeep: scenario, in: save), to: save)
    } catch {
      throw Failure(error.description)
    }
  }

  private func list() throws {
    let width = Scenario.builtIn.map(\.name.count).max() ?? 0
    let lines = Scenario.builtIn.map { scenario in
      let padding = String(repeating: " ", count: width - scenario.name.count)
      return "\(scenario.name)\(padding)  \(scenario.summary)\n"
    }
    try Output.write(lines.joined())
  }
}
