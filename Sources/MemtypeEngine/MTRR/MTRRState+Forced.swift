extension MTRRState {
  /// What came of an attempt to force a state.
  public enum ForceOutcome: Hashable, Sendable {
    case applied
    /// The state is set already, by registers or by an earlier call.
    case alreadySet
    case noHypervisor
    /// None of SEV-SNP, TDX, Hyper-V isolation and Xen PV.
    case notPermitted
  }

  /// Replaces the MTRRs by a state of the kernel's own (`guest_force_mtrr_state`, before 6.14
  /// `mtrr_overwrite_state`).
  ///
  /// The fixed ranges do not apply then, and the CPU feature is cleared, so the registers are never used.
  ///
  /// Without `variable` the variable ranges are left alone: there are none at boot. At most 256 are taken.
  /// `waivesConditions`: an override, which does not ask what it runs on.
  @discardableResult public mutating func guestForce(
    _ variable: [VariableRange]?, defaultType: MemoryType, hasHypervisor: Bool, isPermitted: Bool,
    waivesConditions: Bool = false, log: inout KernelLog
  ) -> ForceOutcome {
    guard !isSet else {
      log.append(.mtrr(.forcedTwice))
      return .alreadySet
    }
    if !waivesConditions {
      guard hasHypervisor else { return .noHypervisor }
      guard isPermitted else { return .notPermitted }
    }
    hasFeature = false
    if let variable {
      if variable.count > Self.maxVariableRanges { log.append(.mtrr(.tooManyForced(variable.count))) }
      self.variable = Array(variable.prefix(Self.maxVariableRanges))
    }
    self.defaultType = defaultType
    isEnabled = true
    isSet = true
    isForced = true
    return .applied
  }

  /// The same on a platform.
  @discardableResult public mutating func guestForce(
    _ variable: [VariableRange]?, defaultType: MemoryType, on platform: Platform,
    waivesConditions: Bool = false,
    log: inout KernelLog
  ) -> ForceOutcome {
    guestForce(
      variable, defaultType: defaultType, hasHypervisor: platform.hasHypervisor,
      isPermitted: platform.permitsForcedMTRR, waivesConditions: waivesConditions, log: &log)
  }

  /// UC over [TOLUD, 4 GiB) as a register pair, as `kvm_init_platform` makes it, bit for bit.
  ///
  /// The mask has holes unless 4 GiB - TOLUD is a power of two: Linux reads it as one range, a processor would not.
  /// For a TOLUD of 0 or 4 GiB the range is [0, 4 GiB).
  public static func pciHoleRange(tolud: PhysicalAddress, physBits: Int) -> VariableRange {
    let low: UInt64 = 0xffff_ffff
    let mask = ~(.fourGiB &- tolud &- 1) & low
    return VariableRange(
      base: tolud & low, mask: UInt64.mask(bits: physBits) & ~low | mask | VariableRange.validBit)
  }

  /// The variable ranges that a Xen PV dom0 gets from Xen for these registers (`xen_set_mtrr_data`).
  ///
  /// Xen hands over bases and sizes; the pair is made of them again. V is set only where the mask is not zero.
  public static func xenRanges(from registers: MTRRRegisters, physBits: Int) -> [VariableRange] {
    registers.variable.map { register in
      let width = UInt64.mask(bits: physBits)
      guard register.isValid else { return .unused }
      let size = register.linuxSize(reservedHighBits: ~width)
      let mask = ~(size &- 1) & width
      return VariableRange(
        base: register.baseAddress | UInt64(register.type.rawValue),
        mask: mask == 0 ? 0 : mask | VariableRange.validBit)
    }
  }
}
