import ArgumentParser
import MachineFormats
import MemtypeEngine

struct Map: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the memory type of every address.",
    discussion: """
      --linux is what mtrr_type_lookup answers; --hardware how a processor reads the registers that it has; --effective \
      what accesses get through the mappings that stand.

        mtrrscope map dmesg.txt
        mtrrscope map --hardware capture/ --json
        mtrrscope map --effective --at-step 12
      """)

  @Argument(
    help: "A built-in scenario, or files and directories of a machine; \"-\" is standard input.",
    completion: .machines)
  var inputs: [String] = []
  @Flag(help: "Whose reading: Linux's (the default), the processor's, or what accesses get.")
  var reading = MapReport.Reading.linux
  @OptionGroup var moment: Moment
  @OptionGroup var changes: WhatIf
  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let evaluation = try moment.at(evaluate(try changes.scenario(from: inputs)))
    let report = MapReport(evaluation, reading: reading, afterStep: moment.atStep)
    try Output.write(json ? try JSONText.pretty(report) : report.text)
    if !report.isComplete { complain("masks with holes make more pieces: the first are printed") }
  }
}

extension MapReport.Reading: EnumerableFlag {}

/// When in the boot a machine is looked at.
struct Moment: ParsableArguments {
  @Option(
    help: "The machine after this step of the boot, from 0; without it after the last.",
    completion: .list((0...20).map(String.init)))
  var atStep: Int?

  func validate() throws {
    if let atStep, atStep < 0 { throw ValidationError("--at-step \(atStep): steps count from 0") }
  }

  func at(_ evaluation: Evaluation) throws -> Evaluation {
    guard let atStep else { return evaluation }
    let last = evaluation.trace.steps.count
    guard atStep <= last else {
      throw Failure("--at-step \(atStep): the boot has \(last) steps, accepted: 0 to \(last)")
    }
    return evaluation.evaluation(afterStep: atStep)
  }
}
