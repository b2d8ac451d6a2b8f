import MemtypeEngine

/// Numbers as people write them in files.
enum FileNumber {
  static let accepted = "a number such as 0xfed4_0000, 4096, 512M or 3.5G"

  /// Hex with `0x`, or decimal with at most one of B, K, M, G, T and a fraction; `_` between digits. nil for anything
  /// else, and for what does not fit in 64 bits.
  static func parse(_ text: String) -> UInt64? {
    guard let first = text.utf8.first, first != UInt8(ascii: "_"), text.utf8.last != UInt8(ascii: "_") else {
      return nil
    }
    let digits = text.filter { $0 != "_" }
    if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
      let hex = digits.dropFirst(2)
      return hex.allSatisfy(\.isHexDigit) ? UInt64(hex, radix: 16) : nil
    }
    var number = digits[...]
    var shift: UInt64 = 0
    if let unit = number.last, let index = Array("BKMGT").firstIndex(of: Character(unit.uppercased())) {
      shift = UInt64(index) * 10
      number = number.dropLast()
    }
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first, isDecimal(whole), let value = UInt64(whole),
      value <= UInt64.max >> shift
    else { return nil }
    guard parts.count == 2 else { return value << shift }
    // At most six decimals, so that nothing overflows; the result must be whole bytes.
    guard shift > 0, isDecimal(parts[1]), parts[1].count <= 6, let rest = UInt64(parts[1]) else { return nil }
    var scale: UInt64 = 1
    for _ in parts[1] { scale *= 10 }
    let (quotient, remainder) = scale.dividingFullWidth((UInt64(1) << shift).multipliedFullWidth(by: rest))
    guard remainder == 0 else { return nil }
    let (sum, overflow) = (value << shift).addingReportingOverflow(quotient)
    return overflow ? nil : sum
  }

  private static func isDecimal(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy(ByteScanner.isDigit)
  }

  /// `0x1000-0x1fff`, both ends included.
  static func parseRange(_ text: String) -> AddressRange? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let first = parse(String(parts[0])), let last = parse(String(parts[1])),
      first <= last
    else { return nil }
    return AddressRange(first, last.adding(clamped: 1))
  }

  /// The same, nil where a range cannot be written so.
  static func text(_ range: AddressRange) -> String? {
    range.isEmpty ? nil : "\(range.start.grouped)-\(range.last.grouped)"
  }
}

extension FileFormat where Value == UInt64 {
  /// Written in hex.
  static let number = word(FileNumber.accepted, read: FileNumber.parse, write: \.grouped)
}

extension FileFormat where Value == Int {
  static func integer(_ range: ClosedRange<Int> = Int.min...Int.max) -> FileFormat {
    let accepted = range.lowerBound == .min ? "a whole number" : "\(range.lowerBound) to \(range.upperBound)"
    return word(accepted) { text in
      guard let value = Int(text) ?? FileNumber.parse(text).flatMap({ Int(exactly: $0) }) else { return nil }
      return range.contains(value) ? value : nil
    } write: { value in
      String(value)
    }
  }
}

extension FileFormat where Value == Bool {
  static let flag = word("true or false") { text in
    switch text.lowercased() {
    case "true", "yes", "on": true
    case "false", "no", "off": false
    default: nil
    }
  } write: { value in
    value ? "true" : "false"
  }
}

extension FileFormat where Value == String {
  static let text = word("a text", read: { $0 }, write: { $0 })
}
