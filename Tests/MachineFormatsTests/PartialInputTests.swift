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
