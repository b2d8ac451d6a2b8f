/// A texture for each memory type, told apart without colour.
public enum TypePattern: Hashable, Sendable, CaseIterable {
  case uc, ucMinus, wc, wt, wp, wb, none

  public var role: Role {
    switch self {
    case .uc: .typeUC
    case .ucMinus: .typeUCMinus
    case .wc: .typeWC
    case .wt: .typeWT
    case .wp: .typeWP
    case .wb: .typeWB
    case .none: .typeNone
    }
  }

  /// The glyph at a position of a strip of this texture: UC solid, UC- solid with a lighter tail, WC dotted,
  /// WT hatched, WP hatched the other way, WB light. In ASCII the letters themselves.
  public func glyph(at index: Int, of width: Int, in glyphs: GlyphSet) -> Unicode.Scalar {
    if glyphs.kind == .ascii { return letter(at: index, of: width) }
    switch self {
    case .uc: return "█"
    case .ucMinus: return index &+ 1 == width ? "▒" : "▓"
    case .wc: return ":"
    case .wt: return "/"
    case .wp: return "\\"
    case .wb: return "░"
    case .none: return "·"
    }
  }

  private func letter(at index: Int, of width: Int) -> Unicode.Scalar {
    let letters:
      (narrow: Unicode.Scalar, first: Unicode.Scalar, second: Unicode.Scalar, third: Unicode.Scalar) =
        switch self {
        case .uc: ("U", "U", "C", " ")
        case .ucMinus: ("-", "U", width == 2 ? "-" : "C", "-")
        case .wc: ("C", "W", "C", " ")
        case .wt: ("T", "W", "T", " ")
        case .wp: ("P", "W", "P", " ")
        case .wb: ("B", "W", "B", " ")
        case .none: (".", ".", ".", ".")
        }
    if width <= 1 { return letters.narrow }
    switch index {
    case 0: return letters.first
    case 1: return letters.second
    case 2: return letters.third
    default: return self == .none ? "." : " "
    }
  }
}
