import MemtypeEngine

extension AuditRule {
  static let releaseForcesWB = AuditRule(
    "release-forces-wb", "The kernel's release forces WB and leaves the PCI hole cacheable", .warning,
    reason:
      "SEV-SNP and TDX guests of such a release map with ioremap_cache what drivers want UC-: a TPM's probe fails "
      + "with -12 (CVE-2025-40181).",
    advice: "Linux 6.18, or a stable release with the cure: 6.17.4, 6.12.54"
  ) { rule, subject in
    let scenario = subject.scenario
    guard [.sevSNP, .tdx].contains(scenario.platform), scenario.behaviourOverride == nil,
      scenario.kernel.standing(of: .kvmForcesWB) == .has,
      scenario.kernel.standing(of: .kvmForcesPCIHole) != .has
    else { return [] }
    let hangsOnLevel = scenario.kernel.standing(of: .kvmForcesPCIHole) == .hangsOnLevel
    let facts = subject.machine.evidence.facts.filter { $0.claim == .release }.prefix(1).map(subject.evidence)
    return [
      AuditFinding(
        rule, "Linux \(scenario.kernel.name) on \(scenario.platform.rawValue) forces WB without the PCI hole",
        evidence: facts.isEmpty ? [subject.whole] : Array(facts),
        certainty: hangsOnLevel ? .depends : .certain,
        hangsOn: hangsOnLevel ? ["which stable level the distribution's build has"] : [])
    ]
  }

  static let failsAsConfidentialGuest = AuditRule(
    "fails-as-confidential-guest", "A driver would fail if this were an SEV-SNP or TDX guest", .note,
    reason:
      "The same kernel and devices in a confidential guest meet the failure that waits for their platform.",
    advice: "Linux 6.18, or a stable release with the cure, before the workload moves there"
  ) { rule, subject in
    let scenario = subject.scenario
    guard scenario.platform == .bareMetal || scenario.platform == .kvm, scenario.behaviourOverride == nil
    else {
      return []
    }
    let candidates: [Platform] =
      switch scenario.cpu.vendor {
      case .amd, .hygon: [.sevSNP]
      case .intel: [.tdx]
      default: [.sevSNP, .tdx]
      }
    let failing = Set(subject.evaluation.failures.map(\.device))
    let release = subject.machine.evidence.facts.first { $0.claim == .release }.map(subject.evidence)
    for platform in candidates {
      var guest = scenario
      guest.platform = platform
      let names = evaluateOutcomes(guest).filter { $0.isFailure && !failing.contains($0.device) }
        .compactMap { guest.device($0.device) }
      guard let first = names.first else { continue }
      let hangsOnLevel = scenario.kernel.standing(of: .kvmForcesPCIHole) == .hangsOnLevel
      return [
        AuditFinding(
          rule, "as \(platform.rawValue) it would lose \(names.map(\.name).joined(separator: ", "))",
          evidence: (release.map { [$0] } ?? []) + subject.evidence(first),
          certainty: hangsOnLevel ? .depends : .certain,
          hangsOn: hangsOnLevel ? ["which stable level the distribution's build has"] : [])
      ]
    }
    return []
  }
}
