/// Reads the text of a disassembled table into terms.
///
/// What cannot be read is left out to the end of its block and noted, so that a damaged text gives what it can.
struct ASLParser {
  static let depthLimit = 100
  /// Of operators in a row: each makes the term deeper.
  static let chainLimit = 200
  static let damageLimit = 16

  let tokens: [ASLToken]
  /// For each opening bracket the index of its closing one.
  private let closing: [Int32]
  var position = 0
  var depth = 0
  var damages: [ASLError] = []
  /// Offsets of the fields of tagged resource descriptors.
  var tags: [ACPISegment: [ACPISegment: Int]] = [:]

  /// What `DefinitionBlock` says.
  struct Header {
    var signature: String
    var revision: UInt64
    var oemID: String
    var oemTableID: String
    var oemRevision: UInt64
  }

  init(_ source: SourceText) {
    tokens = ASLLexer.tokens(of: source)
    var open: [Int] = []
    var pairs = [Int32](repeating: -1, count: tokens.count)
    for (i, token) in tokens.enumerated() {
      switch token.kind {
      case .sign("{"), .sign("("), .sign("["): open.append(i)
      case .sign("}"), .sign(")"), .sign("]"): if let start = open.popLast() { pairs[start] = Int32(i) }
      default: break
      }
    }
    closing = pairs
  }

  /// All definition blocks of the text; throws if there is none.
  mutating func parse() throws(ASLError) -> [(header: Header, terms: [ACPITerm])] {
    var blocks: [(header: Header, terms: [ACPITerm])] = []
    while kind != .end {
      guard isWord("DefinitionBlock") else {
        position += 1
        continue
      }
      position += 1
      do throws(ASLError) {
        let header = try definitionHeader()
        blocks.append((header, try block()))
      } catch {
        if blocks.isEmpty { throw error }
        note(error)
      }
    }
    guard !blocks.isEmpty else { throw ASLError(line: 0, found: "no DefinitionBlock") }
    if tokens.count > ASLLexer.tokenLimit {
      note(ASLError(line: line, found: "more than \(ASLLexer.tokenLimit) words"))
    }
    return blocks
  }

  private mutating func definitionHeader() throws(ASLError) -> Header {
    try expect("(")
    _ = try string()
    try expect(",")
    let signature = try string()
    try expect(",")
    let revision = try integer()
    try expect(",")
    let oemID = try string()
    try expect(",")
    let oemTableID = try string()
    try expect(",")
    let oemRevision = try integer()
    try expect(")")
    return Header(
      signature: signature, revision: revision, oemID: oemID, oemTableID: oemTableID, oemRevision: oemRevision
    )
  }

  // MARK: Tokens

  /// The last token is always `end`.
  var kind: ASLToken.Kind { position < tokens.count ? tokens[position].kind : .end }

  var line: Int { (position < tokens.count ? tokens[position] : tokens.last)?.line ?? 0 }

  func isWord(_ text: String) -> Bool { kind == .word(text) }

  func isSign(_ text: String) -> Bool { kind == .sign(text) }

  mutating func skip(_ sign: String) -> Bool {
    guard isSign(sign) else { return false }
    position += 1
    return true
  }

  func error(_ wanted: String) -> ASLError {
    let found: String
    switch kind {
    case .word(let text), .sign(let text): found = excerpt(Array(text.utf8)[...])
    case .integer(let value): found = value.prefixedHex()
    case .string(let text): found = "the string " + excerpt(Array(text.utf8)[...])
    case .end: found = "the end"
    }
    return ASLError(line: line, found: "\(found) instead of \(wanted)")
  }

  mutating func expect(_ sign: String) throws(ASLError) {
    guard skip(sign) else { throw error("\"\(sign)\"") }
  }

  mutating func word() throws(ASLError) -> String {
    guard case .word(let text) = kind else { throw error("a word") }
    position += 1
    return text
  }

  mutating func string() throws(ASLError) -> String {
    guard case .string(let text) = kind else { throw error("a string") }
    position += 1
    return text
  }

  mutating func integer() throws(ASLError) -> UInt64 {
    switch kind {
    case .integer(let value):
      position += 1
      return value
    case .word("Zero"):
      position += 1
      return 0
    case .word("One"):
      position += 1
      return 1
    case .word("Ones"):
      position += 1
      return .max
    default: throw error("a number")
    }
  }

  mutating func name() throws(ASLError) -> ACPIName {
    guard case .word(let text) = kind, let name = ACPIName(text) else { throw error("a name") }
    position += 1
    return name
  }

  mutating func note(_ error: ASLError) {
    if damages.count < Self.damageLimit { damages.append(error) }
  }

  /// The index of the bracket that closes the one at the position; the end of the text if it is missing.
  var close: Int {
    guard closing.indices.contains(position), closing[position] >= 0 else { return tokens.count - 1 }
    return Int(closing[position])
  }

  // MARK: Blocks

  /// Statements between braces.
  mutating func block() throws(ASLError) -> [ACPITerm] {
    guard isSign("{") else { throw error("\"{\"") }
    guard depth < Self.depthLimit else {
      throw ASLError(line: line, found: "more than \(Self.depthLimit) levels")
    }
    let end = close
    position += 1
    depth += 1
    defer {
      depth -= 1
      position = min(end + 1, tokens.count)
    }
    var result: [ACPITerm] = []
    while position < end {
      if skip(";") { continue }
      let start = position
      do throws(ASLError) {
        try statement(into: &result)
      } catch {
        note(error)
        // The rest of the block is lost, not what is around it.
        break
      }
      if position == start { position += 1 }
    }
    return result
  }

  /// Calls `body` for what is between the brackets at the position, and goes on behind them.
  mutating func bracketed<Value>(
    _ sign: String, _ body: (inout ASLParser, Int) throws(ASLError) -> Value
  ) throws(ASLError) -> Value {
    guard isSign(sign) else { throw error("\"\(sign)\"") }
    let end = close
    position += 1
    let value = try body(&self, end)
    position = min(end + 1, tokens.count)
    return value
  }

  /// Arguments between parentheses; nil where one is left out.
  mutating func arguments() throws(ASLError) -> [ACPITerm?] {
    try bracketed("(") { (parser, end) throws(ASLError) in
      var result: [ACPITerm?] = []
      while parser.position < end {
        if parser.skip(",") {
          result.append(nil)
          continue
        }
        result.append(try parser.expression())
        if parser.position < end {
          try parser.expect(",")
          if parser.position >= end { result.append(nil) }
        }
      }
      return result
    }
  }
}
