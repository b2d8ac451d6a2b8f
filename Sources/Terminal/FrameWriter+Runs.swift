import CTerminal
import Screen

extension FrameWriter {
  /// What the terminal can do about erasing.
  struct Erasing {
    /// To the end of the row, and so many cells.
    var toEnd = true
    var cells = true
    /// What is erased has the background of the style in force, and not the terminal's own.
    var takesBackground = true

    /// Whether what is erased looks like blanks in a style.
    func leaves(_ pen: Pen) -> Bool { takesBackground || pen.background == .own }
  }

  /// A part of a row in one style.
  struct Run {
    var start: CursorPosition
    /// The column after it, where it leaves the cursor; an erasure leaves it where it was.
    var end: Int
    var pen: Pen
    /// Only the pen's background counts.
    var isBlank: Bool
    /// Of the writer's `text`.
    var bytes: Range<Int>

    /// Whether a glyph can be added, where it is the next one.
    func accepts(_ glyph: Glyph) -> Bool {
      guard end > start.column else { return false }
      return isBlank && !glyph.isBlank
        ? glyph.pen.showsOnlyBackground && glyph.pen.background == pen.background : glyph.follows(pen)
    }
  }

  /// A cell as the terminal shows it: blanks that look alike are equal.
  struct Glyph: Hashable {
    private var cell: Cell
    var pen: Pen
    /// Only the pen's background counts.
    var isBlank: Bool

    init(_ cell: Cell, _ pen: Pen) {
      isBlank = cell.isBlank && pen.showsOnlyBackground
      self.pen = isBlank ? Pen(background: pen.background) : pen
      self.cell = cell
      self.cell.style = Style()
    }

    var isRightHalf: Bool { cell.isRightHalf }
    /// One byte and one column.
    var isPlain: Bool { cell.isBlank || cell.scalars.count == 1 && cell.scalars[0].isASCII }

    /// Whether it needs no other style than this one.
    func follows(_ other: Pen) -> Bool {
      pen == other
        || isBlank && other.showsOnlyBackground && other.background == pen.background
    }

    /// Its scalars; a sign in place of what the C library, and so perhaps the terminal, takes for wider or narrower.
    var scalars: [Unicode.Scalar] {
      guard let scalar = cell.scalar, scalar.value >= 0x7f else { return cell.scalars }
      return ct_width(scalar.value) == Int32(DisplayWidth.of(scalar)) ? cell.scalars : ["?"]
    }
  }
}

/// How each style looks on a terminal.
struct PenTable {
  private let palette: Palette
  private let plain: [Pen]

  init(_ palette: Palette) {
    self.palette = palette
    plain = Surface.allCases.flatMap { surface in
      Role.allCases.map { Self.pen(Style($0, on: surface), palette) }
    }
  }

  subscript(style: Style) -> Pen {
    style.attributes.isEmpty
      ? plain[Int(style.surface.rawValue) * Role.allCases.count + Int(style.role.rawValue)]
      : Self.pen(style, palette)
  }

  private static func pen(_ style: Style, _ palette: Palette) -> Pen {
    let look = palette.appearance(of: style)
    func color(_ index: UInt8?) -> Pen.Color {
      index.map { index in palette.exactColors[index].map { .exact($0) } ?? .indexed(index) } ?? .own
    }
    return Pen(
      foreground: color(look.foreground), background: color(look.background),
      isBold: look.attributes.contains(.bold), isDim: look.attributes.contains(.dim),
      isUnderlined: look.attributes.contains(.underlined), isReversed: look.attributes.contains(.reversed))
  }
}
