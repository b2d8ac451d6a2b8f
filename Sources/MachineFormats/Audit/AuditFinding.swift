import MemtypeEngine

/// Something wrong or risky in a machine's capture.
package struct AuditFinding: Sendable {
  /// How bad it is, worst first; the words are those of SARIF.
  package enum Severity: String, CaseIterable, Sendable, Comparable {
    /// Something does not work, or what happens is not defined.
    case error
    /// It works, and not as it should, or it will fail when something else changes.
    case warning
    /// Worth knowing.
    case note

    package static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }
    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  /// How sure it is; the words are those of `check --json`.
  package enum Certainty: String, Sendable {
    /// The machine's own log says so.
    case logged
    /// It follows from what was read.
    case certain
    /// It hangs on something that was not in the input.
    case depends
  }

  /// Where it stands: a line of a file, or a file as a whole.
  package struct Evidence: Hashable, Sendable {
    /// The path as it was opened.
    package var file: String
    /// From 1; nil where the file as a whole is meant.
    package var line: Int?
    /// The line, or what was concluded from the file.
    package var text: String
  }

  package var rule: AuditRule
  package var severity: Severity
  /// One sentence.
  package var message: String
  package var evidence: [Evidence]
  package var certainty: Certainty
  /// What it hangs on, and the command that settles it; empty unless it depends.
  package var hangsOn: [String]

  package init(
    _ rule: AuditRule, _ message: String, severity: Severity? = nil, evidence: [Evidence],
    certainty: Certainty = .certain, hangsOn: [String] = []
  ) {
    self.rule = rule
    self.severity = severity ?? rule.severity
    self.message = message
    self.evidence = evidence
    self.certainty = certainty
    self.hangsOn = hangsOn
  }
}

/// One thing that an audit looks for. Each rule is a value in a file of its own under Rules, and one line in `all`.
package struct AuditRule: Sendable {
  /// Stable, for scripts and suppressions: `ram-uncached`.
  package let id: String
  /// What is found, in a few words.
  package let title: String
  /// Why it matters, in a sentence or two.
  package let reason: String
  /// What to do about it.
  package let advice: String
  /// The usual severity.
  package let severity: AuditFinding.Severity
  package let find: @Sendable (AuditRule, AuditSubject) -> [AuditFinding]

  init(
    _ id: String, _ title: String, _ severity: AuditFinding.Severity, reason: String, advice: String,
    find: @escaping @Sendable (AuditRule, AuditSubject) -> [AuditFinding]
  ) {
    self.id = id
    self.title = title
    self.severity = severity
    self.reason = reason
    self.advice = advice
    self.find = find
  }

  package static let all: [AuditRule] = [
    driverFails, memtypeRefused, ramLost, ramUncached, deviceWriteBack, overlapUndefined, maskHoles,
    maskShort,
    processorsDisagree, mtrrRefused, releaseForcesWB, failsAsConfidentialGuest, registersWasted,
    filesDisagree,
  ]

  package static func named(_ id: String) -> AuditRule? { all.first { $0.id == id } }
}

/// All findings of a machine, the worst first.
package func audit(_ subject: AuditSubject, rules: [AuditRule] = AuditRule.all) -> [AuditFinding] {
  let findings = rules.flatMap { $0.find($0, subject) }
  return findings.enumerated().sorted { ($0.element.severity, $0.offset) < ($1.element.severity, $1.offset) }
    .map(\.element)
}
