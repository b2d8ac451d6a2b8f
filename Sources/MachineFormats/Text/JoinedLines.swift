/// Kernel messages that lost their line ends on the way, `[    0.1] a [    0.2] b`: a line for each again.
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
      default: break
      }
      result.append(bytes[i])
    }
    return result.finished()
  }
}
