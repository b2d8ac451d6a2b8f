/// Which names are methods, and with how many arguments: AML cannot be read without it.
struct AMLMethods {
  /// nil for what is no method.
  private var counts: [ACPIPath: Int?] = [:]

  mutating func add(_ path: ACPIPath, _ argumentCount: Int?) {
    if case .some(.some) = counts[path], argumentCount == nil { return }
    counts[path] = .some(argumentCount)
  }

  /// The number of arguments of what a name in a scope means; nil if it is no method or not known.
  func argumentCount(of name: ACPIName, in scope: ACPIPath) -> Int? {
    for path in name.candidates(from: scope) {
      if let known = counts[path] { return known }
    }
    return nil
  }
}

/// Reads the byte code of one table into terms.
///
/// A table is read twice: the first time for the methods that it declares, without their bodies, the second time with
/// the methods of all tables known. What cannot be read is left out to the end of its package and noted.
struct AMLParser {
  static let depthLimit = 100
  static let damageLimit = 16

  var reader: AMLReader
  var methods: AMLMethods
  let skipsBodies: Bool
  var scope = ACPIPath.root
  var depth = 0
  /// Of all tables of a machine together.
  var termsLeft = ACPITerm.limit
  /// Where something could not be read, as bytes from the start of the table.
  var damages: [AMLError] = []

  /// `bytes` is the whole table with its header of 36 bytes.
  init(table bytes: [UInt8], methods: AMLMethods, skipsBodies: Bool = false) {
    reader = AMLReader(bytes, from: 36)
    self.methods = methods
    self.skipsBodies = skipsBodies
  }

  mutating func parse() -> [ACPITerm] { terms() }

  /// Terms to the end of the package in hand.
  mutating func terms() -> [ACPITerm] {
    var result: [ACPITerm] = []
    while !reader.isAtEnd {
      do throws(AMLError) {
        if let term = try statement() { result.append(term) }
      } catch {
        if damages.count < Self.damageLimit { damages.append(error) }
        reader.position = reader.end
      }
    }
    return result
  }

  /// Reads inside a package whose length comes next, then goes on behind it.
  mutating func package<Value>(
    _ body: (inout AMLParser) throws(AMLError) -> Value
  ) throws(AMLError) -> Value {
    guard depth < Self.depthLimit else { throw reader.error("more than \(Self.depthLimit) levels") }
    let end = try reader.packageEnd()
    let outer = reader.end
    reader.end = end
    depth += 1
    defer {
      depth -= 1
      reader.end = outer
      reader.position = end
    }
    return try body(&self)
  }

  mutating func inScope(_ path: ACPIPath) -> [ACPITerm] {
    let outer = scope
    scope = path
    defer { scope = outer }
    return terms()
  }

  /// One term of a list; nil for one without meaning.
  private mutating func statement() throws(AMLError) -> ACPITerm? {
    guard let code = reader.next else { throw reader.error("the end of the package") }
    switch code {
    case 0xa0: return try branch()
    case 0xa3, 0xcc:
      reader.position += 1
      return nil
    default: return try term()
    }
  }

  /// `If` with the `Else` packages behind it; an `Else` that holds nothing but another `If` continues the chain.
  private mutating func branch() throws(AMLError) -> ACPITerm {
    var arms: [ACPITerm.Arm] = []
    var otherwise: [ACPITerm] = []
    let outerEnd = reader.end
    var chainEnd: Int?
    defer {
      reader.end = outerEnd
      if let chainEnd { reader.position = chainEnd }
    }
    while reader.next == 0xa0 {
      reader.position += 1
      arms.append(
        try package { (parser) throws(AMLError) in
          ACPITerm.Arm(condition: try parser.operand(), body: parser.terms())
        })
      guard reader.next == 0xa1 else { break }
      reader.position += 1
      if try isIfAlone() {
        let end = try reader.packageEnd()
        if chainEnd == nil { chainEnd = end }
        reader.end = end
        continue
      }
      otherwise = try package { (parser) throws(AMLError) in parser.terms() }
      break
    }
    return .branch(arms, otherwise: otherwise)
  }

  /// Whether the package that comes next holds one `If`, with or without `Else`, and no more.
  private func isIfAlone() throws(AMLError) -> Bool {
    var copy = reader
    let end = try copy.packageEnd()
    guard copy.next == 0xa0 else { return false }
    copy.position += 1
    copy.position = try copy.packageEnd()
    if copy.position < end, copy.next == 0xa1 {
      copy.position += 1
      copy.position = try copy.packageEnd()
    }
    return copy.position == end
  }

  /// A term that leaves a value.
  mutating func operand() throws(AMLError) -> ACPITerm {
    guard depth < Self.depthLimit else { throw reader.error("more than \(Self.depthLimit) levels") }
    depth += 1
    defer { depth -= 1 }
    return try term()
  }

  /// Something that is named, not read. A method is not called here.
  mutating func reference() throws(AMLError) -> ACPITerm {
    if let code = reader.next, AMLReader.isNameStart(code), termsLeft > 0 {
      termsLeft -= 1
      return .name(try reader.name())
    }
    return try operand()
  }

  /// A target for a result; nil if there is none.
  mutating func target() throws(AMLError) -> ACPITerm? {
    if reader.next == 0 {
      reader.position += 1
      return nil
    }
    return try reference()
  }

