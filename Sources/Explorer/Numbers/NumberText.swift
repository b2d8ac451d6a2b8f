import MemtypeEngine

/// Reads numbers as people who work with addresses write them.
public enum NumberText {
  /// The value of `0x7f000000`, `7f000000h`, `2G`, `3.5G`, `640K`, `0x8000_0000`, `8000_0000`, `fed40000`, `48`.
  ///
  /// `_` may stand between any digits. Bare digits are decimal, unless they hold one of a to f or are grouped
  /// by four as the ruler prints them. K M G T P are binary, with or without `B` or `iB` behind them.
  public static func parse(_ text: String) throws(NumberError) -> UInt64 {
    let characters = Array(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    guard let first = characters.first, let last = characters.last else { throw .empty }
    if first == "-" { throw .negative(String(characters)) }
    if characters.starts(with: ["0", "x"]) || characters.starts(with: ["0", "X"]) {
      let (digits, unit) = splitUnit(Array(characters.dropFirst(2)))
      return try scaled(digits: digits, radix: 16, by: unit, in: characters)
    }
    if last == "h" || last == "H" {
      return try scaled(digits: Array(characters.dropLast()), radix: 16, by: 1, in: characters)
    }
    let (digits, unit) = splitUnit(characters)
    if unit == nil, last == "B", digits == characters, characters.count > 1,
      characters.dropLast().allSatisfy(isDecimalOrSeparator)
    {
      return try scaled(digits: Array(characters.dropLast()), radix: 10, by: 1, in: characters)
    }
    if digits.contains(".") { return try fraction(digits, of: unit, in: characters) }
    let isHex = unit == nil && (digits.contains(where: isHexLetter) || isGroupedByFour(digits))
    return try scaled(digits: digits, radix: isHex ? 16 : 10, by: unit, in: characters)
  }

  /// `3.5G`, `20K`, `2G` where that is exact, hex otherwise: what `parse` reads back as the same value.
  public static func editable(_ value: UInt64) -> String {
    let size = value.sizeText
    return value == 0 || size.hasPrefix("~") || value < .kib ? value.grouped : size
  }

  private static func scaled(
    digits: [Character], radix: Int, by unit: UInt64?, in text: [Character]
  ) throws(NumberError) -> UInt64 {
    guard digits.contains(where: { $0 != "_" }) else { throw .notANumber(String(text)) }
    var value: UInt64 = 0
    for digit in digits where digit != "_" {
      guard digit.isASCII, let number = digit.hexDigitValue, number < radix else {
        throw digit.isLetter && digit != "x"
          ? .unknownUnit(String(digit), in: String(text)) : .notANumber(String(text))
      }
      let (product, high) = value.multipliedReportingOverflow(by: UInt64(radix))
      let (sum, carry) = product.addingReportingOverflow(UInt64(number))
      if high || carry { throw .tooLarge(String(text)) }
      value = sum
    }
    let (result, overflow) = value.multipliedReportingOverflow(by: unit ?? 1)
    if overflow { throw .tooLarge(String(text)) }
    return result
  }

  private static func fraction(
    _ digits: [Character], of unit: UInt64?, in text: [Character]
  ) throws(NumberError) -> UInt64 {
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let unit else {
      throw unit == nil ? .notWhole(String(text)) : .notANumber(String(text))
    }
    let whole = try scaled(digits: Array(parts[0]), radix: 10, by: unit, in: text)
    let decimals = parts[1].filter { $0 != "_" }
    guard decimals.count <= 15 else { throw .notWhole(String(text)) }
    let numerator = try scaled(digits: Array(parts[1]), radix: 10, by: 1, in: text)
    var denominator: UInt64 = 1
    for _ in decimals { denominator &*= 10 }
    let product = numerator.multipliedFullWidth(by: unit)
    guard product.high < denominator else { throw .tooLarge(String(text)) }
    let (quotient, remainder) = denominator.dividingFullWidth(product)
    guard remainder == 0 else { throw .notWhole(String(text)) }
    let (sum, overflow) = whole.addingReportingOverflow(quotient)
    if overflow { throw .tooLarge(String(text)) }
    return sum
  }

  /// Cuts off `G`, `GB` or `GiB` and says how many bytes that is; nil where there is none.
  private static func splitUnit(_ text: [Character]) -> (digits: [Character], unit: UInt64?) {
    var end = text.count
    if end > 0, text[end - 1] == "B" || text[end - 1] == "b" {
      end -= 1
      if end > 0, text[end - 1] == "i" || text[end - 1] == "I" { end -= 1 }
    }
    for candidate in [end, text.count] where candidate > 0 {
      if let unit = unit(text[candidate - 1]) { return (Array(text[..<(candidate - 1)]), unit) }
    }
    return (text, nil)
  }

  private static func unit(_ letter: Character) -> UInt64? {
    switch letter {
    case "k", "K": .kib
    case "m", "M": .mib
    case "g", "G": .gib
    case "t", "T": .tib
    case "p", "P": 1 << 50
    default: nil
    }
  }

  private static func isHexLetter(_ c: Character) -> Bool { c.isASCII && c.isHexDigit && !c.isNumber }

  private static func isDecimalOrSeparator(_ c: Character) -> Bool { c == "_" || (c.isASCII && c.isNumber) }

  /// `8000_0000`: the ruler's own way to write an address.
  private static func isGroupedByFour(_ digits: [Character]) -> Bool {
    let groups = digits.split(separator: "_", omittingEmptySubsequences: false)
    guard groups.count > 1, let head = groups.first, (1...4).contains(head.count) else { return false }
    return groups.dropFirst().allSatisfy { $0.count == 4 }
  }
}
