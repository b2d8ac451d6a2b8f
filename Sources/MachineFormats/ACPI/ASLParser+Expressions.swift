extension ASLParser {
  /// An expression with assignments.
  mutating func expression() throws(ASLError) -> ACPITerm {
    guard depth < Self.depthLimit else {
      throw ASLError(line: line, found: "more than \(Self.depthLimit) levels")
    }
    depth += 1
    defer { depth -= 1 }
    let left = try binary(above: 0)
    guard case .sign(let sign) = kind else { return left }
    if sign == "=" {
      advance()
      return .operation(.store, [try expression(), left])
    }
    if let operation = ACPIOperator.compound[sign] {
      advance()
      return .operation(.store, [.operation(operation, [left, try expression()]), left])
    }
    return left
  }

  private mutating func binary(above precedence: Int) throws(ASLError) -> ACPITerm {
    var left = try unary()
    var count = 0
    while case .sign(let sign) = kind, let entry = ACPIOperator.infix[sign], entry.precedence > precedence {
      advance()
      count += 1
      guard count <= Self.chainLimit else {
        throw ASLError(line: line, found: "more than \(Self.chainLimit) operators in a row")
      }
      guard depth < Self.depthLimit else {
        throw ASLError(line: line, found: "more than \(Self.depthLimit) levels")
      }
      depth += 1
      defer { depth -= 1 }
      left = .operation(entry.operation, [left, try binary(above: entry.precedence)])
    }
    return left
  }

  private mutating func unary() throws(ASLError) -> ACPITerm {
    guard case .sign(let sign) = kind, sign == "!" || sign == "~" else { return try postfix() }
    guard depth < Self.depthLimit else {
      throw ASLError(line: line, found: "more than \(Self.depthLimit) levels")
    }
    advance()
    depth += 1
    defer { depth -= 1 }
    return .operation(sign == "!" ? .logicalNot : .not, [try unary()])
  }

  private mutating func postfix() throws(ASLError) -> ACPITerm {
    var term = try primary()
    // Each step makes the term deeper.
    for _ in 0..<16 {
      switch kind {
      case .sign("["):
        let array = term
        term = try bracketed("[") { (parser, _) throws(ASLError) in
          .operation(.index, [array, try parser.expression()])
        }
      case .sign("++"):
        advance()
        term = .operation(.increment, [term])
      case .sign("--"):
        advance()
        term = .operation(.decrement, [term])
      default: return term
      }
    }
    return term
  }

  private mutating func primary() throws(ASLError) -> ACPITerm {
    try spendTerm()
    switch kind {
    case .integer(let value):
      advance()
      return .integer(value)
    case .string(let text):
      advance()
      return .string(text)
    case .sign("("):
      return try bracketed("(") { (parser, end) throws(ASLError) in
        let term = try parser.expression()
        guard parser.position == end else { throw parser.error("\")\"") }
        return term
      }
    case .word(let text): return try term(text)
    default: throw error("an expression")
    }
  }

  private mutating func term(_ text: String) throws(ASLError) -> ACPITerm {
    advance()
    switch text {
    case "Zero": return .integer(0)
    case "One": return .integer(1)
    case "Ones": return .integer(.max)
    case "Debug": return .debug
    case "Timer": return .timer
    case "Revision": return .other(text, [])
    case "Buffer": return try buffer()
    case "Package": return try package()
    case "ResourceTemplate": return try resourceTemplate()
    case "EisaId", "EISAID": return .integer(Self.eisaID(try parenthesisedString()))
    case "ToUUID": return .buffer(size: nil, Self.uuid(try parenthesisedString()))
    case "Unicode":
      let units = Array(try parenthesisedString().utf16) + [0]
      return .buffer(size: nil, units.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] })
    case "ToPLD":
      try skipBrackets()
      return .other(text, [])
    default: break
    }
    if let number = Self.number(of: text, behind: "Local", upTo: 7) { return .local(number) }
    if let number = Self.number(of: text, behind: "Arg", upTo: 6) { return .argument(number) }
    if let code = Self.matchOperators.firstIndex(of: text) { return .integer(UInt64(code)) }
    if let operation = ACPIOperator.byName[text], isSign("(") { return try self.operation(operation) }
    if let name = ACPIName(text) {
      if isSign("(") { return .call(name, try arguments().compactMap(\.self)) }
      return tagOffset(name).map { .integer(UInt64($0)) } ?? .name(name)
    }
    let arguments = isSign("(") ? try arguments().compactMap(\.self) : []
    if isSign("{") { try skipBrackets() }
    return .other(text, arguments)
  }

  private static let matchOperators = ["MTR", "MEQ", "MLE", "MLT", "MGE", "MGT"]

  private static func number(of text: String, behind prefix: String, upTo limit: Int) -> Int? {
    guard text.hasPrefix(prefix), text.utf8.count == prefix.utf8.count + 1,
      let number = Int(text.dropFirst(prefix.count)), number <= limit
    else { return nil }
    return number
  }

  private mutating func operation(_ operation: ACPIOperator) throws(ASLError) -> ACPITerm {
    let given = try arguments()
    let operands = given.prefix(operation.operandCount).map { $0 ?? .integer(0) }
    let targets = given.dropFirst(operation.operandCount).map { $0.flatMap { $0 == .integer(0) ? nil : $0 } }
    if operation == .conditionalRefOf { return .operation(operation, operands + targets.compactMap(\.self)) }
    guard operation.hasTarget else { return .operation(operation, operands) }
    let first = targets.first ?? nil
    guard operation == .divide else { return .stored(.operation(operation, operands), in: first) }
    let quotient = targets.count > 1 ? targets[1] : nil
    if let remainder = first {
      return .operation(.divide, operands + [remainder] + (quotient.map { [$0] } ?? []))
    }
    return .stored(.operation(.divide, operands), in: quotient)
  }

  private mutating func parenthesisedString() throws(ASLError) -> String {
    try bracketed("(") { (parser, _) throws(ASLError) in try parser.string() }
  }

  /// Moves behind the brackets at the position.
  mutating func skipBrackets() throws(ASLError) {
    guard isSign("(") || isSign("{") else { throw error("a bracket") }
    leave(close)
  }

  // MARK: Data

  private mutating func buffer() throws(ASLError) -> ACPITerm {
    let size = try arguments().first ?? nil
    guard isSign("{") else { return .buffer(size: size, []) }
    let bytes = try bracketed("{") { (parser, end) throws(ASLError) -> [UInt8] in
      if case .string(let text) = parser.kind { return Array(text.utf8) + [0] }
      var bytes: [UInt8] = []
      while parser.position < end {
        if parser.skip(",") { continue }
        bytes.append(UInt8(truncatingIfNeeded: try parser.integer()))
      }
      return bytes
    }
    return .buffer(size: size == .integer(UInt64(bytes.count)) ? nil : size, bytes)
  }

  private mutating func package() throws(ASLError) -> ACPITerm {
    if isSign("(") { try skipBrackets() }
    return try bracketed("{") { (parser, end) throws(ASLError) in
      var elements: [ACPITerm] = []
      while parser.position < end {
        if parser.skip(",") { continue }
        elements.append(try parser.expression())
      }
      return .package(elements)
    }
  }

  /// The compressed form of an EISA identification, as AML holds it.
  static func eisaID(_ text: String) -> UInt64 {
    let bytes = Array(text.utf8)
    guard bytes.count == 7 else { return 0 }
    var letters: UInt32 = 0
    for byte in bytes.prefix(3) { letters = letters << 5 | UInt32(byte &- 0x40) & 0x1f }
    var digits: UInt32 = 0
    for byte in bytes.dropFirst(3) { digits = digits << 4 | UInt32(ByteScanner.digit(byte) ?? 0) }
    return UInt64((letters << 16 | digits).byteSwapped)
  }

  /// The bytes of a UUID in the order that `ToUUID` gives them.
  private static func uuid(_ text: String) -> [UInt8] {
    let digits = text.utf8.compactMap(ByteScanner.digit)
    guard digits.count == 32 else { return [] }
    let bytes = (0..<16).map { UInt8(digits[2 * $0] << 4 | digits[2 * $0 + 1]) }
    return [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map { bytes[$0] }
  }
}
