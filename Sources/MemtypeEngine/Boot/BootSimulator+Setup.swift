extension BootSimulator {
  /// `setup_arch`: the memory map, the guest's override, MTRRs and PAT, and what follows from them for the RAM.
  mutating func setUpArchitecture() {
    takeOverMemoryMap()
    overrideMTRRs()
    var endPage = findEndOfRAM()
    let hasPAT = initializeMTRRAndPAT()
    if trimUncachedMemory(endPage) {
      endPage = memoryMap.endOfRAM(
        kernel: scenario.kernel, maxArchPages: scenario.cpu.maxArchPages, log: &log)
    }
    if !hasPAT {
      pat = PATConfiguration.bootAfterMTRR(cpu: scenario.cpu, patConditions, log: &log)
      record(.setupArch, .setUp(.cacheModes))
    }
    if endPage > .fourGiB >> 12 {
      _ = memoryMap.endOfLowRAM(kernel: scenario.kernel, maxArchPages: scenario.cpu.maxArchPages, log: &log)
    }
    if !log.isSilent { record(.setupArch, .setUp(.endOfLowRAM)) }
    mappings = makeMappings()
    // By index: a device is a large value, and copying it costs more than all that is done here.
    for index in scenario.devices.indices
    where scenario.devices[index].kind.traits.contains(.firmwareTables) {
      let attempt = untracked(.earlyMemremap, scenario.devices[index].range, isReleased: true)
      record(.setupArch, .earlyTables, device: index, mapping: attempt)
    }
    if let index = scenario.devices.firstIndex(where: { $0.kind.traits.contains(.timer) }) {
      let timer = scenario.devices[index]
      // A table without an id is not printed: what the kernel would say is not known.
      if timer.hardwareID != 0 {
        log.append(
          .driver(
            .own(
              DriverLine(
                model: timer.kind.model, occasion: .found, range: timer.range, kernel: scenario.kernel,
                value: timer.hardwareID))))
      }
      record(.setupArch, .setUp(.acpiTables))
    }
    for index in scenario.devices.indices where scenario.devices[index].kind.traits.contains(.fixmap) {
      record(
        .setupArch, .fixmap(isLocal: scenario.devices[index].kind == .localAPIC), device: index,
        mapping: untracked(.fixmap, AddressRange(start: scenario.devices[index].range.start, size: .page)))
    }
  }

  private mutating func takeOverMemoryMap() {
    memoryMap.setUp(
      firmware: scenario.firmwareMap, source: scenario.platform.isXenPV ? .xen : .biosE820, log: &log)
    record(.setupArch, .setUp(.memoryMap))
    snapshot()
    guard !scenario.parameters.memory.isEmpty || scenario.parameters.noPAT else { return }
    // Without CONFIG_X86_PAT the option has nothing to turn off, and says nothing.
    if scenario.parameters.noPAT, scenario.parameters.configuresPAT {
      log.append(.pat(.disabledByBootOption))
    }
    for option in scenario.parameters.memory { memoryMap.apply(option: option, log: &log) }
    if !scenario.parameters.memory.isEmpty { memoryMap.finishEarlyParameters(log: &log) }
    record(.setupArch, .setUp(.earlyParameters))
    snapshot()
  }

  /// `init_hypervisor_platform`: TOLUD is what the map says at this moment.
  private mutating func overrideMTRRs() {
    tolud = memoryMap.tolud(for: scenario.kernel, cpu: scenario.cpu)
    if let behaviour = scenario.behaviourOverride {
      force(behaviour, in: scenario.platform.isKVM ? .kvmOverride : .stateOverride)
      return
    }
    switch scenario.platform {
    case .xenDom0 where scenario.kernel.has(.forcedState):
      let ranges = MTRRState.xenRanges(from: scenario.mtrr, physBits: scenario.cpu.physBits)
      guard !ranges.isEmpty else { return }
      force(ranges, .uc, in: .xenOverride)
    case .xenDomU: force(scenario.releasedBehaviour, in: .xenOverride)
    case .hyperVIsolation: force(scenario.releasedBehaviour, in: .hyperVOverride)
    // Every guest of KVM asks; most are refused.
    case let platform where platform.isKVM: force(scenario.kernel.behaviourAskedOnKVM, in: .kvmOverride)
    default: return
    }
  }

  private mutating func force(_ behaviour: KernelBehaviour, in work: SetUpWork) {
    switch behaviour {
    case .firmwareMTRRs: return
    case .forcedWB, .untrackedPCIHole: force(nil, .wb, in: work)
    case .forcedWBAndPCIHole:
      let cpu = scenario.cpu
      _ = memoryMap.endOfLowRAM(kernel: scenario.kernel, maxArchPages: cpu.maxArchPages, log: &log)
      let range = scenario.forcedRange ?? MTRRState.pciHoleRange(tolud: tolud, physBits: cpu.physBits)
      force([range], .wb, in: work)
    }
  }

  private mutating func force(_ ranges: [VariableRange]?, _ type: MemoryType, in work: SetUpWork) {
    let outcome = mtrr.guestForce(
      ranges, defaultType: type, on: scenario.platform,
      waivesConditions: scenario.behaviourOverride != nil, log: &log)
    override = outcome == .applied ? .applied(type, ranges ?? []) : .refused(outcome)
    record(.setupArch, .setUp(work))
    if outcome == .applied { snapshot() }
  }

  private mutating func findEndOfRAM() -> UInt64 {
    memoryMap.trimBIOSRange(log: &log)
    let pages = memoryMap.endOfRAM(
      kernel: scenario.kernel, maxArchPages: scenario.cpu.maxArchPages, log: &log)
    record(.setupArch, .setUp(.endOfRAM))
    return pages
  }

  private var patConditions: PATConfiguration.BootConditions {
    PATConfiguration.BootConditions(
      noPAT: scenario.parameters.noPAT, isConfigured: scenario.parameters.configuresPAT,
      isXenPV: scenario.platform.isXenPV,
      isTDX: scenario.platform == .tdx,
      hasHypervisor: scenario.platform.hasHypervisor, isMTRREnabled: mtrr.hasFeature && mtrr.isEnabled)
  }

  /// `cache_bp_init`. Up to 6.1 the MTRR driver sets the PAT up on its way, or not at all: then the answer is
  /// false, and the PAT is what the register says.
  private mutating func initializeMTRRAndPAT() -> Bool {
    let debug = scenario.parameters.mtrrDebug
    let options = scenario.parameters.mtrr
    mtrr.read(scenario.mtrr, debug: debug, log: &log)
    guard !scenario.kernel.has(.separatePAT) else {
      mtrr.cleanUp(options, debug: debug, log: &log)
      mtrr.complete(debug: debug, log: &log)
      record(.setupArch, .setUp(.mtrr))
      snapshot()
      pat = PATConfiguration.boot(cpu: scenario.cpu, kernel: scenario.kernel, patConditions, log: &log)
      record(.setupArch, .setUp(.pat))
      return true
    }
    let conditions = patConditions
    var found: PATConfiguration?
    if conditions.isMTRREnabled {
      found = PATConfiguration.bootInMTRRDriver(
        cpu: scenario.cpu, kernel: scenario.kernel, conditions, log: &log)
    }
    let isCleanedUp = mtrr.cleanUp(options, debug: debug, log: &log)
    if isCleanedUp, !conditions.isMTRREnabled {
      // Writing the registers sets the PAT up as well.
      var written = conditions
      written.isMTRREnabled = true
      found = PATConfiguration.bootInMTRRDriver(
        cpu: scenario.cpu, kernel: scenario.kernel, written, log: &log)
    }
    mtrr.complete(debug: debug, log: &log)
    if !conditions.isMTRREnabled {
      if !isCleanedUp {
        found = PATConfiguration.bootInMTRRDriver(
          cpu: scenario.cpu, kernel: scenario.kernel, conditions, log: &log)
      } else if found != nil {
        log.append(.pat(.cannotBeDisabled))
      }
    }
    record(.setupArch, .setUp(.mtrr))
    snapshot()
    if let found { pat = found }
    return found != nil
  }

  /// Takes RAM that no WB range covers from the kernel. TOLUD moves with it.
  private mutating func trimUncachedMemory(_ endPage: UInt64) -> Bool {
    let isTrimmed = mtrr.trimUncachedMemory(
      &memoryMap, endPage: endPage, options: scenario.parameters.mtrr, debug: scenario.parameters.mtrrDebug,
      log: &log)
    if isTrimmed { tolud = memoryMap.tolud(for: scenario.kernel, cpu: scenario.cpu) }
    guard isTrimmed || !log.isSilent else { return false }
    record(.setupArch, .setUp(.trim))
    if isTrimmed { snapshot() }
    return isTrimmed
  }
}
