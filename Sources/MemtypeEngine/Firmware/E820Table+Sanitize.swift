extension E820Table {
  /// Sorts the entries and resolves overlaps in favour of the largest type (`e820__update_table`).
  ///
  /// Returns false, with nothing changed, for fewer than two entries or if one of them wraps around. Entries of
  /// size or type 0 vanish. Neighbours of one type are joined, except legacy persistent and soft-reserved memory,
  /// which begins a new entry wherever any entry begins or ends.
  @discardableResult public mutating func sanitize() -> Bool {
    guard entries.count >= 2 else { return false }
    for entry in entries where entry.address &+ entry.size < entry.address { return false }
    if !isSanitized { entries = resolved() }
    return true
  }

  /// Sorted, disjoint and joined already, as most firmware hands it over.
  private var isSanitized: Bool {
    var previousEnd: UInt64 = 0
    var previousType: E820Type?
    for entry in entries {
      guard entry.size != 0, entry.type.rawValue != 0, entry.address >= previousEnd else { return false }
      if entry.address == previousEnd, entry.type == previousType, !entry.type.staysSplit { return false }
      previousEnd = entry.address &+ entry.size
      previousType = entry.type
    }
    return true
  }

  private func resolved() -> [E820Entry] {
    let sources = entries.filter { $0.size != 0 }.sorted { $0.address < $1.address }
    var points: [UInt64] = []
    points.reserveCapacity(2 * sources.count)
    for entry in sources {
      points.append(entry.address)
      points.append(entry.address &+ entry.size)
    }
    points.sort()

    var result: [E820Entry] = []
    var covering: [E820Entry] = []
    var waiting = sources[...]
    for (point, nextPoint) in zip(points, points.dropFirst()) where point < nextPoint {
      covering.removeAll { $0.address &+ $0.size <= point }
      while let entry = waiting.first, entry.address <= point {
        covering.append(entry)
        waiting.removeFirst()
      }
      guard let type = covering.map(\.type).max(by: { $0.rawValue < $1.rawValue }), type.rawValue != 0 else {
        continue
      }
      if let last = result.last, last.type == type, last.address &+ last.size == point, !type.staysSplit {
        result[result.count - 1].size = nextPoint - last.address
      } else {
        result.append(E820Entry(address: point, size: nextPoint - point, type: type))
      }
    }
    return result.count <= capacity ? result : Array(result.prefix(capacity))
  }
}
