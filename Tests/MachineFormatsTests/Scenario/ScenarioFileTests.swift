import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

@Suite("Scenario files", .bounded) struct ScenarioFileTests {
  private func parse(_ text: String) throws(ScenarioFileError) -> Scenario {
    try ScenarioFile.parse(text, file: "guest.yaml")
  }

  // MARK: Round trips

  @Test(arguments: Scenario.builtIn)
  func builtInScenarios(scenario: Scenario) throws {
    #expect(try parse(ScenarioFile.text(of: scenario)) == scenario)
  }

  @Test func captures() throws {
    let all = CaptureDirectory.all
    #expect(!all.isEmpty)
    for capture in all {
      let scenario = try capture.open().scenario
      let text = ScenarioFile.text(of: scenario)
      #expect(try parse(text) == scenario, "\(capture.name)")
      #expect(ScenarioFile.text(of: try parse(text)) == text)
    }
  }

  @Test func randomScenarios() throws {
    var random = RandomScenario(seed: 20_261_123)
    for _ in 0..<400 {
      let scenario = random.scenario()
      let text = ScenarioFile.text(of: scenario)
      do {
        let back = try parse(text)
        #expect(ScenarioFile.text(of: back) == text)
        #expect(back == scenario, "\(text)")
        if back != scenario { return }
      } catch {
        Issue.record("\(error)\n\(text)")
        return
      }
    }
  }

  /// A property that no key holds would be lost without a word.
  @Test func everyPropertyHasAKey() throws {
    func count(_ value: Any) -> Int { Mirror(reflecting: value).children.count }
    let scenario = Scenario.snpForcedWB
    let device = try #require(scenario.devices.first { !$0.regions.isEmpty })
    let region = try #require(device.regions.first)
    let read = try #require(region.reads.first)
    // Whoever adds a property adds its FileField, its line in RandomScenario, and one here.
    #expect(count(scenario) == 17)
    #expect(count(scenario.cpu) == 9)
    #expect(count(scenario.kernel) == 5)
    #expect(count(scenario.parameters) == 6)
    #expect(count(scenario.parameters.mtrr) == 6)
    #expect(count(scenario.mtrr) == 6)
    #expect(count(scenario.host) == 6)
    #expect(count(device) == 14)
    #expect(count(region) == 5)
    #expect(count(read) == 3)
  }

  @Test("the name of a step that is about nothing here is refused with those that there are")
  func unknownSteps() throws {
    let head = "platform: SEV-SNP on KVM\nfirmware: OVMF\nram: 6G\ntolud: 2G\ndevices: [hpet, tpm]\n"
    for (key, name) in [
      ("disabled-steps", "driver:nothing"), ("boot-order", "tpm"), ("disabled-steps", "acpi:X"),
    ] {
      let error = #expect(throws: ScenarioFileError.self) { try parse(head + "\(key): [\"\(name)\"]\n") }
      #expect(error?.found.contains(name) == true && error?.accepted.contains("driver:tpm") == true, "\(key)")
    }
    for name in ["driver:tpm", "hpet_enable", "acpi:\\_SB.TPM.TPMR"] {
      let scenario = try parse(head + "disabled-steps: ['\(name)']\n")
      #expect(scenario.disabledSteps == [name])
    }
  }

  // MARK: Short files

