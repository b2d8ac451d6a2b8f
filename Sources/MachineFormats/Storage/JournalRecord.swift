/// One edit in a journal: what the scenario was after it. The first record may be what it was before all edits.
///
/// On disk a line with length and checksum, after `@` for an edit and `=` for what was before, the scenario file's text,
/// and a line feed. A record that was cut off or damaged is told by them, and so is everything behind it.
struct JournalRecord {
  static let magic = "mtrrscope journal 1"

  /// `mtrrscope journal 1 NAME`, the first line of a journal.
  static func header(name: String) -> [UInt8] {
    let line = name.unicodeScalars.filter { $0 != "\n" && $0 != "\r" }
    return Array("\(magic) \(String(String.UnicodeScalarView(line)))\n".utf8)
  }

  static func bytes(of text: String, isBase: Bool = false) -> [UInt8] {
    let body = Array(text.utf8)
    return Array("\(isBase ? "=" : "@")\(body.count) \(String(checksum(body[...]), radix: 16))\n".utf8) + body
      + [0x0a]
  }

  /// The name in the header, what was before all edits where that is known, and each whole record's text; nil for
  /// what is no journal.
  static func read(_ bytes: [UInt8]) -> (name: String, base: String?, edits: [String])? {
    guard let end = bytes.firstIndex(of: 0x0a) else { return nil }
    let header = String(decoding: bytes[..<end], as: UTF8.self)
    guard header.hasPrefix(magic) else { return nil }
    var position = end + 1
    var base: String?
    var edits: [String] = []
    while let (isBase, body) = body(bytes, at: position) {
      let text = String(decoding: bytes[body], as: UTF8.self)
      if isBase { base = text } else { edits.append(text) }
      position = body.upperBound + 1
    }
    return (String(header.dropFirst(magic.count + 1)), base, edits)
  }

  /// Where the text of the record at a position stands; nil if it is not whole.
  private static func body(_ bytes: [UInt8], at position: Int) -> (isBase: Bool, range: Range<Int>)? {
    var scanner = ByteScanner(bytes[position...])
    let isBase = scanner.skip("=")
    guard isBase || scanner.skip("@"), let length = scanner.decimal(), scanner.skip(" "),
      let sum = scanner.upTo(0x0a).flatMap({ UInt64($0.string, radix: 16) })
    else { return nil }
    let start = scanner.rest.startIndex
    guard length < UInt64(bytes.count - start), bytes[start + Int(length)] == 0x0a else { return nil }
    let body = start..<start + Int(length)
    return checksum(bytes[body]) == sum ? (isBase, body) : nil
  }

  /// FNV-1a: enough to tell a torn write.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }
}
