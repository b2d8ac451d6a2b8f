import MemtypeEngine

extension ScenarioBuilder {
  /// ACPICA's revisions and the first kernel that has each: the log tells them even where its banner is cut off.
  private static let acpiRevisions: [(date: UInt64, kernel: KernelRevision)] = [
    (2020_0925, KernelRevision(5, 10)), (2020_1113, KernelRevision(5, 11)),
    (2021_0730, KernelRevision(5, 15)),
    (2022_0331, KernelRevision(6, 1)), (2022_1020, KernelRevision(6, 2)), (2023_0331, KernelRevision(6, 5)),
    (2023_0628, KernelRevision(6, 6)), (2024_0322, KernelRevision(6, 10)), (2024_0827, KernelRevision(6, 12)),
    (2024_1212, KernelRevision(6, 15)), (2025_0404, KernelRevision(6, 16)),
    (2025_0807, KernelRevision(6, 18)),
    (2026_0408, KernelRevision(7, 2)),
  ]

  mutating func kernelRevision() -> KernelRevision {
    let fromLog = log?.release
    let fromUname = report.uname?.value.release
    if let a = fromLog, let b = fromUname, a.text != b.text {
      contradict(
        "the log is from Linux \(a.text), \(report.uname?.file ?? "uname") from \(b.text): the log is taken")
    }
    if let release = fromLog ?? fromUname { return release.revision }
    if let list = report.anyProcMTRR, list.oldForm != nil {
      assume("no kernel release", "Linux before 2.6.30, as its /proc/mtrr has the type before the count")
      return KernelRevision(2, 6, 29)
    }
    guard let log else {
      assume("no kernel release", "rules of Linux \(KernelRevision.newest.name)")
      return .newest
    }
    if let revision = log.platform.acpiRevision,
      let kernel = Self.acpiRevisions.last(where: { $0.date <= revision.value })?.kernel
    {
      assume("no kernel release", "Linux \(kernel.name), from ACPI's core revision \(revision.value)")
      return kernel
    }
    return assumeRelease(log)
  }

  mutating func platform() -> Platform {
    let hypervisor = log?.platform.hypervisor?.value ?? ""
    if hypervisor.hasPrefix("Xen PV") || isXenMap {
      // A domU has no firmware: no ACPI tables, no DMI.
      return hasACPITables ? .xenDom0 : .xenDomU
    }
    let encryption = log?.platform.encryption?.value ?? ""
    let words = encryption.split(separator: " ")
    if words.contains("SEV-SNP") { return hypervisor.contains("Hyper-V") ? .hyperVIsolation : .sevSNP }
    if log?.platform.tdxGuest != nil || words.contains("TDX") {
      return hypervisor.contains("Hyper-V") ? .hyperVIsolation : .tdx
    }
    if let isolation = log?.platform.hyperVIsolation?.value, isolation & 0xf != 0 { return .hyperVIsolation }
    if words.contains("SEV-ES") { return .sevES }
    if words.contains("SEV") { return .sev }
    if hypervisor.isEmpty, namedMachine == nil, let host = log?.platform.host {
      assume("no word of a hypervisor", "bare metal, as a host of such guests says (\(place(host.line)))")
      return .bareMetal
    }
    if hypervisor.isEmpty, let guess = guessPlatform(on: namedMachine) { return guess }
    // VirtualBox offers its guests the interface of KVM.
    if let machine = namedMachine, hypervisor.isEmpty || hypervisor == "KVM" { return machine }
    if hypervisor == "KVM" { return .kvm }
    if let platform = Self.hypervisors.first(where: { hypervisor.contains($0.name) })?.platform {
      return platform
    }
    if !hypervisor.isEmpty {
      assume("hypervisor \(hypervisor)", "an ordinary guest, of whose host nothing is known")
      return .unnamedHypervisor
    }
    if let other = otherPlatform() { return other }
    if let flags = report.cpuInfo?.value.flags?.value {
      guard flags.contains("hypervisor") else { return .bareMetal }
      assume("hypervisor not named", "an ordinary guest, of whose host nothing is known")
      return .unnamedHypervisor
    }
    if looksVirtual {
      assume("hypervisor not named", "an ordinary guest, of whose host nothing is known")
      return .unnamedHypervisor
    }
    if log?.platform.dmi == nil { assume("no word of a hypervisor", "bare metal") }
    return .bareMetal
  }

  /// As Linux names them in `Hypervisor detected:` (arch/x86/kernel/cpu/hypervisor.c).
  private static let hypervisors: [(name: String, platform: Platform)] = [
    ("Hyper-V", .hyperV), ("VMware", .vmware), ("Xen PVH", .xenPVH), ("Xen HVM", .xenHVM), ("Xen", .xenHVM),
    ("ACRN", .acrn), ("Jailhouse", .jailhouse), ("Bhyve", .bhyve), ("bhyve", .bhyve),
  ]

