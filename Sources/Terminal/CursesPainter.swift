import CTerminal
import Screen

/// Writes the cells of a frame that differ from the last one to the curses screen, whose output is then stored.
struct CursesPainter {
  private var palette: Palette
  private var previous: Frame?
  /// Curses' colour pairs by the colours they hold.
  private var pairs: [UInt16: Int32] = [:]
  /// By role and surface, for cells without attributes of their own.
  private var looks: [Look?]

  private struct Look {
    var attributes: TextAttributes
    var pair: Int32
  }

  init(palette: Palette) {
    self.palette = palette
    looks = Self.noLooks
    setBackground()
  }

  private static var noLooks: [Look?] {
    Array(repeating: nil, count: Role.allCases.count * Surface.allCases.count)
  }

  mutating func use(_ palette: Palette) {
    self.palette = palette
    looks = Self.noLooks
    // The same numbers may stand for other colours now, which curses does not know.
    forget()
    setBackground()
  }

  /// The next frame is painted whole, and sent whole.
  mutating func forget() {
    previous = nil
    ct_forget()
  }

  mutating func paint(_ frame: Frame) {
    let size = frame.size
    let screen = (columns: Int(ct_columns()), rows: Int(ct_rows()))
    let known = previous?.size == size ? previous : nil
    for row in 0..<min(size.rows, screen.rows) {
      for column in 0..<min(size.columns, screen.columns) {
        let cell = frame[column, row]
        guard !cell.isRightHalf else { continue }
        if let known, known[column, row] == cell { continue }
        let isCut =
          column + 1 == screen.columns && column + 1 < size.columns && frame[column + 1, row].isRightHalf
        put(isCut ? Cell(cell.style) : cell, column, row)
      }
    }
    let cursor = frame.cursor.flatMap { $0.row < screen.rows && $0.column < screen.columns ? $0 : nil }
    ct_paint(Int32(cursor?.row ?? -1), Int32(cursor?.column ?? 0))
    previous = frame
  }

  private mutating func put(_ cell: Cell, _ column: Int, _ row: Int) {
    let look = cell.isBlank ? blankLook(cell.style) : look(cell.style)
    var scalar = cell.scalar?.value ?? 0x20
    // Where the C library measures otherwise, curses would lose count of the columns.
    if scalar >= 0x7f {
      let width = cell.scalar.map { DisplayWidth.of($0) } ?? 1
      if ct_width(scalar) != Int32(width) { scalar = 0x3f }
    }
    let marks = scalar < 0x80 ? (0, 0) : (cell.mark(0)?.value ?? 0, cell.mark(1)?.value ?? 0)
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 3) { scalars in
      scalars[0] = scalar
      scalars[1] = marks.0
      scalars[2] = marks.1
      ct_put(Int32(row), Int32(column), scalars.baseAddress, Int32(look.attributes.rawValue), look.pair)
    }
  }

  private mutating func look(_ style: Style) -> Look {
    guard style.attributes.isEmpty else { return resolve(style) }
    let index = Int(style.surface.rawValue) * Role.allCases.count + Int(style.role.rawValue)
    if let look = looks[index] { return look }
    let look = resolve(style)
    looks[index] = look
    return look
  }

  /// All blanks of a surface look alike, so that the terminal can erase to the end of a line; but those that a style
  /// turns round or underlines stay as they are. Without colours a surface may itself be reversed.
  private mutating func blankLook(_ style: Style) -> Look {
    let own = look(style)
    var plain = look(Style(.text, on: style.surface))
    let seen: TextAttributes = [.reversed, .underlined]
    guard own.attributes.intersection(seen) == plain.attributes.intersection(seen) else { return own }
    plain.attributes.subtract([.bold, .dim])
    return plain
  }

  private mutating func resolve(_ style: Style) -> Look {
    let appearance = palette.appearance(of: style)
    var attributes = appearance.attributes
    guard let foreground = appearance.foreground, let background = appearance.background else {
      return Look(attributes: attributes, pair: 0)
    }
    if let pair = pair(foreground, background) { return Look(attributes: attributes, pair: pair) }
    // Out of pairs: what stands out must still stand out.
    if style.surface != .plain { attributes.insert(.reversed) }
    return Look(attributes: attributes, pair: 0)
  }

  private mutating func pair(_ foreground: UInt8, _ background: UInt8) -> Int32? {
    let key = UInt16(foreground) << 8 | UInt16(background)
    if let pair = pairs[key] { return pair }
    let pair = Int32(pairs.count + 1)
    guard pair < ct_pair_count(), ct_define_pair(pair, Int32(foreground), Int32(background)) == 0 else {
      return nil
    }
    pairs[key] = pair
    return pair
  }

  private mutating func setBackground() {
    ct_set_background(look(Style()).pair)
  }
}
