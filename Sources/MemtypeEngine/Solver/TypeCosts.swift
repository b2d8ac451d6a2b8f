/// One number for each of the five MTRR types, in the order of `MemoryType.mtrrTypes`.
struct TypeCosts: Hashable, Sendable {
  var uc: Int
  var wc: Int
  var wt: Int
  var wp: Int
  var wb: Int

  @inline(__always)
  init(uc: Int, wc: Int, wt: Int, wp: Int, wb: Int) {
    self.uc = uc
    self.wc = wc
    self.wt = wt
    self.wp = wp
    self.wb = wb
  }

  @inline(__always)
  init(repeating cost: Int) { self.init(uc: cost, wc: cost, wt: cost, wp: cost, wb: cost) }

  @inline(__always)
  static func + (a: Self, b: Self) -> Self {
    Self(uc: a.uc &+ b.uc, wc: a.wc &+ b.wc, wt: a.wt &+ b.wt, wp: a.wp &+ b.wp, wb: a.wb &+ b.wb)
  }

  /// The least of the five.
  @inline(__always)
  var least: Int { Swift.min(Swift.min(uc, wc), Swift.min(Swift.min(wt, wp), wb)) }

  /// Each, but at most `limit`.
  @inline(__always)
  func clamped(to limit: Int) -> Self {
    Self(
      uc: Swift.min(uc, limit), wc: Swift.min(wc, limit), wt: Swift.min(wt, limit), wp: Swift.min(wp, limit),
      wb: Swift.min(wb, limit))
  }

  subscript(type: MemoryType) -> Int {
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

  subscript(state: RegisterSolver.State) -> Int {
    switch state {
    case .bare(let type): bare[type]
    case .covered(let type): covered[type]
    }
  }

  /// More than any map costs, and small enough that three of them can be added.
  static let impossible = 1 << 60

  /// A block that is wanted of one type all over, nil for any; `placing` is what a register on it costs, by type.
  init(uniform type: MemoryType?, placing: TypeCosts) {
    guard let type else {
      self.init(covered: TypeCosts(repeating: 0), bare: TypeCosts(repeating: 0))
      return
    }
    var covered = TypeCosts(repeating: Self.impossible)
    var bare = TypeCosts(repeating: placing[type])
    // UC settles every overlap, and WT one with WB; all other mixes are undefined (SDM vol. 3A, "MTRR Precedences").
    if type == .uc { covered = TypeCosts(repeating: placing.uc) }
    if type == .wt { covered.wb = placing.wt }
    covered[type] = 0
    bare[type] = 0
    self.init(covered: covered, bare: bare)
  }

  /// A block of two halves, with a register on it or none.
  @inline(__always)
  init(halves a: BlockCosts, _ b: BlockCosts, placing: TypeCosts) {
    let below = a.covered + b.covered
    let placed = below + placing
    covered = below.clamped(to: Swift.min(placed.uc, Self.impossible))
    covered.wb = Swift.min(covered.wb, placed.wt)
    bare = (a.bare + b.bare).clamped(to: placed.least)
  }
}
