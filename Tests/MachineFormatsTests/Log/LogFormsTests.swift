import MemtypeEngine
import TestSupport
import Testing

@testable import MachineFormats

/// Messages as releases from 2.6 to 6.19 print them.
@Suite("Forms of log messages", .bounded) struct LogFormsTests {
  private func read(_ text: String) -> BootLog { BootLog(SourceText(name: "x", text: text)) }

  @Test("the memory map before 3.5: exclusive ends, words in parentheses")
  func oldMap() {
    let log = read(
      """
       BIOS-provided physical RAM map:
        BIOS-e820: 0000000000000000 - 000000000009f800 (usable)
        BIOS-e820: 00000000dfe88c00 - 00000000dfe8ac00 (ACPI NVS)
       e820 update range: 0000000000000000 - 0000000000001000 (usable) ==> (reserved)
       e820 remove range: 00000000000a0000 - 0000000000100000 (usable)
       modified: 0000000100000000 - 0000000180000000 (reserved)
      """)
    #expect(
      log.e820.map(\.value) == [
        .heading("BIOS-provided"),
        .entry(map: "BIOS-e820", E820Entry(address: 0, size: 0x9f800, type: .ram)),
        .entry(map: "BIOS-e820", E820Entry(address: 0xdfe8_8c00, size: 0x2000, type: .nvs)),
        .update(AddressRange(0, 0x1000), from: .ram, to: .reserved),
        .remove(AddressRange(0xa0000, 0x100000), .ram),
        .entry(map: "modified", E820Entry(address: 0x1_0000_0000, size: 0x8000_0000, type: .reserved)),
      ])
    #expect(log.damages.isEmpty)
  }

  @Test("from 3.5 to 4.17 e820: stands before heading, last_pfn and gap")
  func prefixedMap() {
    let log = read(
      """
      e820: BIOS-provided physical RAM map:
      BIOS-e820: [mem 0x0000000000100000-0x00000000bbffffff] usable
      e820: update [mem 0x00000000-0x00000fff] usable ==> reserved
      e820: last_pfn = 0x23fe00 max_arch_pfn = 0x400000000
      e820: [mem 0xc0000000-0xfebfffff] available for PCI devices
      """)
    #expect(log.e820.first?.value == .heading("BIOS-provided"))
    #expect(log.e820.count == 3)
    #expect(log.lastPFNs.map(\.value) == [0x23fe00])
    #expect(log.memory.pciGap == Logged(AddressRange(0xc000_0000, 0xfec0_0000), line: 5))
  }

  @Test(
    "the map that SeaBIOS hands over, on a guest's console in Xen's log", arguments: ["(XEN) HVM4:", "(d4)"])
  func seaBIOSMap(prefix: String) {
    let log = read(
      """
      \(prefix) e820 map has 3 items:
      \(prefix)   0: 0000000000000000 - 000000000009fc00 = 1 RAM
      \(prefix)   1: 0000000000100000 - 000000007f7ff000 = 1 RAM
      \(prefix)  10: 00000000fdffd000 - 00000000fe000000 = 4 NVS
      \(prefix) 3. iPXE (PCI 00:04.0)
      """)
    #expect(
      log.e820.map(\.value) == [
        .heading("BIOS-provided"),
        .entry(map: "SeaBIOS", E820Entry(address: 0, size: 0x9fc00, type: .ram)),
        .entry(map: "SeaBIOS", E820Entry(address: 0x10_0000, size: 0x7f6f_f000, type: .ram)),
        .entry(map: "SeaBIOS", E820Entry(address: 0xfdff_d000, size: 0x3000, type: .nvs)),
      ])
    #expect(log.damages.isEmpty)
    #expect(log.platform.hypervisor?.value == "Xen HVM")
  }

  @Test("where RAM is, beside the map")
  func memory() {
    let log = read(
      """
      BIOS-e820: [mem 0x0000000100000000-0x000000023fffffff] usable
      Early memory node ranges
        node   0: [mem 0x0000000000001000-0x000000000009efff]
        node   1: [mem 0x0000000100000000-0x00000003ffffffff]
      Allocating PCI resources starting at c0000000 (gap: c0000000:20000000)
      total RAM covered: 1508M
      """)
    #expect(
      log.e820.map(\.value) == [
        .entry(map: "BIOS-e820", E820Entry(address: 0x1_0000_0000, size: 0x1_4000_0000, type: .ram))
      ], "an entry without the heading before it")
    #expect(
      log.memory.nodeRanges.map(\.value) == [
        AddressRange(0x1000, 0x9f000), AddressRange(0x1_0000_0000, 0x4_0000_0000),
      ])
    #expect(log.memory.pciGap?.value == AddressRange(0xc000_0000, 0xe000_0000))
    #expect(log.memory.covered?.value == 1508 << 20)
  }

  @Test("a register dump without its first lines, without any, out of order, and with TOM2 alone")
  func cutDump() throws {
    let headless = try #require(
      read(
        """
        MTRR fixed ranges enabled:
          00000-9FFFF write-back
        MTRR variable ranges enabled:
          0 base 000000000 mask E00000000 write-back
          1 disabled
        """
      ).mtrr.dump)
    #expect(headless.lacksDefaultType)
    #expect(headless.defaultType == .uc)
    #expect(headless.isEnabled == true)
    #expect(headless.variable.count == 2)
    let tail = try #require(
      read("  3 base 310000000 mask FF8000000 write-back\n  4 disabled\nTOM2: 0000000230000000 aka 8960M")
        .mtrr.dump)
    #expect(tail.variable.map(\.number) == [3, 4])
    #expect(tail.missing == [0, 1, 2])
    #expect(tail.topMem2 == 0x2_3000_0000)
    let reordered = try #require(
      read(
        """
        MTRR default type: write-back
        MTRR variable ranges enabled:
          1 disabled
          0 base 00C0000000 mask 7FC0000000 uncachable
        """
      ).mtrr.dump)
    #expect(reordered.variable.map(\.number) == [0, 1])
    #expect(reordered.defaultType == .wb)
    #expect(!reordered.lacksDefaultType)
    #expect(read("[ 0.0] TOM2: 000000013f000000 aka 5104M").mtrr.topMem2?.value == 0x1_3f00_0000)
  }

  @Test("every way to say that the MTRRs are off")
  func off() {
    let first = "last_pfn = 0x40000 max_arch_pfn = 0x400000000\n"
    for words in ["Disabled", "MTRR: Disabled", "mtrr: Disabled"] {
      #expect(read(first + "[    0.000196] " + words).mtrr.isOff == 2)
    }
    #expect(read(first + "Disabled by the administrator").mtrr.isOff == nil)
    #expect(read("Disabled").count == 0)
    #expect(read("MTRRs disabled by BIOS").mtrr.isDisabled == 1)
    #expect(read("MTRRs disabled (by BIOS)").mtrr.isDisabled == 1)
    #expect(read("MTRRs disabled (not available)").mtrr.isMissing == 1)
    let blank = read(
      "CPU MTRRs all blank - virtualized system.\nx86/PAT: MTRRs disabled, skipping PAT initialization too.")
    #expect(blank.mtrr.isBlank == 1)
    #expect(blank.platform.isVirtual == 1)
    #expect(blank.pat.skipped == 2)
  }

  @Test("the PAT before 4.2 is a register")
  func pat() {
    let log = read("x86 PAT enabled: cpu 0, old 0x7040600070406, new 0x7010600070106")
    #expect(log.pat.old?.value == 0x0007_0406_0007_0406)
    #expect(log.pat.configuration?.value == [.wb, .wc, .ucMinus, .uc, .wb, .wc, .ucMinus, .uc])
    #expect(
      read("PAT configuration [0-7]: WB  WC  UC- UC  WB  WC  UC- UC").pat.configuration?.value.count == 8)
  }

  @Test("processors: decimal words of new kernels, hex of old ones")
  func processors() throws {
    let old = try #require(
      read("smpboot: CPU0: AMD Example(tm) Processor (fam: 10, model: 04, stepping: 03)").platform.cpu)
    #expect(old.value.family == 0x10)
    #expect(old.value.name == "AMD Example")
    let new = try #require(
      read("smpboot: CPU0: Intel X (family: 0x6, model: 0x8f, stepping: 0x4)").platform.cpu)
    #expect(new.value.model == 0x8f)
  }

  @Test("ACPI tables: without 0x, with commas, and those of the kernel's own memory")
  func tables() {
    let log = read(
      """
      ACPI: FACP 00000000dba976f0 000F4 (v04 EXMPL  A M I 01072009 AMI  00010013)
      ACPI: APIC BFF90390, 007C (r1 A_M_I_ OEMAPIC   4000819 MSFT       97)
      ACPI: Dynamic OEM Table Load:
      ACPI: SSDT 0x00000000F7A01000 000386 (v02 PmRef  Cpu0Cst  00003001 INTL 20200717)
      ACPI: SSDT 0xFFFF8F204271A800 00051E (v02 PmRef  Cpu0Ist  00003000 INTL 20200717)
      ACPI: SSDT 0x000000007EFD0000 000100 (v02 X X 00003000 INTL 20200717)
      """)
    #expect(log.devices.tables.map(\.value.range.start) == [0xdba9_76f0, 0xbff9_0390, 0x7efd_0000])
    #expect(log.devices.dynamicTables.map(\.value.range.size) == [0x386, 0x51e])
  }

  @Test("PCI: BARs, functions, drivers and configuration space of all ages")
  func pci() {
    let log = read(
      """
      pci 0000:00:02.0: [8086:3e92] type 00 class 0x030000
      pci 0000:00:02.0: reg 10: [mem 0xf7800000-0xf7bfffff 64bit]
      pci 0000:00:02.0: reg 18 64bit mmio pref: [0xe0000000-0xefffffff]
      pci 0000:00:1f.6: reg 0x10: [mem 0xf7f00000-0xf7f1ffff]
      pci 0000:00:03.0: BAR 0 [mem 0xfebe0000-0xfebfffff]
      PCI: Using MMCONFIG at c0000000 - cfffffff
      PCI: MCFG configuration 0: base e0000000 segment 0 buses 0 - 63
      PCI: MMCONFIG for domain 0000 [bus 00-3f] at [mem 0xf4000000-0xf7ffffff] (base 0xf4000000)
      e1000e 0000:00:1f.6: enabling device (0000 -> 0002)
      e1000e 0000:00:1f.6: registered PHC clock
      system 00:07: [mem 0xfed1c000-0xfed1ffff] has been reserved
      system 00:01: iomem range 0xf0000000-0xf3ffffff could not be reserved
      pci_bus 0000:00: root bus resource [mem 0xc0000000-0xfebfffff window]
      """)
    #expect(log.devices.pci.identities["0000:00:02.0"]?.value.classCode == 0x030000)
    #expect(log.devices.bars.map(\.value.number) == [0, 2, 0, 0])
    #expect(log.devices.bars[1].value.range == AddressRange(0xe000_0000, 0xf000_0000))
    #expect(
      log.devices.ecam.map(\.value) == [
        AddressRange(0xc000_0000, 0xd000_0000), AddressRange(0xe000_0000, 0xe400_0000),
        AddressRange(0xf400_0000, 0xf800_0000),
      ])
    #expect(log.devices.pci.bindings["0000:00:1f.6"]?.driver == "e1000e")
    #expect(log.devices.reservations.map(\.value.isReserved) == [true, false])
    #expect(log.devices.busWindows.count == 1)
  }

  @Test("hypervisors, by whatever line tells them")
  func hypervisors() {
    #expect(read("kvm-clock: Using msrs 4b564d01 and 4b564d00").platform.hypervisor?.value == "KVM")
    #expect(read("Booting paravirtualized kernel on KVM").platform.hypervisor?.value == "KVM")
    #expect(read("Booting paravirtualized kernel on bare hardware").platform.hypervisor == nil)
    #expect(
      read("Hyper-V: Isolation Config: Group A 0x1, Group B 0xba2").platform.hyperVIsolation?.value == 0xba2)
    #expect(read("Hyper-V: privilege flags low 0x2e7f").platform.hypervisor?.value == "Microsoft Hyper-V")
    let both = read("Hypervisor detected: Xen PV\nBooting paravirtualized kernel on Xen PV")
    #expect(both.platform.hypervisor == Logged("Xen PV", line: 1))
  }

  @Test("releases: the banner, else the boot image, else an oops")
  func releases() throws {
    let image = "Kernel command line: BOOT_IMAGE=/boot/vmlinuz-4.4.0-101-generic root=/dev/sda1 ro"
    let oops = "CPU: 22 UID: 0 PID: 1 Comm: swapper/0 Tainted: G        W          6.16.0-rc7+ #2 VOLUNTARY"
    #expect(read(image).release?.text == "4.4.0-101-generic")
    #expect(read(image).releaseOrigin == .bootImage)
    #expect(read(oops).release?.text == "6.16.0-rc7+")
    #expect(
      read("CPU: 0 PID: 1 Comm: a b Not tainted 6.1.0-18-amd64 #1 Debian 6.1.76-1").release?.revision
        == KernelRevision(6, 1, 76))
    #expect(read(oops + "\n" + image).release?.text == "4.4.0-101-generic")
    let banner = "Linux version 5.10.0-21-amd64 (build@host) (gcc 10) #1 SMP Debian"
    #expect(read(image + "\n" + banner + "\n" + oops).release?.text == "5.10.0-21-amd64")
    #expect(read("Kernel command line: BOOT_IMAGE=/vmlinuz-linux rw").release == nil)
  }

  @Test("hardware names of an oops, TPMs on other buses")
  func others() {
    #expect(
      read("Hardware name: Google Google Compute Engine/Google Compute Engine, BIOS Google 05/29/2025")
        .platform.dmi?
        .value.hasPrefix("Google Google Compute") == true)
    let log = read(
      "ima: No TPM chip found, activating TPM-bypass!\ncr50_i2c i2c-GOOG0005:00: cr50 TPM 2.0 (i2c 0x50 irq 57 id 0x28)"
    )
    #expect(log.devices.noTPM == 1)
    #expect(log.devices.tpm.map(\.value.driver) == ["cr50_i2c"])
  }

  @Test(
    "messages that a mailer or a terminal wrapped, decorated or not",
    arguments: [
      "[   24.237747] ioremap error for 0xfed40000-0xfed45000, requested \n0x2, got 0x0",
      "     [   24.237747] ioremap error for 0xfed40000-0xfed45000, requested 0x2,\ngot 0x0",
      "> [   24.237747] ioremap error for 0xfed40000-0xfed45000,\n> requested 0x2, got 0x0",
      "ioremap error for 0xfed40000-0xfed45000, requested 0x\n2, got 0x0",
      "ioremap error for 0xfed40000-0xfed45000,\n requested 0x2,\n got 0x0",
    ])
  func wrapped(_ text: String) throws {
    let log = read(text)
    #expect(log.damages.isEmpty)
    try #require(log.failures.count == 1)
    #expect(log.failures[0].line == 1)
    #expect(log.failures[0].value.held == .wb)
    #expect(log.failures[0].value.requested == .ucMinus)
  }

  @Test("a wrapped failure of a driver stays one")
  func wrappedDriver() throws {
    let log = read(
      """
      [    0.939964] tpm_crb MSFT0101:00: can't request region for resource
      [mem 0x78425000-0x78425fff]
      [    0.939967] tpm_crb MSFT0101:00: probe with driver tpm_crb failed with
      error -16
      Best regards
      """)
    try #require(log.failures.count == 2, "\(log.failures)")
    #expect(log.failures[0].value.range == AddressRange(0x7842_5000, 0x7842_6000))
    #expect(log.failures[1].value.error == -16)
    #expect(log.devices.probeFailures.map(\.value.error) == [-16])
  }
}
