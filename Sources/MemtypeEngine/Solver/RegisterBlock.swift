/// What one legal variable MTRR covers: a power-of-two block of at least 4 KiB, aligned to its size.
public struct RegisterBlock: Hashable, Sendable {
  public var base: PhysicalAddress
  /// log2 of the size in bytes, 12 to 51.
  public var sizeBits: Int
  public var type: MemoryType

  public init(base: PhysicalAddress, sizeBits: Int, type: MemoryType) {
    self.base = base
    self.sizeBits = sizeBits
    self.type = type
  }

  public var size: UInt64 { 1 << UInt64(sizeBits) }
  public var range: AddressRange { AddressRange(start: base, size: size) }

  /// The block of a register pair, if its mask is contiguous, its base aligned and its type one of the five.
  ///
  /// Mask bits above the physical address width take no part.
  public init?(_ register: VariableRange, physBits: Int) {
    let space = UInt64.mask(bits: physBits)
    let mask = register.maskBits & space
    let size = (~mask & space) &+ 1
    guard register.isValid, mask != 0, size & (size &- 1) == 0, size >= .page,
      register.baseAddress & ~mask == 0, register.baseAddress <= space,
      MemoryType.mtrrTypes.contains(register.type)
    else { return nil }
    self.init(base: register.baseAddress, sizeBits: size.trailingZeroBitCount, type: register.type)
  }

  /// The register pair (Intel SDM vol. 3A, "Example Base and Mask Calculations").
  public func register(physBits: Int) -> VariableRange {
    VariableRange(
      base: base | UInt64(type.rawValue),
      mask: UInt64.mask(bits: physBits) & ~(size &- 1) | VariableRange.validBit)
  }
}

extension RegisterBlock: Comparable {
  public static func < (a: Self, b: Self) -> Bool {
    (a.base, b.sizeBits, a.type.rawValue) < (b.base, a.sizeBits, b.type.rawValue)
  }
}
