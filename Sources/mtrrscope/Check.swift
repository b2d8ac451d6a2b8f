import ArgumentParser
import MachineFormats
import MemtypeEngine

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the memory types, the devices with their outcomes, and the kernel log.",
    discussion: "Exit status: 0 when every driver maps its device, 1 when one fails, 2 for unusable input.")

  @Argument(
    help: "A built-in scenario, or files and directories of a machine; \"-\" is standard input.",
    completion: .machines)
  var inputs: [String] = []
  @OptionGroup var changes: WhatIf
  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let opened = try changes.opened(inputs)
    let evaluation = evaluate(try changes.changed(opened.scenario))
    print(
      json
        ? try JSONReport(evaluation, report: opened.report).text()
        : TextReport(evaluation, report: opened.report).text, terminator: "")
    if !evaluation.failures.isEmpty { throw ExitCode(1) }
  }
}
