import TestSupport
import Testing

@testable import MemtypeEngine

@Suite(.bounded) struct RegisterSolverTests {
  /// Every set of up to three registers on eight pages tells what each map costs; the solver has to agree.
  @Test func agreesWithExhaustiveSearchOnEightPages() throws {
    let types: [MemoryType] = [.uc, .wt, .wb]
    for defaultType in [MemoryType.uc, .wb] {
      let cheapest = Self.cheapest(types: types, defaultType: defaultType, most: 3)
      var generator = SeededGenerator(seed: 16)
      for _ in 0..<400 {
        let wish = (0..<8).map { _ in Int.random(in: 0..<4, using: &generator) }
          .map { $0 < 3 ? types[$0] : nil as MemoryType? }
        let map = try WantedMap(
          physBits: 32, filledWith: defaultType,
          painting: wish.enumerated().map { .init(AddressRange(start: UInt64($0) << 12, size: .page), $1) })
        let problem = RegisterProblem(
          wanted: map, defaultTypes: [defaultType], registerCount: 3, hasFixedRanges: false)
        let solution = RegisterSolver(problem).solution()
        #expect(problem.firstFault(solution.blocks, defaultType) == nil)
        let best = cheapest.filter { made, _ in zip(made, wish).allSatisfy { $1 == nil || $0 == $1 } }
          .map(\.value).min()
        // Where three registers cannot do, exhaustive search has not gone far enough to know more.
        if let best { #expect(solution.blocks.count == best, "\(wish)") } else { #expect(!solution.fits) }
      }
    }
  }

  /// What maps of eight pages can be made, and with how many registers at the least.
  private static func cheapest(types: [MemoryType], defaultType: MemoryType, most: Int)
    -> [[MemoryType]: Int]
  {
    let blocks = [1, 2, 4, 8].flatMap { size in
      stride(from: 0, to: 8, by: size).flatMap { start in types.map { (start..<start + size, $0) } }
    }
    var best: [[MemoryType]: Int] = [:]
    func extend(_ covers: [[MemoryType]], from first: Int, count: Int) {
      let made = covers.map { covering -> MemoryType? in
        guard let type = covering.first else { return defaultType }
        if covering.contains(.uc) { return .uc }
        if Set(covering).count == 1 { return type }
        return covering.allSatisfy { $0 == .wb || $0 == .wt } ? .wt : nil
      }
      let map = made.compactMap { $0 }
      if map.count == made.count { best[map] = min(best[map] ?? .max, count) }
      guard count < most else { return }
      for index in first..<blocks.count {
        var next = covers
        for page in blocks[index].0 { next[page].append(blocks[index].1) }
        extend(next, from: index + 1, count: count + 1)
      }
    }
    extend(Array(repeating: [], count: 8), from: 0, count: 0)
    return best
  }

  @Test func noRegisterSpansTheWholeSpace() {
    let problem = RegisterProblem(
      wanted: WantedMap(physBits: 36, filledWith: .wb), defaultTypes: [.uc], hasFixedRanges: false)
    let solution = RegisterSolver(problem).solution()
    #expect(solution.blocks.map(\.range) == [AddressRange(0, 1 << 35), AddressRange(1 << 35, 1 << 36)])
  }

  @Test func theDefaultTypeThatNeedsFewerIsTaken() throws {
    let map = try WantedMap(physBits: 46, filledWith: .wb, painting: [.init(.pciHole(tolud: 2 << 30), .uc)])
    let solution = RegisterSolver(RegisterProblem(wanted: map)).solution()
    #expect(solution.defaultType == .wb)
    #expect(solution.blocks == [RegisterBlock(base: 2 << 30, sizeBits: 31, type: .uc)])
    #expect(solution.counts.map(\.count) == [3, 1])
  }

  /// Two sets of two are as small; the one that has a register of the machine's own is taken.
  @Test func registersThatAreThereAreKept() throws {
    // UC over [1 GiB, 2 GiB) with nothing wanted of [2 GiB, 4 GiB): the block may be 1 GiB or the one that is there.
    let pieces: [WantedMap.Piece] = [
      .init(AddressRange(2 << 30, 3 << 30), .uc), .init(AddressRange(3 << 30, 4 << 30), nil),
    ]
    let map = try WantedMap(physBits: 36, filledWith: .wb, painting: pieces)
    let small = RegisterBlock(base: 2 << 30, sizeBits: 30, type: .uc)
    let large = RegisterBlock(base: 2 << 30, sizeBits: 31, type: .uc)
    for current in [small, large] {
      let solution = RegisterSolver(
        RegisterProblem(wanted: map, defaultTypes: [.wb], current: [current])
      ).solution()
      #expect(solution.blocks == [current])
    }
  }

  @Test func everyRegisterIsOnTheBillOnce() throws {
    for tolud: UInt64 in [0x7c80_0000, 0x7f00_0000, 0xcfe0_0000, 0x8000_0000] {
      let map = try WantedMap(
        physBits: 46, filledWith: .uc,
        painting: [.init(AddressRange(0, tolud), .wb), .init(AddressRange(4 << 30, 0x2_3000_0000), .wb)])
      let problem = RegisterProblem(wanted: map, defaultTypes: [.uc])
      let blocks = RegisterSolver(problem).solution().blocks
      let bill = RegisterBill(blocks, for: problem)
      #expect(bill.lines.flatMap(\.blocks).sorted() == blocks)
      #expect(bill.lines.contains { $0.border == tolud })
    }
  }

  /// Each line of the proof is the least of its choices.
  @Test func theProofHolds() throws {
    let map = try WantedMap(
      physBits: 39, filledWith: .uc,
      painting: [
        .init(AddressRange(0, 0xcf80_0000), .wb), .init(AddressRange(0xcf00_0000, 0xcf80_0000), .wt),
      ])
    let solver = RegisterSolver(RegisterProblem(wanted: map, defaultTypes: [.uc]))
    let proof = RegisterProof(solver, defaultType: .uc)
    let root = try #require(proof.lines.first)
    #expect(root.count == solver.count(defaultType: .uc))
    #expect(root.range == AddressRange(0, 1 << 39))
    for line in proof.lines { #expect(line.others.allSatisfy { $0.count >= line.count }) }
    #expect(!proof.deciding.isEmpty && proof.deciding.count <= proof.lines.count)
  }

  /// Where registers hold something, every block has a node of its own, as it may cost one writing less. A register of
  /// a type that nobody wants changes no answer, so that both ways through the trie have to say the same.
  @Test func runsOfBlocksThatCostTheSameHideNothing() throws {
    let types: [MemoryType?] = [.uc, .wc, .wt, .wb, nil]
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<300 {
      let physBits = Int.random(in: 32...52, using: &generator)
      let borders = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
        let bits = Int.random(in: 13...physBits, using: &generator)
        return UInt64.random(in: 1...UInt64.mask(bits: bits), using: &generator).roundedDown(to: .page)
      }
      let painting = borders.map {
        let range = AddressRange($0, 1 << UInt64(physBits))
        return WantedMap.Piece(range, types.randomElement(using: &generator) ?? nil)
      }
      let map = try WantedMap(physBits: physBits, filledWith: .uc, painting: painting)
      for type in [MemoryType.uc, .wb] {
        var problem = RegisterProblem(wanted: map, defaultTypes: [type])
        let solver = RegisterSolver(problem)
        problem.current = [RegisterBlock(base: 0, sizeBits: 12, type: .wp)]
        let plain = RegisterSolver(problem)
        #expect(solver.blocks(defaultType: type) == plain.blocks(defaultType: type))
        #expect(
          RegisterProof(solver, defaultType: type).lines == RegisterProof(plain, defaultType: type).lines)
        #expect(solver.nodes.count <= plain.nodes.count)
      }
    }
  }