  @Test func aFewLinesAreAGuest() throws {
    let scenario = try parse(
      """
      platform: SEV-SNP on KVM   # what fails
      firmware: OVMF
      ram: 6G
      tolud: 2G
      kernel: 6.16
      behaviour: forced WB
      devices: [hpet, tpm]
      """)
    #expect(scenario.name == "guest")
    #expect(scenario.platform == .sevSNP)
    #expect(scenario.kernel == KernelRevision(6, 16))
    #expect(scenario.cpu.vendor == .amd)
    #expect(scenario.firmwareMap == Scenario.snpForcedWB.firmwareMap)
    #expect(scenario.tolud == 0x8000_0000)
    #expect(scenario.assumptions == [])
    let evaluation = evaluate(scenario)
    let failed = evaluation.failures.map { scenario.devices[$0.device].id }
    #expect(failed == ["tpm"])
    #expect(
      evaluation.trace.log.map(\.text).contains(
        "ioremap error for 0xfed40000-0xfed45000, requested 0x2, got 0x0"))
    // The cure, by one word more.
    var cured = scenario
    cured.behaviour = .forcedWBAndPCIHole
    #expect(evaluate(cured).failures == [])
  }

  @Test func whatIsNotSaidIsAssumedAndNamed() throws {
    let scenario = try parse("platform: bare metal\n")
    #expect(scenario.cpu.physBits == 39)
    #expect(scenario.assumptions.map(\.missing) == ["no firmware and no memory-map", "no ram"])
    #expect(scenario.devices.map(\.id) == ["acpi-tables", "ecam", "ioapic", "hpet", "lapic"])
    #expect(evaluate(scenario).failures == [])
  }

  @Test(arguments: ["SeaBIOS q35", "SeaBIOS pc", "OVMF", "OVMF pc", "desktop PC", "Firecracker", "microvm"])
  func toludIsLinuxs(firmware: String) throws {
    for kernel in ["5.10", "6.18"] {
      let scenario = try parse("firmware: \(firmware)\nram: 8G\ntolud: 0x7000_0000\nkernel: \(kernel)\n")
      #expect(scenario.tolud == 0x7000_0000)
    }
  }

  @Test func firmwareAndDetailsTogether() throws {
    let scenario = try parse(
      """
      platform: KVM
      firmware: SeaBIOS pc
      ram: 3500M
      phys-bits: 42
      vendor: amd
      command-line: nopat mem=1G quiet
      mtrr:
        default-type: UC
        variable:
          - {at: 0, size: 4G, type: WB}
          - {base: 0xdac0_0000, mask: 0x3ff_dac0_0800}
          - unused
      devices:
        - {like: tpm, regions: [], driver: no}
        - id: gpu
          kind: PCI BAR WC
          range: 0xe000_0000-0xefff_ffff
        - ioapic
      """)
    #expect(scenario.cpu.physBits == 42)
    #expect(scenario.parameters == KernelParameters(noPAT: true, memory: ["mem=1G"]))
    #expect(scenario.mtrr.variable.count == 3)
    #expect(scenario.mtrr.variable[0] == VariableRange(base: 6, mask: 0x3ff_0000_0800))
    #expect(scenario.mtrr.capabilities == 0x503)
    #expect(scenario.mtrr.defaultTypeRegister == 0xc00)
    // SeaBIOS' fixed ranges are still there.
    #expect(scenario.mtrr.fixed[0] == .wb && scenario.mtrr.fixed[87] == .wp)
    #expect(scenario.devices.map(\.id) == ["acpi-tables", "tpm", "gpu", "ioapic", "lapic"])
    #expect(scenario.devices[2].name == "gpu")
    #expect(scenario.devices[2].kind == .pciBAR(.wc))
    #expect(!scenario.devices[1].hasDriver)
    // The TPM's log moves the ACPI tables down.
    #expect(scenario.tolud == 0xdabc_f000)
  }

  @Test func aMapAlone() throws {
    let scenario = try parse(
      """
      memory-map:
        - 0-0x9ffff usable
        - 0x100000-0x7fffffff System RAM
        - {address: 0xf000_0000, size: 16M, type: reserved}
      mtrr: {default-type: WB, enabled: true, fixed: WB, variable: []}
      tolud: 1G
      """)
    #expect(scenario.firmwareMap.map(\.type) == [.ram, .ram, .reserved, .ram])
    #expect(scenario.tolud == 1 << 30)
    #expect(scenario.mtrr.isEnabled)
    #expect(scenario.devices == [])
  }

  // MARK: Errors

  @Test(arguments: [
    ("platform: KVM\ntolut: 2G\n", 2, "unknown key \"tolut\"", "tolud?"),
    ("ram: 2Q\n", 1, "ram is \"2Q\"", "512M"),
    ("ram:\n", 1, "ram is empty", "512M"),
    ("platform: SEV-SMP on KVM\n", 1, "SEV-SMP on KVM", "SEV-SNP on KVM?"),
    ("firmware: OVNF\n", 1, "OVNF", "OVMF?"),
    ("kernel: six\n", 1, "kernel is \"six\"", "6.16"),
    ("ram: 8G\nphys-bits: 99\n", 2, "99", "36 to 52"),
    ("ram: 8G\ntolud: 4000M\nfirmware: OVMF\n", 2, "cannot be had", "OVMF q35"),
    ("devices:\n  - hpett\n", 2, "hpett", "hpet?"),
    ("devices:\n  - {id: a, kind: HPET}\n", 2, "without range", "like"),
    ("devices:\n  - {id: a, kind: HPET, rang: 0x0-0x1}\n", 2, "without range", "like"),
    ("memory-map:\n  - 0x0-0x9ffff\n", 2, "0x0-0x9ffff", "RAM"),
    ("memory-map:\n  - 0x0-0x9ffff RUM\n", 2, "RUM", "reserved"),
    ("memory-map: []\nram: 4G\n", 2, "ram beside a memory-map", "firmware"),
    ("mtrr:\n  variable:\n    - {at: 3G, size: 3G, type: UC}\n", 3, "0xc000_0000 bytes", "power of two"),
    ("mtrr:\n  fixed: [0, 0]\n", 2, "2 registers", "eleven"),
    ("early-hpet: perhaps\n", 1, "perhaps", "true or false"),
    ("patches: [always-wc]\n", 1, "always-wc", "always-wb"),
    ("devices:\n  - {id: a, kind: {type: custom, call: iormap}, range: 0x0-0x1}\n", 2, "iormap", "ioremap"),
    ("cpu: {fammily: 6}\n", 1, "fammily", "family?"),
    ("ram: 4G\nram: 5G\n", nil, "given twice", "key: value"),
    ("ram: [1\n", nil, "no YAML", "YAML"),
    ("- a\n", 1, "a list", "platform"),
    ("", nil, "empty", "platform"),
    ("just words\n", 1, "just words", "platform"),
  ])
  func errorsSayWhereAndWhatInstead(text: String, line: Int?, found: String, accepted: String) {
    do {
      _ = try parse(text)
      Issue.record("accepted \(text)")
    } catch {
      #expect(error.file == "guest.yaml")
      if let line { #expect(error.line == line, "\(error)") }
      #expect(error.found.contains(found), "\(error)")
      #expect(error.accepted.contains(accepted), "\(error)")
      #expect(!error.description.contains("\n"))
    }
  }

  /// Damaged files are refused or read, never fatal.
  @Test func mutatedFilesDoNotTrap() {
    var random = SeededGenerator(seed: 7)
    let source = Array(ScenarioFile.text(of: .bareMetal).utf8)
    var refused = 0
    for _ in 0..<150 {
      var bytes = source
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let i = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[i] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: i)
        default: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: i)
        }
      }
      if let scenario = try? parse(String(decoding: bytes, as: UTF8.self)) {
        _ = evaluate(scenario)
      } else {
        refused += 1
      }
    }
    #expect(refused > 0)
    #expect(throws: ScenarioFileError.self) { try parse(String(repeating: "[", count: 200_000)) }
    #expect(throws: ScenarioFileError.self) {
      try parse(String(repeating: "a", count: ScenarioFile.sizeLimit + 1))
    }
  }
}

