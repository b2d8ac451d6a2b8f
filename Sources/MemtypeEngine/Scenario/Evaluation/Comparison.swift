/// What differs between two evaluations, worked out once for both and not for each frame.
package struct Comparison: Sendable {
  /// Addresses over which one value became another.
  package struct Stretch<Value: Hashable & Sendable>: Hashable, Sendable {
    package var range: AddressRange
    package var old: Value
    package var new: Value
  }

  /// A type and where it comes from; nil beyond the address space.
  package struct Typed: Hashable, Sendable {
    package var type: MemoryType
    package var source: AddressSegment.TypeSource
  }

  /// How a driver fared before, by the index of its outcome.
  package struct DriverChange: Hashable, Sendable {
    package var index: Int
    package var old: DeviceOutcome.Status
  }

  /// A device's two outcomes, as indexes; nil where the device is not there.
  package struct DriverPair: Hashable, Sendable {
    package var old: Int?
    package var new: Int?
  }

  /// What is compared with.
  package private(set) var old: Scenario
  /// In address order, as are the others. The source is the one at the start of a stretch.
  package private(set) var types: [Stretch<Typed?>] = []
  package private(set) var tracked: [Stretch<PageCacheMode?>] = []
  package private(set) var map: [Stretch<E820Type?>] = []
  package private(set) var drivers: [DriverChange] = []
  /// Every device of either side, found by its id: those of the present in their order, then those that are gone.
  package private(set) var pairs: [DriverPair] = []

  package init(from old: Evaluation, to new: Evaluation) {
    self.old = old.scenario
    types = Self.stretches(old.segments, new.segments, { $0?.type }) {
      $0.map { Typed(type: $0.type, source: $0.source) }
    }
    tracked = Self.stretches(old.segments, new.segments, { $0?.tracked }) { $0?.tracked }
    map = Self.stretches(old.segments, new.segments, { $0?.e820 }) { $0?.e820 }
    pairs = Self.pairs(old, new)
    drivers = pairs.compactMap { pair in
      guard let i = pair.new, let before = pair.old.map({ old.outcomes[$0] }),
        before.status != new.outcomes[i].status
      else { return nil }
      return DriverChange(index: i, old: before.status)
    }
  }

  private static func pairs(_ old: Evaluation, _ new: Evaluation) -> [DriverPair] {
    var places: [String: Int] = [:]
    for (i, outcome) in old.outcomes.enumerated() {
      if let id = old.scenario.device(outcome.device)?.id, places[id] == nil { places[id] = i }
    }
    var pairs = new.outcomes.enumerated().map { i, outcome in
      DriverPair(
        old: new.scenario.device(outcome.device).flatMap { places.removeValue(forKey: $0.id) }, new: i)
    }
    pairs += places.values.sorted().map { DriverPair(old: $0, new: nil) }
    return pairs
  }

  /// How many lines the list of changes has, without the inputs.
  package var count: Int { types.count + tracked.count + map.count + drivers.count }

  /// Where a change of type or of what is tracked begins or ends, each address once, in order.
  package var borders: [PhysicalAddress] {
    let ranges = types.map(\.range) + tracked.map(\.range)
    return Set(ranges.flatMap { [$0.start, $0.end] }).sorted()
  }

  /// Whether the type or what is tracked changed anywhere in a range. O(log n).
  package func hasChanged(in range: AddressRange) -> Bool {
    !Self.overlapping(range, types).isEmpty || !Self.overlapping(range, tracked).isEmpty
  }

  package func types(in range: AddressRange) -> ArraySlice<Stretch<Typed?>> { Self.overlapping(range, types) }

  package func tracked(in range: AddressRange) -> ArraySlice<Stretch<PageCacheMode?>> {
    Self.overlapping(range, tracked)
  }

  package func driver(_ index: Int) -> DriverChange? {
    let place = drivers.partitioningIndex { $0.index >= index }
    return place < drivers.count && drivers[place].index == index ? drivers[place] : nil
  }

  private static func overlapping<Value>(
    _ range: AddressRange, _ stretches: [Stretch<Value>]
  ) -> ArraySlice<Stretch<Value>> {
    let first = stretches.partitioningIndex { $0.range.end > range.start }
    var end = first
    while end < stretches.count, stretches[end].range.start < range.end { end += 1 }
    return stretches[first..<end]
  }

  /// Walks two lists of segments at once and joins neighbours that changed alike. `key` decides what a change is.
  private static func stretches<Key: Hashable, Value>(
    _ old: [AddressSegment], _ new: [AddressSegment], _ key: (AddressSegment?) -> Key,
    _ value: (AddressSegment?) -> Value
  ) -> [Stretch<Value>] {
    var result: [Stretch<Value>] = []
    forEachPiece(old, new, \.range) { range, before, after in
      guard key(before) != key(after) else { return }
      let piece = Stretch(range: range, old: value(before), new: value(after))
      if let last = result.last, last.range.end == range.start, last.old == piece.old, last.new == piece.new {
        result[result.count - 1].range.end = range.end
      } else {
        result.append(piece)
      }
    }
    return result
  }

  /// Cuts two lists, each in address order, at every border of either, and walks the pieces; nil where a list has
  /// nothing.
  package static func forEachPiece<Value>(
    _ old: [Value], _ new: [Value], _ range: (Value) -> AddressRange,
    _ body: (AddressRange, Value?, Value?) -> Void
  ) {
    var (i, j) = (0, 0)
    var start: PhysicalAddress = 0
    while i < old.count || j < new.count {
      let before = i < old.count ? old[i] : nil
      let after = j < new.count ? new[j] : nil
      let (oldEnd, newEnd) = (before.map { range($0).end } ?? .max, after.map { range($0).end } ?? .max)
      let end = min(oldEnd, newEnd)
      if end > start { body(AddressRange(start, end), before, after) }
      start = max(start, end)
      if before != nil, oldEnd <= end { i += 1 }
      if after != nil, newEnd <= end { j += 1 }
    }
  }
}
