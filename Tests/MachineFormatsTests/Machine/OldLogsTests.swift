import MemtypeEngine
import TestSupport
import Testing

@testable import MachineFormats

/// What kernels before the model's oldest print, and tools of their time.
@Suite(.bounded) struct OldLogsTests {
  private func diagnosis(_ text: String) throws -> Diagnosis {
    let machine = try readMachine(named: "x", [MachineInput(name: "x", bytes: Array(text.utf8))])
    return diagnose(machine.scenario, evidence: machine.evidence, machine: machine.scenario)
  }

  private func contradicted(_ diagnosis: Diagnosis) -> [String] {
    diagnosis.comparison.contradicted.map { diagnosis.evidence.facts[$0].text }
  }

  private static let map = """
    [    0.000000] BIOS-e820: 0000000000000000 - 000000000009fc00 (usable)
    [    0.000000] BIOS-e820: 0000000000100000 - 000000007ff00000 (usable)

    """

  @Test(arguments: [
    (
      "Linux version 3.2.0-4-amd64 (x) #1\n",
      "x86 PAT enabled: cpu 0, old 0x7040600070406, new 0x7010600070106"
    ),
    ("", "x86 PAT enabled: cpu 0, old 0x7010600070106, new 0x7010600070106"),
    (
      "Linux version 4.4.0-101-generic (x) #1\n",
      "x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WC  UC- WT  "
    ),
    ("Linux version 4.13.0 (x) #1\n", "x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WC  UC- WT  "),
    ("Linux version 4.14.0 (x) #1\n", "x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT  "),
    ("Linux version 4.1.2 (x) #1\n", "PAT configuration [0-7]: WB  WC  UC- UC  WB  WC  UC- UC  "),
  ])
  func thePATOfARelease(banner: String, line: String) throws {
    let diagnosis = try diagnosis(banner + Self.map + "[    0.000000] \(line)\n")
    #expect(contradicted(diagnosis).isEmpty)
    #expect(diagnosis.comparison.marks.contains(.same))
    #expect(diagnosis.exitStatus == 0)
  }

  @Test func anotherPATThanTheReleasesIsAContradiction() throws {
    let line = "x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WC  UC- WT  "
    let diagnosis = try diagnosis("Linux version 6.1.10 (x) #1\n" + Self.map + "[    0.000000] \(line)\n")
    #expect(!contradicted(diagnosis).isEmpty)
  }

  @Test(arguments: [
    ("[    0.0] e820: BIOS-provided physical RAM map:\n", "4.4"),
    ("[    0.0] x86 PAT enabled: cpu 0, old 0x7040600070406, new 0x7010600070106\n", "3.10"),
    ("[    0.0] Pid: 0, comm: swapper Not tainted 2.6.35-22-generic #33-Ubuntu\n", "2.6.35"),
    (
      "[    0.0] DMI: A B\nLinux box 3.5.0-37-generic #58~precise1-Ubuntu SMP x86_64 GNU/Linux\n",
      "3.5.0-37-generic"
    ),
  ])
  func wordsBoundTheRelease(text: String, name: String) throws {
    let revision = try diagnosis(text + "[    0.0] last_pfn = 0x7ff00 max_arch_pfn = 0x400000000\n")
      .evaluation.scenario.kernel
    #expect(revision.name == name || revision.series == name, "\(revision.name)")
  }

  @Test func theCleanUpsListIsTheRegisters() throws {
    let diagnosis = try diagnosis(
      """
      [    0.000000] Linux version 3.2.0 (x) #1
      [    0.000000] original variable MTRRs
      [    0.000000] reg 1, base: 0GB, range: 2GB, type WB
      [    0.000000] reg 2, base: 2GB, range: 512MB, type WB
      [    0.000000] reg 3, base: 2496MB, range: 64MB, type UC
      [    0.000000] total RAM covered: 2496M
      [    0.000000] New variable MTRRs
      [    0.000000] reg 0, base: 0GB, range: 1GB, type WB
      """)
    let scenario = diagnosis.evaluation.scenario
    #expect(scenario.mtrr.defaultType == .uc && scenario.mtrr.isEnabled)
    #expect(scenario.mtrr.variable[0] == .unused && !scenario.mtrr.variable[4].isValid)
    let types: [(PhysicalAddress, MemoryType)] = [
      (0x7fff_ffff, .wb), (0x9bff_ffff, .wb), (0x9c00_0000, .uc), (0xa000_0000, .uc),
    ]
    for (address, type) in types {
      #expect(MTRRReading(scenario).type(at: address) == type, "\(address.grouped)")
    }
  }

