import Screen

/// What the interface asks of the outside after it has handled its input.
public enum Effect: Hashable, Sendable {
  /// Something that the terminal does by itself.
  case terminal(TerminalEffect)

  public static let quit = Effect.terminal(.quit)
  public static let suspend = Effect.terminal(.suspend)
  public static let redraw = Effect.terminal(.redraw)

  /// Hands text to the terminal's clipboard.
  public static func copy(_ text: String) -> Effect { .terminal(.copy(text)) }
}
