/// A frame in the making, seen through a region: coordinates start at the region's corner, and nothing is ever
/// drawn outside of it.
///
///     var canvas = Canvas(size: size)
///     canvas.within(Region(column: 0, row: 0, columns: 80, rows: 1), on: .bar) { bar in
///       bar.text("mtrrscope", column: 1, row: 0, Style(.strong))
///     }
///     return canvas.frame
public struct Canvas {
  public private(set) var frame: Frame
  public let glyphs: GlyphSet
  /// Where the canvas may draw, in the frame's coordinates.
  private var clip: Region
  /// The corner that positions count from; outside of `clip` when a region sticks out of its parent.
  private var origin: Region
  private var surface = Surface.plain

  public init(size: Size, glyphs: GlyphSet = .unicode) {
    self.init(frame: Frame(size: size), glyphs: glyphs)
  }

  /// Draws over a frame.
  public init(frame: Frame, glyphs: GlyphSet = .unicode) {
    self.frame = frame
    self.glyphs = glyphs
    clip = Region(frame.size)
    origin = clip
  }

  /// The size of the region that is drawn in.
  public var size: Size { origin.size }
  public var columns: Int { origin.columns }
  public var rows: Int { origin.rows }
  /// The whole of this canvas in its own coordinates.
  public var bounds: Region { Region(origin.size) }

  /// Draws inside a region of this canvas, which clips; a surface other than plain fills it first.
  @discardableResult
  public mutating func within<Result>(
    _ region: Region, on surface: Surface = .plain, _ draw: (inout Canvas) -> Result
  ) -> Result {
    let saved = (clip, origin, self.surface)
    origin = Region(
      column: origin.column &+ region.column, row: origin.row &+ region.row, columns: region.columns,
      rows: region.rows)
    clip = clip.intersection(origin)
    if surface != .plain {
      self.surface = surface
      fill()
    }
    defer { (clip, origin, self.surface) = saved }
    return draw(&self)
  }

  /// Puts the terminal's own cursor at a position, if it lies inside the region.
  public mutating func setCursor(column: Int, row: Int) {
    let (column, row) = (origin.column &+ column, origin.row &+ row)
    guard clip.contains(column: column, row: row) else { return }
    frame.cursor = (column, row)
  }

  /// Makes the region (or a part of it) blank.
  public mutating func fill(_ part: Region? = nil, _ style: Style = Style()) {
    repeatGlyph(" ", in: part ?? bounds, style)
  }

  /// Puts cells that are there on another surface and leaves their text and roles.
  public mutating func lay(_ part: Region, on surface: Surface) {
    restyle(part) { $0.surface = surface }
  }

  /// Changes the style of cells that are there.
  public mutating func restyle(_ part: Region, _ change: (inout Style) -> Void) {
    let part = visible(part)
    for row in part.row..<part.endRow {
      for index in row * frame.size.columns + part.column..<row * frame.size.columns + part.endColumn {
        change(&frame.cells[index].style)
      }
    }
  }

  /// Draws one glyph of width 1 at a position.
  public mutating func put(_ glyph: Unicode.Scalar, column: Int, row: Int, _ style: Style = Style()) {
    repeatGlyph(glyph, in: Region(column: column, row: row, columns: 1, rows: 1), style)
  }

  /// Fills a part with one glyph; a glyph that is not of width 1 is replaced by the set's mark for controls.
  public mutating func repeatGlyph(_ glyph: Unicode.Scalar, in part: Region, _ style: Style = Style()) {
    let part = visible(part)
    guard !part.isEmpty else { return }
    let shown = DisplayWidth.kind(glyph) == .narrow ? glyphs.drawn(glyph) : glyphs.control
    let cell = Cell(shown, onSurface(style))
    for row in part.row..<part.endRow {
      let start = row * frame.size.columns
      freeHalves(from: start + part.column, to: start + part.endColumn, row: row)
      for index in start + part.column..<start + part.endColumn { frame.cells[index] = cell }
    }
  }

  /// The part of the frame that a region of this canvas may touch.
  func visible(_ part: Region) -> Region {
    Region(
      column: origin.column &+ part.column, row: origin.row &+ part.row, columns: part.columns,
      rows: part.rows
    ).intersection(clip)
  }

  func onSurface(_ style: Style) -> Style {
    guard style.surface == .plain, surface != .plain else { return style }
    return style.on(surface)
  }

  /// The frame's column for a column of this canvas.
  func frameColumn(_ column: Int) -> Int { origin.column &+ column }

  /// Writes cells of one row; the caller keeps `column` to `column + cells.count` inside `visible`.
  mutating func write(_ cell: Cell, frameColumn column: Int, frameRow row: Int) {
    frame.cells[row * frame.size.columns + column] = cell
  }

  /// A wide character that is about to lose one half becomes a blank in the other.
  mutating func freeHalves(from first: Int, to end: Int, row: Int) {
    let start = row * frame.size.columns
    if first > start, frame.cells[first].isRightHalf {
      frame.cells[first - 1] = Cell(frame.cells[first - 1].style)
    }
    if end < start + frame.size.columns, frame.cells[end].isRightHalf {
      frame.cells[end] = Cell(frame.cells[end].style)
    }
  }

  mutating func combine(_ scalar: Unicode.Scalar, frameColumn column: Int, frameRow row: Int) {
    frame.cells[row * frame.size.columns + column].combine(scalar)
  }
}
