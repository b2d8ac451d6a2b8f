/// Quoted-printable text of e-mails (RFC 2045, 6.7).
enum QuotedPrintable {
  enum Escape {
    /// `=3D`, and the index behind it.
    case byte(UInt8, end: Int)
    /// An equals sign at the end of a line: the next line goes on. The index behind the line feed.
    case softBreak(end: Int)
  }

  /// What the equals sign at `i` begins; nil: it stands for itself.
  static func escape(_ bytes: [UInt8], at i: Int) -> Escape? {
    var next = i + 1
    if next + 1 < bytes.count, let high = upperDigit(bytes[next]), let low = upperDigit(bytes[next + 1]) {
      return .byte(high << 4 | low, end: next + 2)
    }
    // Blanks may have been added behind it on the way.
    while next < bytes.count, SourceLine.isBlank(bytes[next]) || bytes[next] == 0x0d { next += 1 }
    return next < bytes.count && bytes[next] == 0x0a ? .softBreak(end: next + 1) : nil
  }

  private static func upperDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    default: nil
    }
  }

  static func decoded(_ text: PastedText) -> PastedText {
    var result = PastedText.Builder(text)
    let bytes = text.bytes
    var i = 0
    while i < bytes.count {
      guard bytes[i] == UInt8(ascii: "=") else {
        result.append(bytes[i])
        i += 1
        continue
      }
      switch escape(bytes, at: i) {
      case .byte(let byte, let end):
        // Control characters other than a tab do not come out of an escape.
        if byte >= 0x20 || byte == 0x09 { result.append(byte) }
        i = end
      case .softBreak(let end):
        result.skipLineEnd()
        i = end
      case nil:
        result.append(bytes[i])
        i += 1
      }
    }
    return result.finished()
  }
}
