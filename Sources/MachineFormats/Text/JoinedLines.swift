/// Kernel messages that lost their line ends on the way, `[    0.1] a [    0.2] b`, and registers of /proc/mtrr that
/// did: a line for each again.
enum JoinedLines {
  /// A message has at least so many bytes: two time stamps may stand before one.
  private static let messageLength = 12

  /// `[    0.000000]`, `[12345.678901]`: the index behind it.
  static func stamp(_ bytes: [UInt8], at start: Int) -> Int? {
    var i = start + 1
    while i < bytes.count, i < start + 8, SourceLine.isBlank(bytes[i]) { i += 1 }
    let seconds = i
    while i < bytes.count, i < seconds + 8, ByteScanner.isDigit(bytes[i]) { i += 1 }
    guard i > seconds, i + 7 < bytes.count, bytes[i] == UInt8(ascii: "."), bytes[i + 7] == UInt8(ascii: "]"),
      bytes[(i + 1)..<(i + 7)].allSatisfy(ByteScanner.isDigit)
    else { return nil }
    return i + 8
  }

  /// Whether a stamp at `i` begins another message than the one whose stamp ends at `end`, on the same line.
  static func isNext(at i: Int, behind end: Int?) -> Bool { end.map { i - $0 >= messageLength } ?? false }

  /// Whether `reg01: base=` begins at `i`, behind another word on the same line.
  static func isRegister(_ bytes: [UInt8], at i: Int) -> Bool {
    guard i > 1, bytes[i...].starts(with: "reg".utf8), SourceLine.isBlank(bytes[i - 1]) else { return false }
    var next = i + 3
    while next < bytes.count, next < i + 6, ByteScanner.isDigit(bytes[next]) { next += 1 }
    guard next > i + 3, bytes[next...].starts(with: ": base=".utf8) else { return false }
    // Marks of a quotation and prompts are no words.
    return bytes[..<i].last { !SourceLine.isBlank($0) }.map(isWordEnd) ?? false
  }

  private static func isWordEnd(_ byte: UInt8) -> Bool {
    ByteScanner.isDigit(byte) || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
  }

  /// The same by the equals sign in it.
  static func isRegister(_ bytes: [UInt8], equalsAt i: Int) -> Bool {
    (10...12).contains { i >= $0 && bytes[i - $0] == UInt8(ascii: "r") && isRegister(bytes, at: i - $0) }
  }

  static func separated(_ text: PastedText) -> PastedText {
    var result = PastedText.Builder(text)
    let bytes = text.bytes
    var end: Int?
    for i in bytes.indices {
      switch bytes[i] {
      case 0x0a: end = nil
      case UInt8(ascii: "["):
        guard let next = stamp(bytes, at: i) else { break }
        if isNext(at: i, behind: end) { result.breakLine() }
        end = next
      case UInt8(ascii: "r"): if isRegister(bytes, at: i) { result.breakLine() }
      default: break
      }
      result.append(bytes[i])
    }
    return result.finished()
  }
}
