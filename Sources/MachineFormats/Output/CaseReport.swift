import MemtypeEngine
import VisibleText

/// What one of several cases comes to: what was set, and how the drivers fared.
package struct CaseReport: Encodable, Sendable {
  package struct Failure: Encodable, Hashable, Sendable {
    package var id: String
    package var name: String
    package var error: Int
  }

  /// The inputs that the cases differ in, by their paths.
  package var set: [String: String]
  /// `maps`, `fails`, `undecided` or `contradicted`; `impossible` where the inputs cannot be so.
  package var verdict: String
  package var failures: [Failure]
  /// Drivers that have less than they asked for.
  package var regressions: [String]
  /// What the outcome hangs on, where it is not decided.
  package var hangsOn: [String] = []
  /// What `check` ends with: 0, 1 or 3; 2 where the inputs cannot be so.
  package var exitStatus: Int32
  /// Why the inputs cannot be so, or the log's line of a failure that names no device.
  package var reason: String?

  package init(_ evaluation: Evaluation, set: [String: String] = [:]) {
    self.set = set
    failures = evaluation.outcomes.compactMap { outcome in
      guard let error = outcome.status.error,
        let device = evaluation.scenario.device(outcome.device)
      else { return nil }
      return Failure(id: device.id, name: device.name, error: error)
    }
    regressions = evaluation.regressions.compactMap { outcome in
      guard let device = evaluation.scenario.device(outcome.device) else { return nil }
      return "\(device.name) \(outcome.regression?.text ?? "")"
    }
    verdict = failures.isEmpty ? "maps" : "fails"
    exitStatus = failures.isEmpty ? 0 : 1
  }

  /// The same with what the machine itself said, and what is open.
  package init(_ diagnosis: Diagnosis, set: [String: String] = [:]) {
    self.init(diagnosis.evaluation, set: set)
    verdict = diagnosis.verdict.rawValue
    exitStatus = diagnosis.exitStatus
    hangsOn = diagnosis.decisive.map { diagnosis.evidence.open[$0].missing }
    let open = Set(
      zip(diagnosis.evaluation.outcomes, diagnosis.devices).filter { $1.isOpen }
        .compactMap { diagnosis.evaluation.scenario.device($0.0.device)?.id })
    failures.removeAll { open.contains($0.id) }
    if verdict == "fails", failures.isEmpty {
      reason = diagnosis.evidence.unplaced.first.map(diagnosis.evidence.quote)
    }
  }

  package init(impossible reason: String, set: [String: String] = [:]) {
    (self.set, self.reason) = (set, reason)
    (verdict, failures, regressions, exitStatus) = ("impossible", [], [], 2)
  }

  package var hasFailure: Bool { !failures.isEmpty }

  /// `TPM TIS -12 ENOMEM`; what is slower than asked, or why it cannot be, where no driver fails.
  package var detail: String {
    if let reason { return reason }
    if !failures.isEmpty {
      return failures.map { "\($0.name) \($0.error) \(Errno.name($0.error))" }.joined(separator: ", ")
    }
    if !hangsOn.isEmpty { return "hangs on: " + hangsOn.joined(separator: "; ") }
    return regressions.isEmpty ? "" : "slower: " + regressions.joined(separator: ", ")
  }

  /// On one line.
  package var brief: String { printable(detail.isEmpty ? verdict : "\(verdict): \(detail)") }
}
