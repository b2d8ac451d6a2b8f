/// What the MTRR code prints (arch/x86/kernel/cpu/mtrr).
public enum MTRRMessage: Hashable, Sendable {
  // Set-up
  case mapSummary(entries: Int, fixed: Int, capacity: Int, registers: Int)
  case mapEntry(index: Int, AddressRange, MemoryType)
  case disabledByBIOS
  case notAvailable
  case setToReadOnly
  /// MTRRs absent or off, up to 6.4.
  case disabled
  case fixDramModEnableCleared(cpu: Int)
  // The dump of the registers
  case defaultType(MemoryType)
  case fixedRanges(enabled: Bool)
  case fixedRun(AddressRange, MemoryType)
  case variableRanges(enabled: Bool)
  case variableRange(index: Int, VariableRange, highDigits: Int)
  case variableUnused(index: Int)
  case tom2(UInt64)
  // A forced state
  case forcedTwice
  case tooManyForced(Int)

  public var text: String {
    switch self {
    case .mapSummary(let entries, let fixed, let capacity, let registers):
      "MTRR map: \(entries) entries (\(fixed) fixed + \(entries - fixed) variable; max \(capacity)), "
        + "built from \(registers) variable MTRRs"
    case .mapEntry(let index, let range, let type):
      "\(index.decimal(width: 3)): \(range.start.hex(width: 16))-\(range.last.hex(width: 16)) \(type.mtrrWord)"
    case .disabledByBIOS: "MTRRs disabled by BIOS"
    case .notAvailable: "MTRRs disabled (not available)"
    case .setToReadOnly: "MTRRs set to read-only"
    case .disabled: "Disabled"
    case .fixDramModEnableCleared(let cpu):
      "[Firmware Warn]: MTRR: CPU \(cpu): SYSCFG[MtrrFixDramModEn] not cleared by BIOS, clearing this bit"

    case .defaultType(let type): "MTRR default type: \(type.mtrrWord)"
    case .fixedRanges(let enabled): "MTRR fixed ranges \(enabled ? "en" : "dis")abled:"
    case .fixedRun(let range, let type):
      "  \(Self.digits(range.start, 5))-\(Self.digits(range.last, 5)) \(type.mtrrWord)"
    case .variableRanges(let enabled): "MTRR variable ranges \(enabled ? "en" : "dis")abled:"
    case .variableRange(let index, let range, let highDigits):
      "  \(index) base \(Self.address(range.base, highDigits)) mask \(Self.address(range.mask, highDigits)) "
        + range.type.mtrrWord
    case .variableUnused(let index): "  \(index) disabled"
    case .tom2(let end): "TOM2: \(end.hex(width: 16)) aka \(end >> 20)M"

    case .forcedTwice: "WARNING: CPU: 0 PID: 0 at guest_force_mtrr_state"
    case .tooManyForced(let count): "Trying to overwrite MTRR state with \(count) variable entries"
    }
  }

  /// The two halves of an MSR as the dump shows them, without the low 12 bits.
  private static func address(_ msr: UInt64, _ highDigits: Int) -> String {
    digits(msr >> 32, highDigits) + digits(msr >> 12 & 0xfffff, 5) + "000"
  }

  private static func digits(_ value: UInt64, _ width: Int) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
