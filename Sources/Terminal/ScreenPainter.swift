import CTerminal
import Screen

/// What shows frames: bytes of our own where the terminal's codes are known, and curses for all others.
struct ScreenPainter {
  /// One of the two.
  private var writer: FrameWriter?
  private var curses: CursesPainter?

  init(_ kind: TerminalKind, _ palette: Palette) {
    if kind.knowsStyleCodes {
      writer = FrameWriter(palette: palette, erasing: kind.erasing)
    } else {
      curses = CursesPainter(palette: palette)
    }
  }

  mutating func use(_ palette: Palette) {
    writer?.use(palette)
    curses?.use(palette)
  }

  /// The next frame is sent whole.
  mutating func forget() {
    writer?.forget()
    curses?.forget()
  }

  /// The bytes that show a frame, behind what curses has stored. When the screen is entered that is how.
  mutating func bytes(showing frame: Frame, on size: Size, isEntering: Bool) -> [UInt8] {
    if writer != nil, isEntering { ct_paint(-1, 0) }
    curses?.paint(frame)
    return writer?.bytes(showing: frame, on: size) ?? []
  }

  /// What gives the terminal its own style back; curses does that by itself.
  mutating func finish() -> [UInt8] { writer?.finish() ?? [] }
}
