/// What each border of a wanted map costs in registers.
public struct RegisterBill: Hashable, Sendable {
  /// A border and the registers that are there for its sake.
  public struct Line: Hashable, Sendable {
    /// Where the type changes; nil for registers that no border asks for: the type itself does.
    public var border: PhysicalAddress?
    /// What is wanted on both sides, nil for any.
    public var below: MemoryType?
    public var above: MemoryType?
    public var blocks: [RegisterBlock]

    /// The largest power of two that the border is a multiple of: the smaller, the more registers.
    public var alignment: UInt64 { border.map { $0 & (0 &- $0) } ?? 0 }

    /// The columns of a table: the border, the types on both sides, its alignment, how many registers.
    public var cells: [String] {
      let count = RegisterSolution.words(blocks.count)
      guard let border else { return ["the type itself", "", "", count] }
      return [
        border.grouped, "\(below?.name ?? "any") | \(above?.name ?? "any")",
        "aligned to \(alignment.sizeText)", count,
      ]
    }
  }

  /// In address order; only borders that cost something.
  public var lines: [Line]

  /// A register is charged to the border, inside the block of twice its size, that is nearest to it: without that
  /// border one register of twice the size would do.
  public init(_ blocks: [RegisterBlock], for problem: RegisterProblem) {
    let map = problem.effectiveMap
    let borders = map.borders
    var charged: [PhysicalAddress: [RegisterBlock]] = [:]
    var rest: [RegisterBlock] = []
    for block in blocks {
      if let border = Self.border(of: block, borders) {
        charged[border, default: []].append(block)
      } else {
        rest.append(block)
      }
    }
    lines = charged.keys.sorted().map { border in
      let above = map.index(of: border)
      return Line(
        border: border, below: map.pieces[max(above - 1, 0)].type, above: map.pieces[above].type,
        blocks: charged[border] ?? [])
    }
    if !rest.isEmpty { lines.append(Line(border: nil, below: nil, above: nil, blocks: rest)) }
  }

  private static func border(of block: RegisterBlock, _ borders: [PhysicalAddress]) -> PhysicalAddress? {
    let range = block.range
    let parent = AddressRange(start: range.start & ~block.size, size: block.size &* 2)
    var best: (border: PhysicalAddress, distance: UInt64)?
    for border in borders where border > parent.start && border < parent.end {
      // A border inside the block is an exception from it, not the reason for it.
      if border > range.start, border < range.end { continue }
      let distance = border <= range.start ? range.start - border : border - range.end
      if best.map({ distance < $0.distance }) ?? true { best = (border, distance) }
    }
    return best?.border
  }
}
