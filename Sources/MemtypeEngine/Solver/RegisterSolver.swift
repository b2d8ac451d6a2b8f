/// The smallest legal set of variable MTRRs for a wanted map, exactly.
///
/// Legal blocks are the nodes of a binary trie over the address space. What the registers on a node's ancestors leave
/// behind is one of six states, none or one of the five types, as every defined overlap amounts to one type. So the
/// least cost of a node in a state follows from those of its two halves, and the least cost of the root is the
/// optimum. Only nodes that a border of the map cuts need a look: a node without one costs nothing or one register.
///
/// The states below a register do not depend on the default type, so that one pass answers for all five.
public struct RegisterSolver: Sendable {
  /// Where a node's half is: another node, or a stretch wanted of one type.
  enum Half: Hashable, Sendable {
    case node(Int)
    case uniform(MemoryType?)
  }

  /// A block that a border of the map cuts.
  struct Node: Hashable, Sendable {
    var base: PhysicalAddress
    var sizeBits: Int
    var low: Half
    var high: Half
    var costs: BlockCosts
  }

  public let problem: RegisterProblem
  /// Children before their parents; the root is the last one.
  private(set) var nodes: [Node] = []
  private let map: WantedMap
  private let current: Set<RegisterBlock>

  /// A register costs `unit`, and one more if it has to be written.
  static let unit = 1 << 24
  private static let written = TypeCosts(repeating: unit + 1)
  private static let never = TypeCosts(repeating: BlockCosts.impossible)
  private static let plain = TypeCosts(repeating: unit)

  private static let leaves: [BlockCosts] = MemoryType.mtrrTypes.map {
    BlockCosts(uniform: $0, placing: plain)
  }
  private static let freeLeaf = BlockCosts(uniform: nil, placing: plain)

  /// Prepares the trie; cost is linear in the borders of the map.
  public init(_ problem: RegisterProblem) {
    self.problem = problem
    map = problem.effectiveMap
    current = Set(problem.current)
    nodes.reserveCapacity(map.pieces.count * (map.physBits - 11))
    _ = build(base: 0, sizeBits: map.physBits, from: 0, isRoot: true)
  }

  /// The smallest set for the best of the allowed default types.
  public func solution() -> RegisterSolution {
    let counts = problem.defaultTypes.map { (defaultType: $0, count: count(defaultType: $0)) }
    var best = problem.defaultTypes[0]
    for type in problem.defaultTypes where rootCost(type) < rootCost(best) { best = type }
    return RegisterSolution(
      defaultType: best, blocks: blocks(defaultType: best), counts: counts,
      registerCount: problem.registerCount)
  }

  /// The smallest number of registers for a default type, allowed or not.
  public func count(defaultType: MemoryType) -> Int { rootCost(defaultType) / Self.unit }

  /// One smallest set for a default type.
  public func blocks(defaultType: MemoryType) -> [RegisterBlock] {
    var blocks: [RegisterBlock] = []
    walk(defaultType: defaultType) { visit in
      if let type = visit.placed {
        blocks.append(RegisterBlock(base: visit.base, sizeBits: visit.sizeBits, type: type))
      }
    }
    return blocks.sorted()
  }

  private func rootCost(_ defaultType: MemoryType) -> Int {
    // No register spans the whole space: that would be another way to say "default type".
    guard let root = nodes.last else { return 0 }
    return
      (costs(of: root.low, of: root, isHigh: false).bare + costs(of: root.high, of: root, isHigh: true).bare)[
        defaultType]
  }

  // MARK: Bottom up

  /// What a register on a block costs, by its type.
  private func placing(_ base: PhysicalAddress, _ sizeBits: Int) -> TypeCosts {
    if current.isEmpty { return Self.plain }
    var costs = Self.written
    for type in MemoryType.mtrrTypes
    where current.contains(RegisterBlock(base: base, sizeBits: sizeBits, type: type)) {
      costs[type] = Self.unit
    }
    return costs
  }

  private func uniformCosts(_ type: MemoryType?, _ base: PhysicalAddress, _ sizeBits: Int) -> BlockCosts {
    if !current.isEmpty { return BlockCosts(uniform: type, placing: placing(base, sizeBits)) }
    switch type {
    case .some(.uc): return Self.leaves[0]
    case .some(.wc): return Self.leaves[1]
    case .some(.wt): return Self.leaves[2]
    case .some(.wp): return Self.leaves[3]
    case .some: return Self.leaves[4]
    case nil: return Self.freeLeaf
    }
  }

