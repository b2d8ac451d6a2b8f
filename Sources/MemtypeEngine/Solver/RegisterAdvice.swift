/// One change of the wish and how many registers the changed wish needs.
public struct RegisterAdvice: Hashable, Sendable {
  public enum Change: Hashable, Sendable {
    /// The border between two pieces goes to another address.
    case moveBorder(from: PhysicalAddress, to: PhysicalAddress)
    /// A stretch gets the type of what surrounds it, or UC.
    case drop(AddressRange, MemoryType, to: MemoryType?)
    /// Every border goes to a multiple of this, such that write-back memory only shrinks.
    case roundAll(UInt64)
  }

  public var change: Change
  /// Registers that it needs then.
  public var count: Int
  /// Write-back memory that gets another type by it, in bytes.
  public var lostWriteBack: UInt64
  /// Memory of another type that becomes write-back by it, in bytes: device registers must not.
  public var gainedWriteBack: UInt64
  /// The stretches of the changed wish that differ, with their new types.
  public var stretches: [WantedMap.Piece]
}

extension RegisterAdvice {
  /// What is to be done, `move the border at 0x7c80_0000 down by 8M to 0x7c00_0000`.
  public var text: String {
    switch change {
    case .moveBorder(let from, let to):
      let distance = from > to ? from - to : to - from
      return
        "move the border at \(from.grouped) \(to < from ? "down" : "up") by \(distance.sizeText) to \(to.grouped)"
    case .drop(let range, let type, let to):
      return
        "give up \(type.name) at \(range.start.grouped)-\(range.last.grouped) for \(to?.name ?? "any type")"
    case .roundAll(let unit): return "round every border to \(unit.sizeText)"
    }
  }

  /// What it costs in memory.
  public var priceText: String {
    var words: [String] = []
    if lostWriteBack > 0 { words.append("loses \(lostWriteBack.sizeText) of WB") }
    if gainedWriteBack > 0 { words.append("makes \(gainedWriteBack.sizeText) more WB") }
    return words.joined(separator: ", ")
  }
}

extension RegisterSolver {
  /// The cheapest change of each kind that makes the wish fit; where a border cannot do it alone, the one that
  /// saves most. At most `limit` options; those that fit come first, by what they cost in memory.
  public func advice(limit: Int = 12) -> [RegisterAdvice] {
    let wanted = problem.effectiveMap
    // Each option is a problem of its own: a map with very many pieces gets none rather than a long wait.
    guard wanted.pieces.count <= 512 else { return [] }
    let now = problem.defaultTypes.map(count).min() ?? 0
    let found = borderMoves(wanted, now: now) + drops(wanted) + roundings(wanted)
    // Who gives up most of the memory has no use for the answer.
    let writeBack = wanted.pieces.reduce(UInt64(0)) { $0.adding(clamped: $1.type == .wb ? $1.range.size : 0) }
    let useful = found.filter { $0.count < now && $0.lostWriteBack <= writeBack / 2 }.sorted { a, b in
      let (fitsA, fitsB) = (a.count <= problem.registerCount, b.count <= problem.registerCount)
      if fitsA != fitsB { return fitsA }
      if !fitsA, a.count != b.count { return a.count < b.count }
      return a.touched < b.touched
    }
    return Array(useful.prefix(max(limit, 0)))
  }

  private func count(of map: WantedMap) -> Int {
    var changed = problem
    changed.wanted = map
    changed.hasFixedRanges = false
    changed.current = []
    let solver = RegisterSolver(changed)
    return problem.defaultTypes.map(solver.count).min() ?? 0
  }

  private func advice(_ change: RegisterAdvice.Change, _ map: WantedMap, instead wanted: WantedMap)
    -> RegisterAdvice
  {
    RegisterAdvice(
      change: change, count: count(of: map), lostWriteBack: wanted.writeBackBytes(without: map),
      gainedWriteBack: map.writeBackBytes(without: wanted), stretches: map.pieces(unlike: wanted))
  }

