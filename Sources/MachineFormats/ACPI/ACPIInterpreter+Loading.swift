extension ACPIInterpreter {
  /// Takes a table into the namespace as ACPICA does: first all names outside of conditions, then the code of the
  /// table from the top, which decides what its conditions declare.
  mutating func load(_ terms: [ACPITerm], table: Int) {
    cause = .tableLoad
    entry = .root
    begin()
    declare(terms, scope: .root, Origin(table: table))
    var frame = Frame(scope: .root, method: .root)
    run(terms, Origin(table: table), &frame)
    end("the code outside of methods of table \(table + 1)")
  }

  private struct Origin {
    var table: Int
    var isConditional = false
    var isInMethod = false
  }

  // MARK: Names

  private mutating func declare(_ terms: [ACPITerm], scope: ACPIPath, _ origin: Origin) {
    for term in terms { declare(term, scope: scope, origin) }
  }

  private mutating func declare(_ term: ACPITerm, scope: ACPIPath, _ origin: Origin) {
    switch term {
    case .scope(let name, let body):
      guard let node = openScope(name, scope, origin) else { return }
      declare(body, scope: namespace[node].path, origin)
    case .object(let kind, let name, let body):
      guard let node = add(name, scope, .object(kind), origin) else { return }
      declare(body, scope: namespace[node].path, origin)
    case .method(let name, let count, let body):
      guard let node = add(name, scope, .method(argumentCount: count, body: body), origin) else { return }
      var inner = origin
      inner.isInMethod = true
      declare(body, scope: namespace[node].path, inner)
    case .named(let name, let value): _ = add(name, scope, .named(value), origin)
    case .alias(let name, let source):
      if name.path(from: scope) != source.path(from: scope) { _ = add(name, scope, .alias(source), origin) }
    case .region(let name, let space, let base, let length):
      _ = add(name, scope, .region(space, base: base, length: length), origin)
    case .fields(let list):
      namespace.add(
        list, scope: scope, table: origin.table, isConditional: origin.isConditional,
        isInMethod: origin.isInMethod)
    case .bufferField(let name, let source, let index, let inBits, let width):
      _ = add(name, scope, .bufferField(of: source, index: index, inBits: inBits, width: width), origin)
    case .branch(let arms, let otherwise) where origin.isInMethod:
      for arm in arms { declare(arm.body, scope: scope, origin) }
      declare(otherwise, scope: scope, origin)
    case .loop(_, let body) where origin.isInMethod: declare(body, scope: scope, origin)
    default: break
    }
  }

  private mutating func add(
    _ name: ACPIName, _ scope: ACPIPath, _ kind: ACPINamespace.Kind, _ origin: Origin
  ) -> Int? {
    namespace.add(
      name.path(from: scope), kind, table: origin.table, isConditional: origin.isConditional,
      isInMethod: origin.isInMethod)
  }

  /// The object that `Scope` opens; a mere scope if no table here declares it.
  private mutating func openScope(_ name: ACPIName, _ scope: ACPIPath, _ origin: Origin) -> Int? {
    namespace.find(name, in: scope) ?? add(name, scope, .scope, origin)
  }

  // MARK: Code outside of methods

  private mutating func run(_ terms: [ACPITerm], _ origin: Origin, _ frame: inout Frame) {
    for term in terms {
      guard !isExhausted else { return }
      spend()
      switch term {
      case .scope(let name, let body), .object(_, let name, let body):
        let node =
          if case .scope = term { openScope(name, frame.scope, origin) } else {
            namespace.node(at: name.path(from: frame.scope))
          }
        guard let node else { continue }
        var inner = Frame(scope: namespace[node].path, method: .root, isConditional: frame.isConditional)
        run(body, origin, &inner)
      case .branch(let arms, let otherwise): runBranch(arms, otherwise, origin, &frame)
      case .named, .method, .fields, .alias, .external: break
      default: _ = execute([term], &frame)
      }
    }
  }

  /// Declares and runs what a condition lets through; both sides, marked, where it is not known.
  private mutating func runBranch(
    _ arms: [ACPITerm.Arm], _ otherwise: [ACPITerm], _ origin: Origin, _ frame: inout Frame
  ) {
    let wasConditional = frame.isConditional
    defer { frame.isConditional = wasConditional }
    var origin = origin
    func take(_ body: [ACPITerm], _ interpreter: inout ACPIInterpreter, _ frame: inout Frame) {
      interpreter.declare(body, scope: frame.scope, origin)
      interpreter.run(body, origin, &frame)
    }
    for arm in arms {
      let truth = evaluate(arm.condition, &frame).truth
      if truth == false { continue }
      if truth == nil {
        origin.isConditional = true
        frame.isConditional = true
      }
      take(arm.body, &self, &frame)
      if truth == true { return }
    }
    take(otherwise, &self, &frame)
  }
}
