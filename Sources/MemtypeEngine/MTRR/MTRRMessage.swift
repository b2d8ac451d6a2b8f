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
  /// The state was set already: a WARN without words.
  case forcedTwice
  case tooManyForced(Int)
  // /proc/mtrr and drivers
  case maskRepaired
  case notPageMultiple
  case baseNot4MAligned(UInt64)
  case mayHangCPU
  case notAligned(basePage: UInt64, pages: UInt64)
  case typeInvalid(MemoryType)
  case noWriteCombining
  case zeroSized
  case exceedsWidth
  case overlapsExisting(MTRRRegion, MTRRRegion)
  case typeMismatch(MTRRRegion, old: MemoryType)
  case noMoreRegisters
  case registerTooBig(Int)
  case registerNotUsed(Int)
  case registerCountZero(Int)
  case writeFailed(cpu: Int, msr: UInt32, value: UInt64)
  case writeCombiningFailed
  /// A handle that no `arch_phys_wc_add` returned: a WARN without words.
  case strayHandle

  /// Whether it comes as a WARN, with a stack trace around it.
  public var isWarning: Bool { self == .forcedTwice || self == .strayHandle }

  /// A WARN without words has its headline for a text.
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

    case .maskRepaired: "mtrr: your BIOS has configured an incorrect mask, fixing it."
    case .notPageMultiple: "size and base must be multiples of 4 kiB"
    case .baseNot4MAligned(let page): "mtrr: base(\(Self.bytes(page))) is not 4 MiB aligned"
    case .mayHangCPU: "mtrr: writable mtrr between 0x70000000 and 0x7003FFFF may hang the CPU."
    case .notAligned(let page, let pages):
      "mtrr: base(\(Self.bytes(page))) is not aligned on a size(\(Self.bytes(pages))) boundary"
    case .typeInvalid(let type): "type: \(type.rawValue) invalid"
    case .noWriteCombining: "your processor doesn't support write-combining"
    case .zeroSized: "zero sized request"
    case .exceedsWidth: "base or size exceeds the MTRR width"
    case .overlapsExisting(let new, let old):
      "\(Self.bytes(new.basePage)),\(Self.bytes(new.pages)) overlaps existing "
        + "\(Self.bytes(old.basePage)),\(Self.bytes(old.pages))"
    case .typeMismatch(let new, let old):
      "type mismatch for \(new.basePage.hex())000,\(new.pages.hex())000 "
        + "old: \(old.mtrrWord) new: \(new.type.mtrrWord)"
    case .noMoreRegisters: "no more MTRRs available"
    case .registerTooBig(let index): "register: \(index) too big"
    case .registerNotUsed(let index): "MTRR \(index) not used"
    case .registerCountZero(let index): "reg: \(index) has count=0"
    case .writeFailed(let cpu, let msr, let value):
      "MTRR: CPU \(cpu): Writing MSR \(msr.hex()) to \((value & 0xffff_ffff).hex()):\((value >> 32).hex()) failed"
    case .writeCombiningFailed:
      "Failed to add WC MTRR for [(____ptrval____)-(____ptrval____)]; performance may suffer."
    case .strayHandle: "WARNING: CPU: 0 PID: 1 at arch_phys_wc_del"
    }
  }

  /// The two halves of an MSR as the dump shows them, without the low 12 bits.
  private static func address(_ msr: UInt64, _ highDigits: Int) -> String {
    digits(msr >> 32, highDigits) + digits(msr >> 12 & 0xfffff, 5) + "000"
  }

  /// A number of pages as the kernel prints bytes.
  private static func bytes(_ pages: UInt64) -> String { pages.prefixedHex() + "000" }

  private static func digits(_ value: UInt64, _ width: Int) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
