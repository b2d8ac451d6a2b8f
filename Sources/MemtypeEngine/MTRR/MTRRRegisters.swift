/// One PHYSBASE/PHYSMASK pair as the MSRs hold it (Intel SDM vol. 3A, "IA32_MTRR_PHYSBASEn").
public struct VariableRange: Hashable, Sendable {
  /// IA32_MTRR_PHYSBASEn: type in bits 7:0, base from bit 12.
  public var base: UInt64
  /// IA32_MTRR_PHYSMASKn: V in bit 11, mask from bit 12.
  public var mask: UInt64

  public init(base: UInt64, mask: UInt64) {
    self.base = base
    self.mask = mask
  }

  /// A disabled pair.
  public static let unused = VariableRange(base: 0, mask: 0)

  public static let validBit: UInt64 = 1 << 11

  public var isValid: Bool {
    get { mask & Self.validBit != 0 }
    set { mask = newValue ? mask | Self.validBit : mask & ~Self.validBit }
  }

  public var type: MemoryType {
    get { MemoryType(rawValue: UInt8(truncatingIfNeeded: base)) }
    set { base = base & ~0xff | UInt64(newValue.rawValue) }
  }

  /// PHYSBASE without its low 12 bits.
  public var baseAddress: PhysicalAddress { base & ~0xfff }
  /// PHYSMASK without its low 12 bits.
  public var maskBits: UInt64 { mask & ~0xfff }
}

extension VariableRange {
  /// The size where the mask's bits are contiguous up to the physical width; nil for any other mask.
  package func contiguousSize(physBits: Int) -> UInt64? {
    let width = UInt64.mask(bits: physBits) & ~0xfff
    let bits = maskBits & width
    guard bits != 0 else { return nil }
    let size = bits & (~bits &+ 1)
    return bits == width & ~(size &- 1) ? size : nil
  }
}

/// The eleven fixed-range registers: 88 types for the first MiB (Intel SDM vol. 3A, "Fixed Range MTRRs").
public struct FixedRanges: Hashable, Sendable {
  /// MSRs 0x250, 0x258, 0x259, 0x268 to 0x26f in this order; byte 0 of each is its lowest address. Always eleven.
  public private(set) var registers: [UInt64]

  public static let msrNumbers: [UInt32] = [
    0x250, 0x258, 0x259, 0x268, 0x269, 0x26a, 0x26b, 0x26c, 0x26d, 0x26e, 0x26f,
  ]
  public static let slotCount = 88

  /// Missing registers count as 0, surplus ones are dropped.
  public init(registers: [UInt64] = []) {
    self.registers = Array((registers + Array(repeating: 0, count: 11)).prefix(11))
  }

  /// All 88 slots of one type.
  public init(repeating type: MemoryType) {
    let word = UInt64(type.rawValue) &* 0x0101_0101_0101_0101
    registers = Array(repeating: word, count: 11)
  }

  /// The type of slot 0 to 87.
  public subscript(slot: Int) -> MemoryType {
    get { MemoryType(rawValue: UInt8(truncatingIfNeeded: registers[slot / 8] >> UInt64(slot % 8 * 8))) }
    set {
      let shift = UInt64(slot % 8 * 8)
      registers[slot / 8] = registers[slot / 8] & ~(0xff << shift) | UInt64(newValue.rawValue) << shift
    }
  }

  /// The addresses of slot 0 to 87: eight of 64 KiB, sixteen of 16 KiB, sixty-four of 4 KiB.
  public static func range(ofSlot slot: Int) -> AddressRange {
    let s = UInt64(clamping: slot)
    if slot < 8 { return AddressRange(start: s &* 0x10000, size: 0x10000) }
    if slot < 24 { return AddressRange(start: 0x80000 &+ (s &- 8) &* 0x4000, size: 0x4000) }
    return AddressRange(start: 0xc0000 &+ (s &- 24) &* 0x1000, size: 0x1000)
  }

  /// The slot that holds an address below 1 MiB.
  public static func slot(of address: PhysicalAddress) -> Int? {
    switch address {
    case 0..<0x80000: Int(address >> 16)
    case 0x80000..<0xc0000: 8 + Int((address - 0x80000) >> 14)
    case 0xc0000..<0x100000: 24 + Int((address - 0xc0000) >> 12)
    default: nil
    }
  }
}

/// The MTRR state of a machine as its registers hold it, before anyone interprets it.
public struct MTRRRegisters: Hashable, Sendable {
  /// IA32_MTRRCAP (MSR 0xfe). VCNT is kept in step with `variable` by whoever edits it.
  public var capabilities: UInt64
  /// IA32_MTRR_DEF_TYPE (MSR 0x2ff).
  public var defaultTypeRegister: UInt64
  public var fixed: FixedRanges
  public var variable: [VariableRange]
  /// AMD SYSCFG (MSR 0xc0010010), nil where it is not known or not there.
  public var syscfg: UInt64?
  /// AMD TOP_MEM2 (MSR 0xc001001d).
  public var topMem2: UInt64?

  public init(
    capabilities: UInt64, defaultTypeRegister: UInt64, fixed: FixedRanges = FixedRanges(),
    variable: [VariableRange] = [], syscfg: UInt64? = nil, topMem2: UInt64? = nil
  ) {
    self.capabilities = capabilities
    self.defaultTypeRegister = defaultTypeRegister
    self.fixed = fixed
    self.variable = variable
    self.syscfg = syscfg
    self.topMem2 = topMem2
  }

  /// Everything zero: MTRRs present with no variable range, and switched off.
  public static let allZero = MTRRRegisters(capabilities: 0, defaultTypeRegister: 0)

  /// E, bit 11 of the default type register.
  public var isEnabled: Bool {
    get { defaultTypeRegister & 1 << 11 != 0 }
    set { defaultTypeRegister = newValue ? defaultTypeRegister | 1 << 11 : defaultTypeRegister & ~(1 << 11) }
  }

  /// FE, bit 10 of the default type register.
  public var isFixedEnabled: Bool {
    get { defaultTypeRegister & 1 << 10 != 0 }
    set { defaultTypeRegister = newValue ? defaultTypeRegister | 1 << 10 : defaultTypeRegister & ~(1 << 10) }
  }

  public var defaultType: MemoryType {
    get { MemoryType(rawValue: UInt8(truncatingIfNeeded: defaultTypeRegister)) }
    set { defaultTypeRegister = defaultTypeRegister & ~0xff | UInt64(newValue.rawValue) }
  }

  /// FIX, bit 8 of MTRRCAP.
  public var hasFixed: Bool { capabilities & 1 << 8 != 0 }
  /// WC, bit 10 of MTRRCAP.
  public var hasWriteCombining: Bool { capabilities & 1 << 10 != 0 }
}
