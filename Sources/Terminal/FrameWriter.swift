import CTerminal
import Screen

/// Shows frames on a terminal that knows ECMA-48's codes, with few bytes.
///
/// What differs from the frame that is shown is taken apart into runs of characters in one style, which are sent in an
/// order in which style and place change little. A blank shows nothing but its background: it needs no text colour, and
/// many of them are erased. Between frames the terminal keeps the last style; `finish` ends that.
struct FrameWriter {
  private var pens: PenTable
  let erasing: Erasing
  /// What the terminal shows; nil where that is not known.
  private var shown: Frame?
  private var isCursorVisible: Bool?
  /// The style and the place that the terminal has; nil where they are not known.
  var pen: Pen?
  var place: CursorPosition?
  /// A character in its last column leaves the cursor in a place that only the terminal knows.
  var size = Size(columns: 0, rows: 0)
  /// Writing over one half of a wide character changes the other: where there are any, nothing changes places.
  var keepsOrder = false
  /// What is yet to be sent.
  var runs: [Run] = []
  var text: [UInt8] = []
  var output: [UInt8] = []

  init(palette: Palette, erasing: Erasing) {
    self.erasing = erasing
    pens = PenTable(palette)
  }

  mutating func use(_ palette: Palette) {
    pens = PenTable(palette)
    forget()
  }

  /// The terminal may show anything: the next frame is sent whole.
  mutating func forget() { (shown, pen, place, isCursorVisible) = (nil, nil, nil, nil) }

  /// The bytes that make a terminal of this size show a frame; what does not fit on it is left out.
  mutating func bytes(showing frame: Frame, on size: Size) -> [UInt8] {
    output.removeAll(keepingCapacity: true)
    if shown?.size != frame.size || self.size != size { forget() }
    self.size = size
    let before = shown ?? clear(for: frame)
    for row in 0..<min(size.rows, frame.size.rows) { add(row, of: frame, instead: before) }
    flush()
    let cursor = frame.cursor.flatMap { $0.row < size.rows && $0.column < size.columns ? $0 : nil }
    if let cursor { go(to: CursorPosition(row: cursor.row, column: cursor.column)) }
    if isCursorVisible != (cursor != nil) {
      isCursorVisible = cursor != nil
      output += (cursor == nil ? "\u{1b}[?25l" : "\u{1b}[?25h").utf8
    }
    shown = frame
    return output
  }

  /// What puts the terminal back to its own style.
  mutating func finish() -> [UInt8] {
    output.removeAll(keepingCapacity: true)
    take(Pen(), isBlank: false)
    forget()
    return output
  }

  /// Clears the screen. Returns what it shows then; nil where it has another background than blanks have.
  private mutating func clear(for frame: Frame) -> Frame? {
    let blank = pens[Style()]
    // ASCII's characters, whatever the program before has left.
    output += "\u{1b}(B".utf8
    take(erasing.takesBackground ? blank : Pen(), isBlank: false)
    output += "\u{1b}[H\u{1b}[2J".utf8
    place = CursorPosition(row: 0, column: 0)
    return erasing.leaves(blank) ? Frame(size: frame.size) : nil
  }

  // MARK: Taking apart

  /// Makes runs of what differs in a row.
  private mutating func add(_ row: Int, of frame: Frame, instead before: Frame?) {
    let cells = row * frame.size.columns..<(row + 1) * frame.size.columns
    guard before?.cells[cells] != frame.cells[cells] else { return }
    let new = glyphs(frame.cells[cells])
    let old = before.map { glyphs($0.cells[cells]) }
    var isChanged = new.indices.map { old?[$0] != new[$0] }
    keepsOrder = keepsOrder || (new + (old ?? [])).contains(where: \.isRightHalf)
    Self.widen(&isChanged, new)
    var column = 0
    while column < new.count {
      guard isChanged[column], !new[column].isRightHalf else {
        column += 1
        continue
      }
      if let erased = erasure(at: column, new, isChanged) {
        open(CursorPosition(row: row, column: column), new[column], erased.sequence, width: 0)
        column = erased.end
      } else {
        let width = column + 1 < new.count && new[column + 1].isRightHalf ? 2 : 1
        add(new[column], at: CursorPosition(row: row, column: column), width: width)
        column += width
      }
    }
  }

  /// The cells of a row as the terminal shows them, a wide character that is cut as a blank.
  private func glyphs(_ row: ArraySlice<Cell>) -> [Glyph] {
    let visible = row.prefix(size.columns)
    return visible.indices.map { index in
      let isCut = index + 1 == visible.endIndex && index + 1 < row.endIndex && row[index + 1].isRightHalf
      return Glyph(isCut ? Cell(row[index].style) : row[index], pens[row[index].style])
    }
  }

  /// Both halves of a wide character are written together, and so is what lies between two changes where it takes fewer
  /// bytes than the way around it.
  private static func widen(_ isChanged: inout [Bool], _ glyphs: [Glyph]) {
    for index in glyphs.indices.dropFirst() where glyphs[index].isRightHalf {
      let isEither = isChanged[index] || isChanged[index - 1]
      (isChanged[index - 1], isChanged[index]) = (isEither, isEither)
    }
    var last: Int?
    for index in glyphs.indices where isChanged[index] {
      if let last, index - last - 1 <= 3 {
        let between = last + 1..<index
        if between.allSatisfy({ glyphs[$0].isPlain && glyphs[$0].follows(glyphs[last].pen) }) {
          for index in between { isChanged[index] = true }
        }
      }
      last = index
    }
  }

  /// The sequence that erases the blanks from here on, where it is shorter than they are.
  private func erasure(
    at start: Int, _ glyphs: [Glyph], _ isChanged: [Bool]
  ) -> (sequence: [UInt8], end: Int)? {
    let first = glyphs[start]
    guard first.isBlank, erasing.leaves(first.pen) else { return nil }
    let blanks = glyphs[start...].firstIndex { $0 != first } ?? glyphs.endIndex
    if erasing.toEnd, blanks == size.columns, isChanged[start...].count(where: \.self) > 3 {
      return (Array("\u{1b}[K".utf8), blanks)
    }
    let end = isChanged[start..<blanks].firstIndex(of: false) ?? blanks
    guard erasing.cells, end - start > 10 else { return nil }
    return (Array("\u{1b}[\(end - start)X".utf8), end)
  }

  private mutating func add(_ glyph: Glyph, at start: CursorPosition, width: Int) {
    if var run = runs.last, run.start.row == start.row, run.end == start.column, run.accepts(glyph) {
      if !glyph.isBlank { (run.pen, run.isBlank) = (glyph.pen, false) }
      append(glyph)
      run.end += width
      run.bytes = run.bytes.lowerBound..<text.count
      runs[runs.count - 1] = run
      return
    }
    open(start, glyph, nil, width: width)
  }

  /// Begins a run with a glyph, or with the sequence that erases such blanks.
  private mutating func open(_ start: CursorPosition, _ glyph: Glyph, _ sequence: [UInt8]?, width: Int) {
    // A long update is still seen to go from top to bottom.
    if runs.count >= Self.window { flush() }
    let first = text.count
    if let sequence { text += sequence } else { append(glyph) }
    runs.append(
      Run(
        start: start, end: start.column + width, pen: glyph.pen, isBlank: glyph.isBlank,
        bytes: first..<text.count))
  }

  /// So many runs are put in order at a time.
  private static let window = 48

  private mutating func append(_ glyph: Glyph) {
    for scalar in glyph.scalars { text += String(scalar).utf8 }
  }
}
