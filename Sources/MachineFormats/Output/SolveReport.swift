import MemtypeEngine

/// A solved register problem as text, for `mtrrscope solve`.
public struct SolveReport {
  public let problem: RegisterProblem
  public let solution: RegisterSolution
  private let solver: RegisterSolver
  /// Whether the proof is printed, too.
  public var showsProof = false

  public init(_ problem: RegisterProblem) {
    self.problem = problem
    solver = RegisterSolver(problem)
    solution = solver.solution()
  }

  public var verdict: String { solution.verdict }

  public var lines: [String] {
    var lines = [verdict]
    lines += section("wanted", wantedLines)
    lines += section("registers", blockLines)
    lines += section("what each border costs", billLines)
    if solution.counts.count > 1 {
      lines += section(
        "by default type",
        solution.counts.map { "\($0.defaultType.name)  \(RegisterSolution.words($0.count))" })
    }
    if !solution.fits { lines += section("what would fit, or come closer", adviceLines) }
    if showsProof { lines += section("why fewer cannot do", proofLines) }
    return lines
  }

  /// Options of a wish that does not fit, in order of preference.
  public var advice: [RegisterAdvice] { solution.fits ? [] : solver.advice() }

  public var bill: RegisterBill { RegisterBill(solution.blocks, for: problem) }

  public var proof: RegisterProof { RegisterProof(solver, defaultType: solution.defaultType) }

  // MARK: Sections

  private var wantedLines: [String] {
    TextReport.table(
      problem.wanted.pieces.map { piece in
        [text(piece.range), piece.range.size.sizeText, piece.type?.name ?? "any"]
      })
  }

  private var blockLines: [String] {
    let kept = Set(problem.current)
    return TextReport.table(
      solution.blocks.enumerated().map { number, block in
        [
          "\(number)", block.base.grouped, block.size.sizeText, block.type.name,
          kept.contains(block) ? "as it is" : "",
        ]
      })
  }

  private var billLines: [String] {
    TextReport.table(bill.lines.map(\.cells))
  }

  private var adviceLines: [String] {
    let rows = advice.map { option in
      [
        option.text, RegisterSolution.words(option.count),
        option.count <= problem.registerCount ? "fits" : "",
        option.priceText,
      ]
    }
    return rows.isEmpty ? ["no single change of the map saves a register"] : TextReport.table(rows)
  }

  private var proofLines: [String] {
    proof.deciding.map { String(repeating: " ", count: min($0.depth, 40)) + $0.text }
  }

  private func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["", title + ":"] + lines.map { "  " + $0 }
  }

  private func text(_ range: AddressRange) -> String { "\(range.start.grouped)-\(range.last.grouped)" }
}

extension WritingOrder {
  /// The steps of an order, or why there is none, one line each.
  package static func lines(from evaluation: Evaluation, to solution: RegisterSolution) -> [String] {
    let scenario = evaluation.scenario
    let ram = scenario.firmwareMap.filter { $0.type == .ram }.map(\.range)
    do throws(Failure) {
      let order = try WritingOrder(
        from: scenario.mtrr.variable, defaultType: scenario.mtrr.defaultType, to: solution,
        physBits: scenario.cpu.physBits, inUse: ram)
      if order.steps.isEmpty { return ["nothing: the registers hold it already"] }
      return TextReport.table(
        order.steps.enumerated().map { number, step in ["\(number + 1)."] + step.cells })
    } catch {
      return [error.text]
    }
  }
}
