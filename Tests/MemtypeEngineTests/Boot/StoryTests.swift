import MemtypeEngine
import TestSupport
import Testing

/// The seed's stories, from the memory map to the drivers' results.
@Suite(.bounded) struct StoryTests {
  private func outcome(_ id: String, _ evaluation: Evaluation) throws -> DeviceOutcome {
    let index = try #require(evaluation.scenario.devices.firstIndex { $0.id == id })
    return try #require(evaluation.outcomes.first { $0.device == index })
  }

  private func log(_ evaluation: Evaluation) -> [String] { evaluation.trace.log.map(\.text) }

  static let ioremapError = "ioremap error for 0xfed40000-0xfed45000, requested 0x2, got 0x0"
  static let probeError = "tpm_tis MSFT0101:00: probe with driver tpm_tis failed with error -12"

  @Test(arguments: [Scenario.snpForcedWB, .tdxForcedWB, .googleVMM])
  func forcedWBFailsTheTPM(scenario: Scenario) throws {
    let evaluation = evaluate(scenario)
    let tpm = try outcome("tpm", evaluation)
    #expect(tpm.status == .failed(-12))
    #expect(tpm.requested == .ucMinus)
    #expect(tpm.got == .wb)
    #expect(tpm.firstMode == .wb)
    let first = try #require(tpm.firstStep.flatMap { evaluation.step($0) })
    #expect(first.function == "acpi_init")
    #expect(evaluation.failures == [tpm])
    #expect(log(evaluation).suffix(2) == [Self.ioremapError, Self.probeError])
    #expect(log(evaluation).contains("MTRRs set to read-only"))
    #expect(evaluation.segment(at: 0xfed4_0000)?.tracked == .wb)
  }

  @Test(arguments: [Scenario.snpPCIHole, .tdxPCIHole, .bareMetal, .plainVM, .hpetEarly])
  func everyDriverMaps(scenario: Scenario) throws {
    let evaluation = evaluate(scenario)
    #expect(evaluation.failures == [])
    #expect(!log(evaluation).contains { $0.contains("error") })
  }

  @Test func theHoleTurnsACPIsRequestIntoUCMinus() throws {
    let evaluation = evaluate(.snpPCIHole)
    let tpm = try outcome("tpm", evaluation)
    #expect(tpm.status == .mapped(.ucMinus))
    #expect(tpm.firstMode == .ucMinus)
    #expect(
      log(evaluation).contains(
        "MTRR map: 1 entries (0 fixed + 1 variable; max 2), built from 1 variable MTRRs"))
    #expect(evaluation.override == .applied(.wb, [VariableRange(base: 0x8000_0000, mask: 0xffff_8000_0800)]))
    #expect(evaluation.segment(at: 0xfed4_0000)?.type == .uc)
  }

  @Test func withoutTheEarlyCallTheHPETFails() throws {
    let evaluation = evaluate(.hpetLate)
    #expect(try outcome("hpet", evaluation).status == .failed(-19))
    #expect(log(evaluation).last == "ioremap error for 0xfed00000-0xfed01000, requested 0x2, got 0x0")
    let early = evaluate(.hpetEarly)
    let hpet = try outcome("hpet", early)
    #expect(hpet.status == .mapped(.ucMinus))
    #expect(hpet.firstStep.flatMap { early.step($0) }?.function == "hpet_enable")
  }

  @Test func anUntrackedHoleGivesDriversWB() throws {
    var scenario = Scenario.snpForcedWB
    scenario.behaviour = .untrackedPCIHole
    let evaluation = evaluate(scenario)
    #expect(try outcome("tpm", evaluation).status == .mapped(.wb))
    #expect(evaluation.failures == [])
    #expect(!evaluation.tracked.contains { $0.range.overlaps(.pciHole(tolud: evaluation.tolud)) })
    #expect(explain(0xfed4_0000, in: evaluation).contains { $0.source == "is_untracked_pat_range" })
    // An override is applied where no release would do it, too.
    scenario.platform = .kvm
    #expect(try outcome("tpm", evaluate(scenario)).status == .mapped(.wb))
  }

  @Test func anOrdinaryGuestIsRefusedWhatItsKernelAsksFor() {
    #expect(evaluate(.plainVM).override == .refused(.notPermitted))
    #expect(Scenario.plainVM.behaviour == .firmwareMTRRs)
    #expect(evaluate(.bareMetal).override == .notTried)
  }

  @Test func anOverrideIsAppliedAnywhere() {
    var bareMetal = Scenario.bareMetal
    bareMetal.behaviour = .forcedWB
    #expect(bareMetal.behaviourOverride == .forcedWB)
    #expect(evaluate(bareMetal).override == .applied(.wb, []))
    #expect(evaluate(bareMetal).trace.steps.contains { $0.function == "guest_force_mtrr_state" })
  }

  @Test func withoutPATNothingIsTrackedAndNothingFails() {
    var scenario = Scenario.snpForcedWB
    scenario.parameters.noPAT = true
    let evaluation = evaluate(scenario)
    #expect(evaluation.failures == [])
    #expect(evaluation.tracked == [])
  }

  @Test func olderKernelsSayItInOtherWords() {
    var scenario = Scenario.snpForcedWB
    scenario.kernel = KernelRevision(6, 1)
    scenario.behaviourOverride = .forcedWB
    #expect(
      log(evaluate(scenario)).suffix(3) == [
        Self.ioremapError, "tpm_tis MSFT0101:00: ioremap failed for resource [mem 0xfed40000-0xfed44fff]",
        "tpm_tis: probe of MSFT0101:00 failed with error -12",
      ])
  }

  @Test(arguments: Scenario.builtIn)
  func segmentsCoverTheAddressSpaceWithoutGaps(scenario: Scenario) throws {
    let evaluation = evaluate(scenario)
    var end: UInt64 = 0
    for segment in evaluation.segments {
      #expect(segment.range.start == end)
      #expect(!segment.range.isEmpty)
      #expect(segment.type == evaluation.mtrr.typeLookup(segment.range.start, segment.range.end).type)
      end = segment.range.end
    }
    #expect(end == UInt64(1) << UInt64(scenario.cpu.physBits))
  }

  @Test func evaluationIsAFunction() {
    for scenario in Scenario.builtIn {
      #expect(TextOf(evaluate(scenario)) == TextOf(evaluate(scenario)))
    }
  }

  private struct TextOf: Equatable {
    var log: [String]
    var segments: [AddressSegment]
    var outcomes: [DeviceOutcome]

    init(_ evaluation: Evaluation) {
      log = evaluation.trace.log.map(\.text)
      segments = evaluation.segments
      outcomes = evaluation.outcomes
    }
  }
}
