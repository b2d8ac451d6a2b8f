extension ACPIInterpreter {
  mutating func evaluate(_ term: ACPITerm, _ frame: inout Frame) -> ACPIValue {
    guard depth < Self.depthLimit, !isExhausted else { return .unknown }
    depth += 1
    spend()
    defer { depth -= 1 }
    switch term {
    case .integer(let value): return .integer(value & integerMask)
    case .string(let text):
      guard text.utf8.count <= ACPIValue.sizeLimit else { return .unknown }
      spend(text.utf8.count / 64)
      return .string(Array(text.utf8))
    case .buffer(let size, let bytes): return buffer(size, bytes, &frame)
    case .package(let elements):
      var values: [ACPIValue] = []
      guard elements.count <= ACPIValue.sizeLimit else { return .unknown }
      for element in elements { values.append(packageElement(element, &frame)) }
      return .package(of: values)
    case .name(let name):
      guard let node = namespace.find(name, in: frame.scope) else { return .unknown }
      return read(node, &frame)
    case .call(let name, let arguments): return call(name, arguments, &frame)
    case .local(let number): return frame.locals.indices.contains(number) ? frame.locals[number] : .unknown
    case .argument(let number):
      return frame.arguments.indices.contains(number) ? frame.arguments[number] : .unknown
    case .operation(let operation, let operands): return self.operation(operation, operands, &frame)
    case .other("Revision", _): return .integer(2)
    case .other(_, let arguments):
      for argument in arguments { _ = evaluate(argument, &frame) }
      return .unknown
    default: return .unknown
    }
  }

  private mutating func buffer(_ size: ACPITerm?, _ bytes: [UInt8], _ frame: inout Frame) -> ACPIValue {
    guard bytes.count <= ACPIValue.sizeLimit else { return .unknown }
    spend(bytes.count / 64)
    guard let size else { return .buffer(ACPIBuffer(bytes: bytes)) }
    guard let count = evaluate(size, &frame).integer, count <= UInt64(ACPIValue.sizeLimit) else {
      return .unknown
    }
    spend(Int(count) / 64)
    let filling = [UInt8](repeating: 0, count: max(0, Int(count) - bytes.count))
    return .buffer(ACPIBuffer(bytes: bytes + filling))
  }

  /// Names in packages are not read.
  private mutating func packageElement(_ term: ACPITerm, _ frame: inout Frame) -> ACPIValue {
    guard case .name(let name) = term else { return evaluate(term, &frame) }
    return namespace.find(name, in: frame.scope).map { .object($0) } ?? .unknown
  }

  private mutating func call(
    _ name: ACPIName, _ arguments: [ACPITerm], _ frame: inout Frame
  ) -> ACPIValue {
    var values: [ACPIValue] = []
    for argument in arguments { values.append(evaluate(argument, &frame)) }
    guard let node = namespace.find(name, in: frame.scope) else {
      return Self.predefined(name, values, mask: integerMask)
    }
    guard case .method = namespace[node].kind else { return read(node, &frame) }
    return call(node, values, &frame)
  }

  /// What the interpreter itself brings: Linux answers `_OSI` for every Windows (drivers/acpi/acpica/utosi.c).
  private static func predefined(_ name: ACPIName, _ arguments: [ACPIValue], mask: UInt64) -> ACPIValue {
    guard name.segments.count == 1, name.segments[0].text == "_OSI", case .string(let text)? = arguments.first
    else { return .unknown }
    let question = String(decoding: text, as: UTF8.self)
    let features = [
      "Module Device", "Processor Device", "3.0 _SCP Extensions", "Processor Aggregator Device",
    ]
    return .integer(question.hasPrefix("Windows 20") || features.contains(question) ? mask : 0)
  }

  // MARK: Operators

  private mutating func operation(
    _ operation: ACPIOperator, _ operands: [ACPITerm], _ frame: inout Frame
  ) -> ACPIValue {
    guard let first = operands.first else { return .unknown }
    let second = operands.count > 1 ? operands[1] : nil
    switch operation {
    case .store, .copyObject:
      let value = evaluate(first, &frame)
      if let second { store(value, in: second, &frame) }
      return value
    case .increment, .decrement:
      let old = evaluate(first, &frame).integer
      let value = old.map { ACPIValue.integer((operation == .increment ? $0 &+ 1 : $0 &- 1) & integerMask) }
      store(value ?? .unknown, in: first, &frame)
      return value ?? .unknown
    case .logicalAnd, .logicalOr: return logical(operation, operands, &frame)
    case .conditionalRefOf:
      guard case .name(let name) = first else { return .unknown }
      guard let node = namespace.find(name, in: frame.scope) else {
        // Another table, one that is not here, may declare it.
        return name.segments.last?.text == "_OSI" ? .integer(integerMask) : .integer(0)
      }
      if let second { store(.object(node), in: second, &frame) }
      return namespace[node].isConditional ? .unknown : .integer(integerMask)
    case .refOf:
      guard case .name(let name) = first, let node = namespace.find(name, in: frame.scope) else {
        return .unknown
      }
      return .object(node)
    case .derefOf: return dereference(evaluate(first, &frame), &frame)
    case .index:
      let container = containerValue(first, &frame)
      return Self.element(of: container, at: second.flatMap { evaluate($0, &frame).integer })
    case .sizeOf: return Self.size(of: containerValue(first, &frame))
    case .objectType, .notify: return .unknown
    case .divide:
      let result = arithmetic(.divide, operands, &frame)
      if operands.count > 2 {
        store(result.map { .integer($0.remainder) } ?? .unknown, in: operands[2], &frame)
      }
      if operands.count > 3 { store(result.map { .integer($0.value) } ?? .unknown, in: operands[3], &frame) }
      return result.map { .integer($0.value) } ?? .unknown
    case .acquire: return .integer(0)
    case .toInteger: return evaluate(first, &frame).integer.map { .integer($0 & integerMask) } ?? .unknown
    case .toBuffer:
      let value = evaluate(first, &frame)
      switch value {
      case .buffer: return value
      case .string(let bytes): return .buffer(ACPIBuffer(bytes: bytes + [0]))
      default: return .unknown
      }
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      return compare(operation, operands, &frame)
    case .logicalNot:
      return evaluate(first, &frame).truth.map { .integer($0 ? 0 : integerMask) } ?? .unknown
    default:
      if let result = arithmetic(operation, operands, &frame) { return .integer(result.value & integerMask) }
      return .unknown
    }
  }

  /// Both operands are evaluated, as ACPICA does; one alone may decide.
  private mutating func logical(
    _ operation: ACPIOperator, _ operands: [ACPITerm], _ frame: inout Frame
  ) -> ACPIValue {
    let decisive = operation == .logicalOr
    var isUnknown = false
    var isDecided = false
    for operand in operands {
      let truth = evaluate(operand, &frame).truth
      if truth == nil { isUnknown = true }
      if truth == decisive { isDecided = true }
    }
    if isDecided { return .integer(decisive ? integerMask : 0) }
    return isUnknown ? .unknown : .integer(decisive ? 0 : integerMask)
  }

  private mutating func compare(
    _ operation: ACPIOperator, _ operands: [ACPITerm], _ frame: inout Frame
  ) -> ACPIValue {
    guard operands.count == 2 else { return .unknown }
    let (left, right) = (evaluate(operands[0], &frame), evaluate(operands[1], &frame))
    let order: Int
    switch (left, right) {
    case (.string(let a), .string(let b)):
      spend(min(left.size, right.size))
      order = Self.order(a, b)
    case (.buffer(let a), .buffer(let b)) where a.unknown.isEmpty && b.unknown.isEmpty:
      spend(min(left.size, right.size))
      order = Self.order(a.bytes, b.bytes)
    default:
      guard let a = left.integer, let b = right.integer else { return .unknown }
      order = a < b ? -1 : a == b ? 0 : 1
    }
    let isTrue: Bool
    switch operation {
    case .equal: isTrue = order == 0
    case .notEqual: isTrue = order != 0
    case .less: isTrue = order < 0
    case .lessOrEqual: isTrue = order <= 0
    case .greater: isTrue = order > 0
    default: isTrue = order >= 0
    }
    return .integer(isTrue ? integerMask : 0)
  }

  private static func order(_ a: [UInt8], _ b: [UInt8]) -> Int {
    a == b ? 0 : a.lexicographicallyPrecedes(b) ? -1 : 1
  }

  /// Every operand is evaluated, whether or not it decides anything.
  private mutating func arithmetic(
    _ operation: ACPIOperator, _ operands: [ACPITerm], _ frame: inout Frame
  ) -> (value: UInt64, remainder: UInt64)? {
    var numbers: [UInt64?] = []
    for operand in operands.prefix(operation.operandCount) {
      numbers.append(evaluate(operand, &frame).integer)
    }
    guard let first = numbers.first, let a = first else { return nil }
    switch operation {
    case .not: return (~a, 0)
    case .findSetLeftBit: return (UInt64(64 - a.leadingZeroBitCount), 0)
    case .findSetRightBit: return (a == 0 ? 0 : UInt64(a.trailingZeroBitCount) + 1, 0)
    default: break
    }
    guard numbers.count == 2, let b = numbers[1] else { return nil }
    switch operation {
    case .add: return (a &+ b, 0)
    case .subtract: return (a &- b, 0)
    case .multiply: return (a &* b, 0)
    case .divide: return b == 0 ? nil : (a / b, a % b)
    case .mod: return b == 0 ? nil : (a % b, 0)
    case .shiftLeft: return (b < 64 ? a << b : 0, 0)
    case .shiftRight: return (b < 64 ? a >> b : 0, 0)
    case .and: return (a & b, 0)
    case .nand: return (~(a & b), 0)
    case .or: return (a | b, 0)
    case .nor: return (~(a | b), 0)
    case .xor: return (a ^ b, 0)
    default: return nil
    }
  }

  // MARK: References

  private mutating func dereference(_ value: ACPIValue, _ frame: inout Frame) -> ACPIValue {
    switch value {
    case .element(.object(let node)), .object(let node): return read(node, &frame)
    case .element(let value): return value
    case .string(let text):
      guard let name = ACPIName(String(decoding: text, as: UTF8.self)),
        let node = namespace.find(name, in: frame.scope)
      else { return .unknown }
      return read(node, &frame)
    default: return .unknown
    }
  }

  /// A package or buffer that is indexed. A reference to one serves as well.
  private mutating func containerValue(_ term: ACPITerm, _ frame: inout Frame) -> ACPIValue {
    let value = evaluate(term, &frame)
    switch value {
    case .object(let node): return read(node, &frame)
    case .element(let inner): return inner
    default: return value
    }
  }

  private static func element(of container: ACPIValue, at index: UInt64?) -> ACPIValue {
    guard let index else { return .element(.unknown) }
    switch container {
    case .package(let package) where index < UInt64(package.values.count):
      return .element(of: package.values[Int(index)])
    case .buffer(let buffer) where index < UInt64(buffer.bytes.count):
      return .element(buffer.number(atBit: index * 8, width: 8).map { .integer($0) } ?? .unknown)
    case .string(let bytes) where index < UInt64(bytes.count):
      return .element(.integer(UInt64(bytes[Int(index)])))
    default: return .element(.unknown)
    }
  }

  private static func size(of value: ACPIValue) -> ACPIValue {
    switch value {
    case .package(let package): .integer(UInt64(package.values.count))
    case .buffer(let buffer): .integer(UInt64(buffer.bytes.count))
    case .string(let bytes): .integer(UInt64(bytes.count))
    default: .unknown
    }
  }
}
