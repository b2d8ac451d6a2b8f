/// Attributes that terminals of every kind have.
public struct TextAttributes: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let bold = TextAttributes(rawValue: 1)
  public static let reversed = TextAttributes(rawValue: 2)
  public static let underlined = TextAttributes(rawValue: 4)
  public static let dim = TextAttributes(rawValue: 8)
}

/// What a cell means, what it lies on, and emphasis beyond that.
public struct Style: Hashable, Sendable {
  public var role: Role
  public var surface: Surface
  public var attributes: TextAttributes

  /// A style on `.plain` takes the surface of the canvas it is drawn on.
  public init(
    _ role: Role = .text, on surface: Surface = .plain, bold: Bool = false, reversed: Bool = false,
    underlined: Bool = false
  ) {
    self.role = role
    self.surface = surface
    attributes = []
    if bold { attributes.insert(.bold) }
    if reversed { attributes.insert(.reversed) }
    if underlined { attributes.insert(.underlined) }
  }

  public func on(_ surface: Surface) -> Style {
    var style = self
    style.surface = surface
    return style
  }
}
