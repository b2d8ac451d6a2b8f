/// A map from addresses to values: sorted, disjoint ranges, neighbours of equal value joined.
///
/// Assigning a range replaces what was there, so the last assignment wins at every address.
public struct RangeMap<Value: Equatable> {
  public struct Entry {
    public var range: AddressRange
    public var value: Value

    public init(range: AddressRange, value: Value) {
      self.range = range
      self.value = value
    }
  }

  /// In address order.
  public private(set) var entries: [Entry] = []

  public init() {}

  /// The value at an address, nil in a gap. O(log n).
  public subscript(address: PhysicalAddress) -> Value? {
    let i = firstIndex(endingAfter: address)
    return i < entries.count && entries[i].range.contains(address) ? entries[i].value : nil
  }

  /// The entries that share at least one byte with `range`, not clipped. O(log n).
  public func overlapping(_ range: AddressRange) -> ArraySlice<Entry> {
    let first = firstIndex(endingAfter: range.start)
    var end = first
    while end < entries.count, entries[end].range.start < range.end { end += 1 }
    return entries[first..<end]
  }

  /// Sets the value over a whole range. An empty range changes nothing.
  public mutating func assign(_ value: Value, to range: AddressRange) {
    replace(range, with: [Entry(range: range, value: value)])
  }

  /// Makes a whole range a gap.
  public mutating func remove(_ range: AddressRange) { replace(range, with: []) }

  private mutating func replace(_ range: AddressRange, with middle: [Entry]) {
    guard !range.isEmpty else { return }
    let hit = overlapping(range)
    var new: [Entry] = []
    if let head = hit.first, head.range.start < range.start {
      new.append(Entry(range: AddressRange(head.range.start, range.start), value: head.value))
    }
    new += middle
    if let tail = hit.last, tail.range.end > range.end {
      new.append(Entry(range: AddressRange(range.end, tail.range.end), value: tail.value))
    }
    let lower = max(0, hit.startIndex - 1)
    let upper = min(entries.count, hit.endIndex + 1)
    let candidates = entries[lower..<hit.startIndex] + new + entries[hit.endIndex..<upper]
    entries.replaceSubrange(lower..<upper, with: Self.joined(candidates))
  }

  private static func joined(_ pieces: ArraySlice<Entry>) -> [Entry] {
    var result: [Entry] = []
    for piece in pieces {
      if let last = result.last, last.range.end == piece.range.start, last.value == piece.value {
        result[result.count - 1].range.end = piece.range.end
      } else {
        result.append(piece)
      }
    }
    return result
  }

  private func firstIndex(endingAfter address: PhysicalAddress) -> Int {
    entries.partitioningIndex { $0.range.end > address }
  }
}

extension RangeMap.Entry: Equatable {}
extension RangeMap: Equatable {}
extension RangeMap.Entry: Hashable where Value: Hashable {}
extension RangeMap: Hashable where Value: Hashable {}
extension RangeMap.Entry: Sendable where Value: Sendable {}
extension RangeMap: Sendable where Value: Sendable {}
