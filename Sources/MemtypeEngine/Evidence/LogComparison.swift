/// The modelled kernel log beside the machine's own, line by line.
public struct LogComparison: Hashable, Sendable {
  public enum Mark: String, Hashable, Sendable {
    /// The model gives the same line.
    case same
    /// The model prints lines of this kind, but not this one.
    case contradicted
    /// The model does not say such things.
    case notModelled
  }

  /// A mark for each fact.
  public var marks: [Mark]
  /// For each fact the line of the modelled log that says the same, as an index; nil where none does, or another fact
  /// has it already.
  public var counterparts: [Int?]
  /// Lines of the modelled log that the machine's log does not have, as indexes into the former, in order.
  public var onlyModelled: [Int]
  /// Those of them that the machine would have printed, had it been as modelled.
  public var missing: [Int]

  /// Facts that contradict the model, as indexes.
  public var contradicted: [Int] { marks.indices.filter { marks[$0] == .contradicted } }
  public var same: Int { marks.reduce(0) { $0 + ($1 == .same ? 1 : 0) } }
  /// Lines that can be compared at all.
  public var compared: Int { marks.reduce(0) { $0 + ($1 == .notModelled ? 0 : 1) } }
  /// How many lines do not agree, on either side.
  public var differences: Int { contradicted.count + missing.count }
}

/// A machine's facts, made ready to be held against many evaluations.
struct LogComparer {
  private let texts: [LogText]
  let evidence: Evidence

  var facts: [Fact] { evidence.facts }

  init(_ evidence: Evidence) {
    self.evidence = evidence
    texts = evidence.facts.map { LogText($0.text) }
  }

  func compare(_ evaluation: Evaluation) -> LogComparison {
    let modelled = evaluation.trace.log.map { LogText($0.text) }
    var places: [LogText: [Int]] = [:]
    for (i, text) in modelled.enumerated().reversed() { places[text, default: []].append(i) }
    var isTaken = Array(repeating: false, count: modelled.count)
    var marks: [LogComparison.Mark] = []
    var counterparts: [Int?] = Array(repeating: nil, count: texts.count)
    marks.reserveCapacity(texts.count)
    for (i, (fact, text)) in zip(evidence.facts, texts).enumerated() {
      if let place = places[text]?.popLast() {
        isTaken[place] = true
        counterparts[i] = place
        marks.append(.same)
      } else if fact.claim == .failure, places[text] != nil {
        // The same line again: a mail quotes it, or a driver tries more than once.
        marks.append(.same)
      } else if fact.claim.isModelled, let place = modelled.firstIndex(where: { $0.continues(text) }) {
        // A mailer has cut its end off.
        if !isTaken[place] { counterparts[i] = place }
        isTaken[place] = true
        marks.append(.same)
      } else if isRefused(i, by: evaluation.mtrr) == true {
        marks.append(.same)
      } else {
        marks.append(isContradiction(fact, in: evaluation) ? .contradicted : .notModelled)
      }
    }
    let rest = modelled.indices.filter { !isTaken[$0] }
    let missing = rest.filter { wouldBePrinted(modelled[$0]) }
    return LogComparison(marks: marks, counterparts: counterparts, onlyModelled: rest, missing: missing)
  }

  /// Whether these registers refuse a request for an MTRR in the words of the log; nil for a fact that is none.
  private func isRefused(_ index: Int, by registers: MTRRState) -> Bool? {
    guard let request = facts[index].request else { return nil }
    var registers = registers
    var log = KernelLog()
    _ = registers.add(
      basePage: request.range.start >> 12, pages: request.range.size >> 12, type: request.type,
      increment: true,
      log: &log)
    return log.contains { message in
      let words = LogText(message.text).words
      return !words.isEmpty && texts[index].words.suffix(words.count) == words[...]
    }
  }

  /// Requests for an MTRR that the log refuses and these registers would not.
  func unrefused(by evaluation: Evaluation) -> [Int] {
    facts.indices.filter { isRefused($0, by: evaluation.mtrr) == false }
  }

  /// A failure counts where the device whose driver failed is the scenario's and maps by the rules.
  private func isContradiction(_ fact: Fact, in evaluation: Evaluation) -> Bool {
    guard fact.claim.isModelled else { return false }
    guard fact.claim == .failure else { return true }
    return evaluation.scenario.devices.contains { device in
      device.observed?.text == fact.text
    }
  }

  /// The machine's log has the place where it would stand.
  private func wouldBePrinted(_ text: LogText) -> Bool {
    if evidence.coversSetUp, text.contains("losing") || text.starts(with: "MTRRs disabled") { return true }
    guard evidence.coversDrivers else { return false }
    return text.starts(with: "ioremap error for") || text.contains("probe") && text.contains("failed")
  }
}
