import MemtypeEngine

extension Diagnosis {
  /// The verdict in one sentence, and what each possibility gives where it hangs on one.
  public var verdictText: [String] {
    switch verdict {
    case .maps: return ["every driver maps its device" + (hasOpenInputs ? ", whatever was assumed" : "")]
    case .fails: return [failureText]
    case .undecided: return ["not decided: " + openDevices.map(name).joined(separator: ", ")] + questions
    case .contradicted:
      return [
        "not decided: the log contradicts the model: \(differenceText)"
      ]
    }
  }

  private var hasOpenInputs: Bool { evaluated > 1 }

  private var failing: [Int] {
    evaluation.outcomes.indices.filter { evaluation.outcomes[$0].isFailure && !devices[$0].isOpen }
  }

  private var openDevices: [Int] { devices.indices.filter { devices[$0].isOpen } }

  private func name(_ index: Int) -> String { evaluation.scenario.devices[index].name }

  private var failureText: String {
    let names =
      failing.map { index in
        let outcome = "\(name(index)) \(evaluation.outcomes[index].status.text)"
        switch devices[index].certainty {
        case .logged(let observed):
          return "\(outcome), the log says so" + (evidence.place(of: observed).map { " (\($0))" } ?? "")
        case .certain: return hasOpenInputs ? "\(outcome), whatever was assumed" : outcome
        case .depends: return outcome
        }
      }
      + evidence.unplaced.map(evidence.quote)
    return "\(names.count) driver\(names.count == 1 ? "" : "s") cannot map: " + names.joined(separator: "; ")
  }

  /// What the fate of each device hangs on, possibility by possibility, and how to find out.
  private var questions: [String] {
    var lines: [String] = []
    for index in decisive {
      let input = evidence.open[index]
      let choice = input.choice(in: evaluation.scenario)
      lines.append("  it hangs on this: \(input.missing)")
      for (number, candidate) in input.candidates.enumerated() {
        let results = openDevices.compactMap { device -> String? in
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
