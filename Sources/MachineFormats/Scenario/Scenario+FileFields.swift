import MemtypeEngine

// The keys of a scenario file, in the order in which they are written. A new property of a type is one line here.

extension FileField where Root == CPU {
  static let all: [FileField] = [
    FileField("vendor", \CPU.vendor, .cases(), always: true),
    FileField("family", \.family, .integer(), always: true),
    FileField("model", \.model, .integer(), always: true),
    FileField("stepping", \.stepping, .integer(), always: true),
    FileField("phys-bits", \.physBits, .integer(CPU.physBitsRange), always: true),
    FileField("mtrr", \.hasMTRR, .flag), FileField("pat", \.hasPAT, .flag),
    FileField("five-level-paging", \.hasFiveLevelPaging, .flag), FileField("pat-msr", \.patMSR, .number),
  ]
}

extension FileField where Root == KernelParameters {
  static let all: [FileField] = [
    FileField("nopat", \KernelParameters.noPAT, .flag), FileField("debugpat", \.debugPAT, .flag),
    FileField("mtrr-debug", \.mtrrDebug, .flag),
    FileField(
      "mtrr-options", \.mtrr,
      FileFormat<MTRROptions>.record("options", base: MTRROptions(), FileField<MTRROptions>.all)),
    FileField("memory", \.memory, FileFormat<String>.text.list().inline),
  ]
}

extension FileFormat where Value == KernelPatches {
  static let patches = flags([
    ("always-wb", .alwaysWB), ("acpi-uses-ioremap", .acpiUsesIoremap),
    ("reserves-pci-hole", .reservesPCIHole),
  ])
}

extension FileField where Root == MTRROptions {
  static let all: [FileField] = [
    FileField("cleanup", \MTRROptions.cleansUp, .flag), FileField("chunk-size", \.chunkSize, .number),
    FileField("gran-size", \.granSize, .number), FileField("spare-registers", \.spareRegisters, .integer()),
    FileField("trim", \.trims, .flag), FileField("cleanup-debug", \.debugsCleanup, .flag),
  ]
}

extension FileField where Root == KVMHost {
  static let all: [FileField] = [
    FileField("kernel", \KVMHost.kernel, .release), FileField("vendor", \.vendor, .cases()),
    FileField("self-snoop", \.hasSelfSnoop, .flag), FileField("non-coherent-dma", \.hasNonCoherentDMA, .flag),
    FileField("ignore-pat-quirk", \.hasIgnorePATQuirk, .flag),
    FileField("cd-nw-cleared-quirk", \.hasCDNWClearedQuirk, .flag),
  ]
}

extension FileField where Root == MTRRRegisters {
  static func all(physBits: Int) -> [FileField] {
    [
      FileField("capabilities", \MTRRRegisters.capabilities, .number, always: true),
      FileField("default-type-register", \.defaultTypeRegister, .number, always: true),
      FileField(shorthand: "default-type", FileFormat<MemoryType>.mtrrType) { $1.defaultType = $0 },
      FileField(shorthand: "enabled", FileFormat<Bool>.flag) { $1.isEnabled = $0 },
      FileField(shorthand: "fixed-enabled", FileFormat<Bool>.flag) { $1.isFixedEnabled = $0 },
      FileField("fixed", \.fixed, .fixedRanges, always: true),
      FileField(
        "variable", \.variable, FileFormat<VariableRange>.variableRange(physBits: physBits).list(),
        always: true),
      FileField("syscfg", \.syscfg, FileFormat<UInt64>.number.optional),
      FileField("top-mem2", \.topMem2, FileFormat<UInt64>.number.optional),
    ]
  }
}

extension FileField where Root == Assumption {
  static let all: [FileField] = [
    FileField("missing", \Assumption.missing, .text, always: true),
    FileField("assumed", \.assumed, .text, always: true),
  ]
}

extension FileField where Root == Scenario {
  /// What the machine is: read first, since the firmware's work depends on it.
  static let machine: [FileField] = [
    FileField("name", \Scenario.name, .text, always: true), FileField("summary", \.summary, .text),
    FileField("platform", \.platform, .cases(), always: true),
  ]

