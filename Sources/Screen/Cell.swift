/// What a cell means. The theme decides how a meaning looks on this terminal; nothing here names a colour.
public enum Role: UInt8, Hashable, Sendable, CaseIterable {
  case text, strong, dim, title, border, borderFocused
  /// The bar at the top and the bottom of the screen.
  case bar, barStrong
  case key
  case address
  case label, value
  /// The line the cursor is on, in the focused pane and in others.
  case cursor, cursorUnfocused
  case field, fieldInvalid
  case good, bad, warning, note
  case typeUC, typeUCMinus, typeWC, typeWT, typeWP, typeWB, typeNone
}

/// How a cell looks beyond its role; for terminals of any kind.
public struct Style: Hashable, Sendable {
  public var role: Role
  public var isBold: Bool
  public var isReversed: Bool
  public var isUnderlined: Bool

  public init(_ role: Role = .text, bold: Bool = false, reversed: Bool = false, underlined: Bool = false) {
    self.role = role
    isBold = bold
    isReversed = reversed
    isUnderlined = underlined
  }
}

/// One position of the screen.
public struct Cell: Hashable, Sendable {
  /// A wide character's right half is a cell with an empty-looking `\0`.
  public var character: Character
  public var style: Style

  public init(_ character: Character = " ", _ style: Style = Style()) {
    self.character = character
    self.style = style
  }
}
