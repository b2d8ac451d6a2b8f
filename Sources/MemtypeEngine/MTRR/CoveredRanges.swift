/// A list of page-number ranges as cleanup and trim keep it (kernel/range.c): in slots, whose order shows in the log.
struct CoveredRanges: Equatable {
  /// Page numbers. A slot whose end is 0 is free.
  private(set) var slots: [AddressRange] = []

  private static let capacity = 256

  /// The ranges in slot order.
  var ranges: [AddressRange] { slots.filter { $0.end != 0 } }

  var pageCount: UInt64 { slots.reduce(0) { $0 &+ ($1.end &- $1.start) } }

  /// Adds a range, merging all that it overlaps or touches; the result goes last (`add_range_with_merge`).
  ///
  /// Only to be used before anything is subtracted.
  mutating func add(_ range: AddressRange) {
    guard !range.isEmpty else { return }
    var merged = range
    slots.removeAll { slot in
      guard max(slot.start, merged.start) <= min(slot.end, merged.end) else { return false }
      merged = AddressRange(min(slot.start, merged.start), max(slot.end, merged.end))
      return true
    }
    if slots.count < Self.capacity { slots.append(merged) }
  }

  /// Takes a range out; the tail of a split range goes into the first free slot (`subtract_range`).
  mutating func subtract(_ range: AddressRange) {
    guard !range.isEmpty else { return }
    for index in slots.indices {
      let slot = slots[index]
      guard slot.end != 0, slot.start < range.end, range.start < slot.end else { continue }
      switch (range.start <= slot.start, range.end >= slot.end) {
      case (true, true): slots[index] = AddressRange(0, 0)
      case (true, false): slots[index].start = range.end
      case (false, true): slots[index].end = range.start
      case (false, false):
        slots[index].end = range.start
        place(AddressRange(range.end, slot.end))
      }
    }
  }

  /// Drops free slots and sorts (`clean_sort_range`).
  mutating func sort() { slots = ranges.sorted { $0.start < $1.start } }

  private mutating func place(_ range: AddressRange) {
    if let free = slots.firstIndex(where: { $0.end == 0 }) {
      slots[free] = range
    } else if slots.count < Self.capacity {
      slots.append(range)
    }
  }
}
