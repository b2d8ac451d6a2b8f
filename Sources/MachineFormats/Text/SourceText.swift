/// One line of a file, cleaned: no line end, no terminal control sequences, no NUL.
public struct SourceLine: Sendable {
  /// From 1, as an editor counts.
  public var number: Int
  /// UTF-8, but nothing is promised: a damaged file may hold any bytes.
  public var bytes: ArraySlice<UInt8>

  public init(number: Int, bytes: ArraySlice<UInt8>) {
    self.number = number
    self.bytes = bytes
  }

  /// For messages; invalid UTF-8 shows as the replacement character.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  public var isBlank: Bool { bytes.allSatisfy(Self.isBlank) }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

/// A file's name and its lines.
///
/// Takes text as people save and paste it: CRLF, lone CR, UTF-8 and UTF-16 byte order marks, colour codes and other
/// terminal sequences, non-breaking blanks. Linear in the size.
public struct SourceText: Sendable {
  /// Files beyond this are refused: no capture is near it, and reading one must not exhaust a small machine.
  public static let sizeLimit = 64 << 20

  public let name: String
  public let lines: [SourceLine]
  /// The cleaned text, of which the lines are parts.
  let buffer: [UInt8]

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    buffer = Self.cleaned(Self.decoded(bytes))
    lines = Self.split(buffer)
  }

  public init(name: String, text: String) { self.init(name: name, bytes: Array(text.utf8)) }

  /// The lines at these places, with the numbers that they have here.
  func part(_ places: [Int]) -> SourceText {
    SourceText(name: name, lines: places.map { lines[$0] }, buffer: buffer)
  }

  /// The lines that are left of these: what comes back is a part of the line.
  func mapped(_ body: (SourceLine) -> ArraySlice<UInt8>?) -> SourceText {
    let lines = lines.compactMap { line in body(line).map { SourceLine(number: line.number, bytes: $0) } }
    return SourceText(name: name, lines: lines, buffer: buffer)
  }

  private init(name: String, lines: [SourceLine], buffer: [UInt8]) {
    self.name = name
    self.lines = lines
    self.buffer = buffer
  }

  /// The last part of the path.
  public var baseName: String { name.split(separator: "/").last.map(String.init) ?? name }

  private static func decoded(_ bytes: [UInt8]) -> [UInt8] {
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { return Array(bytes.dropFirst(3)) }
    let littleEndian = bytes.starts(with: [0xff, 0xfe])
    guard littleEndian || bytes.starts(with: [0xfe, 0xff]) else { return bytes }
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var i = 2
    while i + 1 < bytes.count {
      let (a, b) = (UInt16(bytes[i]), UInt16(bytes[i + 1]))
      units.append(littleEndian ? b << 8 | a : a << 8 | b)
      i += 2
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  /// Drops control sequences, turns non-breaking blanks into blanks and every kind of line end into a line feed.
  private static func cleaned(_ bytes: [UInt8]) -> [UInt8] {
    // Most files have nothing to clean.
    guard
      bytes.contains(where: { $0 == 0x1b || $0 == 0x0d || $0 == 0 || $0 == 0x08 || $0 == 0xc2 })
        || bytes.indices.contains(where: { endOfColour(bytes, from: $0) != nil })
    else { return bytes }
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
      case 0xc2 where i + 1 < bytes.count && bytes[i + 1] == 0xa0:
        result.append(0x20)
        i += 2
        continue
      default: result.append(byte)
      }
      i += 1
    }
    return result
  }

  /// The index behind a colour code whose escape character was lost in a paste, `[32m`; and whether it is one for
  /// certain: `[m` may as well begin `[mem`.
  private static func endOfColour(_ bytes: [UInt8], from start: Int) -> (end: Int, isSure: Bool)? {
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

  private static func split(_ bytes: [UInt8]) -> [SourceLine] {
    var lines: [SourceLine] = []
    var start = 0
    var number = 1
    for i in bytes.indices where bytes[i] == 0x0a {
      lines.append(SourceLine(number: number, bytes: bytes[start..<i]))
      number += 1
      start = i + 1
    }
    if start < bytes.count { lines.append(SourceLine(number: number, bytes: bytes[start...])) }
    return lines
  }
}
