import MemtypeEngine

/// Searching the rows of a list: log, evidence, boot, drivers, reasons.
extension Explorer {
  /// The rows of the searched list that hold the text; empty where the ruler is searched.
  var listMatches: [Int] {
    guard let search, let pane = search.list, let room = pane.room as? any ListRoom, !search.text.isEmpty
    else {
      return []
    }
    let wanted = search.text.lowercased()
    let (rows, width) = (rows(of: pane), width(of: pane))
    return rows.indices.filter { index in
      rows[index].isSelectable
        && room.line(rows[index], in: self, width: width).text.lowercased().contains(wanted)
    }
  }

  /// Goes to the match at or after a row, or before it, and round the end; false where there is none.
  mutating func goToListMatch(from row: Int, forward: Bool, isInclusive: Bool = false) -> Bool {
    let matches = listMatches
    guard let pane = search?.list, let first = matches.first, let last = matches.last else { return false }
    let target =
      forward
      ? matches.first { $0 > row || isInclusive && $0 == row } ?? first : matches.last { $0 < row } ?? last
    viewports[pane, default: Viewport()].cursor = target
    follow(pane)
    return true
  }

  /// `3 of 7` for the row under the list's cursor; nil where the ruler is searched.
  var listMatchNumber: String? {
    let matches = listMatches
    guard let pane = search?.list, !matches.isEmpty else { return nil }
    let place = matches.firstIndex(of: viewports[pane]?.cursor ?? 0).map { "\($0 + 1) of " } ?? ""
    return "\(place)\(matches.count)"
  }
}
