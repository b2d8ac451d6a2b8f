extension AMLParser {
  /// What a term declares in the namespace, by its one-byte code.
  mutating func declaration(_ code: UInt8) throws(AMLError) -> ACPITerm {
    switch code {
    case 0x06:
      let source = try reader.name()
      let name = try reader.name()
      methods.add(name.path(from: scope), methods.argumentCount(of: source, in: scope))
      return .alias(name, of: source)
    case 0x08:
      let name = try declaredName()
      return .named(name, try operand())
    case 0x10:
      return try package { (parser) throws(AMLError) in
        let name = try parser.reader.name()
        return .scope(name, parser.inScope(name.path(from: parser.scope)))
      }
    case 0x14: return try package { (parser) throws(AMLError) in try parser.methodBody() }
    case 0x15:
      let name = try reader.name()
      let type = try reader.byte()
      let count = try reader.byte()
      let path = name.path(from: scope)
      if type == 8, methods.argumentCount(of: name, in: scope) == nil { methods.add(path, Int(count & 7)) }
      return .external(name)
    default: return try bufferField(code)
    }
  }

  private mutating func declaredName() throws(AMLError) -> ACPIName {
    let name = try reader.name()
    methods.add(name.path(from: scope), nil)
    return name
  }

  private mutating func methodBody() throws(AMLError) -> ACPITerm {
    let name = try reader.name()
    let count = Int(try reader.byte() & 7)
    let path = name.path(from: scope)
    methods.add(path, count)
    if skipsBodies { return .method(name, argumentCount: count, []) }
    return .method(name, argumentCount: count, inScope(path))
  }

  private mutating func bufferField(_ code: UInt8) throws(AMLError) -> ACPITerm {
    let source = try operand()
    let index = try operand()
    let width: UInt64
    switch code {
    case 0x8a: width = 32
    case 0x8b: width = 16
    case 0x8c: width = 8
    case 0x8d: width = 1
    default: width = 64
    }
    return .bufferField(
      try declaredName(), of: source, index: index, inBits: code == 0x8d, width: .integer(width))
  }

  /// A term whose code has the prefix 0x5b.
  mutating func extended() throws(AMLError) -> ACPITerm {
    let code = try reader.byte()
    switch code {
    case 0x01:
      let name = try declaredName()
      _ = try reader.byte()
      return .object(.mutex, name, [])
    case 0x02: return .object(.event, try declaredName(), [])
    case 0x13:
      let source = try operand()
      let index = try operand()
      let width = try operand()
      return .bufferField(try declaredName(), of: source, index: index, inBits: true, width: width)
    case 0x30: return .other("Revision", [])
    case 0x31: return .debug
    case 0x33: return .timer
    case 0x80:
      let name = try declaredName()
      let space = ACPIAddressSpace(rawValue: try reader.byte())
      let base = try operand()
      return .region(name, space, base: base, length: try operand())
    case 0x81, 0x86, 0x87:
      return try package { (parser) throws(AMLError) in .fields(try parser.fieldList(code)) }
    case 0x82: return try block(.device, skipping: 0)
    case 0x83: return try block(.processor, skipping: 6)
    case 0x84: return try block(.powerResource, skipping: 3)
    case 0x85: return try block(.thermalZone, skipping: 0)
    case 0x88:
      let name = try declaredName()
      let signature = try operand()
      _ = try operand()
      _ = try operand()
      return .region(name, .dataTable, base: signature, length: .integer(0))
    default:
      guard let operation = Self.extendedOperations[code] else {
        reader.position -= 2
        throw reader.error("unknown operation 0x5b \(code.prefixedHex(width: 4))")
      }
      return try self.operation(operation)
    }
  }

  private mutating func block(_ kind: ACPIObjectKind, skipping count: Int) throws(AMLError) -> ACPITerm {
    try package { (parser) throws(AMLError) in
      let name = try parser.declaredName()
      if count > 0 { _ = try parser.reader.number(bytes: count) }
      return .object(kind, name, parser.inScope(name.path(from: parser.scope)))
    }
  }

  private mutating func fieldList(_ code: UInt8) throws(AMLError) -> ACPIFieldList {
    let first = try reader.name()
    let place: ACPIFieldList.Place
    switch code {
    case 0x81: place = .region(first)
    case 0x86: place = .index(first, data: try reader.name())
    default: place = .bank(first, register: try reader.name(), value: try operand())
    }
    let flags = try reader.byte()
    var list = ACPIFieldList(
      place: place, locks: flags & 0x10 != 0, update: ACPIFieldUpdate(flags: flags), units: [])
    var access = ACPIFieldAccess(flags: flags)
    var offset: UInt64 = 0
    while let kind = reader.next {
      switch kind {
      case 0x00:
        reader.position += 1
        offset &+= try reader.bitCount()
      case 0x01, 0x03:
        reader.position += 1
        access = ACPIFieldAccess(flags: try reader.byte())
        _ = try reader.number(bytes: kind == 1 ? 1 : 2)
      case 0x02:
        reader.position += 1
        _ = try reference()
      default:
        guard termsLeft > 0 else { throw reader.error(ACPITerm.limitText) }
        termsLeft -= 1
        let segment = try reader.segment()
        let width = try reader.bitCount()
        methods.add(scope.appending(segment), nil)
        list.units.append(.init(name: segment, bitOffset: offset, bitWidth: width, access: access))
        offset &+= width
      }
    }
    return list
  }

  private static let extendedOperations: [UInt8: ACPIOperator] = [
    0x12: .conditionalRefOf, 0x1f: .loadTable, 0x20: .load, 0x21: .stall, 0x22: .sleep, 0x23: .acquire,
    0x24: .signal, 0x25: .wait, 0x26: .reset, 0x27: .release, 0x28: .fromBCD, 0x29: .toBCD, 0x2a: .unload,
    0x32: .fatal,
  ]
}
