import ArgumentParser
import MachineFormats
import MemtypeEngine
import VisibleText
import Workspace

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the verdict, the memory types, the devices with their outcomes, and the kernel log.",
    discussion: """
      A word that names a built-in scenario, a file or a directory is the machine; any other word is a device's id or an \
      address, as explain takes them, and the answer is about that alone. tpm, tolud or 0xfed40000 stay what they are \
      where a file has that name: ./tpm is the file. With --in all words are devices or addresses.

        mtrrscope check dmesg.txt mtrr
        mtrrscope check tpm
        mtrrscope check capture/ 0xfed00000 tpm
        mtrrscope check tpm --tolud 2G,2816M,3G --brief

      What the input does not say is open: every possibility that its own lines do not rule out is evaluated.

      Exit status: 0 when every driver maps its device, whatever was assumed; 1 when one fails, because the log says \
      so or by the rules; 2 for unusable input; 3 when it hangs on something that the input does not say (the answer \
      names it, and the command that settles it), or when the model contradicts the log.

      A driver that failed over something else than its memory is named and decides nothing: every refused mapping has \
      a line of its own. Where the lines before it are missing, it is 3.
      """)

  @Argument(
    help: ArgumentHelp(
      "The machine, a built-in scenario or files (\"-\" is standard input); devices and addresses to ask for.",
      valueName: "input|device|address"), completion: .machinesAndPlaces)
  var words: [String] = []
  @Option(
    name: .customLong("in"), help: "The machine: a built-in scenario, or files. Repeatable.",
    completion: .machines)
  var machine: [String] = []
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
    let (targets, inputs) = machine.isEmpty ? Inputs.split(words) : (words, machine)
    let opened = try open(inputs, targets)
    let cases = try Cases(opened.scenario, changes)
    guard let scenario = cases.scenarios.first, cases.keys.isEmpty, !brief else {
      try printTable(cases, opened, targets)
      return
    }
    let diagnosis = diagnose(scenario, evidence: opened.evidence, machine: opened.scenario)
    guard targets.isEmpty else { return try printTargets(targets, diagnosis) }
    if json {
      try Output.write(try JSONText.pretty(JSONReport(diagnosis, report: opened.report)))
    } else {
      try Output.write(TextReport(diagnosis, report: opened.report).styled)
    }
    if diagnosis.exitStatus != 0 { throw ExitCode(diagnosis.exitStatus) }
  }

  /// A word that is nothing may have been meant for a file.
  private func open(_ inputs: [String], _ targets: [String]) throws -> Opened {
    var opened = try changes.opened(inputs)
    if predict {
      guard let prediction = opened.prediction else {
        throw Failure("--predict takes the files of a machine: a scenario has no log to be held against")
      }
      opened = prediction
    }
    guard machine.isEmpty else { return opened }
    let evaluation = evaluate(opened.scenario)
    for word in targets {
      do throws(PlaceError) {
        _ = try evaluation.target(word)
      } catch {
        throw Failure(
          printable("\(word): no such file, no built-in scenario, and no device or address: \(error.text)"))
      }
    }
    return opened
  }

  // MARK: Devices and addresses

  private func printTargets(_ targets: [String], _ diagnosis: Diagnosis) throws {
    let reports = try targets.map {
      TargetReport(try Inputs.target($0, in: diagnosis.evaluation), named: $0, in: diagnosis)
    }
    if json {
      try Output.write(try JSONText.pretty(reports))
    } else {
      try Output.write(TargetReport.text(of: reports))
    }
    try Self.end(reports.map { Int32($0.exitStatus) })
  }

  /// Ends with the worst: a failure, then what is not decided.
  private static func end(_ statuses: [Int32]) throws {
    if let status = Set(statuses).subtracting([0]).min() { throw ExitCode(status) }
  }

  // MARK: Cases

  /// A row or a line a case.
  private func printTable(_ cases: Cases, _ opened: Opened, _ targets: [String]) throws {
    let reports = try cases.scenarios.enumerated().map { number, scenario in
      let diagnosis = diagnose(scenario, evidence: opened.evidence, machine: opened.scenario)
      let asked = try targets.flatMap { try Inputs.target($0, in: diagnosis.evaluation).devices }
      return CaseReport(CaseOutcome(diagnosis, asked: targets.isEmpty ? nil : asked), set: cases.set(number))
    }
    if json {
      try Output.write(try JSONText.pretty(reports))
    } else if brief {
      let lines = reports.enumerated().map { number, report in
        let set = zip(cases.keys, cases.values[number]).map { "\($0)=\($1)" }
        return StyledText.Line(
          (set.isEmpty ? [] : [.init(role: .plain, text: set.joined(separator: " ") + " ")])
            + [.init(role: report.role, text: report.outcome.brief)])
      }
      try Output.write(StyledText(lines))
    } else {
      try Output.write(cases.table(reports))
    }
    try Self.end(reports.map(\.outcome.verdict.exitStatus))
  }
}
