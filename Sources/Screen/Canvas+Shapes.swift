extension Canvas {
  /// Draws a frame around the region with a title at the left of its upper side and another at the right, and
  /// returns the region inside. A box of less than two columns or rows is not drawn.
  @discardableResult
  public mutating func box(
    _ part: Region? = nil, title: String = "", trailing: String = "", isFocused: Bool = false
  ) -> Region {
    let part = part ?? bounds
    let border = Style(isFocused ? .borderFocused : .border)
    let inside = part.inset(columns: 1, rows: 1)
    guard part.columns >= 2, part.rows >= 2 else { return inside }
    let shapes = glyphs.box
    let (right, bottom) = (part.endColumn &- 1, part.endRow &- 1)
    horizontal(column: part.column, row: part.row, columns: part.columns, border)
    horizontal(column: part.column, row: bottom, columns: part.columns, border)
    vertical(column: part.column, row: part.row, rows: part.rows, border)
    vertical(column: right, row: part.row, rows: part.rows, border)
    put(shapes.topLeft, column: part.column, row: part.row, border)
    put(shapes.topRight, column: right, row: part.row, border)
    put(shapes.bottomLeft, column: part.column, row: bottom, border)
    put(shapes.bottomRight, column: right, row: bottom, border)
    titles(part, title, trailing, isFocused: isFocused)
    return inside
  }

  /// Divides a box that is drawn: a line from tee to tee with a title of its own.
  public mutating func divider(_ part: Region? = nil, row: Int, title: String = "", isFocused: Bool = false) {
    let part = part ?? bounds
    let border = Style(isFocused ? .borderFocused : .border)
    guard part.columns >= 2 else { return }
    horizontal(column: part.column, row: row, columns: part.columns, border)
    put(glyphs.box.teeLeft, column: part.column, row: row, border)
    put(glyphs.box.teeRight, column: part.endColumn &- 1, row: row, border)
    titles(
      Region(column: part.column, row: row, columns: part.columns, rows: 1), title, "", isFocused: isFocused)
  }

  public mutating func horizontal(column: Int, row: Int, columns: Int, _ style: Style = Style(.border)) {
    repeatGlyph(
      glyphs.box.horizontal, in: Region(column: column, row: row, columns: columns, rows: 1), style)
  }

  public mutating func vertical(column: Int, row: Int, rows: Int, _ style: Style = Style(.border)) {
    repeatGlyph(glyphs.box.vertical, in: Region(column: column, row: row, columns: 1, rows: rows), style)
  }

  /// Draws a strip in a memory type's texture and role; its surface and attributes come from `style`.
  public mutating func pattern(
    _ pattern: TypePattern, column: Int, row: Int, width: Int, _ style: Style = Style()
  ) {
    var style = style
    style.role = pattern.role
    for index in 0..<min(max(0, width), Frame.largestSide) {
      put(pattern.glyph(at: index, of: width, in: glyphs), column: column &+ index, row: row, style)
    }
  }

  /// Draws a scroll bar down one column: nothing if all of the content is visible.
  public mutating func scrollBar(column: Int, row: Int, rows: Int, top: Int, content: Int) {
    guard rows > 0, content > rows else { return }
    let length = max(1, min(rows, (rows &* rows) / content))
    let travel = rows - length
    let steps = content - rows
    // Both ends are reached only when the content's are.
    let position =
      top <= 0 ? 0 : top >= steps ? travel : min(max(1, travel &* top / steps), max(1, travel - 1))
    vertical(column: column, row: row, rows: rows)
    repeatGlyph(
      glyphs.scrollTrough, in: Region(column: column, row: row, columns: 1, rows: rows), Style(.border))
    repeatGlyph(
      glyphs.scrollThumb, in: Region(column: column, row: row &+ position, columns: 1, rows: length),
      Style(.dim))
  }

  private mutating func titles(_ part: Region, _ title: String, _ trailing: String, isFocused: Bool) {
    // Corner, line or blank at each end are not the titles'.
    let room = part.columns - 4
    guard room > 0 else { return }
    let style = isFocused ? Style(.title, bold: true) : Style(.title)
    var left = 0
    if !title.isEmpty {
      left = min(DisplayWidth.of(title), room)
      text(" ", column: part.column &+ 1, row: part.row)
      text(title, column: part.column &+ 2, row: part.row, style, width: left)
      text(" ", column: part.column &+ 2 &+ left, row: part.row)
    }
    let width = DisplayWidth.of(trailing)
    guard width > 0, left + width + 3 <= room || (left == 0 && width <= room) else { return }
    let start = part.endColumn &- 2 &- width
    text(" ", column: start &- 1, row: part.row)
    text(trailing, column: start, row: part.row, Style(.label), width: width)
    text(" ", column: start &+ width, row: part.row)
  }
}