  /// What the firmware's tables call the machine.
  private var namedMachine: Platform? {
    let machines: [(name: String, platform: Platform)] = [
      ("VirtualBox", .virtualBox), ("VMware", .vmware), ("Parallels", .parallels), ("BHYVE", .bhyve),
      ("Microsoft Corporation Virtual Machine", .hyperV), ("Xen HVM domU", .xenHVM),
      ("Google Compute Engine", .kvm), ("Amazon EC2", .kvm),
    ]
    let dmi = log?.platform.dmi?.value ?? ""
    if let named = machines.first(where: { dmi.contains($0.name) })?.platform { return named }
    if let word = log?.platform.virtualization?.value, let named = Self.virtualizations[word] { return named }
    let isVirtualBox = log?.messages.contains { message in
      ByteScanner(message.bytes).starts(with: "ACPI: ") && message.bytes.contains(" VBOX ")
    }
    return isVirtualBox == true ? .virtualBox : nil
  }

  /// As systemd names them (systemd-detect-virt).
  private static let virtualizations: [String: Platform] = [
    "oracle": .virtualBox, "vmware": .vmware, "microsoft": .hyperV, "parallels": .parallels, "bhyve": .bhyve,
    "kvm": .kvm, "amazon": .kvm, "google": .kvm, "acrn": .acrn,
  ]

  /// The log lists tables, or the line stands there that comes before the list.
  private var hasACPITables: Bool {
    guard let log else { return false }
    return !log.devices.tables.isEmpty
      || log.messages.contains { ByteScanner($0.bytes).starts(with: "ACPI: Early table checksum") }
  }

  private var isXenMap: Bool {
    log?.e820.contains { event in
      if case .entry("Xen", _) = event.value { true } else { false }
    } ?? false
  }

  private var looksVirtual: Bool {
    guard let platform = log?.platform else { return false }
    if platform.isVirtual != nil || log?.mtrr.isBlank != nil { return true }
    let text = (platform.dmi?.value ?? "") + (platform.cpu?.value.name ?? "")
    return ["QEMU", "KVM", "VMware", "VirtualBox", "Bochs", "Virtual Machine", "Google Compute"]
      .contains { text.contains($0) }
  }

  /// What the kernel forced, if it forced anything.
  struct ForcedState {
    var behaviour: KernelBehaviour = .firmwareMTRRs
    /// The registers were not read by Linux.
    var isForced = false
  }

  mutating func forcedState(kernel: KernelRevision, platform: Platform) -> ForcedState {
    let map = log?.mtrr.map
    let isReadOnly = log?.mtrr.isReadOnly != nil || map.map { $0.builtFrom == 0 && $0.limit == 0 } ?? false
    if platform.isXenPV {
      // Dom0 reads the ranges from Xen; a domU is told nothing.
      let hasRanges = map.map { $0.builtFrom > 0 } ?? (platform == .xenDom0)
      // Older kernels force nothing; under Xen PV they have no MTRRs at all.
      let isForced = kernel.has(.forcedState)
      return ForcedState(behaviour: hasRanges || !isForced ? .firmwareMTRRs : .forcedWB, isForced: isForced)
    }
    if isReadOnly {
      let hasHole = map.map { $0.builtFrom > 0 } ?? hasEarlyLowRAM
      if map == nil {
        assume("no MTRR map line", hasHole ? "WB forced, the PCI hole UC" : "WB forced, no ranges")
      }
      return ForcedState(
        behaviour: hasHole ? .forcedWBAndPCIHole : .forcedWB, isForced: true)
    }
    return unforced(kernel: kernel, platform: platform)
  }

  /// Nothing was seen to be forced, so the kernel does what its release does here.
  private mutating func unforced(kernel: KernelRevision, platform: Platform) -> ForcedState {
    var behaviour = kernel.behaviour(on: platform)
    if platform.isKVM, platform.permitsForcedMTRR, hasEarlyLowRAM { behaviour = .forcedWBAndPCIHole }
    guard behaviour != .firmwareMTRRs else { return ForcedState() }
    if log?.mtrr.map != nil { return ForcedState() }
    assume("no MTRR map line", "what Linux \(kernel.name) does in such a guest: \(behaviour.name)")
    return ForcedState(behaviour: behaviour, isForced: true)
  }

