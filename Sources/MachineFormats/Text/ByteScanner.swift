/// Reads tokens from the front of a line. A method that does not find what it wants leaves the scanner where it is.
struct ByteScanner {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }
  init(_ text: String) { rest = Array(text.utf8)[...] }

  var isAtEnd: Bool { rest.isEmpty }
  var next: UInt8? { rest.first }

  /// Whether only blanks are left.
  var isBlank: Bool { rest.allSatisfy(SourceLine.isBlank) }

  func starts(with text: StaticString) -> Bool {
    text.withUTF8Buffer { wanted in
      guard rest.count >= wanted.count else { return false }
      var i = rest.startIndex
      for byte in wanted {
        if rest[i] != byte { return false }
        i += 1
      }
      return true
    }
  }

  mutating func skip(_ text: StaticString) -> Bool {
    guard starts(with: text) else { return false }
    rest = rest.dropFirst(text.utf8CodeUnitCount)
    return true
  }

  mutating func skipBlanks() {
    while let byte = rest.first, SourceLine.isBlank(byte) { rest = rest.dropFirst() }
  }

  /// Skips at least one blank.
  mutating func blanks() -> Bool {
    guard let byte = rest.first, SourceLine.isBlank(byte) else { return false }
    skipBlanks()
    return true
  }

  /// Moves behind the first occurrence of `text`.
  mutating func skip(past text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard rest.count >= count else { return false }
    let bytes = rest
    let last = bytes.endIndex - count
    let found = text.withUTF8Buffer { wanted -> Int? in
      guard let first = wanted.first else { return bytes.startIndex }
      var i = bytes.startIndex
      while i <= last {
        if bytes[i] == first {
          var k = 1
          while k < count, bytes[i + k] == wanted[k] { k += 1 }
          if k == count { return i + count }
        }
        i += 1
      }
      return nil
    }
    guard let found else { return false }
    rest = rest[found...]
    return true
  }

  /// Hex digits without prefix; nil if there are none or the value has more than 64 bits.
  mutating func hex() -> UInt64? { number(radix: 16) }

  mutating func decimal() -> UInt64? { number(radix: 10) }

  /// `0x` and hex digits.
  mutating func prefixedHex() -> UInt64? {
    var copy = self
    guard copy.skip("0x") || copy.skip("0X"), let value = copy.hex() else { return nil }
    self = copy
    return value
  }

  /// Hex digits with or without `0x`.
  mutating func anyHex() -> UInt64? { prefixedHex() ?? hex() }

  private mutating func number(radix: UInt64) -> UInt64? {
    var value: UInt64 = 0
    var i = rest.startIndex
    while i < rest.endIndex, let digit = Self.digit(rest[i]), digit < radix {
      let (product, overflow) = value.multipliedReportingOverflow(by: radix)
      let (sum, carry) = product.addingReportingOverflow(digit)
      if overflow || carry { return nil }
      value = sum
      i += 1
    }
    guard i > rest.startIndex else { return nil }
    rest = rest[i...]
    return value
  }

  static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case 0x30...0x39: UInt64(byte) - 0x30
    case 0x61...0x66: UInt64(byte) - 0x57
    case 0x41...0x46: UInt64(byte) - 0x37
    default: nil
    }
  }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// The bytes up to the next blank or the end; nil if there are none.
  mutating func word() -> ArraySlice<UInt8>? {
    let end = rest.firstIndex(where: SourceLine.isBlank) ?? rest.endIndex
    guard end > rest.startIndex else { return nil }
    defer { rest = rest[end...] }
    return rest[..<end]
  }

  /// The bytes before the next `byte`, which is skipped too; nil if it does not come.
  mutating func upTo(_ byte: UInt8) -> ArraySlice<UInt8>? {
    guard let end = rest.firstIndex(of: byte) else { return nil }
    defer { rest = rest[(end + 1)...] }
    return rest[..<end]
  }

  /// What is left, without blanks at its ends.
  var trimmed: ArraySlice<UInt8> {
    var slice = rest
    while let byte = slice.first, SourceLine.isBlank(byte) { slice = slice.dropFirst() }
    while let byte = slice.last, SourceLine.isBlank(byte) { slice = slice.dropLast() }
    return slice
  }
}

extension ArraySlice<UInt8> {
  var string: String { String(decoding: self, as: UTF8.self) }

  func equals(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { wanted in count == wanted.count && elementsEqual(wanted) }
  }

  func contains(_ text: StaticString) -> Bool {
    var scanner = ByteScanner(self)
    return scanner.skip(past: text)
  }
}
