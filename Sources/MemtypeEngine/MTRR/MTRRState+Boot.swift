extension MTRRState {
  /// What `mtrr_bp_init` does in set-up: reads the registers, unless a state was forced, and builds the map.
  ///
  /// `debug`: `mtrr=debug` was given.
  public mutating func initialize(
    _ registers: MTRRRegisters, options: MTRROptions = MTRROptions(), debug: Bool = false,
    log: inout KernelLog
  ) {
    read(registers, debug: debug, log: &log)
    cleanUp(options, debug: debug, log: &log)
    complete(debug: debug, log: &log)
  }

  /// The first half: reads the registers where the kernel uses them (`get_mtrr_state`).
  ///
  /// Up to 6.4 the PAT is set up between this and `cleanUp`.
  public mutating func read(_ registers: MTRRRegisters, debug: Bool, log: inout KernelLog) {
    guard hasFeature else { return }
    var registers = registers
    let count = Int(registers.capabilities & 0xff)
    let given = registers.variable.prefix(count)
    registers.variable = given + Array(repeating: .unused, count: count - given.count)
    variable = registers.variable
    hasFixed = registers.hasFixed
    if hasFixed {
      if clearsFixDramModEnable(&registers) { log.append(.mtrr(.fixDramModEnableCleared(cpu: 0))) }
      // RdMem and WrMem in bits 4:3 of each byte read as zero once the bit is clear (APM 2, "Extended Fixed-Range MTRR
      // Type-Field Encodings").
      if cpu.vendor == .amd, cpu.family >= 0xf, registers.syscfg != nil {
        registers.fixed = FixedRanges(registers: registers.fixed.registers.map { $0 & 0xe7e7_e7e7_e7e7_e7e7 })
      }
      fixed = registers.fixed
    }
    defaultType = registers.defaultType
    isEnabled = registers.isEnabled
    isFixedEnabled = registers.isFixedEnabled
    tom2 = tom2(of: registers)
    usage = Array(repeating: 1, count: count)
    self.registers = registers
    isSet = true
    hasDriver = isInCharge
    if dumpsRegisters(debug: debug) { dump(log: &log) }
  }

  /// The second half: builds the map and says what came of it.
  public mutating func complete(debug: Bool, log: inout KernelLog) {
    isComplete = true
    guard kernel.has(.separatePAT) else {
      if !isSet || !isEnabled { log.append(.mtrr(.disabled)) }
      return
    }
    if hasFeature {
      guard isEnabled else {
        log.append(.mtrr(.disabledByBIOS))
        return
      }
      guard hasCacheMap else { return }
      rebuildMap()
      summarize(debug: debug, log: &log)
    } else if isEnabled {
      usage = Array(repeating: 1, count: variable.count)
      rebuildMap()
      summarize(debug: debug, log: &log)
      log.append(.mtrr(.setToReadOnly))
    } else {
      log.append(.mtrr(.notAvailable))
    }
  }

  /// The BIOS must clear SYSCFG's MtrrFixDramModEn; Linux does it otherwise (`k8_check_syscfg_dram_mod_en`).
  private func clearsFixDramModEnable(_ registers: inout MTRRRegisters) -> Bool {
    let modifyEnable: UInt64 = 1 << 19
    guard cpu.vendor == .amd, cpu.family >= 0xf, let syscfg = registers.syscfg, syscfg & modifyEnable != 0
    else { return false }
    registers.syscfg = syscfg & ~modifyEnable
    return true
  }

  /// TOP_MEM2 where SYSCFG says that the memory below it is WB (`amd_special_default_mtrr`).
  private func tom2(of registers: MTRRRegisters) -> UInt64 {
    let tom2Enabled: UInt64 = 1 << 21
    let forceWB: UInt64 = 1 << 22
    guard cpu.vendor == .amd || cpu.vendor == .hygon, cpu.family >= 0xf, let syscfg = registers.syscfg,
      syscfg & tom2Enabled != 0, syscfg & forceWB != 0
    else { return 0 }
    return (registers.topMem2 ?? 0) & 0xffff_ff80_0000
  }
}
