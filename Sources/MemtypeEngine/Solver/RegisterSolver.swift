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

  /// A block that a border of the map cuts, and those around it that cost the same.
  struct Node: Hashable, Sendable {
    /// Of the innermost block.
    var base: PhysicalAddress
    var sizeBits: Int
    var low: Half
    var high: Half
    /// The outermost block is so large. Each block around the innermost one adds a half that is wanted as `beside`.
    var topSizeBits: Int
    var beside: MemoryType?
    /// What each of the blocks costs.
    var costs: BlockCosts

    var standsForOne: Bool { topSizeBits == sizeBits }

    /// The halves of the block of a size among those that the node stands for; `index` is the node's own.
    func halves(at bits: Int, index: Int) -> (low: Half, high: Half) {
      if bits == sizeBits { return (low, high) }
      let isHigh = base >> UInt64(bits - 1) & 1 == 1
      return isHigh ? (.uniform(beside), .node(index)) : (.node(index), .uniform(beside))
    }
  }

  public let problem: RegisterProblem
  /// Children before their parents; the root is the last one.
  private(set) var nodes: [Node] = []
  private let map: WantedMap
  private let prices: RegisterPrices

  private static var never: TypeCosts { TypeCosts(repeating: BlockCosts.impossible) }

  /// Prepares the trie. Cost grows with the borders of the map, times how often the bits of each change from 0 to 1 and
  /// back.
  public init(_ problem: RegisterProblem) {
    self.problem = problem
    map = problem.effectiveMap
    prices = RegisterPrices(current: problem.current)
    nodes.reserveCapacity(map.pieces.count * 8)
    let middle: PhysicalAddress = 1 << UInt64(map.physBits - 1)
    let split = split(0...map.pieces.count - 1, at: middle)
    let low = build(split.low, base: 0, sizeBits: map.physBits - 1)
    let high = build(split.high, base: middle, sizeBits: map.physBits - 1)
    // No register spans the whole space: that would be another way to say "default type".
    var costs = BlockCosts.free
    add(low, 0, map.physBits - 1, to: &costs)
    add(high, middle, map.physBits - 1, to: &costs)
    costs.choose(placing: Self.never)
    nodes.append(
      Node(
        base: 0, sizeBits: map.physBits, low: low, high: high, topSizeBits: map.physBits, beside: nil,
        costs: costs))
  }

  /// The smallest set for the best of the allowed default types.
  public func solution() -> RegisterSolution {
    let counts = problem.defaultTypes.map {
      RegisterSolution.Count(defaultType: $0, count: count(defaultType: $0))
    }
    var best = problem.defaultTypes[0]
    for type in problem.defaultTypes where rootCost(type) < rootCost(best) { best = type }
    return RegisterSolution(
      defaultType: best, blocks: blocks(defaultType: best), counts: counts,
      registerCount: problem.registerCount)
  }

  /// The smallest number of registers for a default type, allowed or not.
  public func count(defaultType: MemoryType) -> Int { registers(rootCost(defaultType)) }

  /// One smallest set for a default type, in address order, larger blocks first.
  public func blocks(defaultType: MemoryType) -> [RegisterBlock] {
    var blocks: [RegisterBlock] = []
    blocks.reserveCapacity(count(defaultType: defaultType))
    walk(defaultType: defaultType, passing: true) { visit in
      if let type = visit.placed {
        blocks.append(RegisterBlock(base: visit.base, sizeBits: visit.sizeBits, type: type))
      }
    }
    return blocks
  }

  private func rootCost(_ defaultType: MemoryType) -> Int32 { nodes[nodes.count - 1].costs.bare[defaultType] }

  /// How many registers a cost stands for.
  func registers(_ cost: Int32) -> Int { prices.registers(cost) }

  // MARK: Bottom up

  /// Adds what half of a block costs.
  @inline(__always)
  private func add(_ half: Half, _ base: PhysicalAddress, _ sizeBits: Int, to costs: inout BlockCosts) {
    switch half {
    case .node(let index): costs.add(nodes[index].costs)
    case .uniform(let type): costs.add(uniform: type, placing: prices.placing(base, sizeBits))
    }
  }

  /// The pieces on both sides of an address, which is not 0; the one that it cuts is in both.
  private func split(_ pieces: ClosedRange<Int>, at middle: PhysicalAddress)
    -> (low: ClosedRange<Int>, high: ClosedRange<Int>)
  {
    let high = map.index(of: middle)
    let low = map.pieces[high].range.start == middle ? high - 1 : high
    return (pieces.lowerBound...low, high...pieces.upperBound)
  }

  /// Adds the nodes of a block, which the pieces fill. Recursion is as deep as the address has bits.
  private mutating func build(_ pieces: ClosedRange<Int>, base: PhysicalAddress, sizeBits: Int) -> Half {
    let (first, last) = (map.pieces[pieces.lowerBound], map.pieces[pieces.upperBound])
    if pieces.count == 1 { return .uniform(first.type) }
    // The smallest block that holds all borders; its middle lies on one or between two.
    var bits = 64 - ((first.range.end &- 1) ^ last.range.start).leadingZeroBitCount
    let block = last.range.start & ~UInt64.mask(bits: bits)
    let middle = block | 1 << UInt64(bits - 1)
    let split = split(pieces, at: middle)
    let low = build(split.low, base: block, sizeBits: bits - 1)
    let high = build(split.high, base: middle, sizeBits: bits - 1)
    var costs = BlockCosts.free
    add(low, block, bits - 1, to: &costs)
    add(high, middle, bits - 1, to: &costs)
    costs.choose(placing: prices.placing(block, bits))
    nodes.append(
      Node(
        base: block, sizeBits: bits, low: low, high: high, topSizeBits: bits, beside: nil, costs: costs))
    // Around it, every block has one half of a single type, up to the block that was asked for.
    while bits < sizeBits {
      let isHigh = middle >> UInt64(bits) & 1 == 1
      let beside = isHigh ? first.type : last.type
      let outer = middle & ~UInt64.mask(bits: bits + 1)
      let aside = isHigh ? outer : outer | 1 << UInt64(bits)
      let index = nodes.count - 1
      // A half where any type will do costs nothing, and a register here is no better than one on the other half.
      if beside != nil || !prices.areEqual {
        costs.add(uniform: beside, placing: prices.placing(aside, bits))
        costs.choose(placing: prices.placing(outer, bits + 1))
      }
      if prices.areEqual, costs == nodes[index].costs,
        nodes[index].standsForOne || nodes[index].beside == beside
      {
        // What one more such half does not change, further ones do not change either.
        let rest = (isHigh ? ~middle : middle) >> UInt64(bits)
        bits = min(bits + rest.trailingZeroBitCount, sizeBits)
        nodes[index].topSizeBits = bits
        nodes[index].beside = beside
      } else {
        bits += 1
        nodes.append(
          Node(
            base: outer, sizeBits: bits, low: isHigh ? .uniform(beside) : .node(index),
            high: isHigh ? .node(index) : .uniform(beside), topSizeBits: bits, beside: nil, costs: costs))
      }
    }
    return .node(nodes.count - 1)
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
    var half: Half
    var base: PhysicalAddress
    var sizeBits: Int
    /// Before the block's own register.
    var state: State
    /// What the registers on the block and below it cost.
    var cost: Int32
    /// The type of the register on the block, if the solution has one there.
    var placed: MemoryType?
  }

  /// Visits every block and stretch that costs something, from the root down, parents before children, low half first;
  /// if `passing`, without runs of blocks on which nothing is decided.
  func walk(defaultType: MemoryType, passing: Bool = false, _ visit: (Visit) -> Void) {
    var stack: [Visit] = []
    stack.reserveCapacity(map.physBits)
    func push(_ half: Half, _ base: PhysicalAddress, _ sizeBits: Int, _ state: State, _ cost: Int32) {
      if cost > 0 {
        stack.append(Visit(half: half, base: base, sizeBits: sizeBits, state: state, cost: cost))
      }
    }
    push(.node(nodes.count - 1), 0, map.physBits, .bare(defaultType), rootCost(defaultType))
    while var next = stack.popLast() {
      guard case .node(let index) = next.half else {
        if case .uniform(let type) = next.half { next.placed = type }
        visit(next)
        continue
      }
      if passing, next.sizeBits > nodes[index].sizeBits, isFree(nodes[index].beside, in: next.state) {
        (next.base, next.sizeBits) = (nodes[index].base, nodes[index].sizeBits)
      }
      let (low, high) = nodes[index].halves(at: next.sizeBits, index: index)
      let (bits, middle) = (next.sizeBits - 1, next.base | 1 << UInt64(next.sizeBits - 1))
      func halves(in state: State) -> (low: Int32, high: Int32) {
        (cost(of: low, next.base, bits, in: state), cost(of: high, middle, bits, in: state))
      }
      var (state, costs) = (next.state, halves(in: next.state))
      if costs.low &+ costs.high != next.cost {
        // A register only where it saves one.
        let placing = prices.placing(next.base, next.sizeBits)
        for type in MemoryType.mtrrTypes where Self.permits(type, over: next.state) {
          costs = halves(in: .covered(type))
          guard costs.low &+ costs.high &+ placing[type] == next.cost else { continue }
          state = .covered(type)
          next.placed = type
          break
        }
      }
      visit(next)
      push(high, middle, bits, state, costs.high)
      push(low, next.base, bits, state, costs.low)
    }
  }

  /// Halvings of the address space down to a block.
  func depth(_ visit: Visit) -> Int { map.physBits - visit.sizeBits }

  /// What a block costs in a state.
  @inline(__always)
  private func cost(of half: Half, _ base: PhysicalAddress, _ sizeBits: Int, in state: State) -> Int32 {
    switch half {
    case .node(let index): nodes[index].costs[state]
    case .uniform(let type):
      if isFree(type, in: state) { 0 } else { costs(of: half, base, sizeBits)[state] }
    }
  }

  /// Whether a stretch has what is wanted without a register of its own.
  private func isFree(_ wanted: MemoryType?, in state: State) -> Bool {
    wanted == nil || wanted == state.type
  }

  /// What is left to pay inside a block, by the state that its own register leaves.
  func costsBelow(_ half: Half, _ base: PhysicalAddress, _ sizeBits: Int) -> BlockCosts {
    var costs = BlockCosts.free
    switch half {
    case .uniform(let wanted): costs.add(uniform: wanted, placing: Self.never)
    case .node(let index):
      let (low, high) = halfCosts(index, base, sizeBits)
      costs.add(low)
      costs.add(high)
    }
    return costs
  }

  /// What the two halves of a block cost, which is one of those that a node stands for.
  func halfCosts(_ index: Int, _ base: PhysicalAddress, _ sizeBits: Int) -> (
    low: BlockCosts, high: BlockCosts
  ) {
    let (low, high) = nodes[index].halves(at: sizeBits, index: index)
    let bits = sizeBits - 1
    return (costs(of: low, base, bits), costs(of: high, base | 1 << UInt64(bits), bits))
  }

  private func costs(of half: Half, _ base: PhysicalAddress, _ sizeBits: Int) -> BlockCosts {
    var costs = BlockCosts.free
    add(half, base, sizeBits, to: &costs)
    return costs
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

/// What a register costs.
struct RegisterPrices: Hashable, Sendable {
  private let current: Set<RegisterBlock>
  /// A register that has to be written; one that holds its block already costs one less, and all of those together
  /// save less than a register.
  private let unit: Int32

  init(current blocks: [RegisterBlock]) {
    current = blocks.isEmpty ? [] : Set(blocks.prefix(RegisterProblem.mostCurrent))
    unit = Int32(current.count + 1)
  }

  /// Every block costs the same.
  var areEqual: Bool { unit == 1 }

  /// What a register on a block costs, by its type.
  @inline(__always)
  func placing(_ base: PhysicalAddress, _ sizeBits: Int) -> TypeCosts {
    areEqual ? TypeCosts(repeating: 1) : placingOverCurrent(base, sizeBits)
  }

  private func placingOverCurrent(_ base: PhysicalAddress, _ sizeBits: Int) -> TypeCosts {
    var costs = TypeCosts(repeating: unit)
    for type in MemoryType.mtrrTypes
    where current.contains(RegisterBlock(base: base, sizeBits: sizeBits, type: type)) {
      costs[type] = unit - 1
    }
    return costs
  }

  /// How many registers a cost stands for.
  func registers(_ cost: Int32) -> Int { Int(areEqual ? cost : (cost + unit - 1) / unit) }
}
