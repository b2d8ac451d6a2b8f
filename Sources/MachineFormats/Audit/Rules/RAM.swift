import MemtypeEngine

extension AuditRule {
  static let ramLost = AuditRule(
    "ram-lost", "Linux gave up RAM that the MTRRs do not cover", .error,
    reason: "The firmware left RAM uncached; the kernel takes it out of the map rather than run from it.",
    advice:
      "mtrrscope solve --in FILES gives registers that cover it; enable_mtrr_cleanup may do until the firmware does"
  ) { rule, subject in
    (subject.log?.failures ?? []).filter { $0.value.kind == .ramLost }.map { failure in
      let size = failure.value.lost.map { " of \($0.sizeText)" } ?? ""
      return AuditFinding(
        rule, "RAM\(size) is lost: no MTRR covers it", evidence: [subject.evidence(failure)],
        certainty: .logged)
    }
  }

  static let ramUncached = AuditRule(
    "ram-uncached", "RAM is not write-back", .warning,
    reason: "Whatever runs from such RAM is slow by a factor of hundreds, and nothing says so.",
    advice: "mtrrscope solve --in FILES gives the fewest registers that make it write-back"
  ) { rule, subject in
    guard subject.usesRegisters, subject.evaluation.mtrr.isEnabled else { return [] }
    let lost = subject.log?.failures.contains { $0.value.kind == .ramLost } == true
    var findings: [AuditFinding] = []
    for entry in subject.scenario.firmwareMap where entry.type == .ram && entry.range.end > .mib {
      let range = AddressRange(
        max(entry.range.start, .mib), min(entry.range.end, subject.evaluation.lastAddress))
      guard !range.isEmpty else { continue }
      for segment in subject.hardwareSegments(in: range)
      where segment.answer.type != .wb && segment.answer.isDefined {
        // A few pages at the end of a large range are how firmware rounds.
        let isSmall = segment.range.size < 64 * .kib
        findings.append(
          AuditFinding(
            rule,
            "RAM at \(segment.range.start.grouped)-\(segment.range.last.grouped), "
              + "\(segment.range.size.sizeText), is \(segment.answer.type.name)",
            severity: isSmall || lost ? .note : segment.range.size >= 16 * .mib ? .error : .warning,
            evidence: subject.mapEvidence(segment.range) + subject.typeEvidence(at: segment.range.start),
            certainty: subject.registerCertainty, hangsOn: subject.registersHangOn))
        if findings.count >= 16 { return findings }
      }
    }
    return findings
  }
}
