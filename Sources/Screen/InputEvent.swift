/// A key as the terminal sent it, after escape sequences are understood.
public enum Key: Hashable, Sendable {
  /// A printable character, typed or composed.
  case character(Character)
  /// Control and a lower-case letter or one of `@[\]^_`; control-i and control-m arrive as `tab` and `enter`.
  case control(Character)
  case enter, escape, tab, backTab, backspace, delete, insert
  case up, down, left, right, pageUp, pageDown, home, end
  /// F1 to F12.
  case function(Int)
}

/// What a mouse did, in cells from the top left corner.
public struct MouseEvent: Hashable, Sendable {
  public enum Action: Hashable, Sendable {
    case press, release, drag, wheelUp, wheelDown
  }

  public var action: Action
  public var column: Int
  public var row: Int

  public init(_ action: Action, column: Int, row: Int) {
    self.action = action
    self.column = column
    self.row = row
  }
}

/// Everything that reaches the interface from outside.
public enum InputEvent: Hashable, Sendable {
  case key(Key)
  /// Text pasted as one piece (bracketed paste): never commands.
  case paste(String)
  case mouse(MouseEvent)
  case resized(Size)
  /// The time that was asked for has passed without anything else.
  case elapsed
}

/// What the interface asks the terminal to do after it has handled its input.
public enum TerminalEffect: Hashable, Sendable {
  case quit
  /// Leave the screen and stop, as Ctrl-Z does; paint again when continued.
  case suspend
  /// Paint everything anew.
  case redraw
  /// Hand text to the terminal's clipboard (OSC 52).
  case copy(String)
  /// Show everything in another scheme's colours.
  case scheme(Scheme)
  /// Report the mouse, or leave it to the terminal's own selection.
  case mouse(Bool)
}
