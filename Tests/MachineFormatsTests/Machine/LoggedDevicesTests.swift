import MemtypeEngine
import TestSupport
import Testing

@testable import MachineFormats

/// Devices and their drivers as a log, a resource tree or a list of devices shows them.
@Suite(.bounded) struct LoggedDevicesTests {
  private func machine(_ text: String, name: String = "input.txt") throws -> Scenario {
    try readMachine(named: name, [MachineInput(name: name, bytes: Array(text.utf8))]).scenario
  }

  private static let head = """
    [    0.000000] Linux version 6.12.10 (build@host) (gcc) #1 SMP
    [    0.000000] BIOS-provided physical RAM map:
    [    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009ffff] usable
    [    0.000000] BIOS-e820: [mem 0x0000000000100000-0x00000000bfffffff] usable

    """

  @Test func driversThatSpokeOfTheirFunction() throws {
    let scenario = try machine(
      Self.head + """
        [    0.500000] pci 0000:00:19.0: [8086:1502] type 00 class 0x020000 conventional PCI endpoint
        [    0.500001] pci 0000:00:19.0: BAR 0 [mem 0xe1500000-0xe151ffff]
        [    0.500002] pci 0000:00:1f.2: [8086:1e02] type 00 class 0x010601
        [    0.500003] pci 0000:00:1f.2: reg 0x24: [mem 0xe1538000-0xe15387ff]
        [    0.500004] pci 0000:02:00.0: [abcd:1234] type 00 class 0x088000
        [    0.500005] pci 0000:02:00.0: BAR 0 [mem 0xe1600000-0xe1600fff]
        [    0.500006] pci 0000:00:1c.0: [8086:1e10] type 01 class 0x060400
        [    0.500007] pci 0000:00:1c.0: BAR 0 [mem 0xe1700000-0xe1700fff]
        [    1.000000] e1000e 0000:00:19.0 eth0: (PCI Express:2.5GT/s:Width x1)
        """)
    let bars = scenario.devices.filter { $0.id.hasPrefix("pci-") }
    #expect(
      bars.map(\.name) == [
        "e1000e 00:19.0 BAR 0", "SATA controller 00:1f.2 BAR 5", "system peripheral 02:00.0 BAR 0",
      ])
    #expect(
      evaluate(scenario).outcomes.filter { scenario.devices[$0.device].id.hasPrefix("pci-") }
        .map(\.status) == [.mapped(.ucMinus), .mapped(.ucMinus), .unknown])
    let texts = scenario.assumptions.map(\.text)
    #expect(texts.contains { $0.contains("no line names the driver of 00:1f.2: ahci by its class 0x010601") })
    #expect(texts.contains { $0.hasPrefix("what e1000e asks for in its BARs: UC-") })
  }

  @Test func aFramebufferUsesPartOfABAR() throws {
    let scenario = try machine(
      """
      00100000-bfffffff : System RAM
      c0000000-febfffff : PCI Bus 0000:00
        d0000000-dfffffff : 0000:01:00.0
          d0000000-d02fffff : efifb
        fea00000-fea0ffff : 0000:02:00.0
          fea00000-fea0ffff : mystery
      """)
    let framebuffer = try #require(scenario.devices.first { $0.name.hasPrefix("efifb") })
    #expect(framebuffer.range == AddressRange(0xd000_0000, 0xd030_0000))
    #expect(framebuffer.kind == .efiFramebuffer(.wc))
    let mystery = try #require(scenario.devices.first { $0.driverName == "mystery" })
    #expect(mystery.isDriverUnknown)
    #expect(scenario.assumptions.contains { $0.text == "what mystery asks for in its BARs: not known" })
  }

  private static let table =
    "[    0.006201] ACPI: TPM2 0x000000007AAF5000 00004C (v04 ABC DEF 00000000 GHI 1)\n"

  @Test(arguments: [
    "cr50_i2c i2c-GOOG0005:00: cr50 TPM 2.0 (i2c 0x50 irq 57 id 0x28)",
    "tpm_tis_spi spi-PRP0001:00: 2.0 TPM (device-id 0x1B, rev-id 22)",
    "tpm_tis_i2c 1-002e: 2.0 TPM (device-id 0x1C, rev-id 22)",
  ])
  func aTPMOnAnotherBusIsNotMapped(line: String) throws {
    let scenario = try machine(Self.head + Self.table + "[    1.500000] \(line)\n")
    #expect(!scenario.devices.contains { $0.kind.isTPM })
  }

  @Test func whereATPMIsIsSaidByItsDriver() throws {
    let scenario = try machine(
      Self.head + Self.table + """
        [    0.9] tpm_crb MSFT0101:00: can't request region for resource [mem 0x78425000-0x78425fff]
        [    0.9] tpm_crb: probe of MSFT0101:00 failed with error -16
        """)
    let tpm = try #require(scenario.devices.first { $0.kind.isTPM })
    #expect(tpm.kind == .tpmCRB)
    #expect(tpm.range == AddressRange(start: 0x7842_5000, size: 0x1000))
  }

  private static let guest = """
    [    0.000000] Linux version 6.16.0 (build@host) (gcc) #1 SMP
    [    0.000000] Memory Encryption Features active: AMD SEV SEV-ES SEV-SNP

    """

  /// tpm_tis reads the numbers that it prints out of the registers.
  @Test(arguments: [
    "tpm_tis MSFT0101:00: 2.0 TPM (device-id 0x1, rev-id 1)",
    "tpm_tis MSFT0101:00: 2.0 TPM (vendor-id 0x1014, device-id 0x1, rev-id 1)",
    "tpm_tis 00:0a: 1.2 TPM (device-id 0x1A, rev-id 16)",
  ])
  func aDriverThatSpeaksOfItsRegistersHasThem(line: String) throws {
    func diagnosis(_ text: String) throws -> Diagnosis {
      let machine = try readMachine(named: "dmesg", [MachineInput(name: "dmesg", bytes: Array(text.utf8))])
      return diagnose(machine.scenario, evidence: machine.evidence, machine: machine.scenario)
    }
    let open = try diagnosis(Self.guest + "[    0.9] ACPI: TPM2 0x000000007AAF5000 00004C (v04 A B 1 C 1)\n")
    #expect(open.verdict == .undecided)
    let told = try diagnosis(Self.guest + "[    1.2] \(line)\n")
    #expect(told.verdict == .maps)
    let tpm = try #require(told.evaluation.scenario.devices.firstIndex { $0.kind.isTPM })
    guard case .logged(let observed) = told.devices[tpm].certainty else {
      Issue.record("\(told.devices[tpm].certainty)")
      return
    }
    #expect(!observed.isFailure && told.evidence.quote(observed).contains(line))
    // What follows on the same device outranks it.
    let later = try diagnosis(
      Self.guest
        + "[    1.2] \(line)\n[    9.0] ioremap error for 0xfed40000-0xfed45000, requested 0x2, got 0x0\n")
    #expect(later.verdict == .fails)
  }

  @Test func aRangeThatIsClaimedForAnotherDevice() throws {
    let text =
      Self.head.replacing("6.12.10", with: "6.1.10") + """
        [    1.386291] tpm_tis MSFT0101:00: 2.0 TPM (device-id 0x1B, rev-id 16)
        [    1.412345] tpm_tis tpm_tis: can't request region for resource [mem 0xfed40000-0xfed44fff]
        [    1.412400] tpm_tis: probe of tpm_tis failed with error -16
        """
    let machine = try readMachine(named: "dmesg", [MachineInput(name: "dmesg", bytes: Array(text.utf8))])
    let diagnosis = diagnose(machine.scenario, evidence: machine.evidence, machine: machine.scenario)
    let places = machine.scenario.devices.indices.filter { machine.scenario.devices[$0].kind.isTPM }
    #expect(places.map { machine.scenario.devices[$0].busName } == ["MSFT0101:00", "tpm_tis"])
    #expect(
      places.map { diagnosis.evaluation.outcomes[$0].status } == [.mapped(.ucMinus), .failed(-16)])
    #expect(diagnosis.verdict == .fails)
    let wrong = diagnosis.comparison.contradicted.map { diagnosis.evidence.facts[$0].text }
    #expect(!wrong.contains { $0.hasPrefix("tpm") }, "\(wrong)")
  }

  @Test func imaFoundNone() throws {
    let scenario = try machine(
      Self.head + Self.table + "[    1.910065] ima: No TPM chip found, activating TPM-bypass!\n")
    let tpm = try #require(scenario.devices.first { $0.kind.isTPM })
    #expect(!tpm.hasDriver)
    #expect(scenario.assumptions.contains { $0.text.contains("IMA found no TPM") })
  }

  @Test func theHPETsIdIsTheMachines() throws {
    let scenario = try machine(
      Self.head + "[    0.1] ACPI: HPET id: 0x43538210 base: 0xfed00000\n[    0.2] DMI: A Board\n")
    let hpet = try #require(scenario.devices.first { $0.kind == .hpet })
    #expect(hpet.hardwareID == 0x4353_8210)
    #expect(hpet.listsInterrupts)
    #expect(evaluate(scenario).trace.log.contains { $0.text == "ACPI: HPET id: 0x43538210 base: 0xfed00000" })
  }

  /// Only QEMU's has no interrupts in its _CRS, and only where the input says that it is QEMU.
  @Test(arguments: [
    ("DMI: QEMU Standard PC (Q35 + ICH9, 2009)", false), ("DMI: innotek GmbH VirtualBox", true),
  ])
  func habitsOfAHypervisor(dmi: String, lists: Bool) throws {
    let scenario = try machine(
      Self.head + "[    0.0] \(dmi)\n[    0.0] Hypervisor detected: KVM\n"
        + "[    0.1] ACPI: HPET id: 0x8086a201 base: 0xfed00000\n")
    let hpet = try #require(scenario.devices.first { $0.kind == .hpet })
    #expect(hpet.listsInterrupts == lists)
    #expect(scenario.assumptions.contains { $0.missing == "no _CRS of the HPET" } == !lists)
  }
}
