/// Takes markup off a text that was copied from a web page, a forum or an issue: tags and character references of
/// HTML, tags of BBCode, escapes of Markdown. What only looks like markup stays: `<6>`, `<foo@bar>`, `[mem ...]`.
struct Markup {
  /// The traits of a text say which of the three to look for.
  private let traits: TextTraits

  init(_ traits: TextTraits) { self.traits = traits }

  func removed(from text: PastedText) -> PastedText {
    var result = PastedText.Builder(text)
    let bytes = text.bytes
    var i = 0
    while i < bytes.count {
      if let (end, character) = element(bytes, at: i) {
        switch character {
        case .nothing: break
        case .lineEnd:
          // A line end right behind the tag is its own.
          if !result.isBlankSoFar, !(end < bytes.count && bytes[end] == 0x0a) { result.breakLine() }
        case .bytes(let plain): for byte in plain { result.append(byte) }
        }
        i = end
        continue
      }
      result.append(bytes[i])
      i += 1
    }
    return result.finished()
  }

  /// What stands in the place of an element.
  enum Replacement: Hashable {
    case nothing, lineEnd
    case bytes([UInt8])
  }

  private func element(_ bytes: [UInt8], at i: Int) -> (end: Int, Replacement)? {
    switch bytes[i] {
    case UInt8(ascii: "<"): return traits.hasTags ? Self.tag(bytes, at: i) : nil
    case UInt8(ascii: "&"): return traits.hasTags ? Self.reference(bytes, at: i) : nil
    case UInt8(ascii: "["): return traits.hasBBCode ? Self.bbCode(bytes, at: i) : nil
    case UInt8(ascii: "\\"):
      guard traits.hasMarkdownEscapes, i + 1 < bytes.count, Self.markdown.contains(bytes[i + 1]) else {
        return nil
      }
      return (i + 1, .nothing)
    default: return nil
    }
  }

  private static let markdown: Set<UInt8> = Set("[]_*<>#`~|-".utf8)

  // MARK: HTML

  /// Longer tags are none.
  private static let tagLimit = 512

  private static let lineTags: Set<String> = [
    "br", "p", "div", "tr", "li", "pre", "table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "summary",
    "details", "body", "html", "head", "title", "tbody", "hr",
  ]
  private static let inlineTags: Set<String> = [
    "span", "code", "tt", "b", "i", "u", "s", "em", "strong", "font", "a", "td", "th", "samp", "kbd", "small",
    "mark", "wbr", "del", "ins", "sub", "sup", "big",
  ]

  /// A tag with a known name, on one line: the index behind it.
  static func tag(_ bytes: [UInt8], at start: Int) -> (end: Int, Replacement)? {
    var i = start + 1
    if i < bytes.count, bytes[i] == UInt8(ascii: "/") { i += 1 }
    let name = word(bytes, from: i)
    guard !name.isEmpty else { return nil }
    i += name.utf8.count
    guard i < bytes.count,
      bytes[i] == UInt8(ascii: ">") || bytes[i] == UInt8(ascii: "/") || SourceLine.isBlank(bytes[i])
    else { return nil }
    let isLine = lineTags.contains(name)
    guard isLine || inlineTags.contains(name) else { return nil }
    let limit = min(bytes.count, start + tagLimit)
    while i < limit, bytes[i] != UInt8(ascii: ">"), bytes[i] != 0x0a { i += 1 }
    guard i < limit, bytes[i] == UInt8(ascii: ">") else { return nil }
    return (i + 1, isLine ? .lineEnd : .nothing)
  }

  /// The letters and digits from `i` on, in lower case, at most ten.
  private static func word(_ bytes: [UInt8], from i: Int) -> String {
    var end = i
    while end < bytes.count, end < i + 11, isLetterOrDigit(bytes[end]) { end += 1 }
    guard end > i, end < i + 11, !ByteScanner.isDigit(bytes[i]) else { return "" }
    return String(decoding: bytes[i..<end].map { $0 < 0x60 && $0 > 0x40 ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    ByteScanner.isDigit(byte) || (0x61...0x7a).contains(byte | 0x20) && byte >= 0x41
  }

  private static let names: [String: [UInt8]] = [
    "lt": Array("<".utf8), "gt": Array(">".utf8), "amp": Array("&".utf8), "quot": Array("\"".utf8),
    "apos": Array("'".utf8), "nbsp": [0x20], "ensp": [0x20], "emsp": [0x20], "thinsp": [0x20],
    "lbrack": Array("[".utf8), "rbrack": Array("]".utf8), "lsqb": Array("[".utf8), "rsqb": Array("]".utf8),
    "equals": Array("=".utf8), "colon": Array(":".utf8), "tab": [0x20], "shy": [],
  ]

  /// `&gt;`, `&#62;`, `&#x3e;`
  static func reference(_ bytes: [UInt8], at start: Int) -> (end: Int, Replacement)? {
    var i = start + 1
    guard i < bytes.count else { return nil }
    guard bytes[i] == UInt8(ascii: "#") else {
      let name = word(bytes, from: i)
      i += name.utf8.count
      guard i < bytes.count, bytes[i] == UInt8(ascii: ";"), let text = names[name] else { return nil }
      return (i + 1, .bytes(text))
    }
    var scanner = ByteScanner(bytes[(i + 1)...].prefix(10))
    let isHex = scanner.skip("x") || scanner.skip("X")
    guard let number = isHex ? scanner.hex() : scanner.decimal(), scanner.skip(";"), number <= 0x10ffff,
      let scalar = Unicode.Scalar(UInt32(number))
    else { return nil }
    let end = scanner.rest.startIndex
    switch number {
    case 0x0a, 0x0d: return (end, .lineEnd)
    case 0xa0, 0x09: return (end, .bytes([0x20]))
    case ..<0x20, 0x7f..<0xa0: return (end, .nothing)
    default: return (end, .bytes(Array(String(Character(scalar)).utf8)))
    }
  }

  // MARK: BBCode

  private static let bbNames: Set<String> = [
    "b", "i", "u", "s", "code", "quote", "size", "color", "font", "url", "pre", "spoiler", "icode", "tt",
    "center", "left", "right", "highlight", "hide", "list", "noparse", "inline",
  ]

  /// `[B]`, `[/quote]`, `[color=red]`
  static func bbCode(_ bytes: [UInt8], at start: Int) -> (end: Int, Replacement)? {
    var i = start + 1
    if i < bytes.count, bytes[i] == UInt8(ascii: "/") { i += 1 }
    let name = word(bytes, from: i)
    guard bbNames.contains(name) else { return nil }
    i += name.utf8.count
    guard i < bytes.count, bytes[i] == UInt8(ascii: "]") || bytes[i] == UInt8(ascii: "=") else { return nil }
    let limit = min(bytes.count, start + 200)
    while i < limit, bytes[i] != UInt8(ascii: "]"), bytes[i] != 0x0a { i += 1 }
    guard i < limit, bytes[i] == UInt8(ascii: "]") else { return nil }
    return (i + 1, .nothing)
  }
}
