import MemtypeEngine

extension AuditRule {
  static let filesDisagree = AuditRule(
    "files-disagree", "Files of the machine, or the log and the model, do not agree", .warning,
    reason:
      "Either the files are of two boots or two machines, or something is there that the model does not know.",
    advice: "take all files of one boot; mtrrscope check shows both sides"
  ) { rule, subject in
    let contradictions = subject.report.contradictions.map { text in
      AuditFinding(rule, text, evidence: [subject.whole])
    }
    guard subject.diagnosis.verdict == .contradicted else { return contradictions }
    let facts = subject.diagnosis.comparison.contradicted.prefix(4).map { subject.machine.evidence.facts[$0] }
    return contradictions + [
      AuditFinding(
        rule, "the log contradicts the model",
        evidence: facts.isEmpty ? [subject.whole] : facts.map(subject.evidence), certainty: .logged)
    ]
  }
}
