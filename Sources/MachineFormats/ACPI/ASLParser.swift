/// Reads the text of a disassembled table into terms.
///
/// What cannot be read is left out to the end of its block and noted, so that a damaged text gives what it can.
struct ASLParser {
  static let depthLimit = 100
  /// Of operators in a row: each makes the term deeper.
  static let chainLimit = 200
  static let damageLimit = 16

  private var lexer: ASLLexer
  private let brackets: ASLBrackets
  var depth = 0
  /// Of all tables of a machine together.
  var termsLeft = ACPITerm.limit
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
    lexer = ASLLexer(source.lines.joined)
    brackets = ASLBrackets(lexer)
    if let line = brackets.cutLine {
      note(ASLError(line: line, found: "more than \(ASLBrackets.limit) pairs of brackets"))
    }
  }

  /// All definition blocks of the text; throws if there is none.
  mutating func parse() throws(ASLError) -> [(header: Header, terms: [ACPITerm])] {
    var blocks: [(header: Header, terms: [ACPITerm])] = []
    while kind != .end {
      guard isWord("DefinitionBlock") else {
        advance()
        continue
      }
      advance()
      do throws(ASLError) {
        let header = try definitionHeader()
        blocks.append((header, try block()))
      } catch {
        if blocks.isEmpty { throw error }
        note(error)
      }
    }
    guard !blocks.isEmpty else { throw ASLError(line: 0, found: "no DefinitionBlock") }
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

  var kind: ASLToken.Kind { lexer.token.kind }

  var line: Int { lexer.token.line }

  /// The byte where the token in hand begins.
  var position: Int { lexer.start }

  mutating func advance() { lexer.advance() }

  /// Moves on to the closing bracket at a place.
  mutating func skip(to place: Int) { lexer.skip(to: place) }

  /// Moves on behind it.
  mutating func leave(_ place: Int) {
    skip(to: place)
    advance()
  }

  /// Each term is one of those that all tables may have.
  mutating func spendTerm() throws(ASLError) {
    guard termsLeft > 0 else { throw ASLError(line: line, found: ACPITerm.limitText) }
    termsLeft -= 1
  }

  func isWord(_ text: String) -> Bool { kind == .word(text) }

  func isSign(_ text: String) -> Bool { kind == .sign(text) }

  mutating func skip(_ sign: String) -> Bool {
    guard isSign(sign) else { return false }
    advance()
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
    advance()
    return text
  }

  mutating func string() throws(ASLError) -> String {
    guard case .string(let text) = kind else { throw error("a string") }
    advance()
    return text
  }

  mutating func integer() throws(ASLError) -> UInt64 {
    switch kind {
    case .integer(let value):
      advance()
      return value
    case .word("Zero"):
      advance()
      return 0
    case .word("One"):
      advance()
      return 1
    case .word("Ones"):
      advance()
      return .max
    default: throw error("a number")
    }
  }

  mutating func name() throws(ASLError) -> ACPIName {
    guard case .word(let text) = kind, let name = ACPIName(text) else { throw error("a name") }
    advance()
    return name
  }

  mutating func note(_ error: ASLError) {
    if damages.count < Self.damageLimit { damages.append(error) }
  }

  /// The place of the bracket that closes the one in hand; the end of the text if it is missing.
  var close: Int { brackets.close(ofOpening: position) ?? lexer.end }

  // MARK: Blocks

  /// Statements between braces.
  mutating func block() throws(ASLError) -> [ACPITerm] {
    guard isSign("{") else { throw error("\"{\"") }
    guard depth < Self.depthLimit else {
      throw ASLError(line: line, found: "more than \(Self.depthLimit) levels")
    }
    let end = close
    advance()
    depth += 1
    defer {
      depth -= 1
      leave(end)
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
      if position == start { advance() }
    }
    return result
  }

  /// Calls `body` for what is between the brackets at the position, and goes on behind them.
  mutating func bracketed<Value>(
    _ sign: String, _ body: (inout ASLParser, Int) throws(ASLError) -> Value
  ) throws(ASLError) -> Value {
    guard isSign(sign) else { throw error("\"\(sign)\"") }
    let end = close
    advance()
    let value = try body(&self, end)
    leave(end)
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
