extension BootSimulator {
  /// `setup_arch`: the memory map, the guest's override, MTRRs and PAT, and what follows from them for the RAM.
  mutating func setUpArchitecture() {
    takeOverMemoryMap()
    overrideMTRRs()
    var endPage = findEndOfRAM()
    initializeMTRRAndPAT()
    if trimUncachedMemory(endPage) {
      endPage = memoryMap.endOfRAM(
        kernel: scenario.kernel, maxArchPages: scenario.cpu.maxArchPages, log: &log)
    }
    if endPage > .fourGiB >> 12 {
      _ = memoryMap.endOfLowRAM(kernel: scenario.kernel, maxArchPages: scenario.cpu.maxArchPages, log: &log)
    }
    if let hpet = scenario.devices.first(where: { $0.kind == .hpet }) {
      log.append(.driver(.hpetID(base: hpet.range.start)))
    }
    if !log.isEmpty { record(.setupArch, "acpi_boot_init", "ACPI's tables are parsed") }
    mappings = makeMappings()
  }

  private mutating func takeOverMemoryMap() {
    memoryMap.setUp(
      firmware: scenario.firmwareMap, source: scenario.platform.isXen ? .xen : .biosE820, log: &log)
    record(.setupArch, "e820__memory_setup", "the firmware's memory map is taken over")
    guard !scenario.parameters.memory.isEmpty else { return }
    for option in scenario.parameters.memory { memoryMap.apply(option: option, log: &log) }
    memoryMap.finishEarlyParameters(log: &log)
    record(.setupArch, "e820__finish_early_params", "the command line changes the memory map")
  }

  /// `init_hypervisor_platform`: TOLUD is what the map says at this moment.
  private mutating func overrideMTRRs() {
    tolud = memoryMap.tolud(for: scenario.kernel, cpu: scenario.cpu)
    let cpu = scenario.cpu
    switch scenario.platform {
    case .xenDom0 where scenario.kernel.hasCacheMap:
      let ranges = MTRRState.xenRanges(from: scenario.mtrr, physBits: cpu.physBits)
      guard !ranges.isEmpty else { return }
      force(ranges, .uc, in: "xen_pv_init_platform")
    case .xenDomU where scenario.kernel.hasCacheMap:
      force(nil, .wb, in: "xen_pv_init_platform")
    case .hyperVIsolation where scenario.kernel.hasCacheMap:
      force(nil, .wb, in: "hv_vtom_init")
    case let platform where platform.isKVM || scenario.waivesForceConditions:
      switch scenario.behaviour {
      case .firmwareMTRRs: return
      case .forcedWB, .untrackedPCIHole: force(nil, .wb, in: "kvm_init_platform")
      case .forcedWBAndPCIHole:
        _ = memoryMap.endOfLowRAM(kernel: scenario.kernel, maxArchPages: cpu.maxArchPages, log: &log)
        force(
          [MTRRState.pciHoleRange(tolud: tolud, physBits: cpu.physBits)], .wb, in: "kvm_init_platform")
      }
    default: return
    }
  }

  private mutating func force(_ ranges: [VariableRange]?, _ type: MemoryType, in function: String) {
    let outcome = mtrr.guestForce(
      ranges, defaultType: type, on: scenario.platform, waivesConditions: scenario.waivesForceConditions,
      log: &log)
    override = outcome == .applied ? .applied(type, ranges ?? []) : .refused(outcome)
    record(
      .setupArch, function,
      outcome == .applied
        ? "the guest replaces its MTRR state" : "the guest asks for another MTRR state and is refused")
  }

  private mutating func findEndOfRAM() -> UInt64 {
    memoryMap.trimBIOSRange(log: &log)
    let pages = memoryMap.endOfRAM(
      kernel: scenario.kernel, maxArchPages: scenario.cpu.maxArchPages, log: &log)
    record(.setupArch, "e820__end_of_ram_pfn", "the end of RAM is found")
    return pages
  }

  /// `cache_bp_init`. Up to 6.1 the PAT comes between reading the registers and what follows from them.
  private mutating func initializeMTRRAndPAT() {
    let debug = scenario.parameters.mtrrDebug
    let platform = scenario.platform
    func conditions(_ mtrr: MTRRState) -> PATConfiguration.BootConditions {
      PATConfiguration.BootConditions(
        noPAT: scenario.parameters.noPAT, isXenPV: platform.isXen, hasHypervisor: platform.hasHypervisor,
        isMTRREnabled: mtrr.hasFeature && mtrr.isEnabled)
    }
    let options = scenario.parameters.mtrr
    mtrr.read(scenario.mtrr, debug: debug, log: &log)
    if !scenario.kernel.setsUpPATWithMTRR {
      mtrr.cleanUp(options, debug: debug, log: &log)
      mtrr.complete(debug: debug, log: &log)
      record(.setupArch, "mtrr_bp_init", "the MTRRs are read and put into a map")
    }
    pat = PATConfiguration.boot(
      cpu: scenario.cpu, kernel: scenario.kernel, conditions(mtrr), log: &log)
    if scenario.kernel.setsUpPATWithMTRR {
      mtrr.cleanUp(options, debug: debug, log: &log)
      mtrr.complete(debug: debug, log: &log)
    }
    record(
      .setupArch, scenario.kernel.setsUpPATWithMTRR ? "mtrr_bp_init" : "pat_bp_init", "the PAT is set up")
  }

  /// Takes RAM that no WB range covers from the kernel. TOLUD moves with it.
  private mutating func trimUncachedMemory(_ endPage: UInt64) -> Bool {
    let isTrimmed = mtrr.trimUncachedMemory(
      &memoryMap, endPage: endPage, options: scenario.parameters.mtrr, debug: scenario.parameters.mtrrDebug,
      log: &log)
    if isTrimmed { tolud = memoryMap.tolud(for: scenario.kernel, cpu: scenario.cpu) }
    if isTrimmed || !log.isEmpty {
      record(.setupArch, "mtrr_trim_uncached_memory", "RAM that the MTRRs do not cover is given up")
    }
    return isTrimmed
  }
}

extension Platform {
  var isXen: Bool { self == .xenDom0 || self == .xenDomU }
}
