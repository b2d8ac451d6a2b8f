import MemtypeEngine

extension AuditRule {
  static let processorsDisagree = AuditRule(
    "cpus-disagree", "The processors' registers differ", .error,
    reason:
      "Memory has another type on each processor: SDM vol. 3A forbids it, and what comes of it is not defined.",
    advice: "a firmware update; Linux copies the boot processor's MTRRs to the others and says so in its log"
  ) { rule, subject in
    var findings: [AuditFinding] = []
    if let dump = subject.report.msrs {
      for (msr, values) in dump.value.disagreements.sorted(by: { $0.key < $1.key }) {
        let shown = values.prefix(4).map { $0.prefixedHex() }.joined(separator: ", ")
        let text = "register \(msr.prefixedHex()) differs: \(shown)"
        findings.append(
          AuditFinding(
            rule, text,
            evidence: [
              .init(file: subject.path(dump.file), line: dump.value.registers[msr]?.line, text: shown)
            ]))
      }
    }
    let logged = (subject.log?.failures ?? []).filter { $0.value.kind == .mtrrInconsistent }
    return findings
      + logged.prefix(8).map { failure in
        AuditFinding(
          rule, failure.value.text, severity: .warning, evidence: [subject.evidence(failure)],
          certainty: .logged)
      }
  }
}
