// What the machine is, and the kernel that runs on it.

extension Schema {
  static let machine: [ScenarioField] = [
    ScenarioField(
      "name", .file, "name", "How the scenario is called.", \.name, .text, file: .always, hasRow: false),
    ScenarioField(
      "summary", .file, "summary", "One sentence about it.", \.summary, .text, hasRow: false),
    ScenarioField(
      "platform", .kernel, "platform", "What the kernel runs on: the machine itself, or a hypervisor.",
      \.platform, .cases(), file: .always
    ).with { $0.rank = 3 },
  ]

  private static let vendors = FileFormat<CPU.Vendor>.choice(CPU.Vendor.allCases.map { ($0.name, $0) })

  static let processor: [ScenarioField] = [
    ScenarioField(
      "cpu.vendor", .cpu, "vendor",
      "The CPU's vendor: decides how MTRR and PAT combine, and which quirks apply.",
      \.cpu.vendor, vendors, file: .always
    ).with {
      $0.dependsOn = ["platform"]
      $0.aliases = ["vendor"]
    },
    ScenarioField(
      "cpu.family", .processor, "family", "as CPUID gives it: decides which quirks Linux applies",
      \.cpu.family, in: 0...270, file: .always),
    ScenarioField(
      "cpu.model", .processor, "model", "as CPUID gives it: decides which quirks Linux applies",
      \.cpu.model, in: 0...255, file: .always),
    ScenarioField(
      "cpu.stepping", .processor, "stepping", "as CPUID gives it: decides which quirks Linux applies",
      \.cpu.stepping, in: 0...15, file: .always),
    ScenarioField(
      nil, "cpu.phys-bits", .cpu, "phys bits", "Physical address bits, MAXPHYADDR: 36 to 52.",
      .init(\.cpu.physBits) { s, _, bits throws(EditError) in try s.settingPhysBits(bits) },
      format: { _ in .integer(CPU.physBitsRange) }, file: .always,
      next: { _, _, bits, up throws(EditError) in
        guard CPU.physBitsRange.contains(bits &+ (up ? 1 : -1)) else {
          throw .physBitsOutOfRange(bits &+ (up ? 1 : -1))
        }
        return bits &+ (up ? 1 : -1)
      }
    ).with {
      $0.dependsOn = ["platform"]
      $0.aliases = ["phys-bits"]
      $0.option = "phys-bits"
      $0.note = { s, _ in (UInt64.mask(bits: s.cpu.physBits) &+ 1).sizeText }
    },
    ScenarioField(
      "cpu.mtrr", .cpu, "MTRRs", "Whether CPUID says that there are MTRRs.", \.cpu.hasMTRR,
      .flag(on: "in CPUID", off: "not in CPUID")),
    ScenarioField(
      "cpu.pat", .cpu, "PAT in CPUID", "Whether CPUID says that there is a PAT.", \.cpu.hasPAT, .flag,
      hasRow: false),
    ScenarioField(
      nil, "pat", .cpu, "PAT", "Whether there is a PAT, and whether the kernel uses it.", .init(\.patState),
      format: { _ in .choice(PATState.allCases.map { ($0.rawValue, $0) }) }, file: .none
    ).with { $0.viewOf = ["cpu.pat", "parameters.nopat", "parameters.config-x86-pat"] },
    ScenarioField(
      "cpu.five-level-paging", .processor, "5-level", "57-bit addresses: phys bits up to 52",
      \.cpu.hasFiveLevelPaging, .flag),
    ScenarioField(
      "cpu.pat-msr", .processor, "PAT MSR", "IA32_PAT as the firmware leaves it", \.cpu.patMSR, .number),
  ]

  static let kernel: [ScenarioField] = [
    ScenarioField(
      nil, "kernel", .kernel, "Linux", "The release whose rules apply.", .init(\.kernel),
      format: { _ in .release }, file: .always, isTyped: false,
      choices: { releases($0.kernel, $1.kernel) }
    ).with {
      $0.rank = 2
      $0.takesOthers = true
      $0.option = "kernel"
    },
    ScenarioField(
      nil, "behaviour", .kernel, "behaviour",
      "What the kernel does with the MTRRs at boot: what its release does on this platform, or an override.",
      .init(\.behaviourOverride) { s, _, behaviour throws(EditError) in
        var result = s
        result.behaviour = behaviour ?? s.releasedBehaviour
        return result
      },
      format: { _ in .behaviour }, file: .always, isTyped: false,
      choices: { _, _ in
        [(KernelBehaviour.releasedName, nil)] + KernelBehaviour.allCases.map { ($0.shortName, $0) }
      },
      shown: { s, _ in s.behaviour.shortName },
      next: { s, _, _, up throws(EditError) in stepped(s.behaviour, in: KernelBehaviour.allCases, up) }
    ).with {
      $0.rank = 1
      $0.option = "behaviour"
      $0.dependsOn = ["platform", "kernel"]
    },
    ScenarioField(
      nil, "early-hpet", .kernel, "early HPET", "Whether hpet_enable maps the HPET before ACPI runs.",
      .init(\.hasEarlyHPET), format: { _ in .flag }, file: .readOnly
    ).with {
      $0.rank = 4
      $0.viewOf = ["disabled-steps"]
      $0.dependsOn = ["disabled-steps"]
    },
    ScenarioField(
      nil, "command-line", .file, "command line", "The kernel's whole command line, instead of parameters.",
      .init(
        get: { _, _ in "" },
        put: { s, _, line in
          let configuresPAT = s.parameters.configuresPAT
          s.parameters = KernelParameters(commandLine: line)
          s.parameters.configuresPAT = configuresPAT
        }),
      format: { _ in .text }, file: .readOnly, hasRow: false),
  ]

