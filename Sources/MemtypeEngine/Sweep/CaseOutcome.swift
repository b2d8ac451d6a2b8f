/// What one of several cases comes to: how the drivers fare, as far as they fail or lose, and how sure that is.
package struct CaseOutcome: Hashable, Sendable {
  package enum Verdict: String, Hashable, Sendable, CaseIterable {
    case maps, fails, undecided, contradicted
    /// The inputs cannot be so together.
    case impossible

    package init(_ verdict: Diagnosis.Verdict) {
      switch verdict {
      case .maps: self = .maps
      case .fails: self = .fails
      case .undecided: self = .undecided
      case .contradicted: self = .contradicted
      }
    }

    /// What `check` ends with: 0, 1 or 3; 2 where the inputs cannot be so.
    package var exitStatus: Int32 {
      switch self {
      case .maps: 0
      case .fails: 1
      case .impossible: 2
      case .undecided, .contradicted: 3
      }
    }
  }

  package struct Failure: Hashable, Sendable {
    package var id: String
    package var name: String
    /// Negative.
    package var error: Int
  }

  /// A driver that has less than it asked for.
  package struct Regression: Hashable, Sendable {
    package var name: String
    package var asked: PageCacheMode
    package var got: PageCacheMode

    /// `VGA asked WC, got UC-`
    package var text: String { "\(name) asked \(asked.name), got \(got.name)" }
  }

  package var verdict: Verdict
  package var failures: [Failure] = []
  package var regressions: [Regression] = []
  /// What the outcome hangs on, where it is not decided.
  package var hangsOn: [String] = []
  /// Why the inputs cannot be so, or the log's line of a failure that names no device.
  package var reason: String?

  /// By the rules alone, where nothing is open.
  package init(_ scenario: Scenario, _ outcomes: [DeviceOutcome]) {
    verdict = .maps
    for outcome in outcomes {
      if case .failed(let error) = outcome.status {
        guard let device = scenario.device(outcome.device) else { continue }
        failures.append(Failure(id: device.id, name: device.name, error: error))
        verdict = .fails
      } else if let regression = outcome.regression, let device = scenario.device(outcome.device) {
        regressions.append(Regression(name: device.name, asked: regression.asked, got: regression.got))
      }
    }
  }

  /// With what the machine itself said, and what is open; of some devices alone where those are asked for.
  package init(_ diagnosis: Diagnosis, asked: [Int]? = nil) {
    let scenario = diagnosis.evaluation.scenario
    let indexes = asked ?? Array(diagnosis.devices.indices)
    let chosen = Set(indexes)
    self.init(scenario, diagnosis.evaluation.outcomes.filter { chosen.contains($0.device) })
    verdict = Verdict(asked.map { diagnosis.verdict(for: $0) } ?? diagnosis.verdict)
    hangsOn = diagnosis.decisive(for: indexes).map { diagnosis.evidence.open[$0].missing }
    let open = Set(indexes.filter { diagnosis.devices[$0].isOpen }.compactMap { scenario.device($0)?.id })
    failures.removeAll { open.contains($0.id) }
    if verdict == .fails, failures.isEmpty {
      reason = diagnosis.evidence.unplaced.first.map(diagnosis.evidence.quote)
    }
  }

  package init(impossible error: InputEditError) {
    verdict = .impossible
    reason = "\(error.key): \(error.reason)"
  }

  /// `TPM TIS -12 ENOMEM`; what is not as it was asked for, or why it cannot be, where no driver fails.
  package var detail: String {
    if let reason { return reason }
    if !failures.isEmpty {
      return failures.map { "\($0.name) \($0.error) \(Errno.name($0.error))" }.joined(separator: ", ")
    }
    if !hangsOn.isEmpty { return "hangs on: " + hangsOn.joined(separator: "; ") }
    return regressions.isEmpty ? "" : "not as asked: " + regressions.map(\.text).joined(separator: ", ")
  }

  /// `fails: TPM TIS -12 ENOMEM`
  package var brief: String { detail.isEmpty ? verdict.rawValue : "\(verdict.rawValue): \(detail)" }

  /// The same without what does not tell cases apart: why one cannot be.
  package var kind: CaseOutcome {
    guard verdict == .impossible else { return self }
    var result = self
    result.reason = nil
    return result
  }
}

/// What becomes of a scenario's drivers, with the certainty that what its machine said leaves.
///
/// Where nothing was said only the outcomes are made: no log, no steps, no segments. `machine` is the scenario as it
/// was opened.
package func caseOutcome(
  _ scenario: Scenario, evidence: Evidence = .none, machine: Scenario? = nil
) -> CaseOutcome {
  guard evidence == .none else {
    return CaseOutcome(diagnose(scenario, evidence: evidence, machine: machine))
  }
  return CaseOutcome(scenario, evaluateOutcomes(scenario))
}
