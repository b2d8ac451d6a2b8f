import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// Machines of which only some files are there: what is missing is assumed and named.
@Suite("Partial input", .bounded) struct PartialInputTests {
  private static let files = [
    "cmdline.txt", "cpuinfo.txt", "devices.txt", "dmesg.txt", "iomem.txt", "memmap.txt", "msrs.txt",
    "mtrr.txt",
    "pat_memtype_list.txt", "uname.txt",
  ]

  private func open(_ capture: CaptureDirectory, _ files: [String]) throws(InputError) -> OpenedMachine {
    var inputs: [MachineInput] = []
    for file in files {
      if let bytes = capture.bytes(file) { inputs.append(MachineInput(name: file, bytes: bytes)) }
    }
    return try readMachine(named: capture.name, inputs)
  }

  @Test("every single file and any combination opens, and TOLUD stays what the log or a map says")
  func combinations() throws {
    var generator = SeededGenerator(seed: 0x5ca7)
    for name in [
      "seed-tpm-a-q35-2032m", "pc-ovmf-1g-mem700-phys48-6.12", "xen-dom0-6.12", "firecracker-6.18",
    ] {
      let capture = CaptureDirectory.named(name)
      let whole = evaluate(try capture.open().scenario)
      let present = Self.files.filter { capture.bytes($0) != nil }
      var choices = present.map { [$0] }
      for _ in 0..<40 { choices.append(present.filter { _ in Bool.random(using: &generator) }) }
      for choice in choices where !choice.isEmpty {
        // What is empty has no content to be recognised by, but a name.
        let machine = try open(capture, choice)
        let evaluation = evaluate(machine.scenario)
        if choice.contains("dmesg.txt") {
          #expect(evaluation.tolud == whole.tolud, "\(name): \(choice)")
        }
        #expect(choice.count == present.count || !machine.scenario.assumptions.isEmpty, "\(name): \(choice)")
      }
    }
  }

  @Test("a log alone shows the TPM's failure, with the memtype lines and without them")
  func logAlone() throws {
    for name in [
      "seed-tpm-a-q35-2032m", "seed-crb-a-q35-1g", "bios-no-uc-hole-tpm-7.2", "seed-tpm-a-ovmf-q35-4g-phys46",
    ] {
      let text = try #require(CaptureDirectory.named(name).text("dmesg.txt"))
      let quiet = text.split(separator: "\n").filter {
        !$0.contains("x86/PAT: memtype") && !$0.contains("Overlap at")
      }
      .joined(separator: "\n")
      for log in [text, quiet] {
        let scenario = try readMachine(named: "x", [MachineInput(name: "log", bytes: Array(log.utf8))])
          .scenario
        let evaluation = evaluate(scenario)
        let tpm = try #require(scenario.devices.firstIndex { $0.id == "tpm" })
        #expect(evaluation.outcomes[tpm].status == .failed(-12), "\(name)")
        let error = try #require(log.split(separator: "\n").first { $0.contains("ioremap error") })
        let said = evaluation.trace.log.map(\.text).first { $0.hasPrefix("ioremap error") } ?? "nothing"
        #expect(error.hasSuffix(said), "\(name): \(said)")
      }
    }
  }

  @Test("without a memory map RAM ends above the ACPI tables that the log names")
  func tablesBelowEndOfRAM() throws {
    let lines = [
      "[    0.000000] Linux version 4.19.0 (builder@host) #1 SMP",
      "[    0.003531] ACPI: TPM2 0x000000009E0B7F70 000034 (v03 LENOVO TC-S06   00001260 AMI  00000000)",
      "[    3.616806] tpm_tis MSFT0101:00: 2.0 TPM (device-id 0xFE, rev-id 2)",
    ]
    let bytes = Array(lines.joined(separator: "\n").utf8)
    let machine = try readMachine(named: "x", [MachineInput(name: "log", bytes: bytes)])
    let evaluation = evaluate(machine.scenario)
    #expect(evaluation.tolud == 0xa000_0000)
    let map = machine.scenario.assumptions.first { $0.missing == "no memory map" }
    #expect(map?.assumed.contains("ACPI's tables") == true)
    let tables = try #require(machine.scenario.devices.firstIndex { $0.range.start == 0x9e0b_7f70 })
    #expect(evaluation.outcomes[tables].status == .mapped(.wb))
  }