  /// For each border and direction: the nearest place that fits, else the one that saves most.
  private func borderMoves(_ wanted: WantedMap, now: Int) -> [RegisterAdvice] {
    var result: [RegisterAdvice] = []
    for (low, high) in zip(wanted.pieces, wanted.pieces.dropFirst()) {
      // "Any type" that grows over a wanted one is no answer to the wish.
      for isUp in [false, true] where (isUp ? low : high).type != nil {
        var best: RegisterAdvice?
        var last = high.range.start
        for bits in 13..<wanted.physBits {
          let unit: UInt64 = 1 << UInt64(bits)
          let border = high.range.start
          let to = isUp ? border.roundedUp(to: unit) : border.roundedDown(to: unit)
          guard to != last else { continue }
          guard to > low.range.start, to < high.range.end else { break }
          last = to
          var map = wanted
          let moved = isUp ? AddressRange(border, to) : AddressRange(to, border)
          guard (try? map.paint(moved, isUp ? low.type : high.type)) != nil else { break }
          let option = advice(.moveBorder(from: border, to: to), map, instead: wanted)
          if option.count < best?.count ?? now { best = option }
          if option.count <= problem.registerCount { break }
        }
        if let best { result.append(best) }
      }
    }
    return result
  }

  private func drops(_ wanted: WantedMap) -> [RegisterAdvice] {
    var result: [RegisterAdvice] = []
    for (i, piece) in wanted.pieces.enumerated() {
      guard let type = piece.type, type != .uc else { continue }
      let around = [i - 1, i + 1].filter(wanted.pieces.indices.contains).map { wanted.pieces[$0].type }
      // UC is always safe; another type only where it is on both sides.
      let target: MemoryType? = around.count == 2 && around[0] == around[1] ? around[0] : .uc
      var map = wanted
      guard (try? map.paint(piece.range, target)) != nil else { continue }
      result.append(advice(.drop(piece.range, type, to: target), map, instead: wanted))
    }
    return result
  }

  /// The smallest common rounding that fits.
  private func roundings(_ wanted: WantedMap) -> [RegisterAdvice] {
    for bits in 16...34 where bits < wanted.physBits {
      let unit: UInt64 = 1 << UInt64(bits)
      guard let map = wanted.rounded(to: unit), map != wanted else { continue }
      let option = advice(.roundAll(unit), map, instead: wanted)
      if option.count <= problem.registerCount { return [option] }
    }
    return []
  }
}

extension RegisterAdvice {
  fileprivate var touched: UInt64 { lostWriteBack.adding(clamped: gainedWriteBack) }
}

extension WantedMap {
  /// Bytes that are write-back here and something else in another map of the same space; "any" is no loss.
  fileprivate func writeBackBytes(without other: WantedMap) -> UInt64 {
    var total: UInt64 = 0
    for piece in pieces where piece.type == .wb {
      var index = other.index(of: piece.range.start)
      while other.pieces.indices.contains(index), other.pieces[index].range.start < piece.range.end {
        let overlap = other.pieces[index].range.intersection(piece.range)
        if let type = other.pieces[index].type, type != .wb { total = total.adding(clamped: overlap.size) }
        index += 1
      }
    }
    return total
  }

  /// Every border on a multiple of `unit`; pieces of any type shrink first, then write-back ones, and the others grow. Nil
  /// if nothing is left.
  fileprivate func rounded(to unit: UInt64) -> WantedMap? {
    var map = WantedMap(physBits: physBits, filledWith: pieces.first?.type)
    var borders: [PhysicalAddress] = [0]
    for (low, high) in zip(pieces, pieces.dropFirst()) {
      let border = high.range.start
      let isDown = low.type == nil || (low.type == .wb && high.type != nil)
      let to = isDown ? border.roundedDown(to: unit) : min(border.roundedUp(to: unit), size)
      // A piece smaller than the unit may be left with nothing, never with less.
      borders.append(max(to, borders.last ?? 0))
    }
    borders.append(size)
    for (i, piece) in pieces.enumerated() {
      let range = AddressRange(borders[i], borders[i + 1])
      guard !range.isEmpty else { continue }
      guard (try? map.paint(range, piece.type)) != nil else { return nil }
    }
    return map
  }
}