  /// Those that are known, and those that are in force.
  static func releases(_ more: KernelRevision...) -> [(name: String, value: KernelRevision)] {
    Set(KernelRevision.known + more).sorted().map { ($0.name, $0) }
  }

  private static let memoryOptions = FileFormat<String>.word(
    "options between blanks: mem=700M memmap=1M$2G", read: { $0 }, write: { $0 })

  static let parameters: [ScenarioField] = [
    ScenarioField(
      "parameters.nopat", .parameters, "nopat", "The kernel's option nopat.", \.parameters.noPAT, .flag,
      hasRow: false
    ).with { $0.dependsOn = ["command-line"] },
    ScenarioField(
      "parameters.config-x86-pat", .parameters, "CONFIG_PAT", "off: a kernel built without CONFIG_X86_PAT",
      \.parameters.configuresPAT, .flag, hasRow: false),
    ScenarioField(
      "parameters.debugpat", .parameters, "debugpat", "debugpat: the log says what is tracked",
      \.parameters.debugPAT, .flag),
    ScenarioField(
      "parameters.mtrr-debug", .parameters, "mtrr=debug", "mtrr=debug: the log says how the map is made",
      \.parameters.mtrrDebug, .flag),
    ScenarioField(
      "parameters.memory", .parameters, "mem=...", "mem=, memmap= and the like, in their order",
      \.parameters.memory, memoryOptions.list().inline),
    ScenarioField(
      "parameters.mtrr-options.cleanup", .parameters, "clean-up", "enable_mtrr_cleanup",
      \.parameters.mtrr.cleansUp, .flag),
    size("parameters.mtrr-options.chunk-size", "chunk size", "mtrr_chunk_size=", \.parameters.mtrr.chunkSize),
    size(
      "parameters.mtrr-options.gran-size", "gran size", "mtrr_gran_size=; 0 searches",
      \.parameters.mtrr.granSize),
    ScenarioField(
      "parameters.mtrr-options.spare-registers", .parameters, "spare_reg_nr", "mtrr_spare_reg_nr=",
      \.parameters.mtrr.spareRegisters, in: 0...255),
    ScenarioField(
      "parameters.mtrr-options.trim", .parameters, "trim", "off: disable_mtrr_trim", \.parameters.mtrr.trims,
      .flag),
    ScenarioField(
      "parameters.mtrr-options.cleanup-debug", .parameters, "cleanup_debug", "mtrr_cleanup_debug",
      \.parameters.mtrr.debugsCleanup, .flag),
  ]

  private static func size(
    _ key: String, _ label: String, _ help: String, _ path: any WritableKeyPath<Scenario, UInt64> & Sendable
  ) -> ScenarioField {
    ScenarioField(
      key, .parameters, label, help, path, .number,
      shown: { _, size in size == 0 ? "0" : size.sizeText },
      next: { _, _, size, up throws(EditError) in
        guard up || size > 0 else { throw .noChoice("\(label) is 0 already: + makes it more") }
        return up ? max(.mib, size.adding(clamped: size)) : size >> 1
      }
    ).with { $0.editable = { s, _ in NumberText.editable(s[keyPath: path]) } }
  }

  static let patches: [ScenarioField] = [
    patch("always-wb", "always WB", "a proposal: lookups always answer WB", .alwaysWB),
    patch(
      "acpi-uc-minus", "ACPI ioremap", "a proposal: ACPI maps with ioremap, so UC-", .acpiUsesIoremap,
      ["acpi-uses-ioremap"]),
    patch(
      "reserve-hole", "reserve hole", "a proposal: the PCI hole is tracked UC- before anything",
      .reservesPCIHole, ["reserves-pci-hole"]),
  ]

