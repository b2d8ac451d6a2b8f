/// Reads stretches of a wanted map: `0..2G:WB`, `0xe0000000+512M:WC`, `0-0x7fffffff:WB`, `4G..6G:any`.
public enum WantedText {
  /// What is accepted, for error messages.
  public static let accepted =
    "START..END:TYPE (END not included), START+SIZE:TYPE or FIRST-LAST:TYPE, with UC, WC, WT, WP, WB or any as TYPE"

  /// Throws for what is none of the accepted forms.
  public static func parse(_ text: String) throws(WantedTextError) -> WantedMap.Piece {
    guard let colon = text.lastIndex(where: { $0 == ":" || $0 == "=" }) else { throw .noType(text) }
    let word = AddressExpression.trimmed(String(text[text.index(after: colon)...]))
    return WantedMap.Piece(try range(String(text[..<colon]), in: text), try type(word))
  }

  /// The type of a word such as `WB`, `write-back` or `any`; nil for any.
  public static func type(_ word: String) throws(WantedTextError) -> MemoryType? {
    let lower = word.lowercased()
    if lower == "any" { return nil }
    guard
      let type = MemoryType.mtrrTypes.first(where: { $0.name.lowercased() == lower || $0.mtrrWord == lower })
    else { throw .unknownType(word) }
    return type
  }

  private static func range(_ text: String, in whole: String) throws(WantedTextError) -> AddressRange {
    if let dots = text.firstIndex(of: "."), text[dots...].hasPrefix("..") {
      let end = text[text.index(dots, offsetBy: 2)...]
      return AddressRange(try number(text[..<dots], in: whole), try number(end, in: whole))
    }
    guard let range = RangeText.parse(text) else { throw .noRange(text, in: whole) }
    // `0-2G`: a last byte at the start of a page ends no page, so the end is meant.
    let isEnd = text.contains("-") && range.last % .page == 0 && range.start < range.last
    return isEnd ? AddressRange(range.start, range.last) : range
  }

  private static func number(_ text: some StringProtocol, in whole: String) throws(WantedTextError) -> UInt64
  {
    do throws(NumberError) {
      return try NumberText.parse(String(text))
    } catch {
      throw .noNumber(error, in: whole)
    }
  }
}

/// Why a text is no stretch of a wanted map.
public enum WantedTextError: Error, Hashable, Sendable {
  case noType(String)
  case noRange(String, in: String)
  case noNumber(NumberError, in: String)
  case unknownType(String)
}

extension WantedTextError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noType(let text): "\"\(text)\" names no type; accepted: \(WantedText.accepted)"
    case .noRange(let text, let whole):
      "\"\(text)\" in \"\(whole)\" is no range; accepted: \(WantedText.accepted)"
    case .noNumber(let error, let whole): "\"\(whole)\": \(error.text)"
    case .unknownType(let word): "\"\(word)\" is no memory type; accepted: UC, WC, WT, WP, WB, any"
    }
  }
}