  /// Adds the nodes of a block. `first` is the piece of the map that holds its first address. Recursion is as deep as
  /// the address has bits.
  private mutating func build(base: PhysicalAddress, sizeBits: Int, from first: Int, isRoot: Bool = false)
    -> (half: Half, costs: BlockCosts)
  {
    let piece = map.pieces[first]
    let end = base &+ (1 << UInt64(sizeBits))
    if piece.range.end >= end, !isRoot {
      return (.uniform(piece.type), uniformCosts(piece.type, base, sizeBits))
    }
    let middle = base &+ (1 << UInt64(sizeBits - 1))
    var second = first
    while map.pieces[second].range.end <= middle { second += 1 }
    let low = build(base: base, sizeBits: sizeBits - 1, from: first)
    let high = build(base: middle, sizeBits: sizeBits - 1, from: second)
    let costs = BlockCosts(halves: low.costs, high.costs, placing: placing(base, sizeBits))
    nodes.append(Node(base: base, sizeBits: sizeBits, low: low.half, high: high.half, costs: costs))
    return (.node(nodes.count - 1), costs)
  }

  // MARK: Top down

  /// What covers a block from above.
  enum State: Hashable, Sendable {
    case bare(MemoryType)
    case covered(MemoryType)

    /// The type that an address has if nothing below covers it.
    var type: MemoryType {
      switch self {
      case .bare(let type), .covered(let type): type
      }
    }
  }

  /// A block on the way down.
  struct Visit {
    var base: PhysicalAddress
    var sizeBits: Int
    var depth: Int
    /// Before the block's own register.
    var state: State
    /// The type of the register on the block, if the solution has one there.
    var placed: MemoryType?
    /// Registers on the block and below it.
    var count: Int
    /// What is wanted, where it is the same all over; nil within nil for any.
    var uniform: MemoryType??
    var half: Half
  }

  /// Visits every node and stretch from the root down, parents before children, low half first. What costs nothing is
  /// not gone into.
  func walk(defaultType: MemoryType, _ visit: (Visit) -> Void) {
    guard let root = nodes.last else { return }
    var stack: [(half: Half, base: PhysicalAddress, sizeBits: Int, depth: Int, state: State)] = [
      (.node(nodes.count - 1), root.base, root.sizeBits, 0, .bare(defaultType))
    ]
    while let (half, base, sizeBits, depth, state) = stack.popLast() {
      let isRoot = depth == 0
      let choice = choose(half, base, sizeBits, state, isRoot: isRoot)
      var uniform: MemoryType??
      if case .uniform(let type) = half { uniform = .some(type) }
      visit(
        Visit(
          base: base, sizeBits: sizeBits, depth: depth, state: state, placed: choice.placed,
          count: choice.cost / Self.unit, uniform: uniform, half: half))
      guard choice.cost > 0, case .node(let index) = half else { continue }
      let node = nodes[index]
      let below = choice.placed.map(State.covered) ?? state
      let middle = base &+ (1 << UInt64(sizeBits - 1))
      stack.append((node.high, middle, sizeBits - 1, depth + 1, below))
      stack.append((node.low, base, sizeBits - 1, depth + 1, below))
    }
  }

  /// The best there is to do on a block in a state; a register only where it saves one.
  private func choose(
    _ half: Half, _ base: PhysicalAddress, _ sizeBits: Int, _ state: State, isRoot: Bool
  ) -> (placed: MemoryType?, cost: Int) {
    let below = costsBelow(half)
    var best: (placed: MemoryType?, cost: Int) = (nil, below[state])
    guard !isRoot, best.cost > 0 else { return best }
    let placing = placing(base, sizeBits)
    for type in MemoryType.mtrrTypes where Self.permits(type, over: state) {
      let cost = below.covered[type] &+ placing[type]
      if cost < best.cost { best = (type, cost) }
    }
    return best
  }

  /// What is left to pay inside a block, by the state that its own register leaves.
  func costsBelow(_ half: Half) -> BlockCosts {
    switch half {
    case .uniform(let wanted): return BlockCosts(uniform: wanted, placing: Self.never)
    case .node(let index):
      let (low, high) = halfCosts(index)
      return BlockCosts(covered: low.covered + high.covered, bare: low.bare + high.bare)
    }
  }

  /// What the two halves of a node cost.
  func halfCosts(_ index: Int) -> (low: BlockCosts, high: BlockCosts) {
    let node = nodes[index]
    return (costs(of: node.low, of: node, isHigh: false), costs(of: node.high, of: node, isHigh: true))
  }

  private func costs(of half: Half, of parent: Node, isHigh: Bool) -> BlockCosts {
    switch half {
    case .node(let index): return nodes[index].costs
    case .uniform(let type):
      let bits = parent.sizeBits - 1
      return uniformCosts(type, isHigh ? parent.base &+ (1 << UInt64(bits)) : parent.base, bits)
    }
  }

  /// Whether a register may lie below others with a defined result that differs from theirs.
  static func permits(_ type: MemoryType, over state: State) -> Bool {
    switch state {
    case .bare: true
    case .covered(.uc): false
    case .covered(.wb): type == .uc || type == .wt
    case .covered: type == .uc
    }
  }
}
