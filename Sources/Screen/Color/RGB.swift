/// A colour in sRGB, eight bits a channel.
public struct RGB: Hashable, Sendable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8

  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// Six hexadecimal digits, or three for doubled ones, with or without `#`; nil for anything else.
  public init?(hex text: some StringProtocol) {
    var digits: [UInt8] = []
    for (index, character) in text.enumerated() {
      if index == 0 && character == "#" { continue }
      guard character.isASCII, let digit = character.hexDigitValue else { return nil }
      digits.append(UInt8(digit))
    }
    if digits.count == 3 { digits = digits.flatMap { [$0, $0] } }
    guard digits.count == 6 else { return nil }
    self.init(digits[0] << 4 | digits[1], digits[2] << 4 | digits[3], digits[4] << 4 | digits[5])
  }

  /// `#rrggbb`.
  public var hex: String {
    [red, green, blue].reduce("#") { text, byte in
      text + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
  }

  /// A part of another colour mixed in, by sRGB values; the part is clamped to 0...1.
  public func mixed(with other: RGB, _ part: Double) -> RGB {
    let part = min(max(0, part), 1)
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8(clamping: Int(Double(a) + (Double(b) - Double(a)) * part + 0.5))
    }
    return RGB(mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
  }

  /// Relative luminance, 0 to 1 (WCAG 2.2).
  public var luminance: Double {
    0.2126 * Linear.value(red) + 0.7152 * Linear.value(green) + 0.0722 * Linear.value(blue)
  }

  /// Contrast ratio, 1 to 21 (WCAG 2.2, "contrast ratio").
  public func contrast(with other: RGB) -> Double {
    let (a, b) = (luminance, other.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }
}

/// Roots without a mathematics library.
enum Root {
  static func cube(_ value: Double) -> Double {
    guard value > 0 else { return value < 0 ? -cube(-value) : 0 }
    var root = value < 1 ? 1 : value
    for _ in 0..<60 {
      let next = (2 * root + value / (root * root)) / 3
      if abs(next - root) < 1e-13 { return next }
      root = next
    }
    return root
  }

  static func fifth(_ value: Double) -> Double {
    guard value > 0 else { return 0 }
    var root = max(1, value)
    for _ in 0..<200 {
      let fourth = root * root * root * root
      let next = (4 * root + value / fourth) / 5
      if abs(next - root) < 1e-13 { return next }
      root = next
    }
    return root
  }
}

/// Light by sRGB value.
enum Linear {
  static func value(_ channel: UInt8) -> Double { table[Int(channel)] }

  private static let table: [Double] = (0...255).map { value in
    let share = Double(value) / 255
    if share <= 0.04045 { return share / 12.92 }
    let base = (share + 0.055) / 1.055
    // base to the power of 2.4
    let square = base * base
    return square * Root.fifth(square)
  }
}
