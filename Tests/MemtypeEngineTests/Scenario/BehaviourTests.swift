import MemtypeEngine
import TestSupport
import Testing

@Suite("What a release does with the MTRR state, and overrides of it", .bounded)
struct BehaviourTests {
  @Test(
    "the seed's guest by release alone",
    arguments: [
      ("6.11", KernelBehaviour.firmwareMTRRs), ("6.12", .forcedWB), ("6.12.54", .forcedWBAndPCIHole),
      ("6.16", .forcedWB), ("6.17.3", .forcedWB), ("6.17.4", .forcedWBAndPCIHole),
      ("6.18", .forcedWBAndPCIHole), ("7.2", .forcedWBAndPCIHole),
    ])
  func seed(text: String, behaviour: KernelBehaviour) throws {
    var scenario = Scenario.snpForcedWB
    scenario.kernel = try #require(KernelRevision(text))
    #expect(scenario.behaviourOverride == nil && scenario.behaviour == behaviour)
    #expect(evaluate(scenario).failures.isEmpty == (behaviour != .forcedWB))
  }

  /// The window of version 1 hands out WB for every request, which is no success where the MTRRs say WB, too.
  @Test func theUntrackedHoleGivesWhatNobodyAskedFor() throws {
    var scenario = Scenario.snpForcedWB
    scenario.behaviourOverride = .untrackedPCIHole
    let evaluation = evaluate(scenario)
    #expect(evaluation.failures.isEmpty)
    let tpm = try #require(evaluation.outcomes.first { scenario.devices[$0.device].kind == .tpmTIS })
    #expect(tpm.status == .mapped(.wb))
    #expect(tpm.regression?.asked == .ucMinus && tpm.regression?.got == .wb)
    scenario.behaviourOverride = .forcedWBAndPCIHole
    #expect(evaluate(scenario).regressions.isEmpty)
  }

  @Test func theReleaseCuresAnyTOLUDAndWidth() throws {
    var scenario = try Scenario.snpForcedWB.settingPhysBits(46).settingTOLUD(2816 * .mib)
    #expect(!evaluate(scenario).failures.isEmpty)
    scenario.kernel = KernelRevision(6, 18)
    #expect(evaluate(scenario).failures.isEmpty)
  }

  @Test func onlySomePlatformsAreForced() {
    let newest = KernelRevision.newest
    for platform in Platform.allCases {
      let behaviour = newest.behaviour(on: platform)
      switch platform {
      case .sevSNP, .tdx: #expect(behaviour == .forcedWBAndPCIHole)
      case .hyperVIsolation, .xenDomU: #expect(behaviour == .forcedWB)
      default: #expect(behaviour == .firmwareMTRRs, "\(platform)")
      }
    }
    #expect(KernelRevision(6, 1).behaviour(on: .xenDomU) == .firmwareMTRRs)
  }

  @Test func anOverrideStaysAndIsTakenBackByNamingWhatTheReleaseDoes() {
    var scenario = Scenario.snpForcedWB
    scenario.behaviour = .forcedWB
    #expect(scenario.behaviourOverride == nil, "6.16 does it by itself")
    scenario.kernel = KernelRevision(6, 18)
    #expect(scenario.behaviour == .forcedWBAndPCIHole)
    scenario.behaviour = .forcedWB
    #expect(scenario.behaviourOverride == .forcedWB)
    #expect(scenario.behaviourText == "forced WB (override: Linux 6.18 does forced WB + PCI hole here)")
    scenario.kernel = KernelRevision(7, 2)
    #expect(scenario.behaviour == .forcedWB)
    scenario.behaviour = .forcedWBAndPCIHole
    #expect(scenario.behaviourOverride == nil)
  }

  @Test func aTDXGuestOfAMDIsImpossible() {
    var scenario = Scenario.tdxForcedWB
    #expect(scenario.impossibilities == [])
    scenario.cpu.vendor = .amd
    #expect(scenario.impossibilities == ["TDX exists on Intel processors only, and the guest's is AMD"])
    scenario.host.vendor = .amd
    #expect(scenario.impossibilities.count == 2)
    #expect(Scenario.builtIn.allSatisfy { $0.impossibilities.isEmpty })
  }

  @Test("between 6.2 and 6.8 a TDX guest has the PAT that its firmware left")
  func patOfTDX() {
    var scenario = Scenario.tdxForcedWB
    for (kernel, isWritten) in [("6.1", true), ("6.6", false), ("6.8", false), ("6.9", true)] {
      scenario.kernel = KernelRevision(kernel) ?? .newest
      let pat = evaluate(scenario).pat
      #expect(pat.isWritten == isWritten, "\(kernel)")
      #expect(pat.layout == (isWritten ? PATConfiguration.full : CPU.powerOnPAT))
    }
  }
}