  private static func patch(
    _ key: String, _ label: String, _ help: String, _ patch: KernelPatches, _ aliases: [String] = []
  ) -> ScenarioField {
    ScenarioField(
      nil, "patches.\(key)", .patches, label, help,
      .init(
        get: { s, _ in s.patches.contains(patch) },
        put: { s, _, isOn in if isOn { s.patches.insert(patch) } else { s.patches.remove(patch) } }),
      format: { _ in .flag }
    ).with { $0.aliases = aliases.map { "patches.\($0)" } }
  }

  static let boot: [ScenarioField] = [
    ScenarioField(
      nil, "disabled-steps", .file, "disabled steps", "Steps of the boot that are left out.",
      .init(\.disabledSteps) { s, _, steps throws(EditError) in
        try s.requireSteps(steps.sorted())
        var result = s
        result.disabledSteps = steps
        return result
      }, format: { _ in FileFormat<String>.text.set }, hasRow: false),
    ScenarioField(
      nil, "boot-order", .file, "boot order", "Steps that run in this order, within their level.",
      .init(\.bootOrder) { s, _, steps throws(EditError) in
        try s.requireSteps(steps)
        var result = s
        result.bootOrder = steps
        return result
      }, format: { _ in FileFormat<String>.text.list().inline }, hasRow: false),
  ]

  static let rest: [ScenarioField] = [
    ScenarioField(
      nil, "host.kernel", .host, "Linux", "the host decides what a guest's types amount to",
      .init(\.host.kernel), format: { _ in .release }, choices: nil,
      next: { s, _, release, up throws(EditError) in
        stepped(release, in: releases(release).map(\.value), up)
      }
    ).with { $0.dependsOn = ["cpu.vendor"] },
    ScenarioField(
      "host.vendor", .host, "vendor", "the host decides what a guest's types amount to", \.host.vendor,
      vendors
    ).with { $0.dependsOn = ["cpu.vendor"] },
    ScenarioField(
      "host.self-snoop", .host, "self-snoop", "the host's CPU snoops its own caches", \.host.hasSelfSnoop,
      .flag),
    ScenarioField(
      "host.non-coherent-dma", .host, "non-coh DMA", "a device of the guest does not snoop",
      \.host.hasNonCoherentDMA, .flag),
    ScenarioField(
      "host.ignore-pat-quirk", .host, "PAT quirk", "KVM_X86_QUIRK_IGNORE_GUEST_PAT", \.host.hasIgnorePATQuirk,
      .flag),
    ScenarioField(
      "host.cd-nw-cleared-quirk", .host, "CD quirk", "KVM_X86_QUIRK_CD_NW_CLEARED",
      \.host.hasCDNWClearedQuirk, .flag),
    ScenarioField(
      "assumptions", .file, "assumptions", "What was not known of the machine, and what was assumed.",
      \.assumptions,
      FileFormat<Assumption>.record(
        "an assumption", base: Assumption(missing: "", assumed: ""),
        [
          FileField("missing", \Assumption.missing, .text, always: true),
          FileField("assumed", \.assumed, .text, always: true),
        ]
      ).list(), hasRow: false),
  ]
}

/// Whether there is a PAT, and whether the kernel uses it.
enum PATState: String, Hashable, Sendable, CaseIterable {
  case on
  case off = "off (nopat)"
  case notConfigured = "off (CONFIG_X86_PAT=n)"
  case absent = "not in CPUID"
}

extension Scenario {
  var patState: PATState {
    get {
      !cpu.hasPAT ? .absent : !parameters.configuresPAT ? .notConfigured : parameters.noPAT ? .off : .on
    }
    set {
      cpu.hasPAT = newValue != .absent
      parameters.configuresPAT = newValue != .notConfigured
      parameters.noPAT = newValue == .off
    }
  }
}

extension KernelBehaviour {
  /// In at most twenty columns.
  package var shortName: String {
    self == .untrackedPCIHole ? "WB + untracked hole" : name
  }
}

extension KernelParameters {
  /// What matters here of a kernel's command line; `mem=` and `memmap=` are kept in their order.
  package init(commandLine: String) {
    self.init(options: commandLine.split { $0 == " " || $0 == "\t" || $0 == "\n" }.map(String.init))
  }

  package init(options: [String]) {
    var mtrr = MTRROptions()
    for option in options { mtrr.apply(option: option) }
    self.init(
      noPAT: options.contains("nopat"), debugPAT: options.contains("debugpat"),
      mtrrDebug: options.contains { option in
        option.hasPrefix("mtrr=") && option.dropFirst(5).split(separator: ",").contains("debug")
      },
      mtrr: mtrr, memory: options.filter { $0.hasPrefix("mem=") || $0.hasPrefix("memmap=") })
  }
}
