import CTerminal
import Glibc
import Screen

/// The terminal while the interface has it: from opening the screen to leaving it as it was found.
///
///     let session = try TerminalSession(options)
///     let reason = session.run(frame: { frame(of: explorer, size: $0) }, handle: { explorer.handle($0) })
///
/// One session a process, on the main thread. Keys are read from standard input, or from the controlling
/// terminal when standard input is something else (a pipe that the program has read).
public final class TerminalSession {
  /// The glyphs to draw with.
  public let glyphs: GlyphSet
  /// The colours in use.
  public let depth: ColorDepth

  let output: Int32
  let input: Int32
  var signals: SignalQueue
  private var terminal: TerminalOutput
  var decoder: KeyDecoder
  var painter: ScreenPainter
  var modes: TerminalModes
  let needsScreenPassthrough: Bool
  let paintInterval: Duration
  private let ownsInput: Bool
  private var isOpen = true
  /// The screen is being left, or painted for the first time since.
  private var isReturning = true
  /// What was typed while something was being done.
  var heldInput: [InputEvent] = []
  /// The frame that is shown.
  var lastFrame: Frame?
  /// The session ended while something was still being done on another thread: leave at once, and touch nothing of it.
  public internal(set) var hasUnfinishedWork = false
  private var adoptedSize = Size(columns: 0, rows: 0)

  /// Opens the screen; on failure nothing has been written and the terminal is untouched.
  ///
  /// - Throws: `TerminalError`.
  public init(_ options: TerminalOptions) throws(TerminalError) {
    guard isatty(STDOUT_FILENO) == 1 else { throw .outputIsNotATerminal }
    output = STDOUT_FILENO
    let kind = try TerminalKind(options: options, output: output)
    ownsInput = isatty(STDIN_FILENO) != 1
    input = ownsInput ? open("/dev/tty", O_RDWR | O_CLOEXEC) : STDIN_FILENO
    guard input >= 0 else { throw .noKeyboard }
    glyphs = kind.glyphs
    depth = kind.depth
    decoder = .forCurrentTerminal()
    needsScreenPassthrough = kind.needsScreenPassthrough
    paintInterval = options.paintInterval
    let modes = TerminalModes(isSupported: kind.isXtermLike, isMouseOn: options.isMouseOn)
    self.modes = modes
    let leave = ["sgr0", "rmkx", "cnorm", "rmcup"].compactMap { TerminalKind.capability($0) }
    let restore = modes.off + leave.joined()
    signals = SignalQueue(descriptor: ct_signals_open())
    terminal = TerminalOutput(terminal: output)
    restore.withCString { ct_guard_install(STDOUT_FILENO, $0, strlen($0)) }
    let usesCursesColors = !kind.knowsStyleCodes && kind.depth != .none
    guard signals.descriptor >= 0, ct_open(kind.name, output, input, usesCursesColors ? 1 : 0) == 0 else {
      ct_guard_set_armed(0)
      if signals.descriptor >= 0 { ct_signals_close(signals.descriptor) }
      terminal.close()
      if ownsInput { Glibc.close(input) }
      throw .cannotOpen
    }
    painter = ScreenPainter(kind, Palette(scheme: options.scheme, depth: kind.depth))
    ct_stderr_hold()
    send(modes.on)
    adoptSize()
  }

  deinit { close() }

  /// Leaves the screen and puts every mode back; does nothing the second time.
  public func close() {
    guard isOpen else { return }
    isOpen = false
    leave()
    ct_guard_set_armed(0)
    ct_stderr_release()
    ct_close()
    terminal.close()
    ct_signals_close(signals.descriptor)
    if ownsInput { Glibc.close(input) }
  }

  public var size: Size { Size(columns: Int(ct_columns()), rows: Int(ct_rows())) }

  /// Takes over the terminal's size; true if it is another than before.
  @discardableResult
  func adoptSize() -> Bool {
    var window = winsize()
    if ioctl(output, UInt(TIOCGWINSZ), &window) == 0, window.ws_row > 0, window.ws_col > 0 {
      ct_resize(Int32(window.ws_row), Int32(window.ws_col))
    }
    // Curses may have noticed by itself.
    defer { adoptedSize = size }
    return adoptedSize != size
  }

  /// Shows a frame.
  func paint(_ frame: Frame) {
    let bytes = painter.bytes(showing: frame, on: size, isEntering: isReturning)
    send(takeStored() + bytes)
  }

  /// Shows everything in another scheme.
  func use(_ scheme: Scheme) {
    painter.use(Palette(scheme: scheme, depth: depth))
  }

  private func leave() {
    send(modes.off)
    send(painter.finish())
    isReturning = true
    ct_leave()
    send(takeStored())
    isReturning = true
    ct_line_restore(output)
  }

  /// What curses has written since the last time.
  private func takeStored() -> [UInt8] {
    let size = ct_stored()
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = size == 0 ? 0 : ct_take(buffer.baseAddress, size)
    }
    defer { isReturning = false }
    return isReturning || !isOpen ? withoutPaletteReset(bytes) : bytes
  }

  /// Curses resets the palette when it leaves the screen and when it returns to it. This never changes the palette,
  /// which may be the user's own.
  private func withoutPaletteReset(_ bytes: [UInt8]) -> [UInt8] {
    guard let reset = TerminalKind.capability("oc").map({ Array($0.utf8) }), !reset.isEmpty else {
      return bytes
    }
    return Array(bytes.split(separator: reset).joined())
  }

  /// Writes to the terminal beside curses.
  func send(_ text: String) { send(Array(text.utf8)) }

  private func send(_ bytes: [UInt8]) { terminal.send(bytes, &signals) }

  /// Stops as a job and takes the screen again when continued.
  func suspend() {
    leave()
    ct_guard_set_armed(0)
    ct_stop()
    ct_guard_set_armed(1)
    ct_line_prepare(output)
    send(modes.on)
    painter.forget()
  }
}
