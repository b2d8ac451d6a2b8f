import ArgumentParser
import MachineFormats
import MemtypeEngine

struct Cures: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print every remedy for the TPM failure side by side: who maps what, and what is at risk.",
    discussion: "Exit status: 0; 2 for unusable input. check --cure NAME shows one remedy in full.")

  @Argument(
    help: "A built-in scenario, or files and directories of a machine; \"-\" is standard input.",
    completion: .machines)
  var inputs: [String] = []
  @OptionGroup var changes: WhatIf
  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let report = CureReport(try changes.scenario(from: inputs))
    try Output.write(json ? try JSONText.pretty(report) : report.text)
  }
}