  private mutating func term() throws(AMLError) -> ACPITerm {
    guard termsLeft > 0 else { throw reader.error(ACPITerm.limitText) }
    termsLeft -= 1
    guard let code = reader.next else { throw reader.error("the end of the package") }
    if AMLReader.isNameStart(code) { return try nameOrCall() }
    reader.position += 1
    switch code {
    case 0x00: return .integer(0)
    case 0x01: return .integer(1)
    case 0xff: return .integer(.max)
    case 0x0a: return .integer(try reader.number(bytes: 1))
    case 0x0b: return .integer(try reader.number(bytes: 2))
    case 0x0c: return .integer(try reader.number(bytes: 4))
    case 0x0e: return .integer(try reader.number(bytes: 8))
    case 0x0d: return .string(try reader.string())
    case 0x11: return try package { (parser) throws(AMLError) in try parser.bufferBody() }
    case 0x12: return try package { (parser) throws(AMLError) in try parser.packageBody(hasByteCount: true) }
    case 0x13: return try package { (parser) throws(AMLError) in try parser.packageBody(hasByteCount: false) }
    case 0x60...0x67: return .local(Int(code - 0x60))
    case 0x68...0x6e: return .argument(Int(code - 0x68))
    case 0x5b: return try extended()
    case 0x92: return try logicalNot()
    case 0xa2:
      return try package { (parser) throws(AMLError) in .loop(try parser.operand(), parser.terms()) }
    case 0xa4: return .returned(try operand())
    case 0xa5: return .leaveLoop
    case 0x9f: return .continueLoop
    case 0x06, 0x08, 0x10, 0x14, 0x15, 0x8a...0x8d, 0x8f: return try declaration(code)
    default:
      guard let operation = Self.operations[code] else {
        reader.position -= 1
        throw reader.error("unknown operation \(code.prefixedHex(width: 4))")
      }
      return try self.operation(operation)
    }
  }

  private mutating func nameOrCall() throws(AMLError) -> ACPITerm {
    let name = try reader.name()
    guard let count = methods.argumentCount(of: name, in: scope) else { return .name(name) }
    var arguments: [ACPITerm] = []
    for _ in 0..<count { arguments.append(try operand()) }
    return .call(name, arguments)
  }

  mutating func operation(_ operation: ACPIOperator) throws(AMLError) -> ACPITerm {
    var operands: [ACPITerm] = []
    for i in 0..<operation.operandCount {
      if operation == .acquire && i == 1 {
        operands.append(.integer(try reader.number(bytes: 2)))
      } else if operation == .match && (i == 1 || i == 3) {
        operands.append(.integer(try reader.number(bytes: 1)))
      } else if operation == .fatal && i < 2 {
        operands.append(.integer(try reader.number(bytes: i == 0 ? 1 : 4)))
      } else if operation.isReference(i) || operation.isTarget(i) {
        operands.append(try reference())
      } else {
        operands.append(try operand())
      }
    }
    if operation == .conditionalRefOf, let target = try target() { operands.append(target) }
    guard operation.hasTarget else { return .operation(operation, operands) }
    let first = try target()
    guard operation == .divide else { return .stored(.operation(operation, operands), in: first) }
    let quotient = try target()
    if let remainder = first {
      return .operation(.divide, operands + [remainder] + (quotient.map { [$0] } ?? []))
    }
    return .stored(.operation(.divide, operands), in: quotient)
  }

  /// `LNot`, and the comparisons that AML writes with it.
  private mutating func logicalNot() throws(AMLError) -> ACPITerm {
    let comparison: ACPIOperator
    switch reader.next {
    case 0x93: comparison = .notEqual
    case 0x94: comparison = .lessOrEqual
    case 0x95: comparison = .greaterOrEqual
    default: return .operation(.logicalNot, [try operand()])
    }
    reader.position += 1
    return .operation(comparison, [try operand(), try operand()])
  }

  private mutating func bufferBody() throws(AMLError) -> ACPITerm {
    let size = try operand()
    let content = Array(reader.bytes[min(reader.position, reader.end)..<reader.end])
    return .buffer(size: size == .integer(UInt64(content.count)) ? nil : size, content)
  }

  private mutating func packageBody(hasByteCount: Bool) throws(AMLError) -> ACPITerm {
    if hasByteCount { _ = try reader.byte() } else { _ = try operand() }
    var elements: [ACPITerm] = []
    while !reader.isAtEnd { elements.append(try reference()) }
    return .package(elements)
  }

  private static let operations: [UInt8: ACPIOperator] = [
    0x70: .store, 0x71: .refOf, 0x72: .add, 0x73: .concatenate, 0x74: .subtract, 0x75: .increment,
    0x76: .decrement, 0x77: .multiply, 0x78: .divide, 0x79: .shiftLeft, 0x7a: .shiftRight, 0x7b: .and,
    0x7c: .nand, 0x7d: .or, 0x7e: .nor, 0x7f: .xor, 0x80: .not, 0x81: .findSetLeftBit, 0x82: .findSetRightBit,
    0x83: .derefOf, 0x84: .concatenateTemplates, 0x85: .mod, 0x86: .notify, 0x87: .sizeOf, 0x88: .index,
    0x89: .match, 0x8e: .objectType, 0x90: .logicalAnd, 0x91: .logicalOr, 0x93: .equal, 0x94: .greater,
    0x95: .less, 0x96: .toBuffer, 0x97: .toDecimalString, 0x98: .toHexString, 0x99: .toInteger,
    0x9c: .toString, 0x9d: .copyObject, 0x9e: .mid,
  ]
}
