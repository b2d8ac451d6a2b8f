extension ASLParser {
  /// One statement or declaration. A `For` gives several terms.
  mutating func statement(into result: inout [ACPITerm]) throws(ASLError) {
    guard case .word(let text) = kind else {
      result.append(try expression())
      return
    }
    try spendTerm()
    switch text {
    case "If": result.append(try branch())
    case "While":
      advance()
      let condition = try condition()
      result.append(.loop(condition, try block()))
    case "For": try forLoop(into: &result)
    case "Switch": result.append(try switchStatement())
    case "Return":
      advance()
      let value = isSign("(") ? try arguments().first ?? nil : nil
      result.append(.returned(value))
    case "Break":
      advance()
      result.append(.leaveLoop)
    case "Continue":
      advance()
      result.append(.continueLoop)
    case "Noop", "BreakPoint": advance()
    default:
      if let declaration = try declaration(text) {
        result.append(declaration)
      } else {
        result.append(try expression())
      }
    }
  }

  private mutating func condition() throws(ASLError) -> ACPITerm {
    guard let term = try arguments().first ?? nil else { throw error("a condition") }
    return term
  }

  private mutating func branch() throws(ASLError) -> ACPITerm {
    var arms: [ACPITerm.Arm] = []
    repeat {
      advance()
      let condition = try condition()
      arms.append(ACPITerm.Arm(condition: condition, body: try block()))
    } while isWord("ElseIf")
    guard isWord("Else") else { return .branch(arms, otherwise: []) }
    advance()
    return .branch(arms, otherwise: try block())
  }

  private mutating func forLoop(into result: inout [ACPITerm]) throws(ASLError) {
    advance()
    let parts = try arguments()
    guard parts.count == 3 else { throw error("three parts of For") }
    if let first = parts[0] { result.append(first) }
    let body = try block()
    result.append(.loop(parts[1] ?? .integer(1), body + (parts[2].map { [$0] } ?? [])))
  }

  private mutating func switchStatement() throws(ASLError) -> ACPITerm {
    advance()
    let value = try condition()
    var arms: [ACPITerm.Arm] = []
    var otherwise: [ACPITerm] = []
    try bracketed("{") { (parser, end) throws(ASLError) in
      while parser.position < end {
        if parser.isWord("Case") {
          parser.advance()
          let label = try parser.condition()
          var tests = [ACPITerm.operation(.equal, [value, label])]
          if case .package(let labels) = label {
            tests = labels.map { .operation(.equal, [value, $0]) }
          }
          let test = Self.anyOf(tests[...])
          arms.append(ACPITerm.Arm(condition: test, body: try parser.block()))
        } else if parser.isWord("Default") {
          parser.advance()
          otherwise = try parser.block()
        } else {
          throw parser.error("Case or Default")
        }
      }
    }
    // A Break inside leaves the Switch, so it is a loop that runs once.
    return .loop(.integer(1), [.branch(arms, otherwise: otherwise), .leaveLoop])
  }

  /// Halved again and again, so that many labels do not make it deep.
  private static func anyOf(_ tests: ArraySlice<ACPITerm>) -> ACPITerm {
    guard let first = tests.first, tests.count > 1 else { return tests.first ?? .integer(0) }
    if tests.count == 2, let last = tests.last { return .operation(.logicalOr, [first, last]) }
    let middle = tests.startIndex + tests.count / 2
    return .operation(.logicalOr, [anyOf(tests[..<middle]), anyOf(tests[middle...])])
  }

  /// nil if the word declares nothing.
  private mutating func declaration(_ text: String) throws(ASLError) -> ACPITerm? {
    switch text {
    case "Scope":
      let name = try head { (parser) throws(ASLError) in try parser.name() }
      return .scope(name, try block())
    case "Device": return try object(.device)
    case "Processor": return try object(.processor)
    case "ThermalZone": return try object(.thermalZone)
    case "PowerResource": return try object(.powerResource)
    case "Mutex": return .object(.mutex, try head { (parser) throws(ASLError) in try parser.name() }, [])
    case "Event": return .object(.event, try head { (parser) throws(ASLError) in try parser.name() }, [])
    case "External": return .external(try head { (parser) throws(ASLError) in try parser.name() })
    case "Method":
      let (name, count) = try head { (parser) throws(ASLError) -> (ACPIName, UInt64) in
        let name = try parser.name()
        return (name, parser.skip(",") && !parser.isSign(",") ? try parser.integer() : 0)
      }
      return .method(name, argumentCount: Int(min(count, 7)), try block())
    case "Name":
      let (name, value) = try head { (parser) throws(ASLError) -> (ACPIName, ACPITerm) in
        let name = try parser.name()
        try parser.expect(",")
        return (name, try parser.expression())
      }
      return .named(name, value)
    case "Alias":
      let (source, name) = try head { (parser) throws(ASLError) -> (ACPIName, ACPIName) in
        let source = try parser.name()
        try parser.expect(",")
        return (source, try parser.name())
      }
      return .alias(name, of: source)
    case "OperationRegion", "DataTableRegion": return try region(text)
    case "Field", "IndexField", "BankField": return .fields(try fieldList(text))
    case "CreateBitField": return try bufferField(width: 1, inBits: true)
    case "CreateByteField": return try bufferField(width: 8, inBits: false)
    case "CreateWordField": return try bufferField(width: 16, inBits: false)
    case "CreateDWordField": return try bufferField(width: 32, inBits: false)
    case "CreateQWordField": return try bufferField(width: 64, inBits: false)
    case "CreateField": return try bufferField(width: nil, inBits: true)
    default: return nil
    }
  }

  /// Reads the keyword and the front of what stands in parentheses behind it; the rest there does not matter.
  private mutating func head<Value>(
    _ body: (inout ASLParser) throws(ASLError) -> Value
  ) throws(ASLError) -> Value {
    advance()
    return try bracketed("(") { (parser, _) throws(ASLError) in try body(&parser) }
  }

  private mutating func object(_ kind: ACPIObjectKind) throws(ASLError) -> ACPITerm {
    let name = try head { (parser) throws(ASLError) in try parser.name() }
    return .object(kind, name, try block())
  }

  private mutating func region(_ text: String) throws(ASLError) -> ACPITerm {
    try head { (parser) throws(ASLError) in
      let name = try parser.name()
      try parser.expect(",")
      if text == "DataTableRegion" {
        return .region(name, .dataTable, base: try parser.expression(), length: .integer(0))
      }
      let space: ACPIAddressSpace
      switch parser.kind {
      case .word(let word):
        guard let known = ACPIAddressSpace(name: word) else { throw parser.error("an address space") }
        space = known
        parser.advance()
      default: space = ACPIAddressSpace(rawValue: UInt8(truncatingIfNeeded: try parser.integer()))
      }
      try parser.expect(",")
      let base = try parser.expression()
      try parser.expect(",")
      return .region(name, space, base: base, length: try parser.expression())
    }
  }

  private mutating func bufferField(width: UInt64?, inBits: Bool) throws(ASLError) -> ACPITerm {
    try head { (parser) throws(ASLError) in
      let source = try parser.expression()
      try parser.expect(",")
      let index = try parser.expression()
      try parser.expect(",")
      var size = ACPITerm.integer(width ?? 0)
      if width == nil {
        size = try parser.expression()
        try parser.expect(",")
      }
      return .bufferField(try parser.name(), of: source, index: index, inBits: inBits, width: size)
    }
  }

  // MARK: Field lists

  private mutating func fieldList(_ text: String) throws(ASLError) -> ACPIFieldList {
    let (place, access, locks, update) = try head { (parser) throws(ASLError) in
      let place = try parser.fieldPlace(text)
      try parser.expect(",")
      let access = try parser.access()
      try parser.expect(",")
      let lock = try parser.word()
      try parser.expect(",")
      guard case .word(let word) = parser.kind, let update = ACPIFieldUpdate(name: word) else {
        throw parser.error("an update rule")
      }
      return (place, access, lock == "Lock", update)
    }
    let units = try bracketed("{") { (parser, end) throws(ASLError) in
      try parser.fieldUnits(upTo: end, access: access)
    }
    return ACPIFieldList(place: place, locks: locks, update: update, units: units)
  }

  private mutating func fieldPlace(_ text: String) throws(ASLError) -> ACPIFieldList.Place {
    let first = try name()
    guard text != "Field" else { return .region(first) }
    try expect(",")
    let second = try name()
    guard text == "BankField" else { return .index(first, data: second) }
    try expect(",")
    return .bank(first, register: second, value: try expression())
  }

  private mutating func access() throws(ASLError) -> ACPIFieldAccess {
    guard case .word(let text) = kind, let access = ACPIFieldAccess(name: text) else {
      throw error("an access type")
    }
    advance()
    return access
  }

  private mutating func fieldUnits(
    upTo end: Int, access first: ACPIFieldAccess
  ) throws(ASLError) -> [ACPIFieldList.Unit] {
    var units: [ACPIFieldList.Unit] = []
    var access = first
    var offset: UInt64 = 0
    while position < end {
      switch kind {
      case .word("Offset"):
        offset = try head { (parser) throws(ASLError) in try parser.integer() } &* 8
        _ = skip(",")
      case .word("AccessAs"):
        access = try head { (parser) throws(ASLError) in try parser.access() }
        _ = skip(",")
      case .word("Connection"):
        advance()
        try skipBrackets()
        _ = skip(",")
      case .sign(","):
        advance()
        offset &+= try integer()
        _ = skip(",")
      default:
        let name = try name()
        guard let segment = name.segments.first, name.segments.count == 1 else {
          throw error("a field's name")
        }
        try expect(",")
        let width = try integer()
        units.append(.init(name: segment, bitOffset: offset, bitWidth: width, access: access))
        offset &+= width
        _ = skip(",")
      }
    }
    return units
  }
}
