extension MTRRState {
  /// What the firmware set up differently on another CPU.
  public struct Inconsistencies: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let fixed = Inconsistencies(rawValue: 1)
    public static let variable = Inconsistencies(rawValue: 2)
    public static let defaultType = Inconsistencies(rawValue: 4)
  }

  /// Gives the other CPUs the settings of the first one (`mtrr_aps_init`, `set_mtrr_state`), and says once for all
  /// of them what was different (`mtrr_state_warn`). Returns what that was.
  ///
  /// Reserved bits do not count. After a clean-up every CPU differs, and nothing is said. Nothing happens with the
  /// MTRRs off or a forced state.
  @discardableResult
  public func correct(_ others: inout [MTRRRegisters], log: inout [KernelMessage]) -> Inconsistencies {
    guard hasFeature, isSet, isEnabled else { return [] }
    var found: Inconsistencies = []
    for index in others.indices { found.formUnion(correct(&others[index])) }
    guard !found.isEmpty, !isCleanedUp else { return found }
    if found.contains(.fixed) { log.append(.mtrr(.inconsistent(.fixed))) }
    if found.contains(.variable) { log.append(.mtrr(.inconsistent(.variable))) }
    if found.contains(.defaultType) { log.append(.mtrr(.inconsistent(.defaultType))) }
    log.append(.mtrr(.incompleteFirmware))
    log.append(.mtrr(.corrected))
    return found
  }

  private func correct(_ other: inout MTRRRegisters) -> Inconsistencies {
    var found: Inconsistencies = []
    if hasFixed, other.fixed != fixed {
      other.fixed = fixed
      found.insert(.fixed)
    }
    let missing = max(0, variable.count - other.variable.count)
    other.variable += Array(repeating: .unused, count: missing)
    for (index, new) in variable.enumerated() {
      let old = other.variable[index]
      if (old.base ^ new.base) & ~reservedHighBits & ~0xf00 != 0 {
        other.variable[index].base = new.base
        found.insert(.variable)
      }
      if (old.mask ^ new.mask) & ~reservedHighBits & ~0x7ff != 0 {
        other.variable[index].mask = new.mask
        found.insert(.variable)
      }
    }
    let settings: UInt64 = 0xcff
    let wanted =
      UInt64(defaultType.rawValue) | (isFixedEnabled ? 1 << 10 : 0) | (isEnabled ? 1 << 11 : 0)
    if other.defaultTypeRegister & settings != wanted {
      other.defaultTypeRegister = other.defaultTypeRegister & ~settings | wanted
      found.insert(.defaultType)
    }
    return found
  }
}
