import MemtypeEngine
import TestSupport
import Testing

@Suite(.bounded) struct ExplanationTests {
  @Test func theFailureIsToldInOrder() {
    let reasons = explain(0xfed4_0000, in: evaluate(.snpForcedWB))
    #expect(
      reasons.map(\.source) == [
        "e820__memory_setup", "guest_force_mtrr_state", "APM 2, MTRRdefType", "pat_x_mtrr_type",
        "memtype_check_conflict", "is_new_memtype_allowed", "cachemode2protval", "APM 2, Nested Paging",
      ])
    #expect(reasons[0].text == "the firmware's memory map says nothing: the PCI hole")
    #expect(reasons[5].text.contains("-12 ENOMEM"))
  }

  @Test func theCureNamesItsRange() {
    let reasons = explain(0xfed4_0000, in: evaluate(.snpPCIHole))
    #expect(reasons.contains { $0.text == "the forced range is UC over 0x8000_0000-0xffff_ffff" })
    #expect(!reasons.contains { $0.source == "is_new_memtype_allowed" })
  }

  @Test(arguments: Scenario.builtIn)
  func everyAddressHasReasons(scenario: Scenario) {
    let evaluation = evaluate(scenario)
    for address in [0, 0xa_0000, 0xfed0_0000, 1 << 32, 1 << 51, UInt64.max] {
      #expect(!explain(address, in: evaluation).isEmpty)
    }
  }

  /// [0x9_f000, 0xb_0000): WB by a variable range, UC from 0xa_0000 by the fixed ones.
  @Test func aMappingOverSeveralTypesIsExplainedPieceByPiece() throws {
    var scenario = Scenario.bareMetal
    scenario.devices = [
      Device(
        id: "x", name: "X", kind: .custom(Driver(name: "x", call: .ioremap(.cache))),
        range: AddressRange(0x9_f000, 0xb_0000))
    ]
    let evaluation = evaluate(scenario)
    let low = explain(0x9_f000, in: evaluation).map(\.text)
    #expect(
      low.contains { $0.contains("WB over 0x9_f000-0x9_ffff by fixed ranges, UC over 0xa_0000-0xa_ffff") })
    #expect(low.last == "with MTRR WB the processor treats it as UC")
    let high = explain(0xa_0000, in: evaluation).map(\.text)
    #expect(high.last == "with MTRR UC the processor treats it as UC")
  }

  @Test func withoutPATNothingIsSaidToBeTracked() {
    var scenario = Scenario.snpForcedWB
    scenario.parameters.noPAT = true
    let reasons = explain(0xfed4_0000, in: evaluate(scenario))
    #expect(reasons.contains { $0.rule == .patOff })
    #expect(!reasons.contains { $0.text.contains("tracked WB") })
  }

  @Test func inTheUntrackedHoleNothingIsSaidToBeTracked() {
    var scenario = Scenario.snpForcedWB
    scenario.behaviour = .untrackedPCIHole
    let reasons = explain(0xfed4_0000, in: evaluate(scenario))
    #expect(reasons.count { $0.rule == .untrackedWindow } == 2, "ACPI's and the driver's")
    #expect(!reasons.contains { $0.text.contains("tracked WB") })
  }

  @Test func aConflictGetsNothing() throws {
    var scenario = Scenario.bareMetal
    func device(_ id: String, _ call: MappingCall, _ range: AddressRange) -> Device {
      Device(id: id, name: id, kind: .custom(Driver(name: id, call: call)), range: range)
    }
    scenario.devices = [
      device("a", .ioremap(.wc), AddressRange(0xd000_0000, 0xd000_1000)),
      device("b", .ioremap(.uc), AddressRange(0xd000_1000, 0xd000_2000)),
      device("c", .ioremap(.plain), AddressRange(0xd000_0000, 0xd000_2000)),
    ]
    let reasons = explain(0xd000_0000, in: evaluate(scenario))
    let conflict = try #require(reasons.first { $0.rule == .conflict })
    #expect(conflict.text.contains("they cannot agree, so nothing is tracked or mapped"))
    #expect(!reasons.contains { $0.text.contains("and is not tracked") })
  }

  @Test func anUndefinedMixIsCalledOne() {
    var scenario = Scenario.bareMetal
    let width = UInt64.mask(bits: 39)
    func range(_ type: MemoryType) -> VariableRange {
      VariableRange(base: 0xd000_0000 | UInt64(type.rawValue), mask: width & ~0xfff_ffff | 0x800)
    }
    scenario.mtrr.variable = [range(.wb), range(.wc)]
    scenario.mtrr.capabilities = scenario.mtrr.capabilities & ~0xff | 2
    let reasons = explain(0xd000_0000, in: evaluate(scenario))
    #expect(
      reasons.contains {
        $0.rule == .undefinedOverlap
          && $0.text == "the manuals leave an overlap of WB with WC undefined; Linux takes it for UC"
      })
    scenario.mtrr.variable = [range(.wb), range(.uc)]
    #expect(!explain(0xd000_0000, in: evaluate(scenario)).contains { $0.rule == .undefinedOverlap })
  }

  @Test func aMaskForFewerBitsIsNamed() throws {
    var scenario = Scenario.bareMetal
    scenario.cpu.physBits = 46
    scenario.mtrr.variable = [VariableRange(base: 0x8000_0000, mask: 0xf_8000_0800)]
    scenario.mtrr.capabilities = scenario.mtrr.capabilities & ~0xff | 1
    let evaluation = evaluate(scenario)
    let short = try #require(evaluation.mtrr.shortMasks.first)
    #expect(short.missingBits == 36...45 && short.meantSize == 2 << 30)
    #expect(short.text.hasPrefix("MTRR 0's mask has no bits 36 to 45: it was written for 36 address bits"))
    #expect(explain(0x8000_0000, in: evaluation).contains { $0.rule == .shortMask })
    #expect(Scenario.builtIn.allSatisfy { evaluate($0).mtrr.shortMasks.isEmpty })
  }

  @Test func beforeTheMTRRsAreReadNoTypeIsClaimed() {
    for scenario in [Scenario.bareMetal, .snpPCIHole] {
      let whole = evaluate(scenario)
      let early = whole.evaluation(afterStep: 2)
      #expect(early.segments.allSatisfy { $0.source == .unread && $0.type == .invalid })
      let reasons = explain(0xfed4_0000, in: early)
      #expect(reasons.contains { $0.rule == .unread })
      #expect(!reasons.contains { $0.text.contains("no MTRRs") || $0.text.contains("variable range") })
      #expect(whole.segments.allSatisfy { $0.source != .unread })
    }
  }

  @Test func fixmapsAreStrongUC() throws {
    let evaluation = evaluate(.bareMetal)
    let step = try #require(evaluation.trace.steps.first { $0.id == "fixmap:lapic" })
    #expect(step.mapping?.requested == .uc)
    #expect(explain(0xfee0_0000, in: evaluation).contains { $0.text.contains("page table bits PWT+PCD") })
    let lapic = try #require(evaluation.scenario.devices.firstIndex { $0.id == "lapic" })
    #expect(evaluation.evaluation(afterStep: 1).outcomes[lapic].status == .notDriven, "not yet")
    #expect(evaluation.outcomes[lapic].status == .fixmap)
  }

  @Test func anAMDHostIsGivenAMDsRules() {
    var scenario = Scenario.snpPCIHole
    for index in scenario.devices.indices { scenario.devices[index].isEmulated = false }
    let reasons = explain(0xfed4_0000, in: evaluate(scenario))
    #expect(reasons.last?.source == "APM 2, Nested Paging: Combining Memory Types, MTRRs")
    scenario.host = KVMHost(vendor: .intel)
    #expect(explain(0xfed4_0000, in: evaluate(scenario)).last?.source == "vmx_get_mt_mask")
  }

  @Test func reasonsCanBeUnfolded() throws {
    let reasons = explain(0xfed4_0000, in: evaluate(.snpForcedWB))
    #expect(reasons.allSatisfy { $0.rule != nil && !$0.explanation.isEmpty && !$0.source.isEmpty })
    let acpi = try #require(reasons.first { $0.rule == .mtrrHint })
    #expect(acpi.callPath.first == "kernel_init" && acpi.callPath.last == "memtype_reserve")
    #expect(acpi.callPath.contains("acpi_init") && acpi.callPath.contains("acpi_os_map_iomem"))
    #expect(reasons.first { $0.rule == .forcedOnKVM }?.releases == "6.12 and later")
  }

  /// The function that replaces the state had another name up to 6.13.
  @Test func functionsAreNamedAsTheReleaseNamesThem() {
    var scenario = Scenario.snpForcedWB
    for (release, name) in [("6.13", "mtrr_overwrite_state"), ("6.14", "guest_force_mtrr_state")] {
      scenario.kernel = KernelRevision(release) ?? .newest
      #expect(explain(0xfed4_0000, in: evaluate(scenario)).contains { $0.source == name }, "\(release)")
    }
  }
}
