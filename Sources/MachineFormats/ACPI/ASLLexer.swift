/// What is wrong with the text of a disassembled table.
public struct ASLError: FormatError {
  public static let format = "ASL"
  public static let accepted = "the text that iasl -d writes"
  public let line: Int
  public let found: String

  public init(line: Int, found: String) {
    self.line = line
    self.found = found
  }
}

/// A piece of ASL text.
struct ASLToken: Hashable {
  enum Kind: Hashable {
    /// A keyword or a name with its `\`, `^` and dots.
    case word(String)
    case integer(UInt64)
    case string(String)
    case sign(String)
    case end
  }

  var kind: Kind
  var line: Int
}

/// Cuts ASL text into tokens, one at a time: what is behind is forgotten. Comments and preprocessor lines are left out;
/// a byte that fits nowhere becomes a sign.
struct ASLLexer {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var isLineStart = true
  /// The token in hand, and the byte where it begins; at the end that behind the last one.
  private(set) var token = ASLToken(kind: .end, line: 0)
  private(set) var start = 0

  /// Longest first.
  private static let signs: [[UInt8]] = [
    "<<=", ">>=", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=", "-=", "*=", "/=", "%=",
    "&=",
    "|=", "^=",
  ].map { Array($0.utf8) }

  /// The first token is in hand.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    advance()
  }

  /// Where the text ends.
  var end: Int { bytes.count }

  /// Goes on to the token that begins at a place ahead.
  mutating func skip(to place: Int) {
    let place = min(place, end)
    guard place > start else { return }
    while position < place {
      if bytes[position] == 0x0a { line += 1 }
      position += 1
    }
    isLineStart = false
    advance()
  }

  private func peek(_ distance: Int = 0) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  /// Takes the next token into hand; behind the last one it is `end` for ever.
  mutating func advance() {
    while let byte = peek() {
      let isLineStart = isLineStart
      self.isLineStart = isLineStart && (byte == 0x20 || byte == 0x09)
      switch byte {
      case 0x0a:
        line += 1
        position += 1
        self.isLineStart = true
      case 0x20, 0x09: position += 1
      case UInt8(ascii: "#") where isLineStart: skipLine()
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"): skipLine()
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): skipComment()
      default:
        let (place, number) = (position, line)
        token = ASLToken(kind: kind(from: byte), line: number)
        start = place
        return
      }
    }
    token = ASLToken(kind: .end, line: line)
    start = end
  }

  private mutating func kind(from byte: UInt8) -> ASLToken.Kind {
    switch byte {
    case UInt8(ascii: "\""): string()
    case _ where ByteScanner.isDigit(byte): number()
    case _ where Self.startsWord(byte) && !(byte == UInt8(ascii: "^") && followsOperand): word()
    default: sign(byte)
    }
  }

  /// `^` between operands is an operator, elsewhere it begins a name.
  private var followsOperand: Bool {
    switch token.kind {
    case .word, .integer, .string: true
    case .sign(let sign): sign == ")" || sign == "]" || sign == "++" || sign == "--"
    case .end: false
    }
  }

  private static func startsWord(_ byte: UInt8) -> Bool {
    isLetter(byte) || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "^")
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x5f
  }

  private mutating func skipLine() {
    while let byte = peek(), byte != 0x0a { position += 1 }
  }

  private mutating func skipComment() {
    position += 2
    while let byte = peek() {
      if byte == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
        position += 2
        return
      }
      if byte == 0x0a { line += 1 }
      position += 1
    }
  }

  private mutating func string() -> ASLToken.Kind {
    position += 1
    var content: [UInt8] = []
    while let byte = peek(), byte != UInt8(ascii: "\""), byte != 0x0a {
      if byte == UInt8(ascii: "\\"), let next = peek(1), next != 0x0a {
        content.append(next)
        position += 2
      } else {
        content.append(byte)
        position += 1
      }
    }
    if peek() == UInt8(ascii: "\"") { position += 1 }
    return .string(String(decoding: content, as: UTF8.self))
  }

  /// Hex, octal and decimal numbers; one that does not fit becomes the largest.
  private mutating func number() -> ASLToken.Kind {
    var radix: UInt64 = 10
    if peek() == UInt8(ascii: "0") {
      if peek(1) == UInt8(ascii: "x") || peek(1) == UInt8(ascii: "X") {
        radix = 16
        position += 2
      } else {
        radix = 8
      }
    }
    var value: UInt64 = 0
    while let byte = peek(), let digit = ByteScanner.digit(byte), digit < radix {
      let (product, overflow) = value.multipliedReportingOverflow(by: radix)
      value = overflow ? .max : product.adding(clamped: digit)
      position += 1
    }
    return .integer(value)
  }

  private mutating func word() -> ASLToken.Kind {
    let start = position
    while let byte = peek(), byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "^") { position += 1 }
    while let byte = peek(),
      Self.isLetter(byte) || ByteScanner.isDigit(byte) || byte == UInt8(ascii: ".")
    {
      position += 1
    }
    return .word(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func sign(_ byte: UInt8) -> ASLToken.Kind {
    for sign in Self.signs where sign[0] == byte && bytes[position...].starts(with: sign) {
      position += sign.count
      return .sign(String(decoding: sign, as: UTF8.self))
    }
    position += 1
    return .sign(String(decoding: [byte], as: UTF8.self))
  }
}

extension ACPIName {
  /// From text like `\_SB.PCI0`, `^^FOO` or `PCI0.SF8`; nil if it is no name.
  init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    self.init(segments: [])
    if rest.first == UInt8(ascii: "\\") {
      isAbsolute = true
      rest = rest.dropFirst()
    }
    while rest.first == UInt8(ascii: "^") {
      steps += 1
      rest = rest.dropFirst()
    }
    if rest.isEmpty {
      guard isAbsolute || steps > 0 else { return nil }
      return
    }
    for part in rest.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      guard let segment = ACPISegment(part) else { return nil }
      segments.append(segment)
    }
  }
}
