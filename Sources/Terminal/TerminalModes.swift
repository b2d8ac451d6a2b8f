import Screen

/// The modes beyond curses' own that a session turns on, as control sequences.
struct TerminalModes {
  /// Whether the terminal understands them at all.
  var isSupported: Bool
  var isMouseOn: Bool

  /// Bracketed paste; button, drag and wheel reports in SGR form.
  var on: String {
    guard isSupported else { return "" }
    return "\u{1b}[?2004h" + (isMouseOn ? Self.mouseOn : "")
  }

  /// All of them, whatever is on.
  var off: String { isSupported ? Self.mouseOff + "\u{1b}[?2004l" : "" }

  static let mouseOn = "\u{1b}[?1000;1002;1006h"
  static let mouseOff = "\u{1b}[?1006;1002;1000l"
}
