/// What has to be cleaned from a text, found in one pass: most files have nothing of it.
struct TextTraits {
  /// Control sequences, line ends other than a line feed, blanks that are none.
  var hasTerminalBytes = false
  /// Tags and character references of HTML.
  var hasTags = false
  /// Closing tags of BBCode.
  var hasBBCode = false
  /// `\[    0.000000\]`
  var hasMarkdownEscapes = false
  /// Several time stamps on one line, with messages between them, or registers behind other words.
  var hasJoinedLines = false
  /// Where the last time stamp of this line ends.
  private var stampEnd: Int?
  /// Soft breaks, `=3D`, and equals signs that quoted-printable text cannot have.
  private var softBreaks = 0
  private var escapes = 0
  private var plainEquals = 0
  private var hasSureEscape = false

  /// Text that was sent as quoted-printable and saved as it was sent: hardly an equals sign in it stands for itself.
  var isQuotedPrintable: Bool {
    guard softBreaks + escapes > 0, plainEquals * 8 <= softBreaks + escapes else { return false }
    return hasSureEscape || softBreaks > 1
  }

  private enum Class: UInt8 {
    case plain = 0
    case terminal, equals, bracket, angle, ampersand, backslash, lineFeed
  }

  private static let classes: [UInt8] = {
    var classes = [UInt8](repeating: 0, count: 256)
    for byte in [0, 0x08, 0x0d, 0x1b] + Array(0x80...0xff) { classes[byte] = Class.terminal.rawValue }
    classes[0x0a] = Class.lineFeed.rawValue
    classes[Int(UInt8(ascii: "="))] = Class.equals.rawValue
    classes[Int(UInt8(ascii: "["))] = Class.bracket.rawValue
    classes[Int(UInt8(ascii: "<"))] = Class.angle.rawValue
    classes[Int(UInt8(ascii: "&"))] = Class.ampersand.rawValue
    classes[Int(UInt8(ascii: "\\"))] = Class.backslash.rawValue
    return classes
  }()

  init(_ bytes: [UInt8]) {
    let classes = Self.classes
    for i in bytes.indices {
      let kind = classes[Int(bytes[i])]
      if kind == 0 { continue }
      look(at: i, Class(rawValue: kind) ?? .plain, in: bytes)
    }
  }

  private mutating func look(at i: Int, _ kind: Class, in bytes: [UInt8]) {
    switch kind {
    case .plain: break
    case .terminal: hasTerminalBytes = true
    case .lineFeed: stampEnd = nil
    case .equals:
      countEquals(at: i, in: bytes)
      if !hasJoinedLines { hasJoinedLines = JoinedLines.isRegister(bytes, equalsAt: i) }
    case .bracket:
      if !hasTerminalBytes, TerminalText.endOfColour(bytes, from: i) != nil { hasTerminalBytes = true }
      if !hasBBCode, i + 1 < bytes.count, bytes[i + 1] == UInt8(ascii: "/") {
        hasBBCode = Markup.bbCode(bytes, at: i) != nil
      }
      if let end = JoinedLines.stamp(bytes, at: i) {
        if JoinedLines.isNext(at: i, behind: stampEnd) { hasJoinedLines = true }
        stampEnd = end
      }
    case .angle: if !hasTags { hasTags = Markup.tag(bytes, at: i) != nil }
    case .ampersand: if !hasTags { hasTags = Markup.reference(bytes, at: i) != nil }
    case .backslash:
      if !hasMarkdownEscapes, i + 2 < bytes.count, bytes[i + 1] == UInt8(ascii: "[") {
        hasMarkdownEscapes = SourceLine.isBlank(bytes[i + 2]) || ByteScanner.isDigit(bytes[i + 2])
      }
    }
  }

  private mutating func countEquals(at i: Int, in bytes: [UInt8]) {
    switch QuotedPrintable.escape(bytes, at: i) {
    case .byte(let byte, _):
      escapes += 1
      // Two hex digits can follow an equals sign by chance; these hardly do.
      if byte == UInt8(ascii: "="), bytes[i + 2] == UInt8(ascii: "D") { hasSureEscape = true }
      if byte == 0xa0 || byte == 0xc2 || byte == 0xe2 { hasSureEscape = true }
    case .softBreak: softBreaks += 1
    case nil: plainEquals += 1
    }
  }
}
