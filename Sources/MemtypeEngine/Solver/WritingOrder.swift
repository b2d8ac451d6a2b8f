/// An order in which registers can be rewritten one by one, such that memory in use never has a wrong type.
///
/// On the way every address of the memory in use has, defined, the type it had or the type it will have; where both
/// are the same, it keeps that one. Cleared pairs come before what is written to their slots.
public struct WritingOrder: Hashable, Sendable {
  public enum Step: Hashable, Sendable {
    /// V of PHYSMASKn is cleared.
    case clear(slot: Int)
    /// The pair is written.
    case write(slot: Int, RegisterBlock)
    /// The type byte of IA32_MTRR_DEF_TYPE is written.
    case setDefault(MemoryType)
  }

  public var steps: [Step]

  /// Why there is no such order.
  public enum Failure: Error, Hashable, Sendable {
    /// Every order passes through a wrong map: MTRRs are to be switched off meanwhile, with caches disabled
    /// (Intel SDM vol. 3A, "MTRR Considerations in MP Systems").
    case none
    /// More orders than are looked at.
    case tooManyToTry
    /// More registers than there are slots.
    case doesNotFit
  }

  private static let mostStates = 200_000

  /// Finds an order from the registers as they are to a solution.
  ///
  /// `current` are the pairs as they are, slot by slot; pairs that are no legal block are cleared like others. `inUse`
  /// is the memory whose type matters while the registers are written. Throws `Failure`.
  public init(
    from current: [VariableRange], defaultType: MemoryType, to solution: RegisterSolution, physBits: Int,
    inUse: [AddressRange]
  ) throws(Failure) {
    guard solution.blocks.count <= current.count else { throw .doesNotFit }
    let old = current.enumerated().filter(\.element.isValid)
      .map { (slot: $0.offset, match: MaskMatch($0.element, width: physBits), pair: $0.element) }
    var missing = solution.blocks
    var dropped: [(slot: Int, match: MaskMatch, type: MemoryType)] = []
    var kept: [(match: MaskMatch, type: MemoryType)] = []
    for (slot, match, pair) in old {
      if let block = RegisterBlock(pair, physBits: physBits), let i = missing.firstIndex(of: block) {
        missing.remove(at: i)
        kept.append((match, pair.type))
      } else {
        dropped.append((slot, match, pair.type))
      }
    }
    let added = missing.map {
      (block: $0, match: MaskMatch($0.register(physBits: physBits), width: physBits))
    }
    let changesDefault = defaultType != solution.defaultType
    let count = dropped.count + added.count + (changesDefault ? 1 : 0)
    guard count < 48 else { throw .tooManyToTry }

    // Sample one address of every stretch over which nothing differs.
    let samples = Self.samples(
      (kept.map(\.match) + dropped.map(\.match) + added.map(\.match)), inUse, physBits: physBits)
    let free = current.indices.filter { !current[$0].isValid }
    let first = dropped.count
    let last = dropped.count + added.count

    /// The type at an address when the changes in `done` are made; nil where it is undefined.
    func type(at address: PhysicalAddress, _ done: UInt64) -> MemoryType? {
      var types = kept.filter { $0.match.contains(address) }.map(\.type)
      for (i, pair) in dropped.enumerated() where done & 1 << UInt64(i) == 0 {
        if pair.match.contains(address) { types.append(pair.type) }
      }
      for (i, pair) in added.enumerated() where done & 1 << UInt64(first + i) != 0 {
        if pair.match.contains(address) { types.append(pair.block.type) }
      }
      let isChanged = changesDefault && done & 1 << UInt64(last) != 0
      return Self.combined(types, isChanged ? solution.defaultType : defaultType)
    }

    let all: UInt64 = UInt64.mask(bits: count)
    let allowed = samples.map { (address: $0, old: type(at: $0, 0), new: type(at: $0, all)) }
    func isRight(_ done: UInt64) -> Bool {
      allowed.allSatisfy { sample in
        let now = type(at: sample.address, done)
        return now != nil && (now == sample.old || now == sample.new)
      }
    }

    var seen: Set<UInt64> = [0]
    var stack: [(done: UInt64, order: [Int])] = [(0, [])]
    // What is added comes before what is dropped, as far as slots are free.
    let preference = Array(0..<first) + (changesDefault ? [last] : []) + Array(first..<last)
    while let (done, order) = stack.popLast() {
      if done == all {
        steps = Self.steps(order, dropped.map(\.slot), added.map(\.block), free: free, solution.defaultType)
        return
      }
      let cleared = (done & UInt64.mask(bits: first)).nonzeroBitCount
      let written = (done >> UInt64(first) & UInt64.mask(bits: added.count)).nonzeroBitCount
      for i in preference where done & 1 << UInt64(i) == 0 {
        if i >= first, i < last, written >= free.count + cleared { continue }
        let next = done | 1 << UInt64(i)
        guard seen.insert(next).inserted, isRight(next) else { continue }
        stack.append((next, order + [i]))
      }
      if seen.count > Self.mostStates { throw .tooManyToTry }
    }
    throw .none
  }

  private static func steps(
    _ order: [Int], _ dropped: [Int], _ added: [RegisterBlock], free: [Int], _ defaultType: MemoryType
  ) -> [Step] {
    var free = free
    return order.map { change in
      if change < dropped.count {
        free.append(dropped[change])
        return .clear(slot: dropped[change])
      }
      let block = change - dropped.count
      return block < added.count ? .write(slot: free.removeFirst(), added[block]) : .setDefault(defaultType)
    }
  }

  /// The type of overlapping ranges, nil where it is undefined (Intel SDM vol. 3A, "MTRR Precedences").
  private static func combined(_ types: [MemoryType], _ defaultType: MemoryType) -> MemoryType? {
    guard let first = types.first else { return defaultType }
    if types.contains(.uc) { return .uc }
    if types.allSatisfy({ $0 == first }) { return first }
    return types.allSatisfy { $0 == .wb || $0 == .wt } ? .wt : nil
  }

  /// The first address of every stretch of the memory in use over which all registers answer the same. Masks with
  /// holes may make very many: the first thousands are looked at.
  private static func samples(_ matches: [MaskMatch], _ inUse: [AddressRange], physBits: Int)
    -> [PhysicalAddress]
  {
    let most = 4096
    var result: [PhysicalAddress] = []
    for range in inUse where !range.isEmpty {
      var address = range.start
      while address < range.end, address <= UInt64.mask(bits: physBits), result.count < most {
        result.append(address)
        var next = range.end
        for match in matches {
          if match.contains(address) {
            next = min(next, match.lastOfRun(at: address).adding(clamped: 1))
          } else if let start = match.next(atOrAfter: address) {
            next = min(next, start)
          }
        }
        guard next > address else { break }
        address = next
      }
    }
    return result
  }
}

extension WritingOrder.Step {
  /// What is done, in the columns of a table: action, base, size, type.
  public var cells: [String] {
    switch self {
    case .clear(let slot): ["clear MTRR \(slot)", "", "", ""]
    case .write(let slot, let block):
      ["write MTRR \(slot)", block.base.grouped, block.size.sizeText, block.type.name]
    case .setDefault(let type): ["default type", "", "", type.name]
    }
  }
}

extension WritingOrder.Failure {
  /// Why there is none, and what to do instead.
  public var text: String {
    switch self {
    case .none:
      "no order of single writes keeps RAM right on the way: switch the MTRRs off meanwhile, with caches disabled"
    case .tooManyToTry: "more orders than are tried: switch the MTRRs off meanwhile, with caches disabled"
    case .doesNotFit: "it does not fit into the registers"
    }
  }
}
