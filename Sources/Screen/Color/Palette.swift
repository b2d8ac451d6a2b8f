/// How a cell is shown on a terminal: indices of colours, or nil for the terminal's own. With `.truecolor` the
/// indices are the palette's own.
public struct Appearance: Hashable, Sendable {
  public var foreground: UInt8?
  public var background: UInt8?
  public var attributes: TextAttributes

  public init(foreground: UInt8? = nil, background: UInt8? = nil, attributes: TextAttributes = []) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }
}

/// What every role on every surface looks like, for one scheme on terminals of one depth.
///
/// The scheme's colours are mapped to the terminal's nearest (in OKLab); text that would not be readable moves in
/// lightness until it is, and a surface that would not be seen moves away from the background. So any
/// scheme gives a usable screen.
public struct Palette: Sendable {
  public let depth: ColorDepth
  private let appearances: [Appearance]
  /// The colours that `appearances` stand for, as far as they are known: for contrast checks.
  private let colors: [(foreground: RGB, background: RGB)]
  /// With `.truecolor`, the colours that the indices of appearances stand for; empty otherwise.
  public let exactColors: [UInt8: RGB]

  /// Text on any surface has at least this contrast with 256 colours (WCAG AA).
  public static let textContrast = 4.5
  /// The same for a scheme whose own text has as much on its own background (WCAG AAA).
  public static let enhancedTextContrast = 7.0
  /// With fewer colours, whose values are a guess.
  public static let roughTextContrast = 3.0
  /// Of those the cursor's line: terminals' blues are anything from black to sky.
  public static let roughCursorContrast = 5.0
  /// Borders are shapes, and quiet.
  public static let borderContrast = 1.5

  public init(scheme: Scheme, depth: ColorDepth) {
    self.depth = depth
    guard let table = ColorTable.of(depth) else {
      appearances = Surface.allCases.flatMap { surface in
        Role.allCases.map { Appearance(attributes: Palette.attributes($0, on: surface, isMonochrome: true)) }
      }
      colors = []
      exactColors = [:]
      return
    }
    let textContrast = Palette.textContrast(scheme, depth)
    var exact = ExactColors()
    let surfaces = SurfaceColors(scheme: scheme, depth: depth, table: table)
    var appearances: [Appearance] = []
    var colors: [(foreground: RGB, background: RGB)] = []
    for surface in Surface.allCases {
      let background = surfaces[surface]
      var distinct: [ColorTable.Entry] = []
      for role in Role.allCases {
        let isRoughCursor = depth < .indexed && surface == .cursor
        let minimum =
          role == .border
          ? Palette.borderContrast : isRoughCursor ? Palette.roughCursorContrast : textContrast
        let entry = table.nearest(
          to: Palette.wanted(role, scheme, depth), contrast: minimum, with: background,
          awayFrom: role.isDistinct ? distinct : [])
        if role.isDistinct { distinct.append(entry) }
        appearances.append(
          Appearance(
            foreground: depth == .truecolor ? exact.index(of: entry.color) : entry.index,
            background: depth == .truecolor ? exact.index(of: background.color) : background.index,
            attributes: Palette.attributes(role, on: surface, isMonochrome: false)
              .union(surfaces.attributes(surface))))
        colors.append((entry.color, background.color))
      }
    }
    self.appearances = appearances
    self.colors = colors
    exactColors = exact.colors
  }

  /// How a style looks, its own attributes included.
  public func appearance(of style: Style) -> Appearance {
    var appearance = appearances[index(style.role, style.surface)]
    let added = style.attributes
    // Reversing what is reversed makes it plain again, as the terminal itself would not.
    if added.contains(.reversed), appearance.attributes.contains(.reversed) {
      appearance.attributes.subtract(.reversed)
      appearance.attributes.formUnion(added.subtracting(.reversed))
    } else {
      appearance.attributes.formUnion(added)
    }
    return appearance
  }

  /// The contrast of a role's text with what it lies on; nil without colours.
  public func contrast(of role: Role, on surface: Surface) -> Double? {
    guard !colors.isEmpty else { return nil }
    let pair = colors[index(role, surface)]
    return pair.foreground.contrast(with: pair.background)
  }

  /// What the palette takes a role's colour and its background to be; nil without colours.
  public func colors(of role: Role, on surface: Surface) -> (foreground: RGB, background: RGB)? {
    colors.isEmpty ? nil : colors[index(role, surface)]
  }

  private func index(_ role: Role, _ surface: Surface) -> Int {
    Int(surface.rawValue) * Role.allCases.count + Int(role.rawValue)
  }

  private static func wanted(_ role: Role, _ scheme: Scheme, _ depth: ColorDepth) -> RGB {
    // Eight colours have no quiet grey.
    depth == .eight && role == .border ? RGB(0, 0, 238) : scheme.color(of: role)
  }

  private static func textContrast(_ scheme: Scheme, _ depth: ColorDepth) -> Double {
    if depth < .indexed { return roughTextContrast }
    let isHigh = Role.allCases.allSatisfy { role in
      role == .border || scheme.color(of: role).contrast(with: scheme[.base00]) >= enhancedTextContrast
    }
    return isHigh ? enhancedTextContrast : textContrast
  }

  /// Emphasis that does not need colour; without colours, what colours would have told.
  private static func attributes(_ role: Role, on surface: Surface, isMonochrome: Bool) -> TextAttributes {
    var attributes: TextAttributes = []
    switch role {
    case .strong, .title, .key, .bad: attributes = .bold
    case .changed: attributes = .underlined
    case .match: attributes = [.bold, .underlined]
    case .warning, .borderFocused: attributes = isMonochrome ? .bold : []
    case .dim, .disabled: attributes = isMonochrome ? .dim : []
    default: break
    }
    guard isMonochrome else { return attributes }
    switch surface {
    case .plain, .overlay: break
    case .cursor, .bar: attributes.insert(.reversed)
    case .cursorUnfocused, .field: attributes.insert(.underlined)
    case .fieldInvalid: attributes.formUnion([.reversed, .underlined])
    }
    // Dim text on a reversed line is unreadable on some terminals.
    if attributes.contains(.reversed) { attributes.remove(.dim) }
    return attributes
  }
}

extension Role {
  /// Must not be taken for another of these: the memory types, and failure.
  fileprivate var isDistinct: Bool {
    switch self {
    case .bad, .typeUC, .typeUCMinus, .typeWC, .typeWT, .typeWP, .typeWB: true
    default: false
    }
  }
}

/// Numbers for colours, above the 16 that terminals name.
private struct ExactColors {
  private(set) var colors: [UInt8: RGB] = [:]
  private var indices: [RGB: UInt8] = [:]

  mutating func index(of color: RGB) -> UInt8 {
    if let index = indices[color] { return index }
    // A palette has fewer colours than there are numbers: one for each role and surface at most.
    let index = UInt8(clamping: 16 + indices.count)
    indices[color] = index
    colors[index] = color
    return index
  }
}