  @Test func adviceSaysWhatWouldFit() throws {
    let map = try WantedMap(
      physBits: 46, filledWith: .wb, painting: [.init(.pciHole(tolud: 0x7cb0_0000), .uc)])
    let problem = RegisterProblem(wanted: map, defaultTypes: [.wb], registerCount: 3)
    let solver = RegisterSolver(problem)
    #expect(!solver.solution().fits)
    let advice = solver.advice()
    let best = try #require(advice.first)
    #expect(best.count <= 3)
    // What it promises, it keeps.
    for option in advice {
      guard case .moveBorder(let from, let to) = option.change else { continue }
      #expect(from == 0x7cb0_0000)
      var changed = map
      try changed.paint(AddressRange(min(from, to), max(from, to)), to < from ? .uc : .wb)
      let again = RegisterSolver(RegisterProblem(wanted: changed, defaultTypes: [.wb], registerCount: 3))
      #expect(again.count(defaultType: .wb) == option.count)
      #expect(to < from ? option.lostWriteBack == from - to : option.gainedWriteBack == to - from)
    }
  }

  /// Advice that only stops wanting a type is none: what was wanted has a type afterwards, and the stretches that an option
  /// names make the map that it counts.
  @Test func adviceNeverTradesAWantedTypeForAny() throws {
    var random = SeededGenerator(seed: 0xad71_ce00)
    var seen = 0
    for _ in 0..<200 {
      var map = WantedMap(physBits: 36, filledWith: .uc)
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let start = UInt64.random(in: 0..<0x1_0000, using: &random) << 20
        let end = min(start + UInt64.random(in: 1..<0x2000, using: &random) << 20, 1 << 36)
        try map.paint(AddressRange(start, end), [.wb, .uc, .wc, nil].randomElement(using: &random)!)
      }
      let problem = RegisterProblem(wanted: map, defaultTypes: [.uc, .wb], registerCount: 2)
      for option in RegisterSolver(problem).advice() {
        seen += 1
        // To give a stretch up is said as that; borders that move must not do so in passing.
        var isGivenUp = false
        if case .drop = option.change { isGivenUp = true }
        for stretch in option.stretches where !isGivenUp {
          #expect(stretch.type != nil, "\(option.text) gives \(stretch.range.start.grouped) up")
        }
        var changed = problem
        changed.wanted = try map.painting(option.stretches)
        #expect(RegisterSolver(changed).solution().blocks.count == option.count, "\(option.text)")
      }
    }
    #expect(seen > 100)
  }
}