  static let processor: [FileField] = [
    FileField(record: "cpu", \.cpu, FileField<CPU>.all, always: true) {
      CPU(vendor: $0.cpu.vendor, physBits: $0.cpu.physBits)
    },
    FileField(shorthand: "vendor", FileFormat<CPU.Vendor>.cases()) { $1.cpu.vendor = $0 },
    FileField(shorthand: "phys-bits", FileFormat<Int>.integer(CPU.physBitsRange)) { $1.cpu.physBits = $0 },
  ]

  static let kernel: [FileField] = [
    FileField("kernel", \Scenario.kernel, .release, always: true),
    FileField("behaviour", \.behaviour, .cases(), always: true),
    FileField("waives-force-conditions", \.waivesForceConditions, .flag),
    FileField(shorthand: "command-line", FileFormat<String>.text) {
      $1.parameters = CommandLine(Array($0.utf8)[...], line: 0).parameters
    },
    FileField(record: "parameters", \.parameters, FileField<KernelParameters>.all) { _ in KernelParameters()
    },
    FileField("patches", \.patches, FileFormat<KernelPatches>.patches),
    FileField("disabled-steps", \.disabledSteps, FileFormat<String>.text.set),
    FileField("boot-order", \.bootOrder, FileFormat<String>.text.list().inline),
    FileField(shorthand: "early-hpet", FileFormat<Bool>.flag) { $1.hasEarlyHPET = $0 },
  ]

  /// What the firmware leaves behind, entry by entry.
  static let state: [FileField] = [
    FileField("memory-map", \Scenario.firmwareMap, FileFormat<E820Entry>.mapEntry.list(), always: true),
    FileField(registers: "mtrr"),
  ]

  static let rest: [FileField] = [
    FileField(record: "host", \.host, FileField<KVMHost>.all) { KVMHost(vendor: $0.cpu.vendor) },
    FileField("remap-cut-ram", \Scenario.remapsCutRAM, .flag),
    FileField(
      "assumptions", \.assumptions,
      FileFormat<Assumption>.record(
        "an assumption", base: Assumption(missing: "", assumed: ""), FileField<Assumption>.all
      )
      .list()),
  ]
}

extension FileField where Root == Scenario {
  /// A record. What it has in common with `base` is not written; read, it changes what the scenario has by then.
  private init<Value: Sendable>(
    record key: String, _ path: any WritableKeyPath<Scenario, Value> & Sendable, _ fields: [FileField<Value>],
    always isAlwaysWritten: Bool = false, base: @escaping @Sendable (Scenario) -> Value
  ) {
    let accepted = "\(key): \(fields.map(\.key).joined(separator: ", "))"
    self.init(
      key: key, accepted: accepted, isAlwaysWritten: isAlwaysWritten,
      read: { node, scenario throws(ScenarioFileError) in
        try FileField<Value>.read(node, into: &scenario[keyPath: path], fields, accepted: accepted)
      },
      write: { scenario in
        FileField<Value>.write(scenario[keyPath: path], base: base(scenario), fields)
      })
  }

  /// The registers, on top of what the firmware set; ranges by size need the address width.
  private init(registers key: String) {
    let keys = FileField<MTRRRegisters>.all(physBits: 48).map(\.key).joined(separator: ", ")
    let accepted = "\(key): \(keys)"
    self.init(
      key: key, accepted: accepted, isAlwaysWritten: true,
      read: { node, scenario throws(ScenarioFileError) in
        let fields = FileField<MTRRRegisters>.all(physBits: scenario.cpu.physBits)
        try FileField<MTRRRegisters>.read(node, into: &scenario.mtrr, fields, accepted: accepted)
        let entries = try node.entries(accepted: accepted)
        if !entries.contains(where: { $0.key == "capabilities" }), scenario.mtrr.variable.count < 256 {
          let count = UInt64(scenario.mtrr.variable.count)
          scenario.mtrr.capabilities = (scenario.mtrr.capabilities | 0x500) & ~0xff | count
        }
      },
      write: { scenario in
        FileField<MTRRRegisters>.write(
          scenario.mtrr, base: .allZero, FileField<MTRRRegisters>.all(physBits: scenario.cpu.physBits))
      })
  }
}
