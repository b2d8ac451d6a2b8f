import MemtypeEngine

extension AuditRule {
  static let overlapUndefined = AuditRule(
    "mtrr-overlap-undefined", "Variable MTRRs overlap with types that have no defined combination", .error,
    reason:
      "Only UC with anything, and WT with WB, are defined (SDM vol. 3A, MTRR Precedences); processors differ.",
    advice:
      "clear or move one of the registers: mtrrscope solve --in FILES gives a legal set for the same map"
  ) { rule, subject in
    guard subject.scenario.cpu.hasMTRR, !subject.evaluation.override.isApplied else { return [] }
    let space = AddressRange(0, subject.evaluation.lastAddress)
    let segments = subject.hardwareSegments(in: space).filter { !$0.answer.isDefined }
    return segments.prefix(8).map { segment in
      AuditFinding(
        rule, "\(segment.range.start.grouped)-\(segment.range.last.grouped) has no defined type",
        evidence: subject.typeEvidence(at: segment.range.start), certainty: subject.registerCertainty,
        hangsOn: subject.registersHangOn)
    }
  }

  static let maskHoles = AuditRule(
    "mtrr-mask-holes", "A variable MTRR's mask has holes", .error,
    reason:
      "The processor compares bit by bit and matches scattered runs; Linux takes the pair for one range.",
    advice: "write a mask whose bits are contiguous up to the physical address width"
  ) { rule, subject in
    pairs(subject) { index, pair in
      guard pair.contiguousSize(physBits: subject.scenario.cpu.physBits) == nil,
        !subject.evaluation.mtrr.shortMasks.contains(where: { $0.index == index })
      else { return nil }
      return AuditFinding(
        rule, "MTRR \(index)'s mask \(pair.mask.prefixedHex()) has holes",
        evidence: [subject.evidence(pair: index)],
        certainty: subject.registerCertainty, hangsOn: subject.registersHangOn)
    }
  }

  static let maskShort = AuditRule(
    "mtrr-mask-short", "A variable MTRR's mask lacks its high bits", .warning,
    reason:
      "The firmware thinks of fewer physical address bits than the processor has: the range repeats above them.",
    advice: "a firmware update, or a hypervisor that gives the guest the width that its firmware expects"
  ) { rule, subject in
    guard subject.scenario.cpu.hasMTRR else { return [] }
    return subject.evaluation.mtrr.shortMasks.filter {
      subject.scenario.mtrr.variable.indices.contains($0.index)
    }.map {
      AuditFinding(
        rule, $0.text, evidence: [subject.evidence(pair: $0.index)], certainty: subject.registerCertainty,
        hangsOn: subject.registersHangOn)
    }
  }

  static let mtrrRefused = AuditRule(
    "mtrr-refused", "A request for an MTRR was refused", .note,
    reason: "A driver wanted write-combining the old way and goes on without it.",
    advice:
      "with a working PAT drivers need no MTRR; without one, mtrrscope solve shows which register can be freed"
  ) { rule, subject in
    (subject.log?.failures ?? []).filter { $0.value.kind.isRefusedMTRR }.prefix(16).map { failure in
      AuditFinding(
        rule, "\(failure.value.kind.rawValue): \(failure.value.text)", evidence: [subject.evidence(failure)],
        certainty: .logged)
    }
  }

  private static func pairs(
    _ subject: AuditSubject, _ find: (Int, VariableRange) -> AuditFinding?
  ) -> [AuditFinding] {
    guard subject.scenario.cpu.hasMTRR else { return [] }
    return subject.scenario.mtrr.variable.enumerated().compactMap { index, pair in
      pair.isValid ? find(index, pair) : nil
    }
  }
}
