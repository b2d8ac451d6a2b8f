import ArgumentParser
import MachineFormats
import MemtypeEngine

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the memory types, the devices with their outcomes, and the kernel log.",
    discussion: """
      What the input does not say is open: every possibility that its own lines do not rule out is evaluated.

      Exit status: 0 when every driver maps its device, whatever was assumed; 1 when one fails, because the log says \
      so or by the rules; 2 for unusable input; 3 when it hangs on something that the input does not say (the answer \
      names it, and the command that settles it), or when the model contradicts the log.
      """)

  @Argument(
    help: "A built-in scenario, or files and directories of a machine; \"-\" is standard input.",
    completion: .machines)
  var inputs: [String] = []
  @OptionGroup var changes: WhatIf
  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let opened = try changes.opened(inputs)
    let diagnosis = diagnose(
      try changes.changed(opened.scenario), evidence: opened.evidence, machine: opened.scenario)
    try Output.write(
      json
        ? try JSONReport(diagnosis, report: opened.report).text()
        : TextReport(diagnosis, report: opened.report).text)
    if diagnosis.exitStatus != 0 { throw ExitCode(diagnosis.exitStatus) }
  }
}
