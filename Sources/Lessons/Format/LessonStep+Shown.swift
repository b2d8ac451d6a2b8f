import MemtypeEngine

extension LessonStep {
  /// What of the machine stands in the text, line by line: parts that are shown, and lines of the log.
  public func listing(_ complete: Evaluation) -> [String] {
    let log = complete.trace.log.map(\.text)
    return shown.flatMap { $0.lines(complete) }
      + log.filter { line in logLines.contains { line.contains($0) } }
  }

  /// The number of the last step of the boot that is seen before the question is answered; nil for all of it.
  public func veiledStep(_ complete: Evaluation) -> Int? {
    guard question != nil else { return nil }
    let steps = complete.trace.steps
    switch veil {
    case .none: return nil
    case .before(let id): return steps.first { $0.id == id }.map { max(1, $0.number - 1) }
    case .types:
      // Nothing is known of types until the registers are read or replaced.
      let first = steps.first { step in
        guard case .setUp(let work) = step.work else { return true }
        return [.kvmOverride, .xenOverride, .hyperVOverride, .stateOverride, .mtrr].contains(work)
      }
      return first.map { max(1, $0.number - 1) }
    }
  }

  /// The number of the last step of the boot that is seen once it is answered; nil for all of it.
  public func revealedStep(_ complete: Evaluation) -> Int? {
    guard case .before(let id) = veil else { return nil }
    return complete.trace.steps.first { $0.id == id }?.number
  }
}

extension LessonStep.Shown {
  func lines(_ evaluation: Evaluation) -> [String] {
    let scenario = evaluation.scenario
    switch self {
    case .e820:
      return scenario.firmwareMap.map {
        "\($0.range.start.grouped)-\($0.range.last.grouped)  \($0.type.name)"
      }
    case .registers: return scenario.mtrr.listing(physBits: scenario.cpu.physBits)
    case .pat:
      let names = PATConfiguration.entries(of: evaluation.pat.layout).enumerated().map {
        "\($0.offset) \($0.element.name)"
      }
      return ["PAT  " + names.joined(separator: "  ")]
    }
  }
}

extension MTRRRegisters {
  /// The registers that say something: default type and valid ranges.
  func listing(physBits: Int) -> [String] {
    let ranges = variable.enumerated().filter(\.element.isValid).map { index, range in
      "MTRR \(index)  base \(range.base.grouped)  mask \(range.mask.grouped)"
    }
    return ["DEF_TYPE \(defaultTypeRegister.grouped), \(physBits) physical address bits"] + ranges
  }
}

extension LessonStep {
  /// Where before its question the step says the answer, if that is one that can only be found by working it out.
  func place(givingAway asked: AskedQuestion) -> String? {
    let answer = asked.solution.answer
    switch asked.reply {
    case .address, .hexadecimal: break
    case .text where answer.count > 12: break
    default: return nil
    }
    let texts = text.map(\.words) + [title]
    if texts.contains(where: { $0.contains(answer) }) { return "the text" }
    if asked.question.text.contains(answer) { return "the question" }
    if asked.question.hints.contains(where: { $0.contains(answer) }) { return "a hint" }
    return nil
  }
}

extension TextBlock {
  /// Its words, with the marks of emphasis.
  var words: String {
    switch self {
    case .paragraph(let text), .item(let text): text
    case .code(let lines): lines.joined(separator: " ")
    }
  }
}