@Suite("Scenario files as input", .bounded) struct ScenarioFileInputTests {
  private func open(_ name: String, _ text: String) throws(InputError) -> Scenario {
    try readMachine(named: name, [MachineInput(name: name, bytes: Array(text.utf8))]).scenario
  }

  @Test func recognisedByContentOrEnding() throws {
    let text = ScenarioFile.text(of: .bareMetal)
    #expect(try open("-", text) == .bareMetal)
    #expect(try open("x.yaml", "\u{feff}" + text.replacing("\n", with: "\r\n")) == .bareMetal)
    #expect(try open("short.yml", "ram: 2G").tolud == 0x8000_0000)
    #expect(throws: InputError.self) { try open("broken.yaml", "raam: 2G") }
    // A log that speaks of a platform is a log.
    let log = "[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009ffff] usable\nplatform: x\n"
    #expect(
      try open("dmesg", log).firmwareMap
        == [E820Entry(AddressRange(0, 0xa_0000), .ram), E820Entry(AddressRange(.mib, 0x8000_0000), .ram)])
  }

  @Test func standsAlone() {
    let file = MachineInput(name: "a.yaml", bytes: Array("ram: 2G".utf8))
    let log = MachineInput(name: "dmesg", bytes: Array("last_pfn = 0x7ffcf max_arch_pfn = 0x400000000".utf8))
    #expect(throws: InputError.self) { try readMachine(named: "x", [log, file]) }
  }
}
