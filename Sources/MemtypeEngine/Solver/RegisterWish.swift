/// What somebody wants of a machine's memory types.
public struct RegisterWish: Hashable, Sendable {
  /// What counts where nothing was said.
  public enum Rest: Hashable, Sendable, CaseIterable {
    /// The map that is in force.
    case asItIs
    /// The least that the machine's memory map asks for.
    case asNeeded
  }

  public var rest: Rest
  /// The later one counts where two overlap.
  public private(set) var stretches: [WantedMap.Piece]

  public init(rest: Rest = .asItIs, stretches: [WantedMap.Piece] = []) {
    self.rest = rest
    self.stretches = stretches
  }

  public var isEmpty: Bool { stretches.isEmpty }

  /// Adds a stretch; what it covers whole is dropped.
  public mutating func add(_ stretch: WantedMap.Piece) {
    stretches.removeAll { stretch.range.contains($0.range) }
    stretches.append(stretch)
  }

  public mutating func remove(at index: Int) {
    if stretches.indices.contains(index) { stretches.remove(at: index) }
  }

  /// What was said of an address: nil where nothing was, nil within for any type.
  public func type(at address: PhysicalAddress) -> MemoryType?? {
    stretches.last { $0.range.contains(address) }.map { .some($0.type) } ?? nil
  }

  /// The wanted map of the whole address space. Throws where a stretch cannot be.
  public func map(in evaluation: Evaluation) throws(WantedMapError) -> WantedMap {
    let rest = try self.rest == .asItIs ? evaluation.registerMap() : evaluation.neededMap()
    return try rest.painting(stretches)
  }
}

/// A wish, solved for a machine.
public struct RegisterPlan: Sendable {
  public let wish: RegisterWish
  public let problem: RegisterProblem
  public let solution: RegisterSolution
  public let bill: RegisterBill
  public let proof: RegisterProof
  /// Empty where it fits.
  public let advice: [RegisterAdvice]
  /// The machine with the solution in its registers; nil where it does not fit.
  public let scenario: Scenario?
  /// The kernel does not read the machine's registers as it is: in `scenario` it does.
  public let takesKernelOver: Bool
  /// Registers that are counted on where a machine has none.
  public static let usualCount = 8

  /// Throws where a stretch of the wish cannot be.
  public init(_ wish: RegisterWish, in evaluation: Evaluation) throws(WantedMapError) {
    let machine = evaluation.scenario
    let count = machine.mtrr.variable.count
    // The default type in force comes first: where both do equally well it stays.
    let current = evaluation.mtrr.defaultType
    let defaults = [current] + [.uc, .wb].filter { $0 != current }
    takesKernelOver = evaluation.override.isApplied || !machine.cpu.hasMTRR
    problem = RegisterProblem(
      wanted: try wish.map(in: evaluation), defaultTypes: defaults,
      registerCount: count == 0 ? Self.usualCount : count,
      hasFixedRanges: machine.mtrr.hasFixed, current: evaluation.registerBlocks)
    let solver = RegisterSolver(problem)
    self.wish = wish
    solution = solver.solution()
    bill = RegisterBill(solution.blocks, for: problem)
    proof = RegisterProof(solver, defaultType: solution.defaultType)
    advice = solution.fits ? [] : solver.advice()
    scenario = solution.fits ? machine.programming(solution, fixed: wish.stretches) : nil
  }

  /// Stretches whose type in an evaluation of `scenario` is not the wanted one, with what they have: what AMD's TOM2 and
  /// fixed ranges decide, no variable register changes.
  ///
  /// Below 1 MiB only what was asked for counts where fixed ranges decide.
  public func differences(in evaluation: Evaluation) -> [WantedMap.Piece] {
    var wanted = problem.effectiveMap
    if problem.hasFixedRanges {
      let asked = wish.stretches.map { WantedMap.Piece($0.range.intersection(.firstMegabyte), $0.type) }
      wanted = (try? wanted.painting(asked.filter { !$0.range.isEmpty })) ?? wanted
    }
    guard let made = try? evaluation.registerMap() else { return [] }
    return made.pieces(unlike: wanted).filter { wanted.type(at: $0.range.start) != nil }
  }
}

extension Scenario {
  /// The scenario with a solution in its variable MTRRs and default type, and a kernel that reads them.
  ///
  /// Registers that hold a block of the solution stay in their slots, the others are cleared. Slots of the fixed MTRRs
  /// that lie whole in a stretch of `fixed` get its type. Registers that the machine lacks are added.
  public func programming(_ solution: RegisterSolution, fixed stretches: [WantedMap.Piece] = []) -> Scenario {
    var result = self
    let physBits = cpu.physBits
    var missing = solution.blocks
    for (slot, pair) in mtrr.variable.enumerated() {
      if let block = RegisterBlock(pair, physBits: physBits), let kept = missing.firstIndex(of: block) {
        missing.remove(at: kept)
      } else {
        result.mtrr.variable[slot] = .unused
      }
    }
    for block in missing {
      let pair = block.register(physBits: physBits)
      if let free = result.mtrr.variable.firstIndex(of: .unused) {
        result.mtrr.variable[free] = pair
      } else {
        result.mtrr.variable.append(pair)
      }
    }
    let count = UInt64(min(result.mtrr.variable.count, 255))
    result.mtrr.capabilities = mtrr.capabilities & ~0xff | count
    result.mtrr.defaultType = solution.defaultType
    result.mtrr.isEnabled = true
    if mtrr.hasFixed {
      for slot in 0..<FixedRanges.slotCount {
        let range = FixedRanges.range(ofSlot: slot)
        if let type = stretches.last(where: { $0.range.contains(range) })?.type {
          result.mtrr.fixed[slot] = type
        }
      }
    }
    result.cpu.hasMTRR = true
    result.behaviour = .firmwareMTRRs
    return result
  }
}
