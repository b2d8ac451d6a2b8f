/// Which methods name which fields and call which methods, whether or not they ever run.
struct ACPIUsage {
  struct Use: Hashable {
    var field: Int
    var kind: ACPIAccess.Kind
  }

  /// For each method what it accesses itself, in the order of its text.
  private(set) var uses: [(method: Int, uses: [Use])] = []
  private(set) var callers: [Int: [Int]] = [:]
  private let namespace: ACPINamespace

  init(_ namespace: ACPINamespace) {
    self.namespace = namespace
    for (node, entry) in namespace.nodes.enumerated() {
      guard case .method(_, let body) = entry.kind else { continue }
      var walk = Walk(namespace: namespace, scope: entry.path)
      walk.terms(body)
      uses.append((node, walk.uses))
      for callee in Set(walk.calls) where callee != node { callers[callee, default: []].append(node) }
    }
  }

  private struct Walk {
    let namespace: ACPINamespace
    let scope: ACPIPath
    var uses: [Use] = []
    var calls: [Int] = []

    mutating func terms(_ terms: [ACPITerm]) {
      for term in terms { read(term) }
    }

    mutating func read(_ term: ACPITerm) {
      switch term {
      case .name(let name): use(name, .read)
      case .call(let name, let arguments):
        terms(arguments)
        use(name, .read)
      case .operation(let operation, let operands):
        for (i, operand) in operands.enumerated() {
          if operation.isTarget(i) {
            // Increment and decrement read before they write.
            if i == 0 { read(operand) }
            write(operand)
          } else if operation.isReference(i) {
            if case .name = operand { continue }
            read(operand)
          } else {
            read(operand)
          }
        }
      case .other(_, let arguments): terms(arguments)
      case .buffer(let size, _): if let size { read(size) }
      case .branch(let arms, let otherwise):
        for arm in arms {
          read(arm.condition)
          terms(arm.body)
        }
        terms(otherwise)
      case .loop(let condition, let body):
        read(condition)
        terms(body)
      case .returned(let value): if let value { read(value) }
      case .named(_, let value):
        // Names in packages are not read.
        if case .package = value { break }
        read(value)
      case .region(_, _, let base, let length):
        read(base)
        read(length)
      case .bufferField(_, let source, let index, _, let width):
        read(source)
        read(index)
        read(width)
      default: break
      }
    }

    private mutating func write(_ term: ACPITerm) {
      switch term {
      case .name(let name): use(name, .write)
      case .operation(.index, let operands), .operation(.derefOf, let operands): terms(operands)
      default: break
      }
    }

    private mutating func use(_ name: ACPIName, _ kind: ACPIAccess.Kind) {
      guard let node = namespace.find(name, in: scope) else { return }
      use(node, kind, depth: 0)
    }

    private mutating func use(_ node: Int, _ kind: ACPIAccess.Kind, depth: Int) {
      guard depth < 8 else { return }
      switch namespace[node].kind {
      case .method: calls.append(node)
      case .field(let list, _):
        let scoped = namespace.fieldLists[list]
        func register(_ name: ACPIName, _ kind: ACPIAccess.Kind) {
          if let register = namespace.find(name, in: scoped.scope) { use(register, kind, depth: depth + 1) }
        }
        switch scoped.list.place {
        case .region: break
        case .bank(_, let name, _): register(name, .write)
        case .index(let name, let data):
          register(name, .write)
          register(data, kind)
          return
        }
        uses.append(Use(field: node, kind: kind))
      default: break
      }
    }
  }
}
