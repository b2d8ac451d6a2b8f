import MemtypeEngine
import VisibleText

/// What one of several cases comes to, for tables and JSON: what was set, and how the drivers fared.
package struct CaseReport: Encodable, Sendable {
  package struct Failure: Encodable, Sendable {
    var id: String
    var name: String
    var error: Int
  }

  /// The inputs that the cases differ in, by their paths.
  package var set: [String: String]
  package let outcome: CaseOutcome

  private enum CodingKeys: CodingKey {
    case set, verdict, failures, regressions, hangsOn, exitStatus, reason
  }

  package init(_ outcome: CaseOutcome, set: [String: String] = [:]) {
    (self.outcome, self.set) = (outcome, set)
  }

  package var failures: [Failure] {
    outcome.failures.map { Failure(id: $0.id, name: $0.name, error: $0.error) }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(set, forKey: .set)
    try container.encode(outcome.verdict.rawValue, forKey: .verdict)
    try container.encode(failures, forKey: .failures)
    try container.encode(outcome.regressions.map(\.text), forKey: .regressions)
    try container.encode(outcome.hangsOn, forKey: .hangsOn)
    try container.encode(outcome.verdict.exitStatus, forKey: .exitStatus)
    try container.encodeIfPresent(outcome.reason, forKey: .reason)
  }

  /// In which colour it is shown.
  package var role: StyledText.Role {
    switch outcome.verdict {
    case .maps: outcome.regressions.isEmpty ? .good : .warning
    case .fails: .bad
    case .undecided, .contradicted, .impossible: .open
    }
  }
}
