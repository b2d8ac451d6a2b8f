import MemtypeEngine
import TestSupport
import Testing

@testable import MachineFormats

@Suite("Failures in logs", .bounded) struct LogFailureTests {
  private func read(_ text: String) -> BootLog { BootLog(SourceText(name: "x", text: text)) }

  private func only(_ text: String) throws -> LogFailure {
    let failures = read(text).failures
    try #require(failures.count == 1, "\(failures)")
    return failures[0].value
  }

  struct Form: Sendable, CustomTestStringConvertible {
    var text: String
    var kind: LogFailure.Kind
    var range: AddressRange?
    var requested: MemoryType?
    var held: MemoryType?
    var alsoHeld: MemoryType?
    var other: AddressRange?
    var error: Int?
    var driver: String?
    var device: String?
    var process: String?
    var testDescription: String { text }
  }

  static let forms: [Form] = [
    Form(
      text: "ioremap error for 0xfed40000-0xfed45000, requested 0x2, got 0x0", kind: .ioremapRefused,
      range: AddressRange(0xfed4_0000, 0xfed4_5000), requested: .ucMinus, held: .wb),
    Form(
      text: "ioremap error for 0xfed40000-0xfed45000, requested 0x10, got 0x0", kind: .ioremapRefused,
      range: AddressRange(0xfed4_0000, 0xfed4_5000), requested: .ucMinus, held: .wb),
    Form(text: "ioremap memtype_reserve failed -16", kind: .ioremapReserveFailed, error: -16),
    Form(text: "ioremap reserve_memtype failed -22", kind: .ioremapReserveFailed, error: -22),
    Form(
      text:
        "x86/PAT: systemd-udevd:386 conflicting memory types bf800000-fffff000 write-combining<->uncached-minus",
      kind: .memtypeConflict, range: AddressRange(0xbf80_0000, 0xffff_f000), held: .wc, alsoHeld: .ucMinus,
      error: -16, process: "systemd-udevd"),
    Form(
      text: "modprobe:123 conflicting memory types e0000000-f0000000 write-back<->uncached-minus",
      kind: .memtypeConflict, range: AddressRange(0xe000_0000, 0xf000_0000), held: .wb, alsoHeld: .ucMinus,
      error: -16, process: "modprobe"),
    Form(
      text:
        "x86/PAT: memtype_reserve failed [mem 0xbf800000-0xffffefff], track write-combining, req uncached-minus",
      kind: .memtypeRefused, range: AddressRange(0xbf80_0000, 0xffff_f000), requested: .ucMinus, held: .wc,
      error: -16),
    Form(
      text: "reserve_memtype failed 0xd0000000-0xe0000000, track write-back, req write-combining",
      kind: .memtypeRefused, range: AddressRange(0xd000_0000, 0xe000_0000), requested: .wc, held: .wb,
      error: -16),
    Form(
      text:
        "x86/PAT: Xorg:991 map pfn expected mapping type uncached-minus for [mem 0xd0000000-0xd0ffffff], got write-combining",
      kind: .mapPFNRefused, range: AddressRange(0xd000_0000, 0xd100_0000), requested: .ucMinus, held: .wc,
      error: -22, process: "Xorg"),
    Form(
      text: "mtrr: type mismatch for e0000000,10000000 old: write-back new: write-combining",
      kind: .mtrrTypeMismatch, range: AddressRange(0xe000_0000, 0xf000_0000), requested: .wc, held: .wb,
      error: -22, driver: "mtrr"),
    Form(text: "mtrr: no more MTRRs available", kind: .mtrrExhausted, error: -28, driver: "mtrr"),
    Form(
      text: "mtrr: 0xd0000000,0x10000000 overlaps existing 0xd0000000,0x8000000", kind: .mtrrOverlap,
      range: AddressRange(0xd000_0000, 0xe000_0000), other: AddressRange(0xd000_0000, 0xd800_0000),
      error: -22,
      driver: "mtrr"),
    Form(
      text: "mtrr: base(0xd0000000) is not aligned on a size(0x18000000) boundary", kind: .mtrrInvalid,
      range: AddressRange(0xd000_0000, 0xe800_0000), error: -22, driver: "mtrr"),
    Form(
      text: "mtrr: your BIOS has configured an incorrect mask, fixing it.", kind: .mtrrMask, driver: "mtrr"),
    Form(
      text: "mtrr: your CPUs had inconsistent fixed MTRR settings", kind: .mtrrInconsistent, driver: "mtrr"),
    Form(
      text: "*BAD*gran_size: 64K \tchunk_size: 16M \tnum_reg: 8  \tlose cover RAM: -8M", kind: .cleanupFailed,
      driver: "mtrr"),
    Form(
      text: "WARNING: BIOS bug: CPU MTRRs don't cover all of memory, losing 871MB of RAM.", kind: .ramLost),
    Form(
      text: "tpm_crb MSFT0101:00: can't request region for resource [mem 0x78425000-0x78425fff]",
      kind: .regionBusy,
      range: AddressRange(0x7842_5000, 0x7842_6000), error: -16, driver: "tpm_crb", device: "MSFT0101:00"),
    Form(
      text: "i915 0000:00:02.0: BAR 2: can't reserve [mem 0xe0000000-0xefffffff 64bit pref]",
      kind: .regionBusy,
      range: AddressRange(0xe000_0000, 0xf000_0000), error: -16, driver: "i915", device: "0000:00:02.0"),
    Form(
      text: "tpm_crb: probe of MSFT0101:00 failed with error -16", kind: .probe, error: -16,
      driver: "tpm_crb",
      device: "MSFT0101:00"),
    Form(
      text: "tpm_tis MSFT0101:00: probe with driver tpm_tis failed with error -12", kind: .probe, error: -12,
      driver: "tpm_tis", device: "MSFT0101:00"),
    Form(
      text:
        "resource sanity check: requesting [mem 0x000c0000-0x000dffff], which spans more than PCI Bus 0000:00 [mem 0x000c0000-0x000cffff window]",
      kind: .spansResources, range: AddressRange(0xc0000, 0xe0000), other: AddressRange(0xc0000, 0xd0000)),
    Form(
      text: "ACPI Error: Could not map memory at 0x00000000FED40000, size 4096 (20190816/exregion-182)",
      kind: .acpiMapping, range: AddressRange(0xfed4_0000, 0xfed4_1000), driver: "ACPI"),
    Form(
      text: "tpm_tis MSFT0101:00: [Firmware Bug]: Failed to map ACPI memory", kind: .acpiMapping,
      driver: "tpm_tis", device: "MSFT0101:00"),
    Form(
      text: "mlx5_core 0000:3b:00.0: WC support is unavailable", kind: .writeCombiningUnavailable,
      driver: "mlx5_core", device: "0000:3b:00.0"),
    Form(
      text: "[drm] MTRR allocation failed.  Graphics performance may suffer.",
      kind: .writeCombiningUnavailable, driver: "drm"),
    Form(
      text: "tg3 0000:01:00.0: Cannot map device registers, aborting", kind: .driverMapping, driver: "tg3",
      device: "0000:01:00.0"),
    Form(
      text: "vesafb: abort, cannot ioremap video memory 0x300000 @ 0xfd000000", kind: .driverMapping,
      range: AddressRange(0xfd00_0000, 0xfd30_0000), driver: "vesafb"),
    Form(
      text: "megaraid_sas 0000:02:00.0: ioremap failed for resource [mem 0xf0000000-0xf0003fff]",
      kind: .driverMapping, range: AddressRange(0xf000_0000, 0xf000_4000), driver: "megaraid_sas",
      device: "0000:02:00.0"),
  ]