  @Test("a memory map that lost all RAM below 4 GiB has some, and its end is called a guess")
  func mapWithoutLowRAM() throws {
    let lines = [
      ">> BIOS-e820: [mem 0x00000000fee00000-0x00000000fee00fff] reserved",
      ">> BIOS-e820: [mem 0x0000000100000000-0x00000008607fffff] usable",
    ]
    let machine = try readMachine(
      named: "x", [MachineInput(name: "log", bytes: Array(lines.joined(separator: "\n").utf8))])
    #expect(evaluate(machine.scenario).tolud == 0x8000_0000)
    let map = machine.scenario.assumptions.first { $0.missing == "the beginning of the memory map" }
    #expect(map?.assumed == "RAM up to 0x8000_0000, a guess, and the 2 entries left")
  }

  @Test("lines of /proc/iomem say what lies there, though none of them is RAM")
  func iomemWithoutRAM() throws {
    let lines = [
      "[   24.237747] ioremap error for 0x78e31000-0x78e32000, requested 0x2, got 0x0",
      "[   24.238100] ucsi_acpi: probe of USBC000:00 failed with error -12", "$ sudo more /proc/iomem",
      "78a04000-78ea2fff : ACPI Non-volatile Storage", "  78e31000-78e31fff : USBC000:00",
    ]
    let machine = try readMachine(
      named: "x", [MachineInput(name: "mail", bytes: Array(lines.joined(separator: "\n").utf8))])
    #expect(machine.scenario.firmwareMap.contains(E820Entry(AddressRange(0x78a0_4000, 0x78ea_3000), .nvs)))
    #expect(evaluate(machine.scenario).tolud == 0x8000_0000)
  }

  @Test("a map of one entry is a part of one: Linux takes none that has no other")
  func mapOfOneEntry() throws {
    let line = "BIOS-e820: [mem 0x0000000000000000-0x000000007fffffff] usable"
    let machine = try readMachine(named: "x", [MachineInput(name: "log", bytes: Array(line.utf8))])
    let evaluation = evaluate(machine.scenario)
    #expect(evaluation.tolud == 0x8000_0000)
    #expect(!evaluation.trace.log.contains { $0.text.contains("e801") })
  }

  @Test("a memory map without its beginning ends below 4 GiB where the UC ranges begin")
  func mapWithoutBeginning() throws {
    let lines = [
      "[    0.000000] host kernel: BIOS-e820: [mem 0x0000000100000000-0x000000047fffffff] usable",
      "[    0.000425] host kernel: last_pfn = 0x480000 max_arch_pfn = 0x400000000",
      "[    0.000436] host kernel: MTRR default type: uncachable",
      "[    0.000438] host kernel: MTRR fixed ranges enabled:",
      "[    0.000443] host kernel:   00000-9FFFF write-back",
      "[    0.000446] host kernel:   A0000-BFFFF uncachable",
      "[    0.000450] host kernel:   C0000-FFFFF write-protect",
      "[    0.000452] host kernel: MTRR variable ranges enabled:",
      "[    0.000457] host kernel:   0 base 0000000000 mask 7C00000000 write-back",
      "[    0.000461] host kernel:   1 base 0400000000 mask 7F80000000 write-back",
      "[    0.000465] host kernel:   2 base 007F800000 mask 7FFF800000 uncachable",
      "[    0.000469] host kernel:   3 base 0080000000 mask 7F80000000 uncachable",
    ]
    let bytes = Array(lines.joined(separator: "\n").utf8)
    let scenario = try readMachine(named: "x", [MachineInput(name: "log", bytes: bytes)]).scenario
    #expect(evaluate(scenario).tolud == 0x7f80_0000)
    #expect(scenario.assumptions.contains { $0.assumed.contains("where the UC ranges begin") })
  }

