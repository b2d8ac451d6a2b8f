import MemtypeEngine

extension AuditRule {
  static let driverFails = AuditRule(
    "driver-fails", "A driver cannot map its device", .error,
    reason: "The device does not work: the mapping that its driver asked for was refused.",
    advice: "mtrrscope check shows why, mtrrscope cures what heals it"
  ) { rule, subject in
    let diagnosis = subject.diagnosis
    let decisive = diagnosis.decisive.map { diagnosis.evidence.open[$0] }
    var findings: [AuditFinding] = []
    for (outcome, verdict) in zip(diagnosis.evaluation.outcomes, diagnosis.devices) {
      guard outcome.isFailure || verdict.isOpen, let device = subject.scenario.device(outcome.device) else {
        continue
      }
      guard !verdict.isOpen else {
        findings.append(
          AuditFinding(
            rule, "\(device.name) may fail: it hangs on what is not in the input", severity: .warning,
            evidence: subject.evidence(device), certainty: .depends,
            hangsOn: decisive.flatMap {
              [$0.missing] + ($0.command.isEmpty ? [] : ["settled by: \($0.command)"])
            }))
        continue
      }
      let rules = subject.evaluation.conclusion(for: outcome.device).map { ": \($0.rule)" } ?? ""
      let isLogged = if case .logged = verdict.certainty { true } else { false }
      findings.append(
        AuditFinding(
          rule, "\(device.name) \(outcome.status.text)\(rules)", evidence: subject.evidence(device),
          certainty: isLogged ? .logged : .certain))
    }
    let unplaced = diagnosis.evidence.unplaced.compactMap { observed in
      subject.machine.evidence.facts.first { $0.text == observed.text }
    }
    return findings
      + unplaced.map { fact in
        AuditFinding(
          rule, "a driver of no known device failed: \(fact.text)", evidence: [subject.evidence(fact)],
          certainty: .logged)
      }
  }
}
