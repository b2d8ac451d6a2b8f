import ArgumentParser
import MachineFormats
import MemtypeEngine
import VisibleText
import Workspace

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
  @Flag(
    help:
      "Leave out what the log says became of mappings, and hold what the model makes of the rest against it.")
  var predict = false
  @Flag(help: "Print JSON.")
  var json = false
  @Flag(help: "Print the verdict alone, on one line.")
  var brief = false

  func run() throws {
    let opened = try opened()
    let cases = try Cases(opened.scenario, changes)
    guard let scenario = cases.scenarios.first, cases.keys.isEmpty, !brief else {
      try printTable(cases, opened)
      return
    }
    let diagnosis = diagnose(scenario, evidence: opened.evidence, machine: opened.scenario)
    try Output.write(
      json
        ? try JSONText.pretty(JSONReport(diagnosis, report: opened.report))
        : TextReport(diagnosis, report: opened.report).text)
    if diagnosis.exitStatus != 0 { throw ExitCode(diagnosis.exitStatus) }
  }

  private func opened() throws -> Opened {
    let opened = try changes.opened(inputs)
    guard predict else { return opened }
    guard let prediction = opened.prediction else {
      throw Failure("--predict takes the files of a machine: a scenario has no log to be held against")
    }
    return prediction
  }

  /// A row or a line a case.
  private func printTable(_ cases: Cases, _ opened: Opened) throws {
    let reports = cases.scenarios.enumerated().map { number, scenario in
      CaseReport(
        diagnose(scenario, evidence: opened.evidence, machine: opened.scenario), set: cases.set(number))
    }
    if json {
      try Output.write(try JSONText.pretty(reports))
    } else if brief {
      let lines = reports.enumerated().map { number, report in
        let set = zip(cases.keys, cases.values[number]).map { "\($0)=\($1)" }
        return (set + [report.brief]).map(printable).joined(separator: " ") + "\n"
      }
      try Output.write(lines.joined())
    } else {
      try Output.write(cases.table(reports))
    }
    let statuses = Set(reports.map(\.exitStatus)).subtracting([0])
    if let status = statuses.min() { throw ExitCode(status) }
  }
}
