/// Reads numbers as people who work with addresses write them: the one grammar of files, prompts and options.
///
/// The kernel's command line has another one, that of its own parsers: `KernelNumberParser`.
public enum NumberText {
  /// What is accepted, for error messages.
  public static let accepted = "a number such as 0xfed4_0000, 4096, 512M or 3.5G"

  /// The value of `0x7f000000`, `7f000000h`, `0b1010`, `2G`, `3.5G`, `640K`, `0x8000_0000`, `8000_0000`, `fed40000`,
  /// `48`.
  ///
  /// `_` may stand between any digits. K M G T P E are binary, in either case, with or without `B` or `iB` behind
  /// them; `B` alone is bytes. Bare digits are decimal, unless they hold one of a to f that is no unit, or are grouped
  /// by four as the ruler prints them: `16E` is 16 exbibytes and does not fit, `0x16e` and `16eh` are 366.
  ///
  /// - Throws: `NumberError` with the text and the reason.
  public static func parse(_ text: String) throws(NumberError) -> UInt64 {
    if let value = plainHex(text) { return value }
    let characters = Array(AddressExpression.trimmed(text))
    guard let first = characters.first, let last = characters.last else { throw .empty }
    if first == "-" { throw .negative(String(characters)) }
    if first == "_" || last == "_" { throw .notANumber(String(characters)) }
    if characters.starts(with: ["0", "x"]) || characters.starts(with: ["0", "X"]) {
      let (digits, unit) = splitUnit(Array(characters.dropFirst(2)), letters: "kmgtp")
      return try scaled(digits: digits, radix: 16, by: unit, in: characters)
    }
    if isBinary(characters) {
      return try scaled(digits: Array(characters.dropFirst(2)), radix: 2, by: 1, in: characters)
    }
    if last == "h" || last == "H" {
      return try scaled(digits: Array(characters.dropLast()), radix: 16, by: 1, in: characters)
    }
    if isGroupedByFour(characters) { return try scaled(digits: characters, radix: 16, by: 1, in: characters) }
    let (digits, unit) = splitUnit(characters, letters: "kmgtpe")
    if let unit, digits.allSatisfy({ isDecimalOrSeparator($0) || $0 == "." }) {
      return digits.contains(".")
        ? try fraction(digits, of: unit, in: characters)
        : try scaled(digits: digits, radix: 10, by: unit, in: characters)
    }
    if characters.contains(".") {
      throw unit == nil ? .notWhole(String(characters)) : .notANumber(String(characters))
    }
    // A letter that could be a unit behind hexadecimal digits, `fee`, is a digit.
    let isHex =
      characters.contains(where: isHexLetter) && characters.allSatisfy { isHexDigit($0) || $0 == "_" }
    if isHex { return try scaled(digits: characters, radix: 16, by: 1, in: characters) }
    return try scaled(digits: digits, radix: 10, by: unit, in: characters)
  }

  /// `0x` and up to sixteen digits, as programs write a number: the quick way for the many of a sweep. nil for anything
  /// else.
  private static func plainHex(_ text: String) -> UInt64? {
    let digits = text.utf8.dropFirst(2)
    guard text.utf8.starts(with: [0x30, 0x78]), (1...16).contains(digits.count) else { return nil }
    var value: UInt64 = 0
    for digit in digits {
      switch digit {
      case 0x30...0x39: value = value << 4 | UInt64(digit &- 0x30)
      case 0x61...0x66: value = value << 4 | UInt64(digit &- 0x57)
      default: return nil
      }
    }
    return value
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
    _ digits: [Character], of unit: UInt64, in text: [Character]
  ) throws(NumberError) -> UInt64 {
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2 else { throw .notANumber(String(text)) }
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

  /// Cuts off `G`, `GB`, `GiB` or `B` and says how many bytes that is; nil where there is none.
  private static func splitUnit(_ text: [Character], letters: String) -> (digits: [Character], unit: UInt64?)
  {
    var end = text.count
    let isBytes = end > 1 && (text[end - 1] == "B" || text[end - 1] == "b")
    if isBytes {
      end -= 1
      if end > 1, text[end - 1] == "i" || text[end - 1] == "I" { end -= 1 }
    }
    if end > 0, let shift = shift(of: text[end - 1], among: letters) {
      return (Array(text[..<(end - 1)]), 1 << shift)
    }
    // A hexadecimal number may end in b; its own letters come first.
    return isBytes && end == text.count - 1 && letters.contains("e") ? (Array(text[..<end]), 1) : (text, nil)
  }

  private static func shift(of letter: Character, among letters: String) -> UInt64? {
    let place = letters.firstIndex { $0 == letter || String($0) == letter.lowercased() }
    return place.map { UInt64(letters.distance(from: letters.startIndex, to: $0) + 1) * 10 }
  }

  /// `0b1010_0101`.
  private static func isBinary(_ text: [Character]) -> Bool {
    text.count > 2 && text[0] == "0" && (text[1] == "b" || text[1] == "B")
      && text.dropFirst(2).allSatisfy(isDecimalOrSeparator)
  }

  private static func isHexDigit(_ c: Character) -> Bool { c.isASCII && c.isHexDigit }

  private static func isHexLetter(_ c: Character) -> Bool { c.isASCII && c.isHexDigit && !c.isNumber }

  private static func isDecimalOrSeparator(_ c: Character) -> Bool { c == "_" || (c.isASCII && c.isNumber) }

  /// `8000_0000`: the ruler's own way to write an address.
  private static func isGroupedByFour(_ digits: [Character]) -> Bool {
    let groups = digits.split(separator: "_", omittingEmptySubsequences: false)
    guard groups.count > 1, let head = groups.first, (1...4).contains(head.count) else { return false }
    return groups.dropFirst().allSatisfy { $0.count == 4 }
      && digits.allSatisfy { isHexDigit($0) || $0 == "_" }
  }
}
