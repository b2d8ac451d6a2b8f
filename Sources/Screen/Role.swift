/// What a cell's text means. The palette decides how a meaning looks on this terminal; nothing here names a colour.
public enum Role: UInt8, Hashable, Sendable, CaseIterable {
  case text, strong, dim, title
  /// Frames, rulers and separators: quiet, so that content stands out.
  case border, borderFocused
  /// A key in a hint or in the help.
  case key
  case address
  case label, value
  /// A value that differs from the baseline.
  case changed
  /// Text that a search found.
  case match
  case good, bad, warning, note
  /// What cannot be chosen now.
  case disabled
  case typeUC, typeUCMinus, typeWC, typeWT, typeWP, typeWB, typeNone
}

/// What a cell lies on: its background. Roles keep their colours on every surface.
public enum Surface: UInt8, Hashable, Sendable, CaseIterable {
  case plain
  /// The line the cursor is on, in the focused pane and in others.
  case cursor, cursorUnfocused
  /// The bars at the top and the bottom of the screen.
  case bar
  /// A place to type in, and one whose text is not valid.
  case field, fieldInvalid
  /// A box above the others: help, palette, a question.
  case overlay
}