  /// RAM above 4 GiB that no map shows: as far as something says that there is some.
  @Test func memoryAbove4GiBFollowsFromWhatIsLeft() throws {
    func scenario(_ lines: String...) throws -> Scenario {
      let bytes = Array(lines.joined(separator: "\n").utf8)
      return try readMachine(named: "x", [MachineInput(name: "log", bytes: bytes)]).scenario
    }
    func high(_ scenario: Scenario) -> [AddressRange] {
      scenario.firmwareMap.filter { $0.type == .ram && $0.address >= .fourGiB }.map(\.range)
    }
    let pat = "[    0.000010] x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT"
    let low = "[    0.000011] last_pfn = 0x7b000 max_arch_pfn = 0x400000000"
    // Counted behind the PAT, which happens only with more above 4 GiB: how much is a guess, and called one.
    let again = try scenario(pat, low)
    #expect(high(again) == [AddressRange(.fourGiB, 2 * .fourGiB)])
    #expect(
      again.assumptions.contains { $0.missing.contains("above 4 GiB") && $0.assumed.contains("a guess") })
    #expect(evaluate(again).tolud == 0x7b00_0000)
    // Counted before it, it is all that there is.
    #expect(high(try scenario(low, pat)).isEmpty)
    // The first count and TOM2 say how much.
    let both = try scenario("[    0.000009] last_pfn = 0x240000 max_arch_pfn = 0x400000000", pat, low)
    #expect(high(both) == [AddressRange(.fourGiB, 0x2_4000_0000)])
    let top = try scenario("[    0.000009] TOM2: 0000000440000000 aka 17408M", pat, low)
    #expect(high(top) == [AddressRange(.fourGiB, 0x4_4000_0000)])
    // A map whose end is cut off has it, too; one that reaches above 4 GiB has what it says.
    let begin = [
      "[    0.000000] BIOS-provided physical RAM map:",
      "[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable",
      "[    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000007affffff] usable",
    ].joined(separator: "\n")
    #expect(high(try scenario(begin, pat, low)).isEmpty)
    let end = "[    0.000000] BIOS-e820: [mem 0x0000000100000000-0x00000001ffffffff] usable"
    #expect(high(try scenario(end, pat, low)) == [AddressRange(.fourGiB, 2 * .fourGiB)])
  }

  private static func machine(_ lines: String...) throws -> OpenedMachine {
    try readMachine(named: "x", [MachineInput(name: "log", bytes: Array(lines.joined(separator: "\n").utf8))])
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
    let bytes = Array((line + "\n[    0.000000] Linux version 6.8.0 (b@h) (gcc) #1 SMP").utf8)
    let scenario = try readMachine(named: "x", [MachineInput(name: "log", bytes: bytes)]).scenario
    #expect(evaluate(scenario).tolud == 0xc000_0000)
  }

  @Test("without MSRs and dump the registers follow from /proc/mtrr and the MTRR map line")
  func derivedRegisters() throws {
    var compared = 0
    for capture in CaptureDirectory.fixtures {
      guard let log = capture.text("dmesg.txt"), let cpu = capture.bytes("cpuinfo.txt"),
        let mtrr = capture.bytes("mtrr.txt"),
        let line = capture.messages.first(where: { $0.hasPrefix("MTRR map: ") }),
        try capture.open().report.laterRegisters == nil
      else { continue }
      let quiet = withoutDump(log)
      let machine = try readMachine(
        named: "x",
        [
          MachineInput(name: "dmesg", bytes: Array(quiet.utf8)), MachineInput(name: "cpuinfo", bytes: cpu),
          MachineInput(name: "mtrr", bytes: mtrr),
        ])
      #expect(machine.scenario.assumptions.contains { $0.missing == "no MSR dump" })
      let said = evaluate(machine.scenario).trace.log.map(\.text).first { $0.hasPrefix("MTRR map: ") }
      // A mask without its high bits looks repaired in /proc/mtrr: nothing there tells the wider range, but the count.
      #expect(said ?? "" == line, "\(capture.name)")
      compared += 1
    }
    #expect(compared > 0)
  }

  @Test("registers that users added after the boot are left out where the map line shows it")
  func lateRegisters() throws {
    let capture = CaptureDirectory.named("mtrr-user-writes-6.12")
    let log = withoutDump(try #require(capture.text("dmesg.txt")))
    let machine = try readMachine(
      named: "x",
      [
        MachineInput(name: "dmesg", bytes: Array(log.utf8)),
        MachineInput(name: "msrs", bytes: try #require(capture.bytes("msrs.txt"))),
        MachineInput(name: "cpuinfo", bytes: try #require(capture.bytes("cpuinfo.txt"))),
      ])
    #expect(machine.scenario.mtrr.variable.filter(\.isValid).count == 1)
    #expect(machine.report.contradictions == [])
    #expect(machine.report.laterRegisters?.changes.count == 4)
    #expect(machine.evidence.facts.filter { $0.claim == .later && $0.place.text == "msrs" }.count == 4)
    let later = try readMachine(
      named: "x", [MachineInput(name: "msrs", bytes: try #require(capture.bytes("msrs.txt")))])
    #expect(later.scenario.mtrr.variable.filter(\.isValid).count == 5)
  }

  @Test("AMD's TOP_MEM2: from the dump, or from one range more in the map line")
  func topOfMemory() throws {
    let banner = """
      Linux version 6.12.0 (x)
      BIOS-provided physical RAM map:
      BIOS-e820: [mem 0x0000000000000000-0x000000007fffffff] usable
      BIOS-e820: [mem 0x0000000100000000-0x000000047effffff] usable
      smpboot: CPU0: AMD EPYC (family: 0x19, model: 0x1, stepping: 0x1)

      """
    let dump = """
      MTRR default type: uncachable
      MTRR fixed ranges enabled:
        00000-FFFFF write-back
      MTRR variable ranges enabled:
        0 base 0000000000000 mask 0FFFF80000000 write-back
        1 disabled
      TOM2: 000000047f000000 aka 18416M

      """
    let line = "MTRR map: 3 entries (2 fixed + 1 variable; max 7), built from 3 variable MTRRs\n"
    let dumped = try readMachine(
      named: "x", [MachineInput(name: "log", bytes: Array((banner + dump + line).utf8))])
    #expect(dumped.scenario.mtrr.topMem2 == 0x4_7f00_0000)
    let said = evaluate(dumped.scenario).trace.log.map(\.text).first { $0.hasPrefix("MTRR map: ") }
    #expect(said?.hasSuffix("built from 3 variable MTRRs") == true)
    let msrs =
      "0xfe 0000000000000502\n0x2ff 0000000000000c00\n0x200 0000000000000006\n0x201 0000ffff80000800\n"
    let machine = try readMachine(
      named: "x",
      [
        MachineInput(name: "log", bytes: Array((banner + line).utf8)),
        MachineInput(name: "msrs", bytes: Array(msrs.utf8)),
      ])
    #expect(machine.scenario.mtrr.topMem2 == 0x4_7f00_0000)
    #expect(machine.scenario.assumptions.contains { $0.missing == "no TOP_MEM2" })
  }

  @Test("only /proc/mtrr")
  func onlyProcMTRR() throws {
    let text = "reg00: base=0x0c0000000 ( 3072MB), size= 1024MB, count=1: uncachable\n"
    let scenario = try readMachine(named: "mtrr", [MachineInput(name: "mtrr", bytes: Array(text.utf8))])
      .scenario
    let evaluation = evaluate(scenario)
    #expect(evaluation.tolud == 3 * .gib)
    #expect(scenario.mtrr.variable[0] == VariableRange(base: 0xc000_0000, mask: 0x3fff_c000_0800))
    #expect(scenario.mtrr.defaultType == .wb)
    let missing = scenario.assumptions.map(\.missing)
    #expect(
      missing.contains("no MSR dump") && missing.contains("no /proc/cpuinfo")
        && missing.contains("no memory map"))
  }

  @Test("default UC where WB ranges are in use")
  func defaultUC() throws {
    let text = "reg00: base=0x000000000 (    0MB), size= 2048MB, count=1: write-back\n"
    let scenario = try readMachine(named: "mtrr", [MachineInput(name: "mtrr", bytes: Array(text.utf8))])
      .scenario
    #expect(scenario.mtrr.defaultType == .uc)
  }

  @Test("/proc/iomem read without privilege is named as such")
  func hiddenAddresses() throws {
    let text =
      "00000000-00000000 : Reserved\n00000000-00000000 : System RAM\n  00000000-00000000 : Kernel code\n"
    let scenario = try readMachine(named: "iomem", [MachineInput(name: "iomem", bytes: Array(text.utf8))])
      .scenario
    #expect(scenario.assumptions.contains { $0.missing.hasSuffix("which was not read as root") })
  }

  @Test("a damaged line of a log is left out and named")
  func damagedLine() throws {
    let log = """
      BIOS-provided physical RAM map:
      BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable
      BIOS-e820: [mem 0x0000000000100000-0x00000zz07fffffff] usable
      BIOS-e820: [mem 0x0000000000100000-0x000000003fffffff] usable
      """
    let scenario = try readMachine(named: "x", [MachineInput(name: "log", bytes: Array(log.utf8))]).scenario
    #expect(evaluate(scenario).tolud == .gib)
    #expect(scenario.assumptions.contains { $0.text == "1 damaged line of the log, first log:3: left out" })
  }

  @Test("files that do not agree: which was believed is said")
  func contradictions() throws {
    let capture = CaptureDirectory.named("mtrr-user-writes-6.12")
    let machine = try capture.open()
    #expect(machine.report.contradictions == [])
    #expect(machine.scenario.mtrr.variable.filter(\.isValid).count == 1)
    #expect(machine.report.laterRegisters?.registers.variable.filter(\.isValid).count == 5)
    let log = try #require(capture.bytes("dmesg.txt"))
    let other = try readMachine(
      named: "x",
      [
        MachineInput(name: "dmesg", bytes: log),
        MachineInput(name: "uname", bytes: Array("Linux 6.1.0 #1 SMP x86_64".utf8)),
      ])
    #expect(other.report.contradictions.contains { $0.contains("uname from 6.1.0") })
    #expect(other.scenario.assumptions.contains { $0.missing == "files that disagree" })
    #expect(other.scenario.kernel == KernelRevision(6, 12, 101))
  }

  @Test(
    "what the machine runs on",
    arguments: [
      (
        "Hypervisor detected: KVM\nMemory Encryption Features active: AMD SEV SEV-ES SEV-SNP\n",
        Platform.sevSNP
      ),
      ("Hypervisor detected: KVM\nAMD Memory Encryption Features active: SEV SEV-ES\n", .sevES),
      ("Hypervisor detected: KVM\nMemory Encryption Features active: AMD SEV\n", .sev),
      ("SEV: Status: SEV SEV-ES SEV-SNP\nHypervisor detected: KVM\n", .sevSNP),
      ("tdx: Guest detected\nHypervisor detected: KVM\n", .tdx),
      ("Hypervisor detected: KVM\n", .kvm),
      (
        "Hypervisor detected: Microsoft Hyper-V\nHyper-V: Isolation Config: Group A 0x1, Group B 0xba2\n",
        .hyperVIsolation
      ),
      ("Hypervisor detected: Microsoft Hyper-V\n", .hyperV), ("Hypervisor detected: VMware\n", .vmware),
      (
        "Hypervisor detected: KVM\nDMI: innotek GmbH VirtualBox/VirtualBox, BIOS VirtualBox 12/01/2006\n",
        .virtualBox
      ),
      ("Hypervisor detected: Xen PV\nACPI: FACP 0x000000007EFD2349 0000F4 (v03 BOCHS)\n", .xenDom0),
      ("Hypervisor detected: Xen PV\n", .xenDomU),
      ("DMI: Dell Inc. XPS 13\nMemory Encryption Features active: AMD SME\n", .bareMetal),
      ("DMI: QEMU Standard PC (Q35 + ICH9, 2009)\n", .unnamedHypervisor),
    ])
  func platform(_ log: String, _ platform: Platform) throws {
    let scenario = try readMachine(named: "x", [MachineInput(name: "dmesg", bytes: Array(log.utf8))]).scenario
    #expect(scenario.platform == platform)
  }

  @Test("what the kernel did to its MTRRs, from the log's own words")
  func behaviour() throws {
    func scenario(_ log: String) throws -> Scenario {
      try readMachine(named: "x", [MachineInput(name: "dmesg", bytes: Array(log.utf8))]).scenario
    }
    let snp =
      "Linux version 6.17.0\nHypervisor detected: KVM\nMemory Encryption Features active: AMD SEV SEV-ES SEV-SNP\n"
    let none =
      "MTRR map: 0 entries (0 fixed + 0 variable; max 0), built from 0 variable MTRRs\nMTRRs set to read-only\n"
    let hole =
      "MTRR map: 1 entries (0 fixed + 1 variable; max 2), built from 1 variable MTRRs\nMTRRs set to read-only\n"
    #expect(try scenario(snp + none).behaviour == .forcedWB)
    #expect(try scenario(snp + none).behaviourOverride == nil, "6.17.0 has no PCI hole yet")
    #expect(try scenario(snp + hole).behaviour == .forcedWBAndPCIHole)
    #expect(try scenario(snp).behaviour == .forcedWB)
    #expect(try scenario(snp.replacing("6.17.0", with: "6.17.4")).behaviour == .forcedWBAndPCIHole)
    #expect(try scenario(snp.replacing("6.17.0", with: "6.14.2")).behaviour == .forcedWB)
    #expect(try scenario(snp.replacing("6.17.0", with: "6.1.2")).behaviour == .firmwareMTRRs)
    let lab = try scenario("Linux version 6.12.117\nDMI: QEMU x\n" + hole)
    #expect(lab.behaviourOverride == .forcedWBAndPCIHole)
  }
}
