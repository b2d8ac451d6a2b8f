import MemtypeEngine

extension Diagnosis {
  /// The verdict in one sentence, and what each possibility gives where it hangs on one.
  public var verdictText: [String] {
    if verdict == .contradicted { return ["not decided: the log contradicts the model: \(differenceText)"] }
    return text(of: verdict, for: Array(devices.indices), isWhole: true)
  }

  /// The same for some of the devices.
  package func verdictText(for indexes: [Int]) -> [String] {
    text(of: verdict(for: indexes), for: indexes, isWhole: false)
  }

  /// The verdict as a report begins with it.
  package var verdictLines: [StyledText.Line] { verdict.lines(verdictText) }

  private func text(of verdict: Verdict, for indexes: [Int], isWhole: Bool) -> [String] {
    let assumed = hasOpenInputs ? ", whatever was assumed" : ""
    switch verdict {
    case .maps where isWhole:
      return ["every driver maps its device" + assumed] + regressions + otherFailures
    case .maps: return [indexes.map(outcomeText).joined(separator: "; ") + assumed]
    case .fails: return [failureText(indexes, isWhole: isWhole)] + (isWhole ? otherFailures : [])
    case .undecided, .contradicted:
      let open = indexes.filter { devices[$0].isOpen }
      let others = isWhole && hasOpenFailures ? ["what drivers failed over"] : []
      return ["not decided: " + (open.map(name) + others).joined(separator: ", ")] + questions(open)
        + (isWhole ? otherFailures : [])
    }
  }

  /// Mappings that stand and are not what was asked for.
  private var regressions: [String] {
    let texts = evaluation.regressions.compactMap { outcome in
      outcome.regression.map { "\(name(outcome.device)) \($0.text)" }
    }
    let more = texts.count - Self.shownRegressions
    return texts.isEmpty
      ? []
      : [
        "  not as asked: " + texts.prefix(Self.shownRegressions).joined(separator: "; ")
          + (more > 0 ? "; and \(more) more" : "")
      ]
  }

  private static let shownRegressions = 4

  /// What the log tells besides of drivers that failed without a line about their memory, and of refused registers.
  private var otherFailures: [String] {
    guard !isWhatIf else { return [] }
    let reason =
      evidence.othersMayBeMappings
      ? "whether over its memory the lines before it would tell: dmesg from the beginning"
      : "not over its memory: no refused mapping stands before it"
    let failures = evidence.otherFailures.map { "  a driver failed, \(reason): \(evidence.quote($0))" }
    let refused = evidence.refusedRegisters.prefix(Self.shownRefusals).map {
      "  a request for an MTRR was refused: \(evidence.quote($0))"
    }
    let more = evidence.refusedRegisters.count - refused.count
    return failures + refused + (more > 0 ? ["  and \(more) more requests for an MTRR"] : [])
  }

  /// Programs that are refused ask again and again.
  private static let shownRefusals = 3

  private var hasOpenInputs: Bool { evaluated > 1 }

  private func name(_ index: Int) -> String { evaluation.scenario.devices[index].name }

  private func outcomeText(_ index: Int) -> String {
    "\(name(index)) \(evaluation.outcomes[index].status.text)"
  }

  private func failureText(_ indexes: [Int], isWhole: Bool) -> String {
    let failing = indexes.filter { evaluation.outcomes[$0].isFailure && !devices[$0].isOpen }
    let names =
      failing.map { index in
        let outcome = outcomeText(index)
        switch devices[index].certainty {
        case .logged(let observed):
          return "\(outcome), the log says so" + (evidence.place(of: observed).map { " (\($0))" } ?? "")
        case .certain: return hasOpenInputs ? "\(outcome), whatever was assumed" : outcome
        case .depends: return outcome
        }
      }
      + (isWhole ? evidence.unplaced.map(evidence.quote) : [])
    return "\(names.count) driver\(names.count == 1 ? "" : "s") cannot map: " + names.joined(separator: "; ")
  }

  /// What the fate of these devices hangs on, possibility by possibility, and how to find out.
  private func questions(_ open: [Int]) -> [String] {
    var lines: [String] = []
    for index in decisive(for: open) {
      let input = evidence.open[index]
      let choice = input.choice(in: evaluation.scenario)
      lines.append("  it hangs on this: \(input.missing)")
      for (number, candidate) in input.candidates.enumerated() {
        let results = open.compactMap { device -> String? in
          let status = devices[device].alternatives.first {
            $0.input == index && $0.candidate == number
          }?.status
          return status.map { "\(name(device)) \($0.text)" }
        }
        let shown = number == choice ? " (shown)" : ""
        lines.append("    \(candidate.name)\(shown): \(results.joined(separator: ", "))")
      }
      if !input.command.isEmpty { lines.append("    what settles it: \(input.command)") }
    }
    return lines
  }

  /// The first line that does not agree.
  private var differenceText: String {
    if let index = comparison.contradicted.first { return evidence.facts[index].quote }
    guard let index = comparison.missing.first else { return "" }
    return "it has no line \"\(evaluation.trace.log[index].text)\""
  }

  /// `agrees with 41 of 41 lines`; nil without a log.
  public var agreementText: String? {
    guard comparison.compared > 0 || !comparison.missing.isEmpty else { return nil }
    let missing = comparison.missing.count
    return "agrees with \(comparison.same) of \(comparison.compared) lines"
      + (missing == 0 ? "" : ", and has \(missing) that the log would have, too")
  }

  /// How sure a device's outcome is, for people; empty where nothing is open.
  func certaintyText(_ index: Int) -> String {
    switch devices[index].certainty {
    case .logged: "the log says so"
    case .certain: ""
    case .depends: "hangs on what is assumed"
    }
  }
}

extension Diagnosis.Verdict {
  /// A verdict's sentence and what it hangs on, the sentence in the verdict's colour.
  package func lines(_ text: [String]) -> [StyledText.Line] {
    let role: StyledText.Role =
      switch self {
      case .maps: .good
      case .fails: .bad
      case .undecided, .contradicted: .open
      }
    return text.enumerated().map { StyledText.Line($1, $0 == 0 ? role : .plain) }
  }
}
