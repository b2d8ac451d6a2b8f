extension E820Table {
  /// Sorts the entries and resolves overlaps in favour of the largest type (`e820__update_table`).
  ///
  /// Returns false, with nothing changed, for fewer than two entries or if one of them wraps around. Entries of
  /// size or type 0 vanish. Neighbours of one type are joined, except legacy persistent and soft-reserved memory,
  /// which begins a new entry wherever any entry begins or ends.
  @discardableResult public mutating func sanitize() -> Bool {
    guard entries.count >= 2 else { return false }
    for entry in entries where entry.address &+ entry.size < entry.address { return false }
    if !isSanitized, !joinDisjoint() { entries = resolved() }
    return true
  }

  /// The quick way where nothing overlaps, as after most updates: sorted and joined in place. False, with the entries in
  /// another order at most, where something does, or where types stay split.
  private mutating func joinDisjoint() -> Bool {
    if entries.contains(where: { $0.type.rawValue == 0 }) { return false }
    entries.removeAll { $0.size == 0 }
    // A few entries stand at the wrong place, if any: the sort is short.
    for index in entries.indices.dropFirst() {
      var place = index
      while place > 0, entries[place].address < entries[place - 1].address {
        entries.swapAt(place, place - 1)
        place -= 1
      }
      // Many are not few.
      if index - place > 16 { return false }
    }
    for (entry, next) in zip(entries, entries.dropFirst())
    where entry.address &+ entry.size > next.address || entry.type.staysSplit || next.type.staysSplit {
      return false
    }
    var kept = 0
    for index in entries.indices.dropFirst() {
      let entry = entries[index]
      if entries[kept].type == entry.type, entries[kept].address &+ entries[kept].size == entry.address {
        entries[kept].size &+= entry.size
      } else {
        kept += 1
        entries[kept] = entry
      }
    }
    if !entries.isEmpty { entries.removeSubrange((kept + 1)...) }
    return entries.count <= capacity
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
