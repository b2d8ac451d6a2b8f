/// The tree of all names that the tables declare.
///
/// What a method declares is in it too, below the method, so that it can be shown; when the method runs the evaluator
/// gives it its values.
struct ACPINamespace {
  struct Node {
    var path: ACPIPath
    var kind: Kind
    var parent: Int
    /// In the order in which they were declared.
    var children: [Int] = []
    /// The table that declares it; nil for what the interpreter brings with it.
    var table: Int?
    /// Declared under a condition that is not known.
    var isConditional = false
    var isInMethod = false
  }

  enum Kind {
    /// A scope, or something that only other tables declare.
    case scope
    case object(ACPIObjectKind)
    case method(argumentCount: Int, body: [ACPITerm])
    case named(ACPITerm)
    case alias(ACPIName)
    case region(ACPIAddressSpace, base: ACPITerm, length: ACPITerm)
    /// A unit of a field list by their numbers.
    case field(list: Int, unit: Int)
    case bufferField(of: ACPITerm, index: ACPITerm, inBits: Bool, width: ACPITerm)
  }

  /// A field list and the scope in which its names are meant.
  struct ScopedFieldList {
    var list: ACPIFieldList
    var scope: ACPIPath
  }

  private(set) var nodes: [Node]
  private(set) var fieldLists: [ScopedFieldList] = []
  private var byPath: [ACPIPath: Int] = [:]

  static let nodeLimit = 200_000
  /// Of segments.
  static let pathLimit = 64

  /// With the scopes that every interpreter has, in ACPICA's order.
  init() {
    nodes = [Node(path: .root, kind: .scope, parent: 0)]
    byPath[.root] = 0
    for (name, isDevice) in [("_GPE", false), ("_PR", false), ("_SB", true), ("_SI", false), ("_TZ", true)] {
      guard let segment = ACPISegment(name) else { continue }
      _ = add(ACPIPath(segments: [segment]), isDevice ? .object(.device) : .scope, table: nil)
    }
  }

  subscript(_ node: Int) -> Node { nodes[node] }

  func node(at path: ACPIPath) -> Int? { byPath[path] }

  func node(at text: String) -> Int? { ACPIName(text).flatMap { byPath[$0.path(from: .root)] } }

  func child(_ segment: ACPISegment, of node: Int) -> Int? { byPath[nodes[node].path.appending(segment)] }

  /// What a name in a scope means; aliases are followed.
  func find(_ name: ACPIName, in scope: ACPIPath) -> Int? {
    guard name.segments.count <= Self.pathLimit else { return nil }
    for path in name.candidates(from: scope) {
      if let node = byPath[path] { return resolved(node) }
    }
    return nil
  }

  private func resolved(_ node: Int) -> Int? {
    var node = node
    for _ in 0..<8 {
      guard case .alias(let name) = nodes[node].kind else { return node }
      let scope = nodes[node].path.parent
      guard let next = name.candidates(from: scope).lazy.compactMap({ byPath[$0] }).first, next != node else {
        return nil
      }
      node = next
    }
    return nil
  }

  /// Declares an object; its ancestors too if they are not known. The first declaration of a name counts, save that
  /// anything takes the place of a mere scope. nil if there is no room.
  mutating func add(
    _ path: ACPIPath, _ kind: Kind, table: Int?, isConditional: Bool = false, isInMethod: Bool = false
  ) -> Int? {
    if let old = byPath[path] {
      if case .scope = nodes[old].kind, path != .root {
        nodes[old].kind = kind
        nodes[old].table = table
        nodes[old].isConditional = isConditional
      }
      return old
    }
    guard nodes.count < Self.nodeLimit, path.segments.count <= Self.pathLimit else { return nil }
    var parent = 0
    if path.segments.count > 1 {
      guard let above = add(path.parent, .scope, table: table, isConditional: isConditional) else {
        return nil
      }
      parent = above
    }
    let node = nodes.count
    nodes.append(
      Node(
        path: path, kind: kind, parent: parent, table: table, isConditional: isConditional,
        isInMethod: isInMethod))
    nodes[parent].children.append(node)
    byPath[path] = node
    return node
  }

  mutating func add(
    _ list: ACPIFieldList, scope: ACPIPath, table: Int?, isConditional: Bool, isInMethod: Bool
  ) {
    fieldLists.append(ScopedFieldList(list: list, scope: scope))
    for (i, unit) in list.units.enumerated() {
      _ = add(
        scope.appending(unit.name), .field(list: fieldLists.count - 1, unit: i), table: table,
        isConditional: isConditional, isInMethod: isInMethod)
    }
  }

  /// The region in which a field lies, if it lies in one itself.
  func region(ofList list: Int) -> Int? {
    let scoped = fieldLists[list]
    switch scoped.list.place {
    case .region(let name), .bank(let name, _, _):
      guard let node = find(name, in: scoped.scope), case .region = nodes[node].kind else { return nil }
      return node
    case .index: return nil
    }
  }

  /// The method that a node is declared in.
  func method(around node: Int) -> Int? {
    var node = node
    while node != 0 {
      node = nodes[node].parent
      if case .method = nodes[node].kind { return node }
    }
    return nil
  }

  /// Every node below one, depth first, each before its children.
  func walk(from start: Int, _ body: (Int) -> Bool) {
    var stack = [start]
    while let node = stack.popLast() {
      if body(node) { stack += nodes[node].children.reversed() }
    }
  }
}
