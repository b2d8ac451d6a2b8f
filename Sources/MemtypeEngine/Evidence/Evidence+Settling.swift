extension Evidence {
  /// Chooses among the candidates of what is open: those that contradict facts are dropped, each with the fact that
  /// speaks against it, and of the others the most ordinary one is taken into the scenario.
  ///
  /// What then still does not follow of the failures that the machine's log tells stands in place of what does.
  public mutating func settle(_ scenario: inout Scenario) {
    let combinations = Combinations(scenario, open)
    if !combinations.open.isEmpty { choose(&scenario, combinations) }
    let outcomes = evaluate(scenario).outcomes
    for index in scenario.devices.indices {
      guard let observed = scenario.devices[index].observed else { continue }
      scenario.devices[index].observed?.isUnexplained = !outcomes[index].agrees(with: observed)
    }
  }

  private mutating func choose(_ scenario: inout Scenario, _ combinations: Combinations) {
    let comparer = LogComparer(self)
    let base = scenario
    let trials = combinations.choices.map { Trial($0, combinations.scenario(base, $0), comparer) }
    guard let best = trials.min(by: { $0.rank < $1.rank }) else { return }
    let survivors = trials.filter { $0.differences == best.differences }
    for (place, index) in combinations.open.enumerated() {
      scenario = open[index].choosing(best.choice[place], in: scenario)
      var kept: [OpenInput.Candidate] = []
      for (number, candidate) in open[index].candidates.enumerated() {
        if survivors.contains(where: { $0.choice[place] == number }) {
          kept.append(candidate)
          continue
        }
        let failed = trials.filter { $0.choice[place] == number }.min { $0.rank < $1.rank }
        let reason = failed.map { $0.reason(against: best) } ?? "not tried"
        open[index].refuted.append(OpenInput.Refuted(candidate, reason: reason))
      }
      open[index].candidates = kept
    }
  }
}

/// One combination of candidates, held against the facts.
private struct Trial {
  let choice: [Int]
  /// Lines and outcomes that do not agree.
  let differences: Int
  private let reasons: [String]

  init(_ choice: [Int], _ scenario: Scenario, _ comparer: LogComparer) {
    self.choice = choice
    let evaluation = evaluate(scenario)
    let comparison = comparer.compare(evaluation)
    differences = comparer.differences(evaluation, comparison)
    reasons =
      comparer.wrongOutcomes(evaluation).map(comparer.evidence.quote)
      + comparer.reasons(comparison, evaluation)
  }

  /// Fewest differences first, then the most ordinary: candidates are in that order.
  var rank: (Int, Int) { (differences, choice.reduce(0, +)) }

  /// The first of its differences that the better one does not have.
  func reason(against best: Trial) -> String {
    reasons.first { !best.reasons.contains($0) } ?? reasons.first ?? "less ordinary"
  }
}

extension LogComparer {
  /// How many lines and outcomes do not agree. How a driver fared outweighs a line.
  func differences(_ evaluation: Evaluation, _ comparison: LogComparison? = nil) -> Int {
    (comparison ?? compare(evaluation)).differences + 4 * wrongOutcomes(evaluation).count
      + unrefused(by: evaluation).count
  }

  /// What the log says of drivers that fared otherwise by the rules.
  func wrongOutcomes(_ evaluation: Evaluation) -> [ObservedOutcome] {
    zip(evaluation.scenario.devices, evaluation.outcomes).compactMap { device, outcome in
      guard let observed = device.observed, !outcome.agrees(with: observed) else { return nil }
      return observed
    }
  }

  /// What speaks against an evaluation, in sentences.
  func reasons(_ comparison: LogComparison, _ evaluation: Evaluation) -> [String] {
    let log = evaluation.trace.log
    return (comparison.contradicted + unrefused(by: evaluation)).map { facts[$0].quote }
      + comparison.missing.map { "no line \"\(log[$0].text)\" is in the log" }
  }
}

extension Fact {
  /// `dmesg.txt:214 says "ioremap error ..."`
  public var quote: String { "\(place.text) says \"\(text)\"" }
}
