/// The addresses that a base/mask pair matches by the processor's rule: `address & mask == base & mask`.
///
/// A mask with holes matches runs of equal size scattered over the address space, up to millions of them, so they
/// are never listed: the next one is computed. (Intel SDM vol. 3A, "Example Base and Mask Calculations".)
public struct MaskMatch: Hashable, Sendable {
  /// The bits that must agree.
  public let mask: UInt64
  /// What they must be.
  public let value: UInt64
  /// The end of the address space, as a mask of the bits in it.
  public let addressBits: UInt64

  /// `width`: the physical address width; bits above it take no part.
  public init(_ range: VariableRange, width: Int) {
    addressBits = UInt64.mask(bits: width)
    mask = range.maskBits & addressBits
    value = range.baseAddress & mask
  }

  public func contains(_ address: UInt64) -> Bool { address <= addressBits && address & mask == value }

  /// Bytes of each run: the lowest mask bit. The last byte's offset, as the size itself may be 2^64.
  private var runLast: UInt64 { mask == 0 ? addressBits : (mask & (0 &- mask)) &- 1 }

  /// The last byte of the run that holds a matching address.
  public func lastOfRun(at address: UInt64) -> UInt64 { address | runLast }

  /// The first matching address at or after this one.
  public func next(atOrAfter address: UInt64) -> UInt64? {
    guard address <= addressBits else { return nil }
    let difference = (address & mask) ^ value
    guard difference != 0 else { return address }
    let highest = Self.highestBit(of: difference)
    if value & highest != 0 {
      // The address is too small from this bit on: what is above it stays, the rest is the least that matches.
      return address & ~(highest &* 2 &- 1) | value & (highest &* 2 &- 1)
    }
    // It is too large: count up in the free bits above, which carry over the mask's bits.
    let above = ~(highest &* 2 &- 1)
    let free = ~mask & addressBits & above & ~address
    guard free != 0 else { return nil }
    let carry = free & (0 &- free)
    return address & ~(carry &* 2 &- 1) | carry | value & (carry &- 1)
  }

  private static func highestBit(of value: UInt64) -> UInt64 {
    1 << UInt64(63 - value.leadingZeroBitCount)
  }
}
