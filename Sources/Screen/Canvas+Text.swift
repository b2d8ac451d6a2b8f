/// Where text that is shorter than its place stands.
public enum Alignment: Hashable, Sendable { case leading, center, trailing }

/// What becomes of text that is longer than its place.
public enum Truncation: Hashable, Sendable {
  /// Cut at the end, with an ellipsis there.
  case tail
  /// Cut at the beginning, with an ellipsis there.
  case head
  /// Cut at the end without a mark.
  case clip
}

/// A piece of text in one style.
public struct Span: Hashable, Sendable {
  public var text: String
  public var style: Style

  public init(_ text: String, _ style: Style = Style()) {
    self.text = text
    self.style = style
  }
}

extension Canvas {
  /// Draws text on one row and returns the column after it.
  ///
  /// The place is `width` columns or what is left of the canvas. Control characters are drawn as one harmless
  /// mark each, a tab as a blank; a wide character that does not fit whole becomes a blank.
  @discardableResult
  public mutating func text(
    _ text: String, column: Int, row: Int, _ style: Style = Style(), width: Int? = nil,
    align: Alignment = .leading, truncate: Truncation = .tail
  ) -> Int {
    let place = min(max(0, width ?? .max), max(0, columns &- column))
    guard row >= 0, row < rows, place > 0, column < columns else { return column }
    let needed = DisplayWidth.of(text)
    if needed <= place {
      let free = width == nil && align == .leading ? 0 : place - needed
      let offset = align == .leading ? 0 : align == .trailing ? free : free / 2
      drawClipped(text.unicodeScalars[...], column: column &+ offset, row: row, limit: needed, style)
      return column &+ offset &+ needed
    }
    switch truncate {
    case .clip:
      drawClipped(text.unicodeScalars[...], column: column, row: row, limit: place, style)
    case .tail:
      drawClipped(text.unicodeScalars[...], column: column, row: row, limit: place - 1, style)
      put(glyphs.ellipsis, column: column &+ (place - 1), row: row, style)
    case .head:
      put(glyphs.ellipsis, column: column, row: row, style)
      var rest = text.unicodeScalars[...]
      var left = needed
      while left > place - 1, let first = rest.first {
        left -= DisplayWidth.of(first)
        rest.removeFirst()
      }
      while let first = rest.first, DisplayWidth.of(first) == 0 { rest.removeFirst() }
      drawClipped(rest, column: column &+ (place - left), row: row, limit: left, style)
      if left < place - 1 { put(" ", column: column &+ 1, row: row, style) }
    }
    return column &+ place
  }

  /// Draws pieces of text one after the other on one row and returns the column after them; together they are
  /// truncated at the end as one text.
  @discardableResult
  public mutating func spans(
    _ spans: [Span], column: Int, row: Int, width: Int? = nil, align: Alignment = .leading
  ) -> Int {
    let place = min(max(0, width ?? .max), max(0, columns &- column))
    var left = spans.reduce(0) { $0 + DisplayWidth.of($1.text) }
    var column = column
    if left < place, width != nil, align != .leading {
      column &+= align == .trailing ? place - left : (place - left) / 2
    }
    let end = column &+ min(left, place)
    for span in spans {
      let needed = DisplayWidth.of(span.text)
      let room = end &- column
      if room <= 0 { break }
      left -= needed
      if needed <= room && (left == 0 || needed < room) {
        column = text(span.text, column: column, row: row, span.style, width: needed)
      } else if needed > room {
        column = text(span.text, column: column, row: row, span.style, width: room)
      } else {
        // It fits, but what follows does not: the last place is the ellipsis's.
        text(span.text, column: column, row: row, span.style, width: room, truncate: .clip)
        put(glyphs.ellipsis, column: end &- 1, row: row, span.style)
        column = end
      }
    }
    return column
  }

  /// Draws scalars from a column until `limit` columns are used, inside the visible part.
  private mutating func drawClipped(
    _ scalars: String.UnicodeScalarView.SubSequence, column: Int, row: Int, limit: Int, _ style: Style
  ) {
    let area = visible(Region(column: column, row: row, columns: limit, rows: 1))
    guard !area.isEmpty else { return }
    let style = onSurface(style)
    let end = frameColumn(column) &+ limit
    freeHalves(
      from: area.row * frame.size.columns + area.column, to: area.row * frame.size.columns + area.endColumn,
      row: area.row)
    var at = frameColumn(column)
    for scalar in scalars {
      if at >= end && DisplayWidth.of(scalar) > 0 { break }
      at &+= draw(scalar, at: at, end: end, area: area, style)
    }
    // Only a wide character that found half a place leaves one.
    if at < end, at >= area.column, at < area.endColumn { writeBlank(at, area, style) }
  }

  /// Draws one scalar at a column of the frame and returns the columns it used.
  private mutating func draw(
    _ scalar: Unicode.Scalar, at column: Int, end: Int, area: Region, _ style: Style
  ) -> Int {
    let isInside = column >= area.column && column < area.endColumn
    switch DisplayWidth.kind(scalar) {
    case .narrow:
      if isInside { write(Cell(glyphs.drawn(scalar), style), frameColumn: column, frameRow: area.row) }
      return 1
    case .control:
      let shown = scalar == "\t" ? " " : glyphs.control
      if isInside { write(Cell(shown, style), frameColumn: column, frameRow: area.row) }
      return 1
    case .wide:
      if isInside && column &+ 1 < area.endColumn {
        let shown = glyphs.drawn(scalar)
        write(Cell(shown, style), frameColumn: column, frameRow: area.row)
        let right = shown == scalar ? Cell.rightHalf(style) : Cell(shown, style)
        write(right, frameColumn: column &+ 1, frameRow: area.row)
      } else {
        if isInside { writeBlank(column, area, style) }
        if column &+ 1 >= area.column, column &+ 1 < area.endColumn { writeBlank(column &+ 1, area, style) }
      }
      return 2
    case .combining:
      combineBefore(scalar, column: column, area: area)
      return 0
    case .ignored:
      return 0
    }
  }

  private mutating func writeBlank(_ column: Int, _ area: Region, _ style: Style) {
    write(Cell(style), frameColumn: column, frameRow: area.row)
  }

  private mutating func combineBefore(_ scalar: Unicode.Scalar, column: Int, area: Region) {
    guard glyphs.kind != .ascii, column > area.column, column <= area.endColumn else { return }
    let before = column &- 1
    let isRightHalf = frame[before, area.row].isRightHalf
    guard !isRightHalf || before > area.column else { return }
    combine(scalar, frameColumn: isRightHalf ? before &- 1 : before, frameRow: area.row)
  }
}
