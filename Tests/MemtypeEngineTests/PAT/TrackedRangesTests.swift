import TestSupport
import Testing

@testable import MemtypeEngine

@Suite("Tracked ranges", .bounded) struct TrackedRangesTests {
  /// Overlaps by the kernel's formula: `last` may lie below `start`.
  private func overlaps(_ entry: TrackedEntry, _ start: UInt64, _ last: UInt64) -> Bool {
    entry.range.start <= last && entry.range.end > start
  }

  /// Every operation against a sorted array, from dense small numbers to sparse large ones, growing and
  /// shrinking.
  @Test(arguments: [(20, 6), (300, 40), (3000, 4000), (3000, 1_000_000)] as [(Int, UInt64)])
  func agreesWithSortedArray(size: Int, span: UInt64) {
    var generator = SeededGenerator(seed: UInt64(size) &* span)
    var ranges = TrackedRanges()
    var model: [TrackedEntry] = []
    var isGrowing = true
    for round in 0..<(size * 4) {
      if ranges.count > size { isGrowing = false }
      if ranges.count < size / 10 { isGrowing = true }
      let start = UInt64.random(in: 0..<span, using: &generator)
      let end = start + UInt64.random(in: 1...max(1, span / 8), using: &generator)
      if Bool.random(using: &generator) || isGrowing {
        let entry = TrackedEntry(
          AddressRange(start, end), PageCacheMode.allCases.randomElement(using: &generator) ?? .wb)
        ranges.insert(entry)
        model.insert(entry, at: model.firstIndex { $0.range.start > start } ?? model.count)
      }
      if !isGrowing, let victim = model.randomElement(using: &generator) {
        let at = model.firstIndex { $0.range == victim.range } ?? 0
        let position = ranges.exactMatch(start: victim.range.start, end: victim.range.end)
        #expect(position.map { ranges.remove(at: $0) } == model.remove(at: at))
      }
      let query = UInt64.random(in: 0..<span, using: &generator)
      let last = query &+ UInt64.random(in: 0...max(1, span / 16), using: &generator) &- 1
      var found: [TrackedEntry] = []
      var position = ranges.firstOverlap(start: query, last: last)
      while let p = position {
        found.append(ranges[p])
        position = ranges.nextOverlap(after: p, start: query, last: last)
      }
      #expect(found == model.filter { overlaps($0, query, last) })
      #expect(
        (ranges.exactMatch(start: start, end: end) != nil)
          == model.contains { $0.range == AddressRange(start, end) })
      if round % 64 == 0 { #expect(ranges.entries == model) }
    }
    #expect(ranges.entries == model)
    #expect(ranges.count == model.count)
    while let victim = model.popLast() {
      guard let position = ranges.exactMatch(start: victim.range.start, end: victim.range.end) else {
        Issue.record("lost \(victim)")
        return
      }
      ranges.remove(at: position)
    }
    #expect(ranges.isEmpty && ranges.entries.isEmpty)
  }

  @Test func equalStartsKeepInsertionOrder() {
    var ranges = TrackedRanges()
    ranges.insert(TrackedEntry(AddressRange(0, 1), .wb))
    for i in UInt64(1)...500 { ranges.insert(TrackedEntry(AddressRange(0x1000, 0x1000 + i), .wc)) }
    ranges.insert(TrackedEntry(AddressRange(0x2000, 0x3000), .wb))
    #expect(ranges.entries.dropFirst().prefix(500).map(\.range.size) == Array(1...500))
    let first = ranges.firstOverlap(start: 0x1100, last: 0x1100)
    #expect(first.map { ranges[$0].range.size } == 0x101)
  }

  @Test func ascendingFillAndDrain() {
    var ranges = TrackedRanges()
    for i in UInt64(0)..<5000 { ranges.insert(TrackedEntry(AddressRange(i * 16, i * 16 + 16), .uc)) }
    for i in (UInt64(0)..<5000).reversed() {
      let position = ranges.exactMatch(start: i * 16, end: i * 16 + 16)
      #expect(position != nil)
      if let position { ranges.remove(at: position) }
    }
    #expect(ranges.isEmpty)
    #expect(ranges.firstOverlap(start: 0, last: .max) == nil)
  }

  @Test func holdsOnlyWhatFits() {
    var ranges = TrackedRanges()
    ranges.insert(TrackedEntry(AddressRange(5, 5), .uc))
    ranges.insert(TrackedEntry(AddressRange(5, .max), .uc))
    #expect(ranges.isEmpty)
    ranges.insert(TrackedEntry(AddressRange(0, .top), .wp))
    #expect(ranges.entries == [TrackedEntry(AddressRange(0, .top), .wp)])
    #expect(ranges.firstOverlap(start: .top, last: .max) == nil)
    #expect(ranges.firstOverlap(start: .max, last: .max) == nil)
  }

  @Test func copiesAreValues() {
    var a = TrackedRanges()
    for i in UInt64(0)..<200 { a.insert(TrackedEntry(AddressRange(i, i + 2), .wb)) }
    let b = a
    while let p = a.firstOverlap(start: 0, last: .max) { a.remove(at: p) }
    #expect(a.isEmpty)
    #expect(b.count == 200)
    #expect(a != b)
  }
}
