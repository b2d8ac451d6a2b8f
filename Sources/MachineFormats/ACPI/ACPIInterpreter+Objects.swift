extension ACPIInterpreter {
  // MARK: Reading

  /// The value of a named object; a field is accessed for it, a method without arguments is called.
  mutating func read(_ node: Int, _ frame: inout Frame) -> ACPIValue {
    guard depth < Self.depthLimit else { return .unknown }
    switch namespace[node].kind {
    case .named(let term):
      if let value = state.values[node] { return value }
      // What a method declares has no value until it runs.
      if namespace[node].isInMethod { return .unknown }
      var inner = Frame(
        scope: namespace[node].path.parent, method: frame.method, isConditional: frame.isConditional)
      return evaluate(term, &inner)
    case .field: return access(node, .read, &frame)
    case .bufferField: return readBufferField(node, &frame)
    case .method(let count, _): return count == 0 ? call(node, [], &frame) : .object(node)
    case .scope, .object, .alias, .region: return .object(node)
    }
  }

  // MARK: Writing

  mutating func store(_ value: ACPIValue, in target: ACPITerm, _ frame: inout Frame) {
    guard depth < Self.depthLimit else { return }
    depth += 1
    defer { depth -= 1 }
    switch target {
    case .local(let number) where frame.locals.indices.contains(number): frame.locals[number] = value
    case .argument(let number) where frame.arguments.indices.contains(number):
      // A store to an argument that is a reference goes where it points.
      if case .object(let node) = frame.arguments[number] {
        write(value, to: node, &frame)
      } else {
        frame.arguments[number] = value
      }
    case .name(let name):
      if let node = namespace.find(name, in: frame.scope) { write(value, to: node, &frame) }
    case .operation(.index, let operands) where operands.count == 2:
      storeElement(value, in: operands[0], index: evaluate(operands[1], &frame).integer, &frame)
    case .operation(.derefOf, let operands), .operation(.refOf, let operands):
      if let first = operands.first, case .object(let node) = evaluate(first, &frame) {
        write(value, to: node, &frame)
      }
    default: break
    }
  }

  private mutating func write(_ value: ACPIValue, to node: Int, _ frame: inout Frame) {
    switch namespace[node].kind {
    case .field: _ = access(node, .write, &frame)
    case .bufferField: writeBufferField(node, value, &frame)
    case .named: state.values[node] = value
    default: break
    }
  }

  private mutating func storeElement(
    _ value: ACPIValue, in container: ACPITerm, index: UInt64?, _ frame: inout Frame
  ) {
    let old = evaluate(container, &frame)
    let new: ACPIValue
    switch (old, index) {
    case (.package(let package), let index?) where index < UInt64(package.values.count):
      var values = package.values
      values[Int(index)] = value
      spend(values.count / 8)
      new = .package(of: values)
    case (.buffer(var buffer), let index?):
      spend(old.size)
      buffer.set(atBit: index &* 8, width: 8, to: value.integer)
      new = .buffer(buffer)
    case (.object(let node), _):
      // An argument that is a reference to a package or buffer.
      write(.unknown, to: node, &frame)
      return
    default: new = .unknown
    }
    switch container {
    case .local, .argument, .name: store(new, in: container, &frame)
    default: break
    }
  }

  // MARK: Buffer fields

  mutating func bufferField(
    _ source: ACPITerm, _ index: ACPITerm, _ inBits: Bool, _ width: ACPITerm, _ frame: inout Frame
  ) -> BufferField {
    let place: BufferField.Source
    switch source {
    case .name(let name): place = namespace.find(name, in: frame.scope).map { .node($0) } ?? .unknown
    case .local(let number): place = .local(number)
    case .argument(let number): place = .argument(number)
    default: place = .unknown
    }
    let first = evaluate(index, &frame).integer
    let bit = first.flatMap { inBits ? $0 : $0 < 1 << 32 ? $0 * 8 : nil }
    return BufferField(source: place, bit: bit, width: evaluate(width, &frame).integer)
  }

  /// The field as its method or its table created it.
  private mutating func bufferFieldState(_ node: Int, _ frame: inout Frame) -> BufferField? {
    if let field = state.bufferFields[node] { return field }
    guard !namespace[node].isInMethod,
      case .bufferField(let source, let index, let inBits, let width) = namespace[node].kind
    else { return nil }
    var inner = Frame(
      scope: namespace[node].path.parent, method: frame.method, isConditional: frame.isConditional)
    return bufferField(source, index, inBits, width, &inner)
  }

  private mutating func content(of source: BufferField.Source, _ frame: inout Frame) -> ACPIValue {
    switch source {
    case .node(let node): read(node, &frame)
    case .local(let number): frame.locals.indices.contains(number) ? frame.locals[number] : .unknown
    case .argument(let number): frame.arguments.indices.contains(number) ? frame.arguments[number] : .unknown
    case .unknown: .unknown
    }
  }

  private mutating func readBufferField(_ node: Int, _ frame: inout Frame) -> ACPIValue {
    guard let field = bufferFieldState(node, &frame), let bit = field.bit, let width = field.width,
      case .buffer(let buffer) = content(of: field.source, &frame),
      let value = buffer.number(atBit: bit, width: width)
    else { return .unknown }
    return .integer(value)
  }

  private mutating func writeBufferField(_ node: Int, _ value: ACPIValue, _ frame: inout Frame) {
    guard let field = bufferFieldState(node, &frame) else { return }
    var new = ACPIValue.unknown
    if let bit = field.bit, let width = field.width,
      case .buffer(var buffer) = content(of: field.source, &frame)
    {
      spend(1 + buffer.bytes.count / 64)
      buffer.set(atBit: bit, width: width, to: value.integer)
      new = .buffer(buffer)
    }
    switch field.source {
    case .node(let node):
      if case .named = namespace[node].kind { state.values[node] = new }
    case .local(let number) where frame.locals.indices.contains(number): frame.locals[number] = new
    case .argument(let number) where frame.arguments.indices.contains(number):
      frame.arguments[number] = new
    default: break
    }
  }

  // MARK: Fields of regions

  /// Reads or writes a field of a region; what the hardware answers is not known.
  mutating func access(
    _ node: Int, _ kind: ACPIAccess.Kind, _ frame: inout Frame
  ) -> ACPIValue {
    guard case .field(let list, let number) = namespace[node].kind, depth < Self.depthLimit else {
      return .unknown
    }
    depth += 1
    defer { depth -= 1 }
    let scoped = namespace.fieldLists[list]
    switch scoped.list.place {
    case .region: break
    case .bank(_, let register, let bank):
      var inner = Frame(scope: scoped.scope, method: frame.method, isConditional: frame.isConditional)
      let value = evaluate(bank, &inner)
      if let register = namespace.find(register, in: scoped.scope) { write(value, to: register, &frame) }
    case .index(let register, let data):
      // The number goes into the index register, then the data register is accessed.
      if let register = namespace.find(register, in: scoped.scope) { write(.unknown, to: register, &frame) }
      if let data = namespace.find(data, in: scoped.scope), case .field = namespace[data].kind {
        _ = access(data, kind, &frame)
      }
      return .unknown
    }
    guard let region = namespace.region(ofList: list) else { return .unknown }
    let unit = scoped.list.units[number]
    let shape = unit.accesses
    let extent = extent(of: region, &frame)
    if let length = extent.length, !shape.fits(in: length) { return .unknown }
    guard case .region(.systemMemory, _, _) = namespace[region].kind else { return .unknown }
    record(
      ACPIAccess(
        region: namespace[region].path.description, field: namespace[node].path.segments.last?.text ?? "",
        kind: kind, offset: shape.offset, width: Int(unit.access.bits), count: shape.count,
        address: extent.base.map { $0 &+ shape.offset }, cause: cause, entry: entry.description,
        method: frame.method.description, isConditional: frame.isConditional))
    return .unknown
  }

  /// Where a region lies, as far as it is known by now.
  mutating func extent(of region: Int, _ frame: inout Frame) -> Extent {
    if let extent = state.bases[region] { return extent }
    guard case .region(_, let base, let length) = namespace[region].kind else { return Extent() }
    var inner = Frame(
      scope: namespace[region].path.parent, method: frame.method, isConditional: frame.isConditional)
    let start = evaluate(base, &inner).integer
    return Extent(base: start, length: evaluate(length, &inner).integer)
  }
}

extension ACPIFieldList.Unit {
  /// The accesses that reading the whole field takes.
  struct Accesses: Hashable, Sendable {
    /// Of the first one, in bytes from the region's base.
    var offset: UInt64
    var bytes: UInt64
    var count: UInt64

    /// The last one may hang over the end of a region whose length is no multiple of the width, as Linux allows it
    /// (`acpi_ex_setup_region`).
    func fits(in length: UInt64) -> Bool {
      let end = offset.adding(clamped: count &* bytes)
      return length.adding(clamped: bytes - 1) / bytes * bytes >= end
    }
  }

  /// The first access is aligned to its width (`acpi_ex_prep_common_field_object`).
  var accesses: Accesses {
    let bytes = access.bits / 8
    let offset = bitOffset / 8 / bytes * bytes
    let last = bitOffset.adding(clamped: max(bitWidth, 1) - 1) / 8 / bytes * bytes
    return Accesses(offset: offset, bytes: bytes, count: (last - offset) / bytes + 1)
  }
}
