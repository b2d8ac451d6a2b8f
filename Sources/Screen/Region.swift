/// A rectangle of cells.
public struct Region: Hashable, Sendable {
  public var column: Int
  public var row: Int
  public var columns: Int
  public var rows: Int

  /// Negative sizes become zero.
  public init(column: Int = 0, row: Int = 0, columns: Int, rows: Int) {
    self.column = column
    self.row = row
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  public init(_ size: Size) { self.init(columns: size.columns, rows: size.rows) }

  public var size: Size { Size(columns: columns, rows: rows) }
  public var isEmpty: Bool { columns == 0 || rows == 0 }
  /// The first column to the right of the region.
  public var endColumn: Int { Region.sum(column, columns) }
  /// The first row below the region.
  public var endRow: Int { Region.sum(row, rows) }

  /// Clamped: an endless region is a region to the edge.
  private static func sum(_ start: Int, _ length: Int) -> Int {
    let (sum, overflow) = start.addingReportingOverflow(length)
    return overflow ? .max : sum
  }

  public func contains(column: Int, row: Int) -> Bool {
    column >= self.column && column < endColumn && row >= self.row && row < endRow
  }

  /// What two regions share; empty if nothing.
  public func intersection(_ other: Region) -> Region {
    let left = max(column, other.column)
    let top = max(row, other.row)
    return Region(
      column: left, row: top, columns: min(endColumn, other.endColumn) &- left,
      rows: min(endRow, other.endRow) &- top)
  }

  /// The region without a margin on each side.
  public func inset(columns horizontal: Int = 0, rows vertical: Int = 0) -> Region {
    Region(
      column: column &+ horizontal, row: row &+ vertical, columns: columns &- 2 &* horizontal,
      rows: rows &- 2 &* vertical)
  }

  /// A left part of the given width (as much as there is) and the rest.
  public func split(left width: Int) -> (left: Region, right: Region) {
    let width = min(max(0, width), columns)
    return (
      Region(column: column, row: row, columns: width, rows: rows),
      Region(column: column &+ width, row: row, columns: columns &- width, rows: rows)
    )
  }

  /// An upper part of the given height (as much as there is) and the rest.
  public func split(top height: Int) -> (top: Region, bottom: Region) {
    let height = min(max(0, height), rows)
    return (
      Region(column: column, row: row, columns: columns, rows: height),
      Region(column: column, row: row &+ height, columns: columns, rows: rows &- height)
    )
  }

  /// A region of at most this size in the middle of this one.
  public func centered(columns width: Int, rows height: Int) -> Region {
    let width = min(max(0, width), columns)
    let height = min(max(0, height), rows)
    return Region(
      column: column &+ (columns &- width) / 2, row: row &+ (rows &- height) / 2, columns: width, rows: height
    )
  }
}
