import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// Lines out of a log as people paste them: what follows from a few of them, and what is named as assumed.
@Suite(.bounded) struct PastedLinesTests {
  private static func machine(_ lines: String...) throws -> OpenedMachine {
    try readMachine(named: "x", [MachineInput(name: "log", bytes: Array(lines.joined(separator: "\n").utf8))])
  }

  /// RAM above 4 GiB that no map shows: as far as something says that there is some.
  @Test func memoryAbove4GiBFollowsFromWhatIsLeft() throws {
    func high(_ scenario: Scenario) -> [AddressRange] {
      scenario.firmwareMap.filter { $0.type == .ram && $0.address >= .fourGiB }.map(\.range)
    }
    let pat = "[    0.000010] x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT"
    let low = "[    0.000011] last_pfn = 0x7b000 max_arch_pfn = 0x400000000"
    // Counted behind the PAT, which happens only with more above 4 GiB: how much is a guess, and called one.
    let again = try Self.machine(pat, low).scenario
    #expect(high(again) == [AddressRange(.fourGiB, 2 * .fourGiB)])
    #expect(
      again.assumptions.contains { $0.missing.contains("above 4 GiB") && $0.assumed.contains("a guess") })
    #expect(evaluate(again).tolud == 0x7b00_0000)
    // Counted before it, it is all that there is.
    #expect(high(try Self.machine(low, pat).scenario).isEmpty)
    // The first count and TOM2 say how much.
    let both = try Self.machine("[    0.000009] last_pfn = 0x240000 max_arch_pfn = 0x400000000", pat, low)
      .scenario
    #expect(high(both) == [AddressRange(.fourGiB, 0x2_4000_0000)])
    let top = try Self.machine("[    0.000009] TOM2: 0000000440000000 aka 17408M", pat, low).scenario
    #expect(high(top) == [AddressRange(.fourGiB, 0x4_4000_0000)])
    // A map with its heading is whole, and one that reaches above 4 GiB has what it says.
    let begin = [
      "[    0.000000] BIOS-provided physical RAM map:",
      "[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable",
      "[    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000007affffff] usable",
    ].joined(separator: "\n")
    #expect(high(try Self.machine(begin, pat, low).scenario).isEmpty)
    let end = "[    0.000000] BIOS-e820: [mem 0x0000000100000000-0x00000001ffffffff] usable"
    #expect(high(try Self.machine(end, pat, low).scenario) == [AddressRange(.fourGiB, 2 * .fourGiB)])
  }

  /// Older kernels say that the PAT is disabled and not that `nopat` did it.
  @Test func aDisabledPATIsNoPAT() throws {
    let opened = try Self.machine(
      "[    0.000000] Linux version 5.10.0 (x@y) (gcc) #1 SMP",
      "[    0.000000] BIOS-provided physical RAM map:",
      "[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable",
      "[    0.000000] BIOS-e820: [mem 0x0000000000100000-0x00000000efffffff] usable",
      "[    0.000000] x86/PAT: PAT support disabled.",
      "[    0.000000] x86/PAT: Configuration [0-7]: WB  WT  UC- UC  WB  WT  UC- UC"
    )
    let scenario = opened.scenario
    #expect(scenario.parameters.noPAT)
    #expect(diagnose(scenario, evidence: opened.evidence, machine: scenario).comparison.contradicted.isEmpty)
    #expect(!scenario.assumptions.contains { $0.missing.contains("disagree") })
  }

  /// What SeaBIOS prints is no boot of its own, and no line that the kernel should have printed.
  @Test func firmwarePrintsTheMapBeforeTheKernelDoes() throws {
    let firmware = [
      "e820 map has 3 items:", "  0: 0000000000000000 - 000000000009fc00 = 1 RAM",
      "  1: 0000000000100000 - 000000007f7ff000 = 1 RAM",
      "  2: 00000000fc000000 - 0000000100000000 = 2 RESERVED",
    ].joined(separator: "\n")
    let banner = "Linux version 6.6.1 (x@y) (gcc) #1 SMP"
    let opened = try Self.machine(firmware, banner)
    #expect(evaluate(opened.scenario).tolud == 0x7f7f_f000)
    #expect(opened.scenario.kernel.name == "6.6.1")
    let comparison = diagnose(opened.scenario, evidence: opened.evidence, machine: opened.scenario).comparison
    #expect(comparison.contradicted.isEmpty)
    // The kernel's own map counts, where it is there.
    let kernels = try Self.machine(
      firmware, banner, "BIOS-provided physical RAM map:",
      "BIOS-e820: [mem 0x0000000000100000-0x000000006fffffff] usable"
    ).scenario
    #expect(evaluate(kernels).tolud == 0x7000_0000)
  }

  /// Prose stands between two lists of one mail: both count, the second one as what was found later.
  @Test func twoListsWithProseBetweenThem() throws {
    let opened = try Self.machine(
      "With the option off, it works as expected:", "cat /proc/mtrr",
      "reg00: base=0x00000000 (   0MB), size=2048MB: write-back, count=1",
      "reg01: base=0x80000000 (2048MB), size=1024MB: write-back, count=1",
      "When it is on, a warning is logged:", "cat /proc/mtrr",
      "reg00: base=0x00000000 (   0MB), size=4096MB: write-back, count=1",
      "reg01: base=0xc0000000 (3072MB), size=1024MB: uncachable, count=1",
      "mtrr: type mismatch for e0000000,1000000 old: write-back new: write-combining"
    )
    let used = opened.scenario.mtrr.variable.filter(\.isValid)
    #expect(used.map(\.type) == [.wb, .wb])
    let later = try #require(opened.evidence.later)
    #expect(later.source == "log:7" && !later.changes.isEmpty)
    #expect(later.registers.variable.filter(\.isValid).map(\.type) == [.wb, .uc])
  }

  /// A range that another resource has: no mapping was refused, so nothing follows for the registers or ACPI.
  @Test func aClaimedRangeTellsNothingOfTypes() throws {
    let opened = try Self.machine(
      "[   12.2] nvme 0000:02:00.0: BAR 0: can't reserve [mem 0xdf200000-0xdf203fff 64bit]",
      "[   12.3] nvme: probe of 0000:02:00.0 failed with error -19")
    let diagnosis = diagnose(opened.scenario, evidence: opened.evidence, machine: opened.scenario)
    #expect(diagnosis.verdict == .fails)
    let device = try #require(opened.scenario.devices.first { $0.observed != nil })
    #expect(device.observed?.error == -19 && device.observed?.isUnexplained == true)
    #expect(device.regions.isEmpty)
    #expect(opened.evidence.open.allSatisfy { $0.refuted.isEmpty })
  }

  /// An archive of mails that makes one line of a list.
  @Test func aListThatLostItsLineEnds() throws {
    let used = try Self.machine(
      "With it disabled:",
      "cat /proc/mtrr reg00: base=0x00000000 ( 0MB), size=2048MB: write-back, count=1 reg01: base=0x80000000 "
        + "(2048MB), size=1024MB: write-back, count=1 reg02: base=0xe0000000 (3584MB), size= 16MB: "
        + "write-combining, count=1 (linux added the third range)"
    ).scenario.mtrr.variable.filter(\.isValid)
    #expect(used.map(\.type) == [.wb, .wb, .wc])
    // A mark of a quotation is no word: the line stays one, and so does its number.
    let quoted = try Self.machine(
      "> cat /proc/mtrr", "> reg00: base=0x000000000 (    0MB), size= 2048MB, count=1: write-back")
    #expect(quoted.evidence.facts.contains { $0.place.line == 2 })
  }

  /// A machine that runs SNP guests is none, though the word is in every line.
  @Test func aHostOfConfidentialGuestsIsNoGuest() throws {
    let snp = try Self.machine(
      "# dmesg | grep -i sev",
      "[    0.000000] Command line: BOOT_IMAGE=/boot/vmlinuz-6.16.0-snp-host-68799c0277b2+ ro kvm_amd.sev_snp=1",
      "[    0.000000] SEV-SNP: RMP table physical range [0x0000018279300000 - 0x00000183fd3fffff]",
      "[   61.499848] kvm_amd: SEV-SNP enabled (ASIDs 1 - 1)"
    ).scenario
    #expect(snp.platform == .bareMetal && snp.cpu.vendor == .amd)
    #expect(snp.behaviour == .firmwareMTRRs)
    let tdx = try Self.machine(
      "[    2.304105] virt/tdx: BIOS enabled: private KeyID range [64, 128)",
      "[   12.304105] virt/tdx: module initialized"
    ).scenario
    #expect(tdx.platform == .bareMetal && tdx.cpu.vendor == .intel)
    // What a guest says of itself counts more.
    let guest = try Self.machine(
      "[    0.1] Memory Encryption Features active: AMD SEV SEV-ES SEV-SNP",
      "[    9.1] kvm_amd: SEV-SNP enabled (ASIDs 1 - 1)"
    ).scenario
    #expect(guest.platform == .sevSNP)
  }

  /// The numbers behind the fortieth pair are the fixed ranges'.
  @Test func fixedRangesAreNoVariablePairs() throws {
    let scenario = try Self.machine(
      "MTRRphysBase0, 0x200, {'6'}", "MTRRphysMask0, 0x201, {'ffff80000800'}",
      "MTRRphysBase2, 0x204, {'c8000005'}", "MTRRphysMask2, 0x205, {'fffffc000800'}",
      "MTRRfix64K_00000, 0x250, {'1e1e1e1e1e1e1e1e'}", "MTRRfix16K_80000, 0x258, {'1e1e1e1e1e1e1e1e'}"
    ).scenario
    #expect(scenario.mtrr.variable.count == 8)
    #expect(scenario.mtrr.variable.map(\.isValid).prefix(4) == [true, false, true, false])
  }

  /// Two types in the range of a request: it failed, and would have been given neither.
  @Test func aConflictPromisesNoType() throws {
    let scenario = try Self.machine(
      "[  221.700621] x86/PAT: cbmem:1058 conflicting memory types 7ad9f000-7ae9f000 uncached-minus<->write-back",
      "[  221.705419] x86/PAT: reserve_memtype failed [mem 0x7ad9f000-0x7ae9efff], track write-back, req write-back"
    ).scenario
    let observed = try #require(scenario.devices.compactMap(\.observed).first)
    #expect(observed.requested == .wb && observed.got == nil && observed.error == -16)
  }

  /// A dump whose first registers are cut off: they make low RAM write-back, and the rest is what was printed.
  @Test func registersThatWereNotPrintedMakeRAMWriteBack() throws {
    let scenario = try Self.machine(
      "[    0.000446]   4 base 0100000000 mask 7F00000000 write-back",
      "[    0.000446]   5 base 02C0000000 mask 7FC0000000 uncachable",
      "[    0.000447]   6 base 0200000000 mask 7F00000000 write-back",
      "[    0.000448]   7 base 004E000000 mask 7FFE000000 uncachable",
      "[    0.000448]   8 disabled", "[    0.000448]   9 disabled",
      "[    0.000837] x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT",
      "[    0.000996] last_pfn = 0x4bc0f max_arch_pfn = 0x400000000"
    ).scenario
    let evaluation = evaluate(scenario)
    #expect(evaluation.tolud == 0x4bc0_f000)
    func type(_ address: PhysicalAddress) -> MemoryType {
      evaluation.mtrr.typeLookup(address, address + 1).type
    }
    #expect(type(0x4bc0_e000) == .wb && type(0x4e00_0000) == .uc && type(0x8000_0000) == .uc)
    #expect(type(0x2_bfff_ffff) == .wb && type(0x2_c000_0000) == .uc)
    #expect(scenario.assumptions.contains { $0.missing.hasPrefix("MTRRs 0 to 3") })
    // Where the registers end WB above 4 GiB, RAM ends.
    #expect(scenario.firmwareMap.last?.range == AddressRange(.fourGiB, 0x2_c000_0000))
  }

  /// What the kernel calls RAM while it refuses a mapping of it is RAM, and nobody holds it.
  @Test(arguments: [
    "[   56.45] x86/PAT: app:2512 map pfn RAM range req uncached-minus for [mem 0x481488000-0x481488fff], got write-back",
    "[   85.32] ioremap on RAM at 0x0000000481488000 - 0x0000000481488fff",
  ]) func whatTheKernelCallsRAMIsRAM(line: String) throws {
    let opened = try Self.machine(line)
    #expect(opened.scenario.firmwareMap.contains { $0.type == .ram && $0.range.contains(0x4_8148_8000) })
    let diagnosis = diagnose(opened.scenario, evidence: opened.evidence, machine: opened.scenario)
    #expect(diagnosis.verdict == .fails)
    #expect(opened.scenario.devices.allSatisfy { $0.regions.isEmpty })
  }

  /// A failed probe names the function's driver, and its BARs say how many address bits there are at the least.
  @Test func aFailedProbeNamesItsDriverAndBARsFit() throws {
    let scenario = try Self.machine(
      "[    4.768477] pci 0000:01:00.0: [10de:2331] type 00 class 0x030200",
      "[    4.775520] pci 0000:01:00.0: reg 0x10: [mem 0x702002000000-0x702002ffffff 64bit pref]",
      "[    5.200000] nvidia: probe of 0000:01:00.0 failed with error -1"
    ).scenario
    #expect(scenario.cpu.physBits == 47)
    let bar = try #require(scenario.devices.first { $0.id.hasPrefix("pci-") })
    #expect(bar.driverName == "nvidia" && bar.isDriverUnknown)
  }

  /// A search through several logs: the names before the lines are none of them, and the last map is taken.
  @Test func aSearchThroughSeveralLogsIsRead() throws {
    func lines(_ file: String, _ top: String) -> String {
      """
      \(file):[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable
      \(file):[    0.000000] BIOS-e820: [mem 0x0000000000100000-0x\(top)] usable
      \(file):[    0.000000] BIOS-e820: [mem 0x00000000fffc0000-0x00000000ffffffff] reserved
      """
    }
    let scenario = try Self.machine(
      "$ grep BIOS-e820 boot*", lines("boot.1G.log", "000000003ffeffff"),
      lines("/tmp/boot.3G", "00000000bffeffff")
    ).scenario
    #expect(evaluate(scenario).tolud == 0xbfff_0000)
    #expect(scenario.assumptions.contains { $0.missing.contains("2 memory maps of several boots") })
    // With line numbers, too.
    let numbered = try Self.machine(
      "kern.log:12:[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable",
      "kern.log:13:[    0.000000] BIOS-e820: [mem 0x0000000000100000-0x00000000bffeffff] usable")
    #expect(evaluate(numbered.scenario).tolud == 0xbfff_0000)
  }

  /// A dump without its last registers keeps those that it has: the default type goes with them, the width with their
  /// masks, and AMD's RdMem and WrMem are no types.
  @Test func aCutRegisterDumpKeepsWhatItHas() throws {
    let scenario = try Self.machine(
      "SYSCFG, 0xC0010010, {'3fc0000'}", "TOP_MEM, 0xC001001A, {'80000000'}",
      "TOP_MEM2, 0xC001001D, {'4080000000'}",
      "MTRRphysBase0, 0x200, {'6'}", "MTRRphysMask0, 0x201, {'ffff80000800'}",
      "MTRRphysBase2, 0x204, {'c8000005'}", "MTRRphysMask2, 0x205, {'fffffc000800'}",
      "MTRRfix64K_00000, 0x250, {'1e1e1e1e1e1e1e1e'}"
    ).scenario
    #expect(scenario.cpu.physBits == 48 && scenario.mtrr.defaultType == .uc && scenario.mtrr.isEnabled)
    let evaluation = evaluate(scenario)
    func type(_ address: PhysicalAddress) -> MemoryType {
      evaluation.mtrr.typeLookup(address, address + 1).type
    }
    #expect(type(0) == .wb && type(0x7fff_ffff) == .wb && type(0xc800_0000) == .wp && type(0xa_0000) == .uc)
    #expect(type(0x40_7fff_ffff) == .wb && type(0x40_8000_0000) == .uc)
    for missing in ["no default type in log", "10 of the fixed-range MTRRs"] {
      #expect(scenario.assumptions.contains { $0.missing.hasPrefix(missing) }, "\(missing)")
    }
  }

  /// A 32-bit kernel counts once and has another end of all pages: neither is a contradiction.
  @Test func a32BitKernelsCountIsNoContradiction() throws {
    let opened = try Self.machine(
      "[ 0.000000] BIOS-e820: 0000000000000000 - 000000000009e000 (usable)",
      "[ 0.000000] BIOS-e820: 0000000000100000 - 00000000bf5bf000 (usable)",
      "[ 0.000000] BIOS-e820: 0000000100000000 - 0000000240000000 (usable)",
      "[ 0.000000] last_pfn = 0x240000 max_arch_pfn = 0x1000000To enable PAE, use CONFIG_X86_PAE=y")
    let diagnosis = diagnose(opened.scenario, evidence: opened.evidence, machine: opened.scenario)
    #expect(diagnosis.verdict == .maps)
    #expect(opened.scenario.assumptions.contains { $0.missing.hasPrefix("a 32-bit kernel") })
    #expect(opened.report.contradictions.isEmpty)
  }

  /// A guest's console in the hypervisor's log is the guest's log, and says whose guest it is.
  @Test func aGuestsConsoleInXensLogIsItsLog() throws {
    let scenario = try Self.machine(
      "(XEN) HVM4: Space available for UMB: 000cb000-000ee800",
      "(XEN) HVM4: Linux version 3.17.0-rc4-vgt+ (root@new) (gcc version 4.6.3) #1 SMP Fri Jan 9 10:18:21 CST 2015",
      "(XEN) HVM4: BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable",
      "(XEN) HVM4: BIOS-e820: [mem 0x0000000000100000-0x000000007f7fefff] usable"
    ).scenario
    #expect(scenario.platform == .xenHVM && scenario.kernel.name.hasPrefix("3.17"))
    #expect(evaluate(scenario).tolud == 0x7f7f_f000)
  }

  /// Refused registers stand under the verdict: what asked for WC does without it.
  @Test func refusedRegistersStandUnderTheVerdict() throws {
    let opened = try Self.machine(
      "kernel: mtrr: type mismatch for f8000000,400000 old: uncachable new: write-combining")
    let diagnosis = diagnose(opened.scenario, evidence: opened.evidence, machine: opened.scenario)
    #expect(diagnosis.verdictText.contains { $0.contains("MTRR was refused: log:1 says") })
  }

  /// Where nothing else says where low RAM ends, the tables that EFI names lie below it.
  @Test func lowMemoryReachesAboveTheFirmwaresTables() throws {
    let line = "[    0.000000] efi: ACPI=0xb9ffe000 ACPI 2.0=0xb9ffe014 SMBIOS=0xba0f7000 ESRT=0x1b4a01c18"
    let opened = try Self.machine(line, "[    0.000000] Linux version 6.8.0 (b@h) (gcc) #1 SMP")
    #expect(evaluate(opened.scenario).tolud == 0xc000_0000)
    // What was used is a fact.
    #expect(opened.evidence.facts.contains { $0.text.hasPrefix("efi: ACPI=") })
  }
}
