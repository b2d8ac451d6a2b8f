import MemtypeEngine

extension ByteScanner {
  /// `0x1000-0x1fff`, hex with or without prefix: the two numbers as they stand.
  mutating func hexPair() -> (first: UInt64, last: UInt64)? {
    var copy = self
    guard let first = copy.anyHex(), copy.skip("-"), let last = copy.anyHex() else { return nil }
    self = copy
    return (first, last)
  }

  /// The same as a range, the second number being the last byte. An end before the start gives an empty range.
  mutating func inclusiveRange() -> AddressRange? {
    hexPair().map { AddressRange(inclusive: $0.first, $0.last) }
  }

  /// `[mem 0x1000-0x1fff]` with whatever flags, inclusive. The text before it is skipped.
  mutating func memoryResource() -> AddressRange? {
    var copy = self
    guard copy.skip(past: "[mem "), let range = copy.inclusiveRange() else { return nil }
    guard copy.upTo(UInt8(ascii: "]")) != nil else { return nil }
    self = copy
    return range
  }
}

extension AddressRange {
  /// From the first to the last byte, both included; the last byte of the 64-bit space is left out where it is meant.
  init(inclusive first: UInt64, _ last: UInt64) { self.init(first, last.adding(clamped: 1)) }
}
