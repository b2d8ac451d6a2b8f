/// One number for each of the five MTRR types, in the order of `MemoryType.mtrrTypes`.
struct TypeCosts: Hashable, Sendable {
  var uc: Int32
  var wc: Int32
  var wt: Int32
  var wp: Int32
  var wb: Int32

  @inline(__always)
  init(uc: Int32, wc: Int32, wt: Int32, wp: Int32, wb: Int32) {
    self.uc = uc
    self.wc = wc
    self.wt = wt
    self.wp = wp
    self.wb = wb
  }

  @inline(__always)
  init(repeating cost: Int32) { self.init(uc: cost, wc: cost, wt: cost, wp: cost, wb: cost) }

  @inline(__always)
  static func + (a: Self, b: Self) -> Self {
    Self(uc: a.uc &+ b.uc, wc: a.wc &+ b.wc, wt: a.wt &+ b.wt, wp: a.wp &+ b.wp, wb: a.wb &+ b.wb)
  }

  /// The least of the five.
  @inline(__always)
  var least: Int32 { Swift.min(Swift.min(uc, wc), Swift.min(Swift.min(wt, wp), wb)) }

  /// Each, but at most `limit`.
  @inline(__always)
  func clamped(to limit: Int32) -> Self {
    Self(
      uc: Swift.min(uc, limit), wc: Swift.min(wc, limit), wt: Swift.min(wt, limit), wp: Swift.min(wp, limit),
      wb: Swift.min(wb, limit))
  }

  subscript(type: MemoryType) -> Int32 {
    get {
      switch type {
      case .uc: uc
      case .wc: wc
      case .wt: wt
      case .wp: wp
      default: wb
      }
    }
    set {
      switch type {
      case .uc: uc = newValue
      case .wc: wc = newValue
      case .wt: wt = newValue
      case .wp: wp = newValue
      default: wb = newValue
      }
    }
  }
}

/// What a block of the address space costs at the least, for every state in which its ancestors may leave it.
struct BlockCosts: Hashable, Sendable {
  /// By the type that the ancestors' registers give it.
  var covered: TypeCosts
  /// By the default type, where no ancestor's register covers it.
  var bare: TypeCosts

  @inline(__always)
  init(covered: TypeCosts, bare: TypeCosts) {
    self.covered = covered
    self.bare = bare
  }

  subscript(state: RegisterSolver.State) -> Int32 {
    switch state {
    case .bare(let type): bare[type]
    case .covered(let type): covered[type]
    }
  }

  /// More than any map costs, which is less than `RegisterProblem.mostCurrent` + 1 for each block of one type:
  /// 1.7 million, if all `WantedMap.mostPieces` borders lie as badly as they can. Three of them can be added.
  static let impossible: Int32 = 1 << 29

  /// Nothing to pay.
  static var free: Self { Self(covered: TypeCosts(repeating: 0), bare: TypeCosts(repeating: 0)) }

  /// Adds what a block costs that is wanted of one type all over, nil for any; `placing` is what a register on it
  /// costs, by type.
  @inline(__always)
  mutating func add(uniform type: MemoryType?, placing: TypeCosts) {
    guard let type else { return }
    let cost = placing[type]
    // UC settles every overlap, and WT one with WB; all other mixes are undefined (SDM vol. 3A, "MTRR Precedences").
    let other = type == .uc ? cost : Self.impossible
    var covered = TypeCosts(repeating: other)
    if type == .wt { covered.wb = cost }
    covered[type] = 0
    var bare = TypeCosts(repeating: cost)
    bare[type] = 0
    add(BlockCosts(covered: covered, bare: bare))
  }

  /// Adds what the other half of a block costs.
  @inline(__always)
  mutating func add(_ other: BlockCosts) {
    covered = covered + other.covered
    bare = bare + other.bare
  }

  /// With the choice of a register on a block whose halves cost so much.
  @inline(__always)
  mutating func choose(placing: TypeCosts) {
    let placed = covered + placing
    covered = covered.clamped(to: Swift.min(placed.uc, Self.impossible))
    covered.wb = Swift.min(covered.wb, placed.wt)
    bare = bare.clamped(to: placed.least)
  }
}
