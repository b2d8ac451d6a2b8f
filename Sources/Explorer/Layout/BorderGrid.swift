import Screen

/// Border lines that may touch and cross: every cell is drawn with the shape that joins its neighbours.
struct BorderGrid {
  private struct Arms: OptionSet, Hashable {
    let rawValue: UInt8
    static let up = Arms(rawValue: 1)
    static let down = Arms(rawValue: 2)
    static let left = Arms(rawValue: 4)
    static let right = Arms(rawValue: 8)
  }

  private let size: Size
  private var cells: [Arms]

  init(size: Size) {
    self.size = Size(columns: max(0, size.columns), rows: max(0, size.rows))
    cells = Array(repeating: [], count: self.size.columns * self.size.rows)
  }

  /// Adds the four sides of a region.
  mutating func add(_ region: Region) {
    guard region.columns >= 2, region.rows >= 2 else { return }
    let (right, bottom) = (region.endColumn - 1, region.endRow - 1)
    for row in [region.row, bottom] {
      for column in region.column...right {
        if column > region.column { insert(.left, column, row) }
        if column < right { insert(.right, column, row) }
      }
    }
    for column in [region.column, right] {
      for row in region.row...bottom {
        if row > region.row { insert(.up, column, row) }
        if row < bottom { insert(.down, column, row) }
      }
    }
  }

  func draw(on canvas: inout Canvas) {
    let style = Style(.border)
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let arms = cells[row * size.columns + column]
        if !arms.isEmpty { canvas.put(shape(arms, canvas.glyphs.box), column: column, row: row, style) }
      }
    }
  }

  private mutating func insert(_ arm: Arms, _ column: Int, _ row: Int) {
    guard column >= 0, column < size.columns, row >= 0, row < size.rows else { return }
    cells[row * size.columns + column].insert(arm)
  }

  private func shape(_ arms: Arms, _ box: BoxGlyphs) -> Unicode.Scalar {
    switch arms {
    case [.left, .right], .left, .right: box.horizontal
    case [.up, .down], .up, .down: box.vertical
    case [.down, .right]: box.topLeft
    case [.down, .left]: box.topRight
    case [.up, .right]: box.bottomLeft
    case [.up, .left]: box.bottomRight
    case [.up, .down, .right]: box.teeLeft
    case [.up, .down, .left]: box.teeRight
    case [.left, .right, .down]: box.teeTop
    case [.left, .right, .up]: box.teeBottom
    default: box.crossing
    }
  }
}
