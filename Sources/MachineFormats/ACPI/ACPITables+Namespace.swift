extension ACPITables {
  /// Takes out of the namespace what concerns memory.
  mutating func fill(from interpreter: inout ACPIInterpreter) {
    let namespace = interpreter.namespace
    bootAccesses = interpreter.accesses
    addNames(namespace)
    addRegions(&interpreter)
    addUses(namespace)
    addDevices(&interpreter)
  }

  private mutating func addNames(_ namespace: ACPINamespace) {
    namespace.walk(from: 0) { node in
      names.append("\(namespace[node].path) \(namespace[node].kind.word)")
      return true
    }
  }

  // MARK: Regions

  private mutating func addRegions(_ interpreter: inout ACPIInterpreter) {
    let namespace = interpreter.namespace
    let globals = interpreter.state.values.filter { !namespace[$0.key].isInMethod }
    var numbers: [Int: Int] = [:]
    for (node, entry) in namespace.nodes.enumerated() {
      guard case .region(let space, let base, _) = entry.kind else { continue }
      numbers[node] = regions.count
      let extent = Self.extent(of: node, &interpreter, globals)
      var expression: String?
      if case .integer = base {} else { expression = base.expression }
      regions.append(
        Region(
          path: entry.path.description, space: space, base: extent.base, baseExpression: expression,
          length: extent.length, declaredIn: Self.place(of: node, namespace),
          owner: Self.device(around: node, namespace), table: entry.table ?? 0,
          isConditional: entry.isConditional))
    }
    for entry in namespace.nodes {
      guard case .field(let list, let number) = entry.kind, let region = namespace.region(ofList: list),
        let index = numbers[region]
      else { continue }
      let (fields, unit) = (namespace.fieldLists[list].list, namespace.fieldLists[list].list.units[number])
      regions[index].fields.append(
        Field(
          name: entry.path.segments.last?.text ?? "", path: entry.path.description, bitOffset: unit.bitOffset,
          bitWidth: unit.bitWidth, access: unit.access, locks: fields.locks, update: fields.update,
          firstAccess: unit.accesses.offset, accesses: unit.accesses.count))
    }
  }

  /// A region of a method lies where it lies whatever the method is given; otherwise its place is not known.
  private static func extent(
    of node: Int, _ interpreter: inout ACPIInterpreter, _ globals: [Int: ACPIValue]
  ) -> ACPIInterpreter.Extent {
    let namespace = interpreter.namespace
    guard case .region(let space, let base, let length) = namespace[node].kind, space != .dataTable else {
      return ACPIInterpreter.Extent()
    }
    if !namespace[node].isInMethod, let extent = interpreter.state.bases[node] { return extent }
    return interpreter.withoutTrace { copy in
      copy.begin()
      // What a method declared is gone when it ends.
      copy.state.values = globals
      let scope = namespace[node].path.parent
      return ACPIInterpreter.Extent(
        base: copy.constant(base, scope: scope).integer, length: copy.constant(length, scope: scope).integer)
    }
  }

  private static func place(of node: Int, _ namespace: ACPINamespace) -> String {
    let parent = namespace[namespace[node].parent]
    return "\(parent.kind.word.lowercased()) \(parent.path)"
  }

  private static func device(around node: Int, _ namespace: ACPINamespace) -> String {
    var above = namespace[node].parent
    while above != 0 {
      switch namespace[above].kind {
      case .object, .scope: return namespace[above].path.description
      default: above = namespace[above].parent
      }
    }
    return ACPIPath.root.description
  }

  private mutating func addUses(_ namespace: ACPINamespace) {
    let usage = ACPIUsage(namespace)
    var places: [String: (region: Int, field: Int)] = [:]
    for (i, region) in regions.enumerated() {
      for (j, field) in region.fields.enumerated() { places[field.path] = (i, j) }
    }
    for (method, uses) in usage.uses {
      let path = namespace[method].path.description
      var byRegion: [(region: Int, accesses: [MethodUse.Access])] = []
      var numbers: [Int: Int] = [:]
      for use in uses {
        guard let place = places[namespace[use.field].path.description] else { continue }
        let access = MethodUse.Access(field: regions[place.region].fields[place.field].name, kind: use.kind)
        if let i = numbers[place.region] {
          byRegion[i].accesses.append(access)
        } else {
          numbers[place.region] = byRegion.count
          byRegion.append((place.region, [access]))
        }
      }
      let callers = (usage.callers[method] ?? []).map { namespace[$0].path.description }
      methodUses += byRegion.map {
        MethodUse(method: path, region: regions[$0.region].path, accesses: $0.accesses, calledBy: callers)
      }
    }
  }

  // MARK: Devices

  private mutating func addDevices(_ interpreter: inout ACPIInterpreter) {
    let namespace = interpreter.namespace
    namespace.walk(from: 0) { node in
      guard case .object(let kind) = namespace[node].kind, kind == .device || kind == .processor else {
        if case .method = namespace[node].kind { return false }
        return true
      }
      func value(_ name: String, _ interpreter: inout ACPIInterpreter) -> ACPIValue {
        guard let segment = ACPISegment(name), let child = namespace.child(segment, of: node) else {
          return .none
        }
        return interpreter.withoutTrace { $0.evaluate(entry: child, cause: .sta) }
      }
      let path = namespace[node].path.description
      var device = DeviceObject(path: path, hid: Self.identification(value("_HID", &interpreter)))
      let cid = value("_CID", &interpreter)
      if case .package(let package) = cid {
        device.cids = package.values.compactMap(Self.identification)
      } else if let text = Self.identification(cid) {
        device.cids = [text]
      }
      switch value("_UID", &interpreter) {
      case .integer(let number): device.uid = "\(number)"
      case .string(let bytes): device.uid = String(decoding: bytes, as: UTF8.self)
      default: break
      }
      devices.append(device)
      addResources(of: node, path: path, &interpreter)
      return true
    }
  }

  /// `PNP0103` from the string or from its compressed form.
  private static func identification(_ value: ACPIValue) -> String? {
    switch value {
    case .string(let bytes): return String(decoding: bytes, as: UTF8.self)
    case .integer(let number):
      let swapped = UInt32(truncatingIfNeeded: number).byteSwapped
      let letters = [26, 21, 16].map { UInt8(truncatingIfNeeded: swapped >> UInt32($0) & 0x1f) &+ 0x40 }
      return String(decoding: letters, as: UTF8.self) + (swapped & 0xffff).hex(width: 4).uppercased()
    default: return nil
    }
  }

  private mutating func addResources(of node: Int, path: String, _ interpreter: inout ACPIInterpreter) {
    let namespace = interpreter.namespace
    guard let name = ACPISegment("_CRS"), let child = namespace.child(name, of: node) else { return }
    var isComputed = false
    if case .method = namespace[child].kind { isComputed = true }
    var buffers: [ACPIBuffer] = []
    if case .buffer(let buffer) = interpreter.withoutTrace({ $0.evaluate(entry: child, cause: .sta) }) {
      buffers = [buffer]
    } else if case .method(_, let body) = namespace[child].kind {
      buffers = Self.templates(in: body, of: child, interpreter)
    }
    if !buffers.isEmpty {
      hasInterrupts[path] = buffers.contains { ACPIMemoryDescriptor.hasInterrupt(in: $0.bytes) }
    }
    for buffer in buffers {
      for descriptor in ACPIMemoryDescriptor.all(in: buffer.bytes, isKnown: buffer.isKnown) {
        memoryResources.append(
          MemoryResource(
            device: path, table: namespace[child].table ?? 0, descriptor: descriptor, isComputed: isComputed))
      }
    }
  }

  /// The templates that a method may return, as they are written; what it fills in at run time is not known.
  private static func templates(
    in body: [ACPITerm], of method: Int, _ interpreter: ACPIInterpreter
  ) -> [ACPIBuffer] {
    var result: [ACPIBuffer] = []
    func add(_ term: ACPITerm) {
      if case .buffer(_, let bytes) = term { result.append(ACPIBuffer(bytes: bytes)) }
    }
    func look(_ terms: [ACPITerm]) {
      for term in terms {
        switch term {
        case .returned(.buffer(let size, let bytes)?): add(.buffer(size: size, bytes))
        case .returned(.name(let name)?):
          guard let node = interpreter.namespace.find(name, in: interpreter.namespace[method].path),
            case .named(let value) = interpreter.namespace[node].kind
          else { continue }
          add(value)
        case .branch(let arms, let otherwise):
          for arm in arms { look(arm.body) }
          look(otherwise)
        case .loop(_, let inner): look(inner)
        default: break
        }
      }
    }
    look(body)
    return result
  }
}

extension ACPINamespace.Kind {
  var word: String {
    switch self {
    case .scope: "Scope"
    case .object(let kind): kind.rawValue
    case .method: "Method"
    case .named: "Name"
    case .alias: "Alias"
    case .region: "OperationRegion"
    case .field: "Field"
    case .bufferField: "BufferField"
    }
  }
}
