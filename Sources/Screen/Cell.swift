/// One position of the screen: a visible character of width 1 or 2 with its style, or the right half of a wide one.
///
/// A plain value without references, so that filling and comparing frames is cheap. It holds at most one
/// spacing scalar and two combining ones; further marks are dropped.
public struct Cell: Hashable, Sendable {
  /// Three scalars of 21 bits, the spacing one lowest; zero is the right half of a wide character.
  private var packed: UInt64
  public var style: Style

  /// A blank.
  public init(_ style: Style = Style()) { self.init(" " as Unicode.Scalar, style) }

  /// The scalar must be visible and of width 1 or 2: what `Canvas` draws is, whatever text it is given.
  init(_ scalar: Unicode.Scalar, _ style: Style) {
    packed = UInt64(scalar.value)
    self.style = style
  }

  private init(packed: UInt64, style: Style) {
    self.packed = packed
    self.style = style
  }

  /// The right half of a wide character.
  static func rightHalf(_ style: Style) -> Cell { Cell(packed: 0, style: style) }

  public var isRightHalf: Bool { packed == 0 }
  public var isBlank: Bool { packed == 0x20 }

  /// The scalars in order, the spacing one first; empty for a right half.
  public var scalars: [Unicode.Scalar] {
    [scalar, mark(0), mark(1)].compactMap { $0 }
  }

  /// The spacing scalar; nil for a right half.
  public var scalar: Unicode.Scalar? { packed == 0 ? nil : Unicode.Scalar(UInt32(packed & 0x1f_ffff)) }

  /// A combining scalar on top of the spacing one.
  public func mark(_ index: Int) -> Unicode.Scalar? {
    let value = UInt32((packed >> (index == 0 ? 21 : 42)) & 0x1f_ffff)
    return value == 0 ? nil : Unicode.Scalar(value)
  }

  public var character: Character {
    guard let scalar else { return "\0" }
    guard packed > 0x1f_ffff else { return Character(scalar) }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text).first ?? " "
  }

  mutating func combine(_ scalar: Unicode.Scalar) {
    guard packed != 0 else { return }
    if packed >> 21 == 0 {
      packed |= UInt64(scalar.value) << 21
    } else if packed >> 42 == 0 {
      packed |= UInt64(scalar.value) << 42
    }
  }
}
