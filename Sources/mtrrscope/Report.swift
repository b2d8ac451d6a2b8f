import ArgumentParser
import MachineFormats
import MemtypeEngine

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a report for a mail, a bug tracker or a page: the verdict with all that it rests on.",
    discussion: """
      Verdict, failing devices with the requests in their order, every rule with its kernel function and releases, \
      registers, the log's own lines, and what was assumed. Text has at most 72 characters a line.

        mtrrscope report dmesg.txt | mail -s "TPM fails" somebody
        mtrrscope report capture/ --format markdown > issue.md

      Exit status: as check's.
      """)

  @Argument(
    help: "A built-in scenario, or files and directories of a machine; \"-\" is standard input.",
    completion: .machines)
  var inputs: [String] = []
  @OptionGroup var changes: WhatIf
  @Option(help: "text, markdown or html.")
  var format = MailReport.Form.text

  func run() throws {
    let opened = try changes.opened(inputs)
    let scenario = try changes.changed(opened.scenario)
    let diagnosis = diagnose(scenario, evidence: opened.evidence, machine: opened.scenario)
    try Output.write(MailReport(diagnosis, report: opened.report).text(as: format))
    if diagnosis.exitStatus != 0 { throw ExitCode(diagnosis.exitStatus) }
  }
}

extension MailReport.Form: ExpressibleByArgument {}