  /// The end of low RAM was asked for before the BIOS range was trimmed: the KVM hook that wants to know TOLUD ran.
  private var hasEarlyLowRAM: Bool {
    guard let log, let first = log.lastPFNs.first else { return false }
    let trim = log.e820.first { event in
      if case .update(let range, .ram, .reserved) = event.value {
        range == AddressRange(0, .page)
      } else {
        false
      }
    }
    return trim.map { first.line < $0.line } ?? false
  }

  mutating func cpu(physBits: Int, forced: ForcedState, platform: Platform) -> CPU {
    let info = report.cpuInfo?.value
    let logged = log?.platform.cpu?.value
    let name = info?.modelName?.value ?? logged?.name ?? ""
    let vendor: CPU.Vendor
    if let id = info?.vendor?.value {
      vendor = CPU.Vendor(vendorID: id)
    } else if name.contains("AMD") || isAMDByMTRRs {
      vendor = .amd
    } else if name.contains("Intel") {
      vendor = .intel
    } else if name.contains("Hygon") {
      vendor = .hygon
    } else {
      vendor = platform.requiredVendor ?? otherVendor()
    }
    if info?.family == nil, logged == nil { assume("no /proc/cpuinfo", "a processor without errata") }
    let flags = info?.flags?.value
    let hasMTRR: Bool
    if log?.mtrr.isMissing != nil || lacksMTRR {
      hasMTRR = false
    } else if forced.isForced {
      // The flag is cleared where a state is forced, so its absence says nothing.
      hasMTRR = true
    } else {
      hasMTRR = flags?.contains("mtrr") ?? (platform != .xenDom0 && platform != .xenDomU)
    }
    let hasPAT = flags?.contains("pat") ?? (log?.pat.isMissing != true)
    return CPU(
      vendor: vendor,
      family: info?.family?.value ?? logged?.family ?? (vendor == .amd || vendor == .hygon ? 25 : 6),
      model: info?.model?.value ?? logged?.model ?? 143,
      stepping: info?.stepping?.value ?? logged?.stepping ?? 0,
      physBits: physBits, hasMTRR: hasMTRR, hasPAT: hasPAT,
      hasFiveLevelPaging: log?.maxArchPages.map { $0 >= E820Table.maxArchPages5Level } ?? flags?.contains(
        "la57") ?? false, patMSR: firmwarePAT(platform: platform))
  }

  /// The kernel looks at TOP_MEM2 on AMD's processors only (`get_mtrr_state`).
  private var isAMDByMTRRs: Bool {
    guard let mtrr = log?.mtrr else { return false }
    return mtrr.topMem2 != nil || mtrr.dump?.topMem2 != nil || mtrr.map?.countsTOM2 == true
  }

  /// Releases that print the registers whenever they can read them printed none and said `Disabled`.
  private var lacksMTRR: Bool {
    guard let log, log.mtrr.isOff != nil, log.mtrr.dump == nil, let release = log.release else {
      return false
    }
    return release.revision.has(.registersAlwaysDumped)
  }

  /// The layout that the log shows is one that Linux does not write, so it was left as the firmware had it.
  var keepsFirmwarePAT: Bool {
    guard let log, log.mtrr.isMissing != nil, log.platform.tdxGuest == nil, !log.pat.isMissing,
      let types = log.pat.configuration?.value
    else { return false }
    return !Self.linuxPATs.contains(Self.layout(types))
  }

  /// The kernel was built without CONFIG_X86_PAT, by its own words.
  var lacksPATSupport: Bool {
    log?.pat.disabled?.value.hasPrefix("PAT support disabled because CONFIG_X86_PAT") == true
  }

  private static func layout(_ types: [MemoryType]) -> UInt64 {
    types.enumerated().reduce(0) { $0 | UInt64($1.element.rawValue) << UInt64($1.offset * 8) }
  }

  /// IA32_PAT as the firmware left it. Linux programs the register, so what is there afterwards mostly is Linux's.
  private mutating func firmwarePAT(platform: Platform) -> UInt64 {
    let isKept =
      report.anyCommandLine?.parameters.noPAT == true || log?.pat.isDisabledByOption == true
      || lacksPATSupport || platform.isXenPV
    if let value = report.msrs?.value[0x277], isKept || !Self.linuxPATs.contains(value) { return value }
    guard let types = log?.pat.configuration?.value else { return CPU.powerOnPAT }
    let value = Self.layout(types)
    return isKept || !Self.linuxPATs.contains(value) ? value : CPU.powerOnPAT
  }

  /// The layouts that Linux writes (`pat_bp_init`), today's and earlier ones.
  private static let linuxPATs = [PATConfiguration.full, PATConfiguration.withoutWP, PATConfiguration.errata]
}