  /// By the registers, before the kernel cleans them up.
  private struct MTRRReading {
    let scenario: Scenario
    init(_ scenario: Scenario) { self.scenario = scenario }

    func type(at address: PhysicalAddress) -> MemoryType {
      let width = UInt64.mask(bits: scenario.cpu.physBits)
      let matching = scenario.mtrr.variable.filter {
        $0.isValid && address & $0.mask & width & ~0xfff == $0.base & $0.mask & width & ~0xfff
      }
      if matching.isEmpty { return scenario.mtrr.defaultType }
      return matching.contains { $0.type == .uc } ? .uc : matching[0].type
    }
  }

  @Test(arguments: [
    "CPU MTRRs all blank - virtualized system.", "total RAM covered: 6080M",
    "WARNING: BIOS bug: CPU MTRRs don't cover all of memory, losing 447MB of RAM.",
    "mtrr_cleanup: can not find optimal value",
  ])
  func onlyDefaultTypeUCLetsThemSpeak(line: String) throws {
    let diagnosis = try diagnosis("[    0.000000] Linux version 6.1.10 (x) #1\n[    0.000000] \(line)\n")
    #expect(diagnosis.evaluation.scenario.mtrr.defaultType == .uc)
    let others = diagnosis.evidence.open.flatMap(\.candidates).compactMap { candidate -> MTRRRegisters? in
      if case .registers(let registers) = candidate.edit { registers } else { nil }
    }
    #expect(others.allSatisfy { $0.defaultType == .uc })
    #expect(contradicted(diagnosis).isEmpty)
    let inUse = diagnosis.evaluation.scenario.mtrr.variable.filter(\.isValid)
    #expect(!line.contains("blank") || inUse.isEmpty)
  }

  @Test(arguments: ["by the CPU.", "by CPU."])
  func aProcessorWithoutPAT(words: String) throws {
    let diagnosis = try diagnosis(
      "Linux version 6.9.0 (x) #1\n" + Self.map + """
        [    0.000000] MTRRs disabled (not available)
        [    0.000000] x86/PAT: PAT not supported \(words)
        [    0.000000] x86/PAT: Configuration [0-7]: WB  WT  UC- UC  WB  WT  UC- UC
        """)
    #expect(contradicted(diagnosis).isEmpty && diagnosis.exitStatus == 0)
    #expect(!diagnosis.evaluation.scenario.cpu.hasPAT && !diagnosis.evaluation.scenario.parameters.noPAT)
  }

  @Test func aTrimmedMapInItsOldForm() throws {
    let diagnosis = try diagnosis(
      """
      [    0.000000] Linux version 2.6.32 (x) #1
      [    0.000000] BIOS-provided physical RAM map:
      [    0.000000] BIOS-e820: 0000000000000000 - 00000000000a0000 (usable)
      [    0.000000] BIOS-e820: 0000000000100000 - 0000000080000000 (usable)
      [    0.000000] last_pfn = 0x80000 max_arch_pfn = 0x400000000
      [    0.000000] MTRR default type: uncachable
      [    0.000000] MTRR variable ranges enabled:
      [    0.000000]   0 base 000000000 mask FC0000000 write-back
      [    0.000000] WARNING: BIOS bug: CPU MTRRs don't cover all of memory, losing 1024MB of RAM.
      [    0.000000] update e820 for mtrr
      [    0.000000] modified physical RAM map:
      [    0.000000]  modified: 0000000000000000 - 0000000000001000 (reserved)
      [    0.000000]  modified: 0000000000001000 - 00000000000a0000 (usable)
      [    0.000000]  modified: 0000000000100000 - 0000000040000000 (usable)
      [    0.000000]  modified: 0000000040000000 - 0000000080000000 (reserved)
      [    0.000000] last_pfn = 0x40000 max_arch_pfn = 0x400000000
      """)
    #expect(contradicted(diagnosis).isEmpty, "\(contradicted(diagnosis))")
    #expect(diagnosis.comparison.same >= 10)
  }

