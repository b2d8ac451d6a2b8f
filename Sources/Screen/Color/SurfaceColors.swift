/// The backgrounds of a palette, each told apart from the plain one.
struct SurfaceColors {
  private let entries: [ColorTable.Entry]
  private let isRough: Bool

  init(scheme: Scheme, depth: ColorDepth, table: ColorTable) {
    let isRough = depth < .indexed
    self.isRough = isRough
    let plain = table.nearest(to: scheme[.base00])
    entries = Surface.allCases.map { surface in
      guard surface != .plain else { return plain }
      let wanted = SurfaceColors.wanted(surface, scheme, isRough: isRough)
      let separation = SurfaceColors.separation(surface, isRough: isRough, isDark: scheme.isDark)
      return table.nearest(to: wanted, contrast: separation, with: plain)
    }
  }

  subscript(surface: Surface) -> ColorTable.Entry { entries[Int(surface.rawValue)] }

  /// With few colours some surfaces can only be told by an attribute.
  func attributes(_ surface: Surface) -> TextAttributes {
    guard isRough else { return [] }
    switch surface {
    case .cursorUnfocused, .field: return .underlined
    case .plain, .cursor, .bar, .fieldInvalid, .overlay: return []
    }
  }

  private static func wanted(_ surface: Surface, _ scheme: Scheme, isRough: Bool) -> RGB {
    let background = scheme[.base00]
    switch surface {
    case .plain: return background
    // In a scheme of few colours a raised grey has no neighbour: blue is what such screens use.
    case .cursor: return isRough ? RGB(0, 0, 238) : scheme[.base02]
    case .cursorUnfocused: return isRough ? background : scheme[.base01].mixed(with: scheme[.base02], 0.4)
    case .bar: return isRough ? scheme[.base05] : scheme[.base01]
    case .field: return isRough ? background : scheme[.base01].mixed(with: scheme[.base0D], 0.18)
    // Red in every scheme, as dark or light as its background.
    case .fieldInvalid: return isRough ? RGB(205, 0, 0) : scheme.isDark ? RGB(95, 0, 0) : RGB(255, 215, 215)
    case .overlay: return isRough ? background : background.mixed(with: scheme[.base01], 0.6)
    }
  }

  /// The least contrast with the plain background; on a light one less is seen well.
  private static func separation(_ surface: Surface, isRough: Bool, isDark: Bool) -> Double {
    switch surface {
    case .cursor: isRough ? 2 : isDark ? 1.4 : 1.3
    case .cursorUnfocused, .field: isRough ? 1 : 1.2
    case .bar: isRough ? 3 : 1.15
    case .fieldInvalid: 1.1
    case .plain, .overlay: 1
    }
  }
}
