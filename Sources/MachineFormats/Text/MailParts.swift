/// Mail as it was sent (RFC 2045, 2046): parts between boundaries, each in a transfer encoding that its header names.
///
/// Texts are decoded. What is no text, and the HTML copy of a part that is there as plain text, are left out.
enum MailParts {
  /// How a part is written and what it is, by its header.
  private struct Header {
    var isBase64 = false
    var isQuotedPrintable = false
    var isHTML = false
    var isPlain = false
    /// An image or the like.
    var isForeign = false
  }

  /// Headers stand at the beginning of a mail; what comes later are those of its parts.
  private static let headLength = 32 << 10

  /// Whether a header names an encoding or a type.
  static func areIn(_ bytes: [UInt8]) -> Bool {
    let head = bytes.prefix(headLength)
    return head.split(separator: 0x0a, maxSplits: 2_000, omittingEmptySubsequences: true).contains { line in
      field(line, "content-transfer-encoding:") != nil || field(line, "content-type:") != nil
    }
  }

  static func decoded(_ text: PastedText) -> PastedText {
    var result = PastedText(bytes: [], numbers: [])
    result.bytes.reserveCapacity(text.bytes.count)
    var body = PastedText(bytes: [], numbers: [])
    var header = Header()
    var isInHeader = true
    var hasPlain = false
    func finish() {
      if header.isPlain { hasPlain = true }
      if !(header.isForeign || header.isHTML && hasPlain) {
        let part = decode(body, header)
        result.bytes += part.bytes
        result.numbers? += part.numbers ?? []
      }
      (body, header) = (PastedText(bytes: [], numbers: []), Header())
    }
    for (number, line) in lines(text) {
      if isBoundary(line) {
        finish()
        isInHeader = true
        continue
      }
      if isInHeader {
        read(line, into: &header)
        if line.allSatisfy({ $0 == 0x0d || SourceLine.isBlank($0) }) { isInHeader = false }
        // A subject says something to people; an encoding does not.
        if field(line, "content-") != nil || field(line, "boundary=") != nil { continue }
      }
      body.bytes += line
      body.bytes.append(0x0a)
      body.numbers?.append(number)
    }
    finish()
    return result
  }

  private static func lines(_ text: PastedText) -> [(UInt32, ArraySlice<UInt8>)] {
    var result: [(UInt32, ArraySlice<UInt8>)] = []
    var start = 0
    while start < text.bytes.count {
      let end = text.bytes[start...].firstIndex(of: 0x0a) ?? text.bytes.count
      result.append((text.number(of: result.count), text.bytes[start..<end]))
      start = end + 1
    }
    return result
  }

  /// `--0000000000001f2a`, and two hyphens more behind the last part.
  private static func isBoundary(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.count >= 8, line.count <= 76, line.starts(with: "--".utf8) else { return false }
    let name = line.drop { $0 == UInt8(ascii: "-") }
    return name.count >= 6
      && name.allSatisfy { $0 == 0x0d || $0 > 0x20 && $0 < 0x7f }
      && name.contains { ByteScanner.isDigit($0) }
  }

  private static func read(_ line: ArraySlice<UInt8>, into header: inout Header) {
    if let value = field(line, "content-transfer-encoding:") {
      header.isBase64 = value.hasPrefix("base64")
      header.isQuotedPrintable = value.hasPrefix("quoted-printable")
    } else if let value = field(line, "content-type:") {
      header.isHTML = value.hasPrefix("text/html")
      header.isPlain = value.hasPrefix("text/plain")
      header.isForeign = [
        "image/", "audio/", "video/", "application/pgp", "application/zip", "application/gzip",
      ]
      .contains { value.hasPrefix($0) }
    }
  }

  /// The value behind a field's name, in small letters.
  private static func field(_ line: ArraySlice<UInt8>, _ name: String) -> String? {
    let text = line.drop(while: SourceLine.isBlank)
    guard text.count >= name.utf8.count,
      zip(text, name.utf8).allSatisfy({ byte, wanted in
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 == wanted : byte == wanted
      })
    else { return nil }
    let value = text.dropFirst(name.utf8.count).drop(while: SourceLine.isBlank).prefix(64)
    return String(decoding: value, as: UTF8.self).lowercased()
  }

  private static func decode(_ part: PastedText, _ header: Header) -> PastedText {
    if header.isQuotedPrintable { return QuotedPrintable.decoded(part) }
    return header.isBase64 ? base64(part) : part
  }

  // MARK: Base64

  /// The header's lines stay as they are; the block of base64 behind them becomes the text that it is.
  private static func base64(_ part: PastedText) -> PastedText {
    var result = PastedText(bytes: [], numbers: [])
    var decoded: [UInt8] = []
    var numbers: [UInt32] = []
    var isLineStart = true
    var (bits, count): (UInt32, Int) = (0, 0)
    for (number, line) in lines(part) {
      let isBlock = line.allSatisfy { digit($0) != nil || $0 == UInt8(ascii: "=") || $0 == 0x0d }
      guard isBlock, line.count >= 4 else {
        if decoded.isEmpty {
          result.bytes += line
          result.bytes.append(0x0a)
          result.numbers?.append(number)
        }
        continue
      }
      for byte in line {
        guard let value = digit(byte) else { continue }
        (bits, count) = (bits << 6 | UInt32(value), count + 6)
        guard count >= 8 else { continue }
        count -= 8
        let next = UInt8(truncatingIfNeeded: bits >> UInt32(count))
        if isLineStart { numbers.append(number) }
        decoded.append(next)
        isLineStart = next == 0x0a
      }
    }
    // What is no text has NULs or the like all over it.
    guard decoded.count(where: { $0 < 0x09 }) * 64 <= decoded.count else { return result }
    if !isLineStart { decoded.append(0x0a) }
    result.bytes += decoded
    result.numbers? += numbers
    return result
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - 0x41
    case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 0x61 + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - 0x30 + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
