extension E820Table {
  /// Retypes what lies in the range and has exactly the type `old` (`e820__range_update`).
  ///
  /// Split-off parts go to the end of the table, so it is out of order until `sanitize`. Returns the bytes changed.
  @discardableResult public mutating func update(
    _ start: UInt64, size: UInt64, from old: E820Type, to new: E820Type, log: inout KernelLog
  ) -> UInt64 {
    guard old != new else {
      log.append(.e820(.retypedToSameType))
      return 0
    }
    let end = start &+ min(size, .max - start)
    log.append(.e820(.update(AddressRange(start, end), from: old, to: new, wording)))
    var changed: UInt64 = 0
    var index = 0
    // What is appended here is looked at too.
    while index < entries.count {
      defer { index += 1 }
      let entry = entries[index]
      guard entry.type == old else { continue }
      let part = Part(of: entry, in: start, end)
      switch part {
      case .none: continue
      case .all: entries[index].type = new
      case .middle: add(E820Entry(address: start, size: end &- start, type: new), log: &log)
      case .edge(let from, let to): add(E820Entry(address: from, size: to - from, type: new), log: &log)
      }
      changed &+= part.size(of: entry, range: end &- start)
      cut(part, outOf: index, start, end, log: &log)
    }
    return changed
  }

  /// Removes what lies in the range, of one type or of any (`e820__range_remove`). Returns the bytes removed.
  ///
  /// An entry that goes completely leaves an all-zero one until `sanitize`.
  @discardableResult public mutating func remove(
    _ start: UInt64, size: UInt64, type: E820Type?, log: inout KernelLog
  ) -> UInt64 {
    let end = start &+ min(size, .max - start)
    log.append(.e820(.remove(AddressRange(start, end), type, wording)))
    var removed: UInt64 = 0
    var index = 0
    while index < entries.count {
      defer { index += 1 }
      let entry = entries[index]
      if let type, entry.type != type { continue }
      let part = Part(of: entry, in: start, end)
      if case .none = part { continue }
      removed &+= part.size(of: entry, range: end &- start)
      if case .all = part {
        entries[index] = E820Entry(address: 0, size: 0, type: E820Type(rawValue: 0))
      }
      cut(part, outOf: index, start, end, log: &log)
    }
    return removed
  }

  /// Page 0 is the BIOS's own, and no RAM is believed in from 640 KiB to 1 MiB (`trim_bios_range`).
  public mutating func trimBIOSRange(log: inout KernelLog) {
    update(0, size: .page, from: .ram, to: .reserved, log: &log)
    remove(0xa0000, size: 0x60000, type: .ram, log: &log)
    sanitize()
  }

  /// The part of an entry that a range covers.
  private enum Part {
    case none
    case all
    /// The whole range, with some of the entry left on both sides.
    case middle
    case edge(UInt64, UInt64)

    init(of entry: E820Entry, in start: UInt64, _ end: UInt64) {
      let entryEnd = entry.address &+ entry.size
      if entry.address >= start, entryEnd <= end {
        self = .all
      } else if entry.address < start, entryEnd > end {
        self = .middle
      } else {
        let from = max(start, entry.address)
        let to = min(end, entryEnd)
        self = from < to ? .edge(from, to) : .none
      }
    }

    func size(of entry: E820Entry, range: UInt64) -> UInt64 {
      switch self {
      case .none: 0
      case .all: entry.size
      case .middle: range
      case .edge(let from, let to): to - from
      }
    }
  }

  /// Shrinks an entry by the part that was taken out of it.
  private mutating func cut(
    _ part: Part, outOf index: Int, _ start: UInt64, _ end: UInt64, log: inout KernelLog
  ) {
    let entry = entries[index]
    switch part {
    case .none, .all: break
    case .middle:
      let entryEnd = entry.address &+ entry.size
      add(E820Entry(address: end, size: entryEnd &- end, type: entry.type), log: &log)
      entries[index].size = start - entry.address
    case .edge(let from, let to):
      entries[index].size &-= to - from
      if entry.address >= from { entries[index].address = to }
    }
  }
}
