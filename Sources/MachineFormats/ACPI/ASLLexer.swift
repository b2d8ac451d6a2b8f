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

/// Cuts ASL text into tokens. Comments and preprocessor lines are left out; a byte that fits nowhere becomes a sign.
struct ASLLexer {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var tokens: [ASLToken] = []
  /// Of a word with its place; a text has one for every two bytes or more.
  static let tokenLimit = 4_000_000

  /// Longest first.
  private static let signs: [[UInt8]] = [
    "<<=", ">>=", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=", "-=", "*=", "/=", "%=",
    "&=",
    "|=", "^=",
  ].map { Array($0.utf8) }

  static func tokens(of source: SourceText) -> [ASLToken] {
    var lexer = ASLLexer(bytes: source.lines.joined)
    lexer.run()
    return lexer.tokens
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func peek(_ distance: Int = 0) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  private mutating func run() {
    var isLineStart = true
    while let byte = peek(), tokens.count < Self.tokenLimit {
      switch byte {
      case 0x0a:
        line += 1
        position += 1
        isLineStart = true
        continue
      case 0x20, 0x09: position += 1
      case UInt8(ascii: "#") where isLineStart: skipLine()
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"): skipLine()
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): skipComment()
      case UInt8(ascii: "\""): string()
      case _ where ByteScanner.isDigit(byte): number()
      case _ where Self.startsWord(byte) && !(byte == UInt8(ascii: "^") && followsOperand): word()
      default: sign(byte)
      }
      isLineStart = isLineStart && (byte == 0x20 || byte == 0x09)
    }
    append(.end)
  }

  private mutating func append(_ kind: ASLToken.Kind) { tokens.append(ASLToken(kind: kind, line: line)) }

  /// `^` between operands is an operator, elsewhere it begins a name.
  private var followsOperand: Bool {
    switch tokens.last?.kind {
    case .word, .integer, .string: true
    case .sign(let sign): sign == ")" || sign == "]" || sign == "++" || sign == "--"
    case .end, nil: false
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

  private mutating func string() {
    let start = line
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
    tokens.append(ASLToken(kind: .string(String(decoding: content, as: UTF8.self)), line: start))
  }

  /// Hex, octal and decimal numbers; one that does not fit becomes the largest.
  private mutating func number() {
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
    append(.integer(value))
  }

  private mutating func word() {
    let start = position
    while let byte = peek(), byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "^") { position += 1 }
    while let byte = peek(),
      Self.isLetter(byte) || ByteScanner.isDigit(byte) || byte == UInt8(ascii: ".")
    {
      position += 1
    }
    append(.word(String(decoding: bytes[start..<position], as: UTF8.self)))
  }

  private mutating func sign(_ byte: UInt8) {
    for sign in Self.signs where sign[0] == byte && bytes[position...].starts(with: sign) {
      append(.sign(String(decoding: sign, as: UTF8.self)))
      position += sign.count
      return
    }
    append(.sign(String(decoding: [byte], as: UTF8.self)))
    position += 1
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
