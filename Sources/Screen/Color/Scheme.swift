/// A base16 or base24 colour scheme (tinted-theming's styling guidelines 0.4).
public struct Scheme: Hashable, Sendable {
  /// One of the scheme's colours, `base00` to `base17`.
  public enum Slot: Int, CaseIterable, Sendable {
    case base00, base01, base02, base03, base04, base05, base06, base07
    case base08, base09, base0A, base0B, base0C, base0D, base0E, base0F
    case base10, base11, base12, base13, base14, base15, base16, base17

    /// As scheme files spell it.
    public var name: String {
      let digits = String(rawValue, radix: 16, uppercase: true)
      return "base" + (digits.count == 1 ? "0" : "") + digits
    }

    /// What stands in for a base24 colour in a base16 scheme (builder spec, "base24 fallback").
    var fallback: Slot? {
      switch self {
      case .base10, .base11: .base00
      case .base12: .base08
      case .base13: .base0A
      case .base14: .base0B
      case .base15: .base0C
      case .base16: .base0D
      case .base17: .base0E
      default: nil
      }
    }

    public var isRequired: Bool { fallback == nil }
  }

  public var name: String
  public var author: String
  private var colors: [Slot: RGB]

  /// Nil if one of `base00` to `base0F` is missing.
  public init?(name: String, author: String = "", colors: [Slot: RGB]) {
    guard Slot.allCases.allSatisfy({ !$0.isRequired || colors[$0] != nil }) else { return nil }
    self.name = name
    self.author = author
    self.colors = colors
  }

  public subscript(slot: Slot) -> RGB {
    colors[slot] ?? slot.fallback.flatMap { colors[$0] } ?? RGB(128, 128, 128)
  }

  public var isDark: Bool { self[.base00].luminance < self[.base05].luminance }
}
