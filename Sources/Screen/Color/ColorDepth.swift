/// How many colours are used.
public enum ColorDepth: Int, Hashable, Sendable, CaseIterable, Comparable {
  case none = 0
  case eight = 8
  case sixteen = 16
  case indexed = 256
  /// Any colour; never what terminfo says, only what the user or `COLORTERM` does.
  case truecolor = 16_777_216

  public static func < (left: ColorDepth, right: ColorDepth) -> Bool { left.rawValue < right.rawValue }

  /// The most that a number of colours (terminfo's `colors`; -1 for none) allows.
  public init(colors: Int) {
    self = colors >= 256 ? .indexed : colors >= 16 ? .sixteen : colors >= 8 ? .eight : .none
  }
}

/// What the user asked for with `--color`.
public enum ColorChoice: String, Hashable, Sendable, CaseIterable {
  case auto, never
  case eight = "8"
  case sixteen = "16"
  case indexed = "256"
  case truecolor

  /// The depth that is wanted, before what the terminal can do: the option, then `NO_COLOR` if it is not empty
  /// (no-color.org), then `COLORTERM`; nil leaves it to terminfo.
  public func wanted(noColor: String?, colorTerm: String?) -> ColorDepth? {
    switch self {
    case .never: return ColorDepth.none
    case .eight: return .eight
    case .sixteen: return .sixteen
    case .indexed: return .indexed
    case .truecolor: return .truecolor
    case .auto:
      if let noColor, !noColor.isEmpty { return ColorDepth.none }
      return colorTerm == "truecolor" || colorTerm == "24bit" ? .truecolor : nil
    }
  }
}
