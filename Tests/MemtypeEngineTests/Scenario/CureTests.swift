import MemtypeEngine
import TestSupport
import Testing

/// The remedies, side by side, against what was found of them.
@Suite(.bounded) struct CureTests {
  private func row(_ cure: Cure, _ scenario: Scenario) throws -> CureRow {
    try #require(cureTable(for: scenario).first { $0.cure == cure })
  }

  private func tpm(_ row: CureRow) throws -> CureRow.Entry {
    try #require(row.devices.first { $0.id == "tpm" })
  }

  /// A confidential guest whose firmware programs MTRRs.
  @Test(arguments: [
    (Cure.firmwareMTRRs, DeviceOutcome.Status.mapped(.ucMinus)), (.forcedWB, .failed(-12)),
    (.emulatedMTRRs, .mapped(.ucMinus)), (.untrackedHole, .mapped(.wb)), (.alwaysWB, .mapped(.wb)),
    (.firmwareMessenger, .mapped(.ucMinus)), (.paravirtualMSRs, .mapped(.ucMinus)),
    (.acpiCacheability, .failed(-12)), (.efiAttribute, .failed(-12)), (.pciConfigRegion, .mapped(.ucMinus)),
    (.acpiIoremap, .mapped(.ucMinus)), (.reservedHole, .mapped(.ucMinus)), (.pciHole, .mapped(.ucMinus)),
  ])
  func theTPM(cure: Cure, status: DeviceOutcome.Status) throws {
    for scenario in [Scenario.snpForcedWB, .snpPCIHole] {
      let row = try row(cure, scenario)
      #expect(try tpm(row).status == status)
      #expect(row.works == (status != .failed(-12)))
      #expect(!row.isRefused)
    }
  }

  @Test func everyRemedyHasARow() {
    let table = cureTable(for: .googleVMM)
    #expect(table.map(\.cure) == Cure.allCases)
    for cure in Cure.allCases {
      #expect(!cure.summary.isEmpty && !cure.verdict.isEmpty)
      #expect(Cure(named: cure.name) == cure)
    }
  }

  @Test func nothingIsOfferedToAMachineWithNothingToHeal() {
    #expect(cureTable(for: .bareMetal).isEmpty && cureTable(for: .plainVM).isEmpty)
    #expect(cureTable(for: .snpPCIHole).count == Cure.allCases.count, "a guest that may be forced")
    var overridden = Scenario.bareMetal
    overridden.behaviour = .forcedWB
    #expect(!cureTable(for: overridden).isEmpty)
  }

  @Test func whatWasMergedIsToldByTheTableOfReleases() {
    #expect(Cure.pciHole.status == .merged)
    #expect(Cure.pciHole.verdict == "merged in Linux 6.18, 6.17.4, 6.12.54 and later (CVE-2025-40181)")
    #expect(Cure.allCases.count { $0.status == .merged } == 1)
  }

  @Test func thereIsOneOVMF() {
    #expect(Scenario.snpForcedWB.firmwareModel == .ovmfQ35)
    let messenger = Cure.firmwareMessenger.apply(to: .snpForcedWB)
    #expect(messenger.mtrr == Scenario.snpForcedWB.mtrr)
  }

  /// Where the firmware programs none, its MTRRs save nobody.
  @Test func withoutFirmwareMTRRs() throws {
    for scenario in [Scenario.tdxForcedWB, .googleVMM] {
      #expect(try tpm(row(.emulatedMTRRs, scenario)).status == .failed(-12))
      #expect(try tpm(row(.firmwareMTRRs, scenario)).status == .failed(-12))
      #expect(try tpm(row(.firmwareMessenger, scenario)).status == .mapped(.ucMinus))
      #expect(try tpm(row(.pciHole, scenario)).status == .mapped(.ucMinus))
    }
    // Not advertised at all: every WB request becomes UC-.
    var hidden = Scenario.tdxForcedWB
    hidden.cpu.hasMTRR = false
    #expect(try tpm(row(.firmwareMTRRs, hidden)).status == .mapped(.ucMinus))
    #expect(try tpm(row(.emulatedMTRRs, hidden)).status == .failed(-12))
  }

  @Test func nothingIsTrackedInAnUntrackedHole() throws {
    let row = try row(.untrackedHole, .snpForcedWB)
    #expect(row.devices.filter { $0.status != .fixmap }.allSatisfy { $0.tracked == nil })
    #expect(row.risks == [.untracked])
  }

  /// A passed-through device is what makes a WB mapping dangerous.
  @Test func realMemoryAtRisk() throws {
    var scenario = Scenario.snpForcedWB
    scenario.devices.append(
      Device(
        id: "nic", name: "NIC", kind: .pciBAR(.ucMinus),
        range: AddressRange(start: 0x9000_0000, size: 0x4000),
        busName: "0000:00:04.0", driverName: "nic"))
    for row in cureTable(for: scenario) {
      let nic = try #require(row.devices.first { $0.id == "nic" })
      let isCached = row.cure == .alwaysWB || row.cure == .untrackedHole
      #expect(nic.risks.contains(.cachedDevice) == isCached, "\(row.cure.name)")
      #expect(nic.status == .mapped(isCached ? .wb : .ucMinus))
    }
  }

  /// What ACPI maps with ioremap is slow; the PCI hole of version 2 leaves tables below TOLUD alone.
  @Test func tablesAndWriteCombining() throws {
    var scenario = Scenario.snpForcedWB
    scenario.devices += [
      Device(
        id: "tables", name: "tables", kind: .acpiTables, range: AddressRange(0x7fb6_c000, 0x7fb7_e000)),
      Device(
        id: "fb", name: "fb", kind: .efiFramebuffer(.wc),
        range: AddressRange(start: 0xc000_0000, size: 1 << 22),
        isEmulated: true),
    ]
    #expect(try row(.acpiIoremap, scenario).risks == [.slowTables])
    #expect(try row(.reservedHole, scenario).risks == [.noWriteCombining])
    #expect(try row(.pciHole, scenario).risks == [])
    #expect(try row(.forcedWB, scenario).risks == [])
  }

  /// OVMF's range is a power of two, so hardware and Linux agree on it.
  @Test func theMessengersRange() throws {
    var scenario = Scenario.googleVMM
    scenario = try scenario.settingTOLUD(0x7f00_0000)
    let cured = Cure.firmwareMessenger.apply(to: scenario)
    let evaluation = evaluate(cured)
    #expect(evaluation.override == .notTried)
    #expect(evaluation.divergences().list.isEmpty)
    #expect(evaluation.segment(at: 0xa_0000)?.type == .uc)
    #expect(evaluation.segment(at: 0x8000_0000)?.type == .uc)
    #expect(evaluation.segment(at: 0x7fff_0000)?.type == .wb)
  }

  @Test(arguments: Scenario.builtIn)
  func applyingTwiceIsApplyingOnce(scenario: Scenario) {
    for cure in Cure.allCases {
      let once = cure.apply(to: scenario)
      #expect(evaluate(cure.apply(to: once)).trace == evaluate(once).trace)
    }
  }
}
