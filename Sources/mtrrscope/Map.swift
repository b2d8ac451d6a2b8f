import ArgumentParser
import MachineFormats
import MemtypeEngine
import VisibleText

struct Map: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the memory type of every address.",
    discussion: """
      --linux is what mtrr_type_lookup answers; --hardware how a processor reads the registers that it has; --effective \
      what accesses get through the mappings that stand; --bits one register bit by bit, with an address compared.

        mtrrscope map dmesg.txt
        mtrrscope map --hardware capture/ --json
        mtrrscope map --effective --at-step 12
        mtrrscope map --bits mtrr0 --at 0xfed40000 dmesg.txt
        mtrrscope map --bits tpm
      """)

  @Argument(
    help: "A built-in scenario, or files and directories of a machine; \"-\" is standard input.",
    completion: .machines)
  var inputs: [String] = []
  @Flag(help: "Whose reading: Linux's (the default), the processor's, or what accesses get.")
  var reading = MapReport.Reading.linux
  @Option(
    help: ArgumentHelp(
      """
      One register in bits: mtrr0, deftype, cap, fixed3, pat, syscfg, tom2, or forced, the range that a guest forces on \
      itself; or an address or a device, for the register that decides there.
      """, valueName: "register"),
    completion: .places)
  var bits: String?
  @Option(
    help: ArgumentHelp(
      "The address to compare with --bits' register; TOLUD without it.", valueName: "address"),
    completion: .places)
  var at: String?
  @OptionGroup var moment: Moment
  @OptionGroup var changes: WhatIf
  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard bits == nil else { return }
    if let at {
      throw ValidationError("--at \(printable(at)) is compared with a register: name one with --bits")
    }
  }

  func run() throws {
    let evaluation = try moment.at(evaluate(try changes.scenario(from: inputs)))
    if let bits { return try printBits(bits, evaluation) }
    let report = MapReport(evaluation, reading: reading, afterStep: moment.atStep)
    try Output.write(json ? try JSONText.pretty(report) : report.text)
    if !report.isComplete { complain("masks with holes make more pieces: the first are printed") }
  }

  private func printBits(_ word: String, _ evaluation: Evaluation) throws {
    let report = try bitsReport(word, evaluation)
    try Output.write(
      json
        ? JSONText.pretty(report)
        : report.text(width: Output.isTerminal ? Output.terminalColumns : 120))
  }

  private func bitsReport(_ word: String, _ evaluation: Evaluation) throws -> BitsReport {
    let compared = try at.map { try Inputs.address($0, in: evaluation) }
    do {
      // A register's word comes first; what is neither is told which registers there are.
      let isRegister = evaluation.registerNames.contains { $0.word == word.lowercased() }
      if !isRegister, let place = try? Inputs.address(word, in: evaluation) {
        return try BitsReport(evaluation, decidingAt: compared ?? place)
      }
      return try BitsReport(evaluation, register: word, at: compared ?? evaluation.tolud)
    } catch let missing as BitsReport.Missing {
      throw Failure(printable("--bits: " + missing.reason))
    }
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
