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

  /// `2 of 8 registers, default type WB`, or what is too much.
  public var verdict: String {
    let count = solution.blocks.count
    let need = "\(count) register\(count == 1 ? "" : "s") with default type \(solution.defaultType.name)"
    return solution.fits
      ? "\(need), of \(problem.registerCount): fits"
      : "\(need), and there are \(problem.registerCount): does not fit"
  }

  public var lines: [String] {
    var lines = [verdict]
    lines += section("wanted", wantedLines)
    lines += section("registers", blockLines)
    lines += section("what each border costs", billLines)
    if solution.counts.count > 1 {
      lines += section(
        "by default type", solution.counts.map { "\($0.defaultType.name)  \(registers($0.count))" })
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
    TextReport.table(
      bill.lines.map { line in
        guard let border = line.border else {
          return ["the type itself", "", "", registers(line.blocks.count)]
        }
        return [
          border.grouped, "\(line.below?.name ?? "any") | \(line.above?.name ?? "any")",
          "aligned to \(line.alignment.sizeText)", registers(line.blocks.count),
        ]
      })
  }

  private var adviceLines: [String] {
    let rows = advice.map { option in
      [
        option.text, registers(option.count), option.count <= problem.registerCount ? "fits" : "",
        option.priceText,
      ]
    }
    return rows.isEmpty ? ["no single change of the map saves a register"] : TextReport.table(rows)
  }

  private var proofLines: [String] {
    proof.deciding.map { line in
      let choice = line.placed.map { "a \($0.name) register here" } ?? "no register here"
      let others = line.others.map { other in
        "\(other.type.map { "\($0.name) here" } ?? "none here") \(other.count)"
      }
      let alternatives = others.isEmpty ? "" : "; else " + others.joined(separator: ", ")
      return String(repeating: " ", count: min(line.depth, 40))
        + "\(text(line.range)) under \(line.inherited.name): \(line.count) (\(choice)\(alternatives))"
    }
  }

  private func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["", title + ":"] + lines.map { "  " + $0 }
  }

  private func registers(_ count: Int) -> String { "\(count) register\(count == 1 ? "" : "s")" }

  private func text(_ range: AddressRange) -> String { "\(range.start.grouped)-\(range.last.grouped)" }
}

extension RegisterAdvice {
  /// What is to be done, `end WB at 0x7c00_0000 instead of 0x7c80_0000`.
  public var text: String {
    switch change {
    case .moveBorder(let from, let to):
      let distance = from > to ? from - to : to - from
      return
        "move the border at \(from.grouped) \(to < from ? "down" : "up") by \(distance.sizeText) to \(to.grouped)"
    case .drop(let range, let type, let to):
      return
        "give up \(type.name) at \(range.start.grouped)-\(range.last.grouped) for \(to?.name ?? "any type")"
    case .roundAll(let unit): return "round every border to \(unit.sizeText)"
    }
  }

  /// What it costs in memory.
  public var priceText: String {
    var words: [String] = []
    if lostWriteBack > 0 { words.append("loses \(lostWriteBack.sizeText) of WB") }
    if gainedWriteBack > 0 { words.append("makes \(gainedWriteBack.sizeText) more WB") }
    return words.joined(separator: ", ")
  }
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

extension WritingOrder.Step {
  fileprivate var cells: [String] {
    switch self {
    case .clear(let slot): ["clear MTRR \(slot)", "", "", ""]
    case .write(let slot, let block):
      ["write MTRR \(slot)", block.base.grouped, block.size.sizeText, block.type.name]
    case .setDefault(let type): ["default type", "", "", type.name]
    }
  }
}

extension WritingOrder.Failure {
  fileprivate var text: String {
    switch self {
    case .none:
      "no order of single writes keeps RAM right on the way: switch the MTRRs off meanwhile, with caches disabled"
    case .tooManyToTry: "more orders than are tried: switch the MTRRs off meanwhile, with caches disabled"
    case .doesNotFit: "it does not fit into the registers"
    }
  }
}