  /// A search for "fault" finds "default".
  @Test(arguments: [("uncachable", MemoryType.uc), ("write-back", .wb)])
  func aLoneDefaultTypeSaysNothingOfRegisters(word: String, type: MemoryType) throws {
    let diagnosis = try diagnosis(
      "Oct 29 14:56:04 Zeus kernel: [    0.001016] MTRR default type: \(word)\n"
        + "Oct 29 14:56:04 Zeus kernel: [    0.345314] pid_max: default: 32768 minimum: 301\n")
    #expect(diagnosis.evaluation.scenario.mtrr.defaultType == type)
    let input = try #require(diagnosis.evidence.open.first { $0.missing.contains("no MSR dump") })
    #expect(!input.candidates.isEmpty)
    // RAM is WB, one way or the other.
    #expect(diagnosis.evaluation.mtrr.typeLookup(0x1000_0000, 0x1000_1000).type == .wb)
  }

  /// It says that a WB register encloses the range: layouts without one are dropped.
  @Test func aTypeMismatchTellsOfARegister() throws {
    let diagnosis = try diagnosis(
      "[    1.8] mtrr: type mismatch for c0000000,10000000 old: write-back new: write-combining\n"
        + "[    1.9] [drm] MTRR allocation failed.  Graphics performance may suffer.\n")
    let registers = diagnosis.evaluation.scenario.mtrr
    #expect(
      registers.variable.contains { range in
        range.isValid && range.type == .wb && MaskMatch(range, width: 46).contains(0xc000_0000)
      })
    #expect(diagnosis.comparison.contradicted.isEmpty)
    #expect(diagnosis.evidence.open.flatMap(\.refuted).contains { $0.reason.contains("type mismatch") })
  }

  /// Where no line of the kernel's names the platform, or one names what another offers as its own.
  @Test(arguments: [
    ("systemd[1]: Detected virtualization oracle.", Platform.virtualBox),
    ("systemd[1]: Detected virtualization vmware.", .vmware),
    ("Booting paravirtualized kernel on VMware hypervisor", .vmware),
    ("systemd[1]: Detected confidential virtualization sev-snp.", .sevSNP),
    ("systemd[1]: Detected confidential virtualization tdx.", .tdx),
    ("ACPI: XSDT 0x000000003FFF0030 00003C (v01 VBOX   VBOXXSDT 00000001 ASL  00000061)", .virtualBox),
    (
      "Booting paravirtualized kernel on KVM\n[    3.5] systemd[1]: Detected virtualization oracle.",
      .virtualBox
    ),
  ])
  func thePlatformByOtherWords(line: String, platform: Platform) throws {
    let diagnosis = try diagnosis("[    0.000000] Linux version 6.16.0 (x) #1\n[    0.1] \(line)\n")
    #expect(diagnosis.evaluation.scenario.platform == platform)
  }

  /// What is guessed is something that firmware could have written: a processor reads it as Linux does.
  @Test func guessedRegistersAreLegal() throws {
    let diagnosis = try diagnosis(
      """
      [    0.000048] last_pfn = 0x84c800 max_arch_pfn = 0x400000000
      [    0.000056] MTRR map: 5 entries (3 fixed + 2 variable; max 23), built from 10 variable MTRRs
      [    0.000059] x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT
      [    0.000637] last_pfn = 0xa9750 max_arch_pfn = 0x400000000
      """)
    #expect(contradicted(diagnosis).isEmpty)
    for candidate in diagnosis.evidence.open.flatMap(\.candidates) {
      var scenario = diagnosis.evaluation.scenario
      candidate.edit.apply(to: &scenario)
      #expect(evaluate(scenario).divergences().list.isEmpty, "\(candidate.name)")
    }
  }

  @Test func x86infosTable() throws {
    let diagnosis = try diagnosis(
      """
      MTRR registers:
      MTRRcap (0xfe): 0x0000000000000508
      MTRRphysBase0 (0x200): 0x0000000000000006
      MTRRphysMask0 (0x201): 0x0000000fe0000800
      MTRRfix4K_D0000 0x26a: 0x0000000000000000
      MTRRdefType (0x2ff): 0x0000000000000c00
      """)
    let scenario = diagnosis.evaluation.scenario
    #expect(scenario.mtrr.capabilities == 0x508 && scenario.mtrr.defaultTypeRegister == 0xc00)
    #expect(scenario.mtrr.variable[0] == VariableRange(base: 6, mask: 0xf_e000_0800))
    #expect(scenario.cpu.physBits == 36)
  }
}