  @Test("every form is a value", arguments: forms)
  func form(_ form: Form) throws {
    for prefix in ["", "[    4.606075] ", "> Nov 23 05:42:48 host kernel: [    4.606075] "] {
      let failure = try only(
        "[    0.000000] last_pfn = 0x1000 max_arch_pfn = 0x400000000\n" + prefix + form.text)
      #expect(failure.kind == form.kind)
      #expect(failure.range == form.range)
      #expect(failure.other == form.other)
      #expect(failure.requested == form.requested)
      #expect(failure.held == form.held)
      #expect(failure.alsoHeld == form.alsoHeld)
      #expect(failure.error == form.error)
      #expect(failure.driver == form.driver)
      #expect(failure.device == form.device)
      #expect(failure.process == form.process)
    }
  }

  @Test(
    "other uses of the words are no failures of mappings",
    arguments: [
      "nvme 0000:01:00.0: DMA mapping failed", "systemd[1]: Failed to start thing.",
      "usb 1-1: device descriptor read/64, error -71", "EXT4-fs: mount failed",
      "thermal LNXTHERM:00: registered as thermal_zone0", "pci 0000:00:1f.0: [8086:a30d] type 00",
    ])
  func noFailures(_ text: String) { #expect(read("[    1.000000] " + text).failures.isEmpty) }

  @Test("what belongs to one event is one incident")
  func incidents() throws {
    let text = """
      gma500 0000:00:02.0: enabling device (0000 -> 0003)
      x86/PAT: systemd-udevd:386 conflicting memory types bf800000-fffff000 write-combining<->uncached-minus
      x86/PAT: memtype_reserve failed [mem 0xbf800000-0xffffefff], track write-combining, req write-combining
      ioremap memtype_reserve failed -16
      gma500: probe of 0000:00:02.0 failed with error -12
      [    0.785271] ioremap error for 0xbfffd000-0xc0000000, requested 0x2, got 0x0
      [    0.786368] dmi: Firmware registration failed.
      [    1.000000] mtrr: type mismatch for e0000000,10000000 old: write-back new: write-combining
      [    1.000001] [drm] MTRR allocation failed.  Graphics performance may suffer.
      [    2.000000] e1000: probe of 0000:00:08.0 failed with error -5
      """
    let incidents = read(text).incidents
    try #require(incidents.count == 4, "\(incidents)")
    let graphics = incidents[0]
    #expect(graphics.range == AddressRange(0xbf80_0000, 0xffff_f000))
    #expect(graphics.requested == .wc)
    #expect(graphics.held == .ucMinus)
    // The tracker's lines and ioremap's are the refusal, the probe's is what came of it.
    #expect(graphics.failures.compactMap(\.value.error) == [-16, -16, -16, -12])
    #expect(graphics.error == -12)
    #expect(graphics.driver == "gma500")
    #expect(graphics.device == "0000:00:02.0")
    #expect(graphics.process == "systemd-udevd")
    #expect(graphics.lines == [2, 3, 4, 5])
    #expect(incidents[1].driver == "dmi")
    #expect(incidents[1].error == nil)
    #expect(incidents[1].held == .wb)
    #expect(incidents[2].lines == [8, 9])
    #expect(incidents[3].driver == "e1000")
    #expect(incidents[3].range == nil)
  }

  @Test("every line of the boot is kept, read or not")
  func messages() {
    let log = read(
      """
      [    0.000000] Linux version 6.1.0-18-amd64 (build@host) (gcc 12) #1 SMP

      [    0.100000] something else
      > [    0.200000] last_pfn = 0x100 max_arch_pfn = 0x400000000
      """)
    #expect(log.messages.map(\.line) == [1, 3, 4])
    #expect(log.messages.map(\.isRead) == [true, false, true])
    #expect(log.messages[2].text == "last_pfn = 0x100 max_arch_pfn = 0x400000000")
    #expect(log.messages.unreadCount == 1)
  }

  @Test("failures of boots that are not taken are kept")
  func otherBoots() throws {
    let log = read(
      """
      Linux version 6.1.0-17-amd64 (build@host) (gcc 12) #1 SMP
      BIOS-e820: [mem 0x0000000000100000-0x000000007fffffff] usable
      ioremap error for 0xfed40000-0xfed45000, requested 0x2, got 0x0
      Linux version 6.1.0-18-amd64 (build@host) (gcc 12) #1 SMP
      BIOS-e820: [mem 0x0000000000100000-0x000000007fffffff] usable
      """)
    #expect(log.failures.isEmpty)
    let other = try #require(log.otherBoots.first)
    #expect(other.failures.map(\.line) == [3])
    #expect(other.release?.text == "6.1.0-17-amd64")
    #expect(other.line == 1)
  }
}
