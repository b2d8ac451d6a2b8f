import MemtypeEngine

extension AuditRule {
  static let registersWasted = AuditRule(
    "registers-wasted", "The firmware uses more variable MTRRs than its own map needs", .note,
    reason: "Registers are few, and the same types need fewer of them, by the solver's proven optimum.",
    advice: "mtrrscope solve --in FILES gives the smallest set and the order in which to write it"
  ) { rule, subject in
    guard subject.usesRegisters, subject.knowsRegisters else { return [] }
    let (evaluation, mtrr) = (subject.evaluation, subject.scenario.mtrr)
    let used = mtrr.variable.indices.filter { mtrr.variable[$0].isValid }
    guard let map = try? evaluation.registerMap(), used.count > 1 else { return [] }
    func optimum(_ map: WantedMap) -> RegisterSolution {
      RegisterSolver(
        RegisterProblem(
          wanted: map, defaultTypes: [mtrr.defaultType, .uc, .wb].uniqued, registerCount: mtrr.variable.count,
          hasFixedRanges: mtrr.isFixedEnabled, current: evaluation.registerBlocks)
      ).solution()
    }
    let same = optimum(map)
    guard same.blocks.count < used.count else { return [] }
    let least = (try? evaluation.neededMap()).map { optimum($0).blocks.count } ?? .max
    let needed =
      least < same.blocks.count && subject.knowsMemoryMap
      ? ", and what RAM and devices need takes \(least)" : ""
    return [
      AuditFinding(
        rule,
        "\(used.count) of \(mtrr.variable.count) variable MTRRs are in use; the same map takes \(same.blocks.count) "
          + "with default type \(same.defaultType.name)\(needed)",
        severity: used.count == mtrr.variable.count ? .warning : .note,
        evidence: [subject.defaultTypeEvidence] + used.map(subject.evidence(pair:)))
    ]
  }
}

extension [MemoryType] {
  /// Without what came before.
  fileprivate var uniqued: [MemoryType] {
    enumerated().filter { self[..<$0.offset].contains($0.element) == false }.map(\.element)
  }
}
