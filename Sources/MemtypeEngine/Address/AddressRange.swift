/// A half-open range of physical addresses, `[start, end)`. A range whose end is not above its start is empty.
public struct AddressRange: Hashable, Sendable {
  public var start: PhysicalAddress
  public var end: PhysicalAddress

  public init(_ start: PhysicalAddress, _ end: PhysicalAddress) {
    self.start = start
    self.end = end
  }

  /// The range of `size` bytes from `start`, cut off at the top of the 64-bit space.
  public init(start: PhysicalAddress, size: UInt64) {
    self.init(start, start.adding(clamped: size))
  }

  public var isEmpty: Bool { end <= start }
  public var size: UInt64 { end.subtracting(clamped: start) }
  /// The last byte; meaningless for an empty range.
  public var last: PhysicalAddress { end &- 1 }

  public func contains(_ address: PhysicalAddress) -> Bool { start <= address && address < end }

  public func contains(_ other: AddressRange) -> Bool { start <= other.start && other.end <= end }

  /// Whether the two share at least one byte.
  public func overlaps(_ other: AddressRange) -> Bool {
    !isEmpty && !other.isEmpty && start < other.end && other.start < end
  }

  /// The shared bytes; empty if there are none.
  public func intersection(_ other: AddressRange) -> AddressRange {
    AddressRange(max(start, other.start), max(max(start, other.start), min(end, other.end)))
  }

  /// The smallest range of whole pages that covers this one.
  public var pageRounded: AddressRange {
    let up = end.roundedUp(to: .page)
    return AddressRange(start.roundedDown(to: .page), up == 0 && end != 0 ? ~0 : up)
  }

  /// `[TOLUD, 4 GiB)`.
  public static func pciHole(tolud: PhysicalAddress) -> AddressRange {
    AddressRange(min(tolud, .fourGiB), .fourGiB)
  }

  /// Memory below 1 MiB, where the fixed MTRRs apply.
  public static let firstMegabyte = AddressRange(0, .mib)
}

extension AddressRange: Comparable {
  public static func < (a: Self, b: Self) -> Bool { (a.start, a.end) < (b.start, b.end) }
}
