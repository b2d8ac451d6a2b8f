import Screen

extension Explorer {
  /// Where what takes the place of all panes stands.
  var overlayPage: Region {
    let width = size.columns < 140 ? size.columns : 120
    return Region(size).inset(rows: 1).centered(columns: width, rows: size.rows - 2)
  }
}

/// What of an overlay the mouse is on.
enum OverlayPart: Hashable, Sendable {
  /// A row to choose.
  case item(Int)
  /// The frame, a title, an empty row.
  case inside
  case outside

  /// `first` and `count` say which rows of the region hold items; `index` which item a row of them holds.
  static func at(
    _ column: Int, _ row: Int, in region: Region, first: Int, count: Int, index: (Int) -> Int?
  ) -> OverlayPart {
    guard region.contains(column: column, row: row) else { return .outside }
    let place = row - region.row - first
    guard place >= 0, place < count, let item = index(place) else { return .inside }
    return .item(item)
  }
}
