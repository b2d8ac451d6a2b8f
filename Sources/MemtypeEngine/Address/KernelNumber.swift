/// Reads numbers out of text as the kernel's own parsers do, garbage included (lib/cmdline.c, lib/vsprintf.c).
struct KernelNumberParser {
  private let text: [UInt8]
  private(set) var position = 0

  init(_ text: some Sequence<UInt8>) { self.text = Array(text) }

  /// The byte at the position; nil at the end.
  var next: UInt8? { position < text.count ? text[position] : nil }
  var isAtEnd: Bool { position >= text.count }
  /// What has not been read yet.
  var rest: ArraySlice<UInt8> { text[position...] }

  /// Steps over the next byte if it is this one.
  mutating func skip(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  /// Steps over a word if it comes next.
  mutating func skip(word: String) -> Bool {
    guard rest.starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  /// Steps over what C's `isspace` accepts.
  mutating func skipSpaces() {
    while let byte = next, byte == 0x20 || (0x09...0x0d).contains(byte) || byte == 0xa0 { position += 1 }
  }

  /// `simple_strtoull` with base 0: `0x` means hex, a leading `0` octal. No digits read as 0; overflow wraps.
  mutating func number() -> UInt64 {
    var base: UInt64 = 10
    if next == UInt8(ascii: "0") {
      base = 8
      if position + 2 < text.count, text[position + 1] | 0x20 == UInt8(ascii: "x"),
        Self.digit(text[position + 2], below: 16) != nil
      {
        base = 16
        position += 2
      }
    }
    var value: UInt64 = 0
    while let byte = next, let digit = Self.digit(byte, below: base) {
      value = value &* base &+ digit
      position += 1
    }
    return value
  }

  /// `memparse`: a number with an optional K, M, G, T, P or E.
  mutating func size() -> UInt64 {
    let value = number()
    let shift: UInt64
    switch next.map({ $0 | 0x20 }) {
    case UInt8(ascii: "k"): shift = 10
    case UInt8(ascii: "m"): shift = 20
    case UInt8(ascii: "g"): shift = 30
    case UInt8(ascii: "t"): shift = 40
    case UInt8(ascii: "p"): shift = 50
    case UInt8(ascii: "e"): shift = 60
    default: return value
    }
    position += 1
    return value << shift
  }

  private static func digit(_ byte: UInt8, below base: UInt64) -> UInt64? {
    let value: UInt64
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): value = UInt64(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): value = UInt64(byte - UInt8(ascii: "A") + 10)
    default: return nil
    }
    return value < base ? value : nil
  }
}
