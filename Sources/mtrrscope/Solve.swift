import ArgumentParser
import MachineFormats
import MemtypeEngine
import VisibleText

struct Solve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the fewest legal variable MTRRs that make a map, with the reasons.",
    discussion: """
      Say what map you want, stretch by stretch; a later stretch covers an earlier one. The answer is the provably \
      smallest set of power-of-two, naturally aligned ranges with defined overlaps. Exit status: 0 when it fits, 1 when \
      it does not (with what would), 2 for unusable input.

        mtrrscope solve 0..2G:WB 4G..6G:WB                     the rest is UC
        mtrrscope solve 0x7f000000..4G:UC --rest WB            the PCI hole of a guest
        mtrrscope solve 0..3G:WB 0xd0000000+256M:WC --registers 4
        mtrrscope solve --in dmesg.txt --in mtrr               what it has against what it needs
        mtrrscope solve 0..3G:WB --in dmesg.txt --in mtrr      keeping what its registers hold already
        mtrrscope solve --in bare-metal --format wrmsr
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, proc, wrmsr, c
  }

  @Argument(help: ArgumentHelp("What is wanted: \(WantedText.accepted).", valueName: "wanted"))
  var wanted: [String] = []
  @Option(
    name: .customLong("in"),
    help: "A machine whose own map and needs are solved: a built-in scenario, or files. Repeatable.",
    completion: .machines)
  var machine: [String] = []
  @Option(help: "What is wanted everywhere else: UC, WB, WC, WT, WP or any.", completion: .memoryTypes)
  var rest = "UC"
  @Option(
    name: .customLong("default"),
    help: "Default types to choose from, the preferred one first, such as UC or WB,UC.",
    completion: .memoryTypes)
  var defaults = "UC,WB"
  @Option(
    help: "Variable MTRRs at hand. Without it those of the machine, or 8.",
    completion: .list((4...10).map(String.init)))
  var registers: Int?
  @Flag(inversion: .prefixedNo, help: "Fixed MTRRs decide below 1 MiB.")
  var fixed = true
  @Flag(help: "Also print why fewer registers cannot do.")
  var proof = false
  @Option(
    help: "How the registers are printed: text, json, proc (/proc/mtrr), wrmsr or c (struct mtrr_var_range).")
  var format = Format.text
  @Flag(help: "Print JSON: short for --format json.")
  var json = false
  @OptionGroup var changes: WhatIf

  func validate() throws {
    let hasMachine = !machine.isEmpty || changes.live
    guard !wanted.isEmpty || hasMachine else {
      throw ValidationError("say what is wanted, such as 0..2G:WB, or name a machine with --in")
    }
    if json, format != .text, format != .json {
      throw ValidationError("--json and --format \(format.rawValue) are two answers: give one of them")
    }
    if let registers, !(0...255).contains(registers) {
      throw ValidationError("--registers \(registers): accepted: 0 to 255, as MTRRcap counts them")
    }
  }

  func run() throws {
    let answers = try wanted.isEmpty ? ofMachine() : [ofWish()]
    let format = json ? .json : format
    if format == .json {
      guard let asked = answers.last else { return }
      try Output.write(
        JSONText.pretty(
          SolveJSON(
            asked.report, order: asked.order, current: answers.count > 1 ? answers.first?.report : nil)))
    } else if format == .text {
      try Output.write(answers.map { $0.lines.joined(separator: "\n") }.joined(separator: "\n\n") + "\n")
    } else if let asked = answers.last, let export = RegisterExport(rawValue: format.rawValue) {
      // Registers that a program is to write are those that the machine needs.
      let (map, solution) = (asked.report.problem.wanted, asked.report.solution)
      let lines = export.lines(solution.blocks, defaultType: solution.defaultType, physBits: map.physBits)
      try Output.write(lines.map { $0 + "\n" }.joined())
    }
    if answers.contains(where: { !$0.report.solution.fits }) { throw ExitCode(1) }
  }

  /// An answer and what it is called where there are several.
  private struct Answer {
    var title: String?
    var report: SolveReport
    /// Where the machine's own map has another type, line by line.
    var differences: [String] = []
    /// In which order the machine's registers are written, line by line; empty for no machine.
    var order: [String] = []
    var lines: [String] {
      (title.map { [$0] } ?? []) + report.lines
        + (differences.isEmpty
          ? [] : ["", "where the map that it has differs:"] + differences.map { "  " + $0 })
        + (order.isEmpty ? [] : ["", "in this order:"] + order.map { "  " + $0 })
    }
  }

  private func ofWish() throws -> Answer {
    let evaluation = try machine.isEmpty && !changes.live ? nil : evaluate(changes.scenario(from: machine))
    var physBits = evaluation?.scenario.cpu.physBits ?? 46
    if let typed = changes.value(of: "cpu.phys-bits") {
      guard let bits = Int(typed), WantedMap.physBitsRange.contains(bits) else {
        throw Failure("cpu.phys-bits \(printable(typed)): accepted: 32 to 52")
      }
      physBits = bits
    }
    do {
      let map = try WantedMap(
        physBits: physBits, filledWith: WantedText.type(rest), painting: wanted.map(WantedText.parse))
      let wish = try report(
        map, count: registers ?? evaluation?.scenario.mtrr.variable.count ?? 8,
        current: evaluation?.registerBlocks ?? [])
      return Answer(title: nil, report: wish, order: evaluation.map { order(from: $0, to: wish) } ?? [])
    } catch let error as WantedTextError {
      throw Failure(printable(error.description))
    } catch let error as WantedMapError {
      throw Failure(error.description)
    }
  }

  /// What the machine has, and the least that its memory map asks for.
  private func ofMachine() throws -> [Answer] {
    let evaluation = evaluate(try changes.scenario(from: machine))
    let blocks = evaluation.registerBlocks
    let count = registers ?? evaluation.scenario.mtrr.variable.count
    do {
      let isForced = evaluation.override.isApplied
      let used =
        isForced
        ? "the map that Linux forces on itself, which no register holds"
        : "\(blocks.count) of \(count) variable MTRRs in use"
      let has = try report(evaluation.registerMap(), count: count, current: blocks)
      let needs = try report(evaluation.neededMap(), count: count, current: blocks)
      return [
        Answer(title: "What it has: \(used). The same map as small and legal as can be:", report: has),
        Answer(
          title: "What its memory map needs at the least:", report: needs,
          differences: Self.differences(has: has.problem.wanted, needs: needs.problem.wanted),
          order: order(from: evaluation, to: needs)),
      ]
    } catch let error as WantedMapError {
      throw Failure(error.description)
    }
  }

  /// Where one wanted type has become another: why the two maps need different registers.
  private static func differences(has: WantedMap, needs: WantedMap) -> [String] {
    let pieces = needs.pieces(unlike: has).filter { $0.type != nil }
    let shown = pieces.prefix(12).map { piece in
      let range = "\(piece.range.start.grouped)-\(piece.range.last.grouped)"
      let now = has.type(at: piece.range.start)?.name ?? "no defined type"
      return "\(range)  \(now), needed \(piece.type?.name ?? "any")"
    }
    return shown + (pieces.count > 12 ? ["and \(pieces.count - 12) more stretches"] : [])
  }

  /// Nothing is written where Linux decides without registers.
  private func order(from evaluation: Evaluation, to report: SolveReport) -> [String] {
    evaluation.override.isApplied ? [] : WritingOrder.lines(from: evaluation, to: report.solution)
  }

  private func report(_ map: WantedMap, count: Int, current: [RegisterBlock] = []) throws -> SolveReport {
    var types: [MemoryType] = []
    for word in defaults.split(separator: ",") {
      guard let type = try? WantedText.type(String(word)) else {
        throw Failure("--default \(printable(defaults)): accepted: UC, WC, WT, WP, WB, several with commas")
      }
      types.append(type)
    }
    var result = SolveReport(
      RegisterProblem(
        wanted: map, defaultTypes: types, registerCount: count, hasFixedRanges: fixed, current: current))
    result.showsProof = proof
    return result
  }
}
