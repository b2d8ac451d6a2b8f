import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// Pieces of logs and lists as they stand in public reports: cut at their beginning, of old kernels, of other programs.
@Suite("Cut and old forms", .bounded) struct CutFormsTests {
  private func open(_ text: String) throws -> OpenedMachine {
    try readMachine(named: "x", [MachineInput(name: "x", bytes: Array(text.utf8))])
  }

  @Test("a register dump whose first lines are cut off, with TOM2 and a cleanup")
  func cutDump() throws {
    let machine = try open(
      """
      [    0.000709]   D0000-DFFFF uncachable
      [    0.000710]   E0000-FFFFF write-protect
      [    0.000712] MTRR variable ranges enabled:
      [    0.000712]   0 base 000000000000 mask FFFF80000000 write-back
      [    0.000715]   1 base 000080000000 mask FFFFF0000000 write-back
      [    0.000717]   2 base 00008F800000 mask FFFFFF800000 uncachable
      [    0.000718]   3 disabled
      [    0.000722] TOM2: 000000023f000000 aka 9200M
      [    0.001253] total RAM covered: 2296M
      [    0.002037] e820: update [mem 0x8f800000-0xffffffff] usable ==> reserved
      [    0.002047] last_pfn = 0x8f800 max_arch_pfn = 0x400000000
      """)
    #expect(machine.scenario.mtrr.isFixedEnabled && machine.scenario.mtrr.defaultType == .uc)
    let fixed = machine.scenario.mtrr.fixed
    let places: [UInt64] = [0x1000, 0xb_8000, 0xc_8000, 0xd_0000, 0xe_0000]
    let slots = places.compactMap { FixedRanges.slot(of: $0) }
    #expect(slots.map { fixed[$0] } == [.wb, .uc, .wp, .uc, .wp])
  }

  @Test("an EFI memory map without its first entries, and in the words of older kernels")
  func efiMap() throws {
    for name in ["efi", "EFI"] {
      let head = "[    0.000000] localhost kernel: \(name): "
      let machine = try open(
        """
        \(head)mem19: type=3, attr=0xf, range=[0x0000000078de0000-0x0000000079126000) (3MB)
        \(head)mem20: type=0, attr=0xf, range=[0x0000000079126000-0x0000000079156000) (0MB)
        \(head)mem21: type=9, attr=0xf, range=[0x0000000079156000-0x0000000079166000) (0MB)
        """)
      let ram = machine.scenario.firmwareMap.filter { $0.type == .ram && $0.address >= .mib }
      #expect(ram.map(\.range) == [AddressRange(.mib, 0x78de_0000), AddressRange(0x78de_0000, 0x7912_6000)])
      #expect(machine.scenario.assumptions.contains { $0.missing.contains("first 19 entries") })
    }
  }

  @Test("/proc/mtrr before 2.6.30, twice in one mail: the first one is the boot's, the other a later one")
  func oldListing() throws {
    let machine = try open(
      """
      With the option disabled it works:

      cat /proc/mtrr
      reg00: base=0x00000000 (   0MB), size=2048MB: write-back, count=1
      reg01: base=0x80000000 (2048MB), size=1024MB: write-back, count=1

      With the option enabled:

      cat /proc/mtrr
      reg00: base=0x00000000 (   0MB), size=4096MB: write-back, count=1
      reg01: base=0xc0000000 (3072MB), size=1024MB: uncachable, count=1
      """)
    #expect(machine.scenario.kernel.isOlderThanModel)
    #expect(machine.report.procMTRR?.value.registers.map(\.size) == [2 * .gib, .gib])
    #expect(machine.report.procMTRR?.value.later?.map(\.size) == [4 * .gib, .gib])
  }

  @Test("the Firmware Test Suite's list of registers")
  func testSuite() throws {
    let machine = try open(
      """
      MTRR overview
      -------------
      Reg 0: 0x00000000ffc00000 - 0x0000000100000000 (     4 MB)   Write-Protect
      Reg 1: 0x0000000000000000 - 0x0000000080000000 (  2048 MB)   Write-Back
      Reg 2: 0x0000000080000000 - 0x00000000c0000000 (  1024 MB)   Write-Back
      Reg 3: 0x00000000bc000000 - 0x00000000c0000000 (    64 MB)   Uncached
      """)
    let list = try #require(machine.report.procMTRR?.value)
    #expect(list.registers.map(\.type) == [.wp, .wb, .wb, .uc] && list.registers[3].size == 64 * .mib)
    #expect(evaluate(machine.scenario).typeRanges.first { $0.range.contains(0xbc00_0000) }?.type == .uc)
  }

  @Test("Xen's console names the tables and the HPET in the kernel's words")
  func xenConsole() throws {
    let machine = try open(
      """
      (XEN) Xen version 4.4.1 (root@x) (gcc (Debian 4.9.2-10) 4.9.2) debug=n
      (XEN) Xen-e820 RAM map:
      (XEN)  0000000000000000 - 000000000009a800 (usable)
      (XEN)  0000000000100000 - 00000000dfe90000 (usable)
      (XEN)  00000000dfea0000 - 00000000dfeb2000 (ACPI data)
      (XEN) ACPI: FACP DFEA0290, 00F4 (r3 070811 FACP1507 20110708 MSFT       97)
      (XEN) ACPI: DSDT DFEA06B0, 5B60 (r1  1A811 1A811000        0 INTL 20051117)
      (XEN) ACPI: HPET id: 0x8086a201 base: 0xfed00000
      (XEN) IOAPIC[0]: apic_id 6, version 32, address 0xfec00000, GSI 0-23
      """)
    let devices = machine.scenario.devices
    #expect(devices.contains { $0.kind == .acpiTables && $0.range.start == 0xdfea_0290 })
    #expect(devices.contains { $0.kind == .hpet && $0.range.start == 0xfed0_0000 })
    #expect(devices.contains { $0.kind == .ioAPIC && $0.range.start == 0xfec0_0000 })
    #expect(machine.evidence.facts.contains { $0.place.line == 8 && $0.text.contains("HPET id") })
  }
}
