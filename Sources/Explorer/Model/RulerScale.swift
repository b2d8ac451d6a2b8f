import MemtypeEngine

/// Addresses as rows that each stand for the same power of two of bytes.
///
/// All arithmetic is in rows of at least a page, so the 2^52 bytes that x86 can have are at most 2^40 rows.
struct RulerScale: Hashable, Sendable {
  /// log2 of the bytes in a row.
  private(set) var shift: Int
  /// log2 of the addresses that exist.
  let bits: Int

  /// A page a row.
  static let smallest = 12
  /// The whole of the largest space in one row.
  static let largest = 52

  init(shift: Int, bits: Int) {
    self.bits = min(max(bits, Self.smallest), Self.largest)
    self.shift = min(max(shift, Self.smallest), Self.largest)
  }

  var rowCount: Int { shift >= bits ? 1 : 1 << (bits - shift) }

  var bytesPerRow: UInt64 { 1 << UInt64(shift) }

  /// The row that holds an address; the last one for addresses above.
  func row(of address: PhysicalAddress) -> Int {
    min(Int(truncatingIfNeeded: address >> UInt64(shift)), rowCount - 1)
  }

  /// The addresses of a row; rows outside the space are brought into it.
  func range(ofRow row: Int) -> AddressRange {
    let row = UInt64(min(max(0, row), rowCount - 1))
    let start = row << UInt64(shift)
    return AddressRange(start, min(start &+ bytesPerRow, limit))
  }

  /// The first address that does not exist.
  var limit: PhysicalAddress { 1 << UInt64(bits) }

  func zoomed(by steps: Int) -> RulerScale {
    RulerScale(shift: min(max(shift &+ min(max(steps, -64), 64), 0), 64), bits: bits)
  }
}
