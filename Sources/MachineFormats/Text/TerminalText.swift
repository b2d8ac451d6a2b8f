/// What terminals, pagers and word processors leave in a text.
enum TerminalText {
  /// Drops control sequences and invisible characters, turns every kind of blank into a blank and every kind of line end
  /// into a line feed.
  static func cleaned(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var i = 0
    while i < bytes.count {
      let byte = bytes[i]
      switch byte {
      case 0x1b:
        i = endOfEscape(bytes, from: i)
        continue
      case 0x0d:
        // `\r\r\n`, as a serial console's log has it, is one line end.
        var next = i + 1
        while next < bytes.count, bytes[next] == 0x0d { next += 1 }
        if next < bytes.count, bytes[next] == 0x0a { next += 1 }
        result.append(0x0a)
        i = next
        continue
      case UInt8(ascii: "["):
        guard let (end, isSure) = endOfColour(bytes, from: i) else {
          result.append(byte)
          break
        }
        let mark = lostEscape(result)
        if isSure || mark > 0 {
          result.removeLast(mark)
          i = end
          continue
        }
        result.append(byte)
      case 0, 0x08: break
      case 0x80...0xff:
        let (plain, length) = plainText(bytes, at: i, behind: result.last)
        if let plain {
          if plain != 0 { result.append(plain) }
        } else {
          result.append(contentsOf: bytes[i..<(i + length)])
        }
        i += length
        continue
      default: result.append(byte)
      }
      i += 1
    }
    return result
  }

  /// What to write for the character at `i`, and its length: 0 for nothing, nil for the character itself.
  private static func plainText(_ bytes: [UInt8], at i: Int, behind previous: UInt8?) -> (UInt8?, Int) {
    let rest = bytes[i...].prefix(4)
    let length = characterLength(rest)
    // A lone 0xa0 is the non-breaking blank of Latin-1.
    if length == 1 { return (bytes[i] == 0xa0 ? 0x20 : nil, 1) }
    // The non-breaking blank that was read as Latin-1 and encoded once more.
    if rest.elementsEqual([0xc3, 0x82, 0xc2, 0xa0]) { return (0x20, 4) }
    let scalar = rest.prefix(length).dropFirst().reduce(UInt32(bytes[i]) & (0xff >> UInt32(length + 1))) {
      $0 << 6 | UInt32($1 & 0x3f)
    }
    let next = i + length < bytes.count ? bytes[i + length] : 0
    switch scalar {
    case 0xa0, 0x2000...0x200a, 0x202f, 0x205f, 0x3000: return (0x20, length)
    case 0xad, 0x200b...0x200d, 0x2060, 0xfeff: return (0, length)
    case 0x2028, 0x2029: return (0x0a, length)
    // A word processor's dash in a range, and its apostrophe in `can't`.
    case 0x2010...0x2013:
      let isRange = ByteScanner.digit(previous ?? 0) != nil && ByteScanner.digit(next) != nil
      return (isRange ? UInt8(ascii: "-") : nil, length)
    case 0x2019:
      let isApostrophe = previous == UInt8(ascii: "n") && next == UInt8(ascii: "t")
      return (isApostrophe ? UInt8(ascii: "'") : nil, length)
    default: return (nil, length)
    }
  }

  /// The length of the UTF-8 sequence at the beginning, 1 where it is none.
  private static func characterLength(_ bytes: ArraySlice<UInt8>) -> Int {
    guard let first = bytes.first else { return 1 }
    let length =
      switch first {
      case 0xc2...0xdf: 2
      case 0xe0...0xef: 3
      case 0xf0...0xf4: 4
      default: 1
      }
    let tail = bytes.dropFirst().prefix(length - 1)
    return tail.count == length - 1 && tail.allSatisfy { $0 & 0xc0 == 0x80 } ? length : 1
  }

  /// The index behind a colour code whose escape character was lost in a paste, `[32m`; and whether it is one for
  /// certain: `[m` may as well begin `[mem`.
  static func endOfColour(_ bytes: [UInt8], from start: Int) -> (end: Int, isSure: Bool)? {
    guard bytes[start] == UInt8(ascii: "[") else { return nil }
    var i = start + 1
    while i < bytes.count, i < start + 12, ByteScanner.isDigit(bytes[i]) || bytes[i] == UInt8(ascii: ";") {
      i += 1
    }
    guard i < bytes.count, bytes[i] == UInt8(ascii: "m") else { return nil }
    return (i + 1, i > start + 1)
  }

  /// How pagers, editors and shells write an escape character, and how many bytes of it end the text.
  private static func lostEscape(_ text: [UInt8]) -> Int {
    for mark in lostEscapes where text.count >= mark.count && text.suffix(mark.count).elementsEqual(mark) {
      return mark.count
    }
    return 0
  }

  private static let lostEscapes = ["ESC", "^[", "\\e", "\\033", "\\x1b", "\\x1B", "\u{241b}"].map {
    Array($0.utf8)
  }

  /// The index behind the escape sequence at `start`: CSI, a string ended by BEL or ST on the same line, or two bytes.
  private static func endOfEscape(_ bytes: [UInt8], from start: Int) -> Int {
    let next = start + 1
    guard next < bytes.count else { return bytes.count }
    var i = next + 1
    switch bytes[next] {
    case UInt8(ascii: "["):
      while i < bytes.count, (0x20...0x3f).contains(bytes[i]) { i += 1 }
      return i < bytes.count && (0x40...0x7e).contains(bytes[i]) ? i + 1 : i
    case UInt8(ascii: "]"), UInt8(ascii: "P"):
      while i < bytes.count, bytes[i] != 0x0a, bytes[i] != 0x07, bytes[i] != 0x1b { i += 1 }
      if i < bytes.count, bytes[i] == 0x07 { return i + 1 }
      if i + 1 < bytes.count, bytes[i] == 0x1b, bytes[i + 1] == UInt8(ascii: "\\") { return i + 2 }
      return i
    case UInt8(ascii: "("), UInt8(ascii: ")"): return min(i + 1, bytes.count)
    case 0x0a, 0x0d: return next
    default: return i
    }
  }
}
