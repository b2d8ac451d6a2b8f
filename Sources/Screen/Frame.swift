/// A size in character cells.
public struct Size: Hashable, Sendable {
  public var columns: Int
  public var rows: Int

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }
}

/// A whole screen as a value: a grid of cells and where the hardware cursor stands.
public struct Frame: Hashable, Sendable {
  /// No side is longer than this, whatever a terminal or an argument says.
  public static let largestSide = 4096

  public let size: Size
  /// Row by row, `size.columns * size.rows` of them.
  public internal(set) var cells: [Cell]
  /// Where the terminal's own cursor goes (for screen readers and input fields); nil hides it.
  public var cursor: (column: Int, row: Int)? {
    get { cursorColumn.map { ($0, cursorRow) } }
    set { (cursorColumn, cursorRow) = (newValue?.column, newValue?.row ?? 0) }
  }
  private var cursorColumn: Int?
  private var cursorRow = 0

  /// A blank frame; sides are clamped to 0...`largestSide`.
  public init(size: Size) {
    self.size = Size(
      columns: min(max(0, size.columns), Frame.largestSide), rows: min(max(0, size.rows), Frame.largestSide))
    cells = Array(repeating: Cell(), count: self.size.columns * self.size.rows)
  }

  /// The cell at a position; a blank outside the frame.
  public subscript(column: Int, row: Int) -> Cell {
    guard column >= 0, row >= 0, column < size.columns, row < size.rows else { return Cell() }
    return cells[row * size.columns + column]
  }
}
