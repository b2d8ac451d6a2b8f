/// The shapes that the interface is drawn with, for terminals of three kinds.
///
/// Every glyph is one column wide.
public struct GlyphSet: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case unicode, console, ascii }

  public var kind: Kind
  public var box: BoxGlyphs
  public var cursorMark: Unicode.Scalar
  public var check: Unicode.Scalar
  public var cross: Unicode.Scalar
  public var warning: Unicode.Scalar
  /// A device or another point of interest on the ruler.
  public var diamond: Unicode.Scalar
  public var bullet: Unicode.Scalar
  public var ellipsis: Unicode.Scalar
  public var arrowLeft: Unicode.Scalar
  public var arrowRight: Unicode.Scalar
  public var arrowUp: Unicode.Scalar
  public var arrowDown: Unicode.Scalar
  /// A value that can be chosen from a list.
  public var menu: Unicode.Scalar
  /// A minor and a major mark on a scale.
  public var tick: Unicode.Scalar
  public var majorTick: Unicode.Scalar
  /// A lane of a register that covers this row, and the two ends of it.
  public var lane: Unicode.Scalar
  public var laneStart: Unicode.Scalar
  public var laneEnd: Unicode.Scalar
  /// The thumb and the trough of a scroll bar.
  public var scrollThumb: Unicode.Scalar
  public var scrollTrough: Unicode.Scalar
  /// Differs from the baseline.
  public var changed: Unicode.Scalar
  /// Two readings of the same registers differ.
  public var differs: Unicode.Scalar
  /// Stands for a control character in text from elsewhere.
  public var control: Unicode.Scalar

  /// For terminal emulators, whose fonts have everything.
  public static let unicode = GlyphSet(
    kind: .unicode, box: .rounded, cursorMark: "▸", check: "✓", cross: "✗", warning: "▲", diamond: "◆",
    bullet: "•", ellipsis: "…", arrowLeft: "←", arrowRight: "→", arrowUp: "↑", arrowDown: "↓", menu: "▾",
    tick: "┬", majorTick: "┼", lane: "┃", laneStart: "┳", laneEnd: "┻", scrollThumb: "┃", scrollTrough: "│",
    changed: "±", differs: "≠", control: "¿")

  /// For the Linux console: code page 437 only, which its fonts have.
  public static let console = GlyphSet(
    kind: .console, box: .square, cursorMark: "►", check: "√", cross: "x", warning: "▲", diamond: "♦",
    bullet: "∙", ellipsis: "»", arrowLeft: "←", arrowRight: "→", arrowUp: "↑", arrowDown: "↓", menu: "▼",
    tick: "┬", majorTick: "┼", lane: "║", laneStart: "╦", laneEnd: "╩", scrollThumb: "█", scrollTrough: "│",
    changed: "±", differs: "!", control: "¿")

  /// For terminals and locales without Unicode.
  public static let ascii = GlyphSet(
    kind: .ascii, box: .ascii, cursorMark: ">", check: "+", cross: "x", warning: "!", diamond: "*",
    bullet: "*", ellipsis: "~", arrowLeft: "<", arrowRight: ">", arrowUp: "^", arrowDown: "v", menu: "v",
    tick: "-", majorTick: "+", lane: "|", laneStart: "+", laneEnd: "+", scrollThumb: "#", scrollTrough: "|",
    changed: "~", differs: "!", control: "?")
}

/// Lines, corners and tees.
public struct BoxGlyphs: Hashable, Sendable {
  public var horizontal: Unicode.Scalar
  public var vertical: Unicode.Scalar
  public var topLeft: Unicode.Scalar
  public var topRight: Unicode.Scalar
  public var bottomLeft: Unicode.Scalar
  public var bottomRight: Unicode.Scalar
  /// Tees, named after the side that their stem starts from: `├ ┤ ┬ ┴`.
  public var teeLeft: Unicode.Scalar
  public var teeRight: Unicode.Scalar
  public var teeTop: Unicode.Scalar
  public var teeBottom: Unicode.Scalar
  public var crossing: Unicode.Scalar

  private init(_ shapes: [Unicode.Scalar]) {
    func shape(_ index: Int) -> Unicode.Scalar { index < shapes.count ? shapes[index] : "+" }
    (horizontal, vertical) = (shape(0), shape(1))
    (topLeft, topRight, bottomLeft, bottomRight) = (shape(2), shape(3), shape(4), shape(5))
    (teeLeft, teeRight, teeTop, teeBottom, crossing) = (shape(6), shape(7), shape(8), shape(9), shape(10))
  }

  public static let rounded = BoxGlyphs(["─", "│", "╭", "╮", "╰", "╯", "├", "┤", "┬", "┴", "┼"])
  public static let square = BoxGlyphs(["─", "│", "┌", "┐", "└", "┘", "├", "┤", "┬", "┴", "┼"])
  public static let ascii = BoxGlyphs(["-", "|", "+", "+", "+", "+", "+", "+", "+", "+", "+"])
}
