extension PATConfiguration {
  /// What decides about the PAT at boot, besides the CPU.
  public struct BootConditions: Hashable, Sendable {
    /// `nopat` on the command line.
    public var noPAT: Bool
    /// `CONFIG_X86_PAT`. Without it everything is as with `nopat`, but for the words.
    public var isConfigured: Bool
    /// A Xen PV guest: the hypervisor owns the register.
    public var isXenPV: Bool
    /// A TDX guest, some releases of which leave the register alone (`KernelRule.tdxKeepsPAT`).
    public var isTDX: Bool
    /// CPUID's hypervisor bit. Matters up to 6.1 only.
    public var hasHypervisor: Bool
    /// The CPU has MTRRs and they are enabled. Matters up to 6.1 only.
    public var isMTRREnabled: Bool

    public init(
      noPAT: Bool = false, isConfigured: Bool = true, isXenPV: Bool = false, isTDX: Bool = false,
      hasHypervisor: Bool = false,
      isMTRREnabled: Bool = true
    ) {
      self.noPAT = noPAT
      self.isConfigured = isConfigured
      self.isXenPV = isXenPV
      self.isTDX = isTDX
      self.hasHypervisor = hasHypervisor
      self.isMTRREnabled = isMTRREnabled
    }
  }

  /// Sets up the PAT as the kernel does, and logs what it says about it, save the line for `nopat`: that
  /// comes earlier, while the command line is parsed (`PATMessage.disabledByBootOption`).
  ///
  /// Since 6.2 the PAT stands alone (`pat_bp_init`, after `mtrr_bp_init`). Up to 6.1 it is a by-product of
  /// the MTRR driver, in the two halves `bootInMTRRDriver` and `bootAfterMTRR`, which are run here one after
  /// the other.
  public static func boot(
    cpu: CPU, kernel: KernelRevision = .newest, _ conditions: BootConditions, log: inout KernelLog
  ) -> PATConfiguration {
    if kernel.has(.separatePAT) {
      let isKept = conditions.isXenPV || conditions.isTDX && kernel.has(.tdxKeepsPAT)
      return bootAlone(cpu: cpu, kernel: kernel, isKept: isKept, conditions, log: &log)
    }
    return bootInMTRRDriver(cpu: cpu, kernel: kernel, conditions, log: &log)
      ?? bootAfterMTRR(cpu: cpu, conditions, log: &log)
  }

  private static func bootAlone(
    cpu: CPU, kernel: KernelRevision, isKept: Bool, _ conditions: BootConditions, log: inout KernelLog
  ) -> PATConfiguration {
    if !conditions.isConfigured { log.append(.pat(.notConfigured)) }
    var isDisabled = conditions.isOff
    var found = cpu.patMSR
    if !cpu.hasPAT {
      found = 0
      if !isDisabled { log.append(.pat(.notSupported)) }
      isDisabled = true
    }
    if found == 0 {
      if !isDisabled { log.append(.pat(.disabledByFirmware)) }
      isDisabled = true
      found = CPU.powerOnPAT
    }
    let writes = !isDisabled && !isKept
    return finish(
      writes ? cpu.patLayout(for: kernel) : found, isEnabled: !isDisabled, isWritten: writes, log: &log)
  }

  /// What `mtrr_bp_init` does about the PAT up to 6.1; nil where it sets no layout.
  ///
  /// With enabled MTRRs it comes right after the registers are read, otherwise after the MTRR driver's last
  /// line.
  public static func bootInMTRRDriver(
    cpu: CPU, kernel: KernelRevision, _ conditions: BootConditions, log: inout KernelLog
  ) -> PATConfiguration? {
    // The line stands in `pat_init`, which runs only with enabled MTRRs.
    if !conditions.isConfigured, conditions.isMTRREnabled { log.append(.pat(.notConfigured)) }
    if conditions.isOff { return nil }
    if !conditions.isMTRREnabled {
      log.append(.pat(.skippedWithoutMTRR))
    } else if !cpu.hasPAT {
      log.append(.pat(.notSupported))
    } else if cpu.patMSR == 0 {
      log.append(.pat(.disabledByFirmware))
    } else {
      return finish(cpu.patLayout(for: kernel), isEnabled: true, isWritten: true, log: &log)
    }
    return nil
  }

  /// The end of it, up to 6.1: without a layout a guest trusts what its hypervisor left in the register, and
  /// bare metal goes without PAT (`init_cache_modes`, after the trim).
  public static func bootAfterMTRR(
    cpu: CPU, _ conditions: BootConditions, log: inout KernelLog
  ) -> PATConfiguration {
    let found = cpu.hasPAT ? cpu.patMSR : 0
    let isEnabled = found != 0 && conditions.hasHypervisor && !conditions.isOff
    return finish(found == 0 ? CPU.powerOnPAT : found, isEnabled: isEnabled, isWritten: false, log: &log)
  }

  private static func finish(
    _ layout: UInt64, isEnabled: Bool, isWritten: Bool, log: inout KernelLog
  ) -> PATConfiguration {
    log.append(.pat(.configuration(layout)))
    return PATConfiguration(layout: layout, isEnabled: isEnabled, isWritten: isWritten)
  }
}

extension PATConfiguration.BootConditions {
  /// From the beginning, whatever the processor has (`pat_disabled`).
  fileprivate var isOff: Bool { noPAT || !isConfigured }
}

extension CPU {
  /// The layout that Linux writes on this CPU; old Intel CPUs have errata in the upper half (`pat_bp_init`).
  func patLayout(for kernel: KernelRevision) -> UInt64 {
    let hasErrata = vendor == .intel && (family == 6 && model <= 0xd || family == 0xf && model <= 6)
    if hasErrata || !kernel.has(.patHasWT) { return PATConfiguration.errata }
    return kernel.has(.patHasWP) ? PATConfiguration.full : PATConfiguration.withoutWP
  }
}
