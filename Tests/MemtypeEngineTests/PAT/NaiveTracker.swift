@testable import MemtypeEngine

/// The memtype list as a plain sorted array, by the same rules: what the tracker must agree with.
struct NaiveTracker {
  var entries: [TrackedEntry] = []

  func overlapping(_ range: AddressRange) -> [TrackedEntry] { entries.filter { $0.range.overlaps(range) } }

  mutating func insert(_ entry: TrackedEntry) {
    let at = entries.firstIndex { $0.range.start > entry.range.start } ?? entries.count
    entries.insert(entry, at: at)
  }

  mutating func reserve(_ range: AddressRange, _ mode: PageCacheMode, acceptsOther: Bool) -> PageCacheMode? {
    let older = overlapping(range).map(\.mode)
    let final = acceptsOther ? older.first ?? mode : mode
    if older.contains(where: { $0 != final }) { return nil }
    insert(TrackedEntry(range, final))
    return final
  }

  mutating func free(_ range: AddressRange) -> Bool {
    if let at = entries.firstIndex(where: { $0.range == range }) {
      entries.remove(at: at)
      return true
    }
    guard
      let at = entries.firstIndex(where: {
        $0.range.overlaps(range) && $0.range.start < range.start && $0.range.end == range.end
      })
    else { return false }
    let old = entries.remove(at: at)
    insert(TrackedEntry(AddressRange(old.range.start, range.start), old.mode))
    return true
  }
}
