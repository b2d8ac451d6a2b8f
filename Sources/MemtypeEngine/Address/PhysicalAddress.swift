/// A physical byte address. Every 64-bit value may occur in what a user types or a file holds, so all
/// arithmetic on addresses wraps or saturates on purpose; none may trap.
public typealias PhysicalAddress = UInt64

extension PhysicalAddress {
  /// Bytes in a page.
  public static let page: UInt64 = 4096
  public static let kib: UInt64 = 1 << 10
  public static let mib: UInt64 = 1 << 20
  public static let gib: UInt64 = 1 << 30
  public static let tib: UInt64 = 1 << 40
  /// The end of the 32-bit address space, where the PCI hole ends.
  public static let fourGiB: UInt64 = 1 << 32
  /// The end of the largest physical address space that x86 defines: 52 bits.
  public static let top: UInt64 = 1 << 52

  /// The value rounded down to a multiple of `alignment`, a power of two.
  public func roundedDown(to alignment: UInt64) -> UInt64 { self & ~(alignment &- 1) }

  /// The value rounded up to a multiple of `alignment`, a power of two; wraps to 0 at the very top, as C does.
  public func roundedUp(to alignment: UInt64) -> UInt64 { (self &+ (alignment &- 1)) & ~(alignment &- 1) }

  /// The sum, or the largest value where the sum does not fit.
  public func adding(clamped other: UInt64) -> UInt64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }

  /// The difference, or 0 where it would be negative.
  public func subtracting(clamped other: UInt64) -> UInt64 { self > other ? self - other : 0 }

  /// The value with the low `bits` bits only.
  public static func mask(bits: Int) -> UInt64 {
    bits <= 0 ? 0 : bits >= 64 ? .max : (1 << UInt64(bits)) &- 1
  }
}
