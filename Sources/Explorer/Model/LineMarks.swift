/// Which lines of a text differ from another's, as the gutter of an editor shows it.
struct LineMarks: Hashable, Sendable {
  /// Lines that the other does not have in their place.
  private(set) var changed: Set<Int> = []
  /// Lines above which the other has some that are not here; the count of lines for those at the end.
  private(set) var removedAbove: Set<Int> = []

  /// Beyond this many pairs of lines it is only asked whether a line is anywhere in the other.
  private static let mostPairs = 4_000_000

  init(of lines: [String], against old: [String]) {
    var start = 0
    while start < lines.count, start < old.count, lines[start] == old[start] { start += 1 }
    var end = 0
    while end < lines.count - start, end < old.count - start,
      lines[lines.count - 1 - end] == old[old.count - 1 - end]
    { end += 1 }
    let here = Array(lines[start..<(lines.count - end)])
    let there = Array(old[start..<(old.count - end)])
    guard !here.isEmpty || !there.isEmpty else { return }
    guard here.count.multipliedReportingOverflow(by: there.count).partialValue <= Self.mostPairs else {
      let known = Set(there)
      changed = Set(here.indices.filter { !known.contains(here[$0]) }.map { $0 + start })
      return
    }
    let difference = here.difference(from: there)
    for case .insert(let offset, _, _) in difference.insertions { changed.insert(offset + start) }
    let removed = Set(
      difference.removals.compactMap { change -> Int? in
        if case .remove(let offset, _, _) = change { offset } else { nil }
      })
    // Walks both at once: what is gone and not replaced leaves a mark above the next line.
    var (i, j) = (0, 0)
    while i < there.count || j < here.count {
      var (gone, new) = (0, 0)
      while i < there.count, removed.contains(i) { (i, gone) = (i + 1, gone + 1) }
      while j < here.count, changed.contains(j + start) { (j, new) = (j + 1, new + 1) }
      if gone > new { removedAbove.insert(j + start) }
      (i, j) = (i + 1, j + 1)
    }
  }
}
