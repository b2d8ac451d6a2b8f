import Screen

/// How a session treats its terminal.
public struct TerminalOptions: Sendable {
  public var color: ColorChoice
  public var isMouseOn: Bool
  /// Nil chooses by locale and terminal.
  public var glyphs: GlyphSet?
  public var scheme: Scheme
  /// How long what keys have come to may go unseen while more of them are waiting.
  public var paintInterval: Duration

  public init(
    scheme: Scheme, color: ColorChoice = .auto, isMouseOn: Bool = true, glyphs: GlyphSet? = nil,
    paintInterval: Duration = .milliseconds(33)
  ) {
    self.paintInterval = paintInterval
    self.color = color
    self.isMouseOn = isMouseOn
    self.glyphs = glyphs
    self.scheme = scheme
  }
}

/// Why there is no terminal to work on.
public enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
  case outputIsNotATerminal
  case noKeyboard
  case typeNotSet
  case unknownType(String)
  case incapableType(String)
  case cannotOpen

  /// One sentence for the user.
  public var description: String {
    switch self {
    case .outputIsNotATerminal:
      "the screen needs a terminal and standard output is not one; the subcommands write plain text"
    case .noKeyboard: "there is no terminal to read keys from; the subcommands write plain text without one"
    case .typeNotSet: "TERM is not set, so the kind of terminal is not known; try TERM=xterm-256color"
    case .unknownType(let name):
      "terminfo does not know TERM=\(name.debugDescription); try TERM=xterm-256color, or TERM=vt100 for anything"
    case .incapableType(let name):
      "a terminal of type \(name.debugDescription) cannot show a screen; the subcommands write plain text"
    case .cannotOpen: "the terminal could not be set up"
    }
  }
}

/// Why a session ended.
public enum ExitReason: Hashable, Sendable {
  case quit
  /// The terminal went away: save and leave at once, there is nothing to write to.
  case hangup
  case signal(Int32)

  /// The process's exit status by the shell's convention.
  public var status: Int32 {
    switch self {
    case .quit: 0
    case .hangup: 129
    case .signal(let number): 128 &+ number
    }
  }
}
