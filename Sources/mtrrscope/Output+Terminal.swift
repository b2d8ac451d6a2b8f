import FoundationEssentials
import Glibc
import MachineFormats
import Screen
import VisibleText

extension Output {
  /// A report for standard output: on a terminal in colours and wrapped to its width, anywhere else as plain text.
  ///
  /// `NO_COLOR` and a terminal without colours are heeded.
  static func write(_ text: StyledText) throws {
    guard isTerminal else { return try write(text.text) }
    let columns = terminalColumns
    let hasColors = Self.hasColors
    let lines = text.lines.flatMap { line in
      line.wrapped(columns: columns) { DisplayWidth.of(String($0)) }
    }
    let shown = lines.map { line in
      line.pieces.map { hasColors ? $0.colored : printable($0.text) }.joined() + "\n"
    }
    try writeToTerminal(shown.joined())
  }

  /// Standard output is a terminal.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// As the terminal says it; 80 where it does not.
  static var terminalColumns: Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  private static var hasColors: Bool {
    let environment = ProcessInfo.processInfo.environment
    guard environment["NO_COLOR", default: ""].isEmpty else { return false }
    let terminal = environment["TERM", default: "dumb"]
    return terminal != "dumb" && !terminal.hasPrefix("vt")
  }
}

extension StyledText.Piece {
  /// With the eight colours of every terminal, which the user's own palette decides.
  fileprivate var colored: String {
    let shown = printable(text)
    guard let code = role.code, !text.allSatisfy({ $0 == " " }) else { return shown }
    return "\u{1b}[\(code)m\(shown)\u{1b}[0m"
  }
}

extension StyledText.Role {
  /// Select Graphic Rendition (ECMA-48).
  fileprivate var code: String? {
    switch self {
    case .plain: nil
    case .title: "1"
    case .good: "32"
    case .bad: "1;31"
    case .warning: "33"
    case .open: "1;33"
    }
  }
}
