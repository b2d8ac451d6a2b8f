/// The smallest number of registers for every place that one border of a wanted map could have, at even steps.
public struct BorderCosts: Hashable, Sendable {
  /// Where the border is.
  public let border: PhysicalAddress
  /// The places that were looked at: from its start on, `step` bytes apart.
  public let range: AddressRange
  public let step: UInt64
  /// One number for each place.
  public let counts: [Int]

  public static let mostPlaces = 4096

  /// Nil where the map has no border there, or where there would be more than `mostPlaces` places.
  ///
  /// What the border passes over gets the type of the side it comes from. `step` is rounded up to whole pages.
  public init?(
    _ problem: RegisterProblem, moving border: PhysicalAddress, in range: AddressRange, step: UInt64
  ) {
    let step = min(max(step, .page), 1 << 52).roundedUp(to: .page)
    guard range.start % .page == 0, range.end <= problem.wanted.size,
      (range.size + step - 1) / step <= UInt64(Self.mostPlaces),
      let above = problem.wanted.pieces.dropFirst().first(where: { $0.range.start == border })
    else { return nil }
    let below = problem.wanted.pieces[max(0, problem.wanted.index(of: border) - 1)]
    var counts: [Int] = []
    var moved = problem
    moved.current = []
    for place in stride(from: range.start, to: range.end, by: Int(clamping: step)) {
      moved.wanted = problem.wanted
      let passed = AddressRange(min(place, border), max(place, border))
      if !passed.isEmpty { try? moved.wanted.paint(passed, place < border ? above.type : below.type) }
      let solver = RegisterSolver(moved)
      counts.append(problem.defaultTypes.map(solver.count).min() ?? 0)
    }
    self.border = border
    self.range = range
    self.step = step
    self.counts = counts
  }

  /// The index of the last place at or below an address; nil where that lies outside.
  public func index(of address: PhysicalAddress) -> Int? {
    range.contains(address) ? Int(clamping: (address - range.start) / step) : nil
  }

  /// The place with an index.
  public func place(_ index: Int) -> PhysicalAddress { range.start &+ UInt64(clamping: index) &* step }
}
