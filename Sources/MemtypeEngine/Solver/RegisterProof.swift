/// Why fewer registers cannot do: the blocks that the borders cut, each with the least that any choice on it costs.
///
/// A block's count is the least over "no register here" and a register of each type that may lie here, plus the counts
/// of its two halves. Who checks every line from the bottom up has checked the optimum.
public struct RegisterProof: Hashable, Sendable {
  public struct Line: Hashable, Sendable {
    public var range: AddressRange
    /// Halvings of the address space down to this block.
    public var depth: Int
    /// The type that the registers above leave here, or the default type.
    public var inherited: MemoryType
    /// Registers on this block and within it.
    public var count: Int
    /// The register on the block itself, if there is one.
    public var placed: MemoryType?
    /// What is wanted where it is the same all over; nil where a border cuts the block.
    public var uniform: MemoryType?
    /// What the other choices would cost; nil as type for "no register here".
    public var others: [Choice]

    /// `0x8000_0000-0xffff_ffff under WB: 1 (a UC register here; else none here 2)`.
    public var text: String {
      let choice = placed.map { "a \($0.name) register here" } ?? "no register here"
      let others = others.map { "\($0.type.map { "\($0.name) here" } ?? "none here") \($0.count)" }
      let alternatives = others.isEmpty ? "" : "; else " + others.joined(separator: ", ")
      return
        "\(range.start.grouped)-\(range.last.grouped) under \(inherited.name): \(count) (\(choice)\(alternatives))"
    }
  }

  public struct Choice: Hashable, Sendable {
    public var type: MemoryType?
    public var count: Int
  }

  /// From the root down, parents before children. Blocks that cost nothing are left out.
  public var lines: [Line]

  /// The lines that decide something: a register is placed, or both halves cost something.
  public var deciding: [Line] { lines.filter { $0.placed != nil || $0.depth == 0 || isFork($0) } }

  private var forks: Set<AddressRange>

  private func isFork(_ line: Line) -> Bool { forks.contains(line.range) }

  /// The proof for one default type.
  public init(_ solver: RegisterSolver, defaultType: MemoryType) {
    var lines: [Line] = []
    var forks: Set<AddressRange> = []
    solver.walk(defaultType: defaultType) { visit in
      let range = AddressRange(start: visit.base, size: 1 << UInt64(visit.sizeBits))
      var uniform: MemoryType?
      if case .uniform(let type) = visit.half { uniform = type }
      let choices = solver.choices(visit)
      if choices.isFork { forks.insert(range) }
      lines.append(
        Line(
          range: range, depth: solver.depth(visit), inherited: visit.state.type,
          count: solver.registers(visit.cost),
          placed: visit.placed, uniform: uniform,
          others: choices.counts.filter { $0.type != visit.placed }))
    }
    self.lines = lines
    self.forks = forks
  }
}

extension RegisterSolver {
  /// What every permitted choice on a block costs, and whether both halves cost something below the best one.
  func choices(_ visit: Visit) -> (counts: [RegisterProof.Choice], isFork: Bool) {
    let below = costsBelow(visit.half, visit.base, visit.sizeBits)
    var counts: [RegisterProof.Choice] = []
    let bare = below[visit.state]
    if bare < BlockCosts.impossible { counts.append(.init(type: nil, count: registers(bare))) }
    for type in MemoryType.mtrrTypes where depth(visit) > 0 && Self.permits(type, over: visit.state) {
      let cost = below.covered[type]
      if cost < BlockCosts.impossible { counts.append(.init(type: type, count: registers(cost) + 1)) }
    }
    guard case .node(let index) = visit.half else { return (counts, false) }
    let state = visit.placed.map(State.covered) ?? visit.state
    let (low, high) = halfCosts(index, visit.base, visit.sizeBits)
    return (counts, min(low[state], high[state]) > 0)
  }
}
