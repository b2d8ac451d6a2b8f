/// One edit in a journal: what the scenario was after it. The first record may be what it was before all edits.
///
/// On disk a line with length and checksum, after `@` for an edit and `=` for what was before, the scenario file's text,
/// and a line feed. A record that was cut off or damaged is told by them and hides no other.
struct JournalRecord {
  static let magic = "mtrrscope journal 1"

  /// `mtrrscope journal 1 NAME`, the first line of a journal.
  static func header(name: String) -> [UInt8] {
    let line = name.unicodeScalars.filter { $0 != "\n" && $0 != "\r" }
    return Array("\(magic) \(String(String.UnicodeScalarView(line)))\n".utf8)
  }

  static func bytes(of text: String, isBase: Bool = false) -> [UInt8] {
    let body = Array(text.utf8)
    return Array("\(isBase ? "=" : "@")\(body.count) \(String(Checksum.of(body[...]), radix: 16))\n".utf8)
      + body
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
    // What a damaged record costs to step over is limited: each place that looks like a record has its sum taken.
    var effort = 4 * bytes.count
    while position < bytes.count {
      if let (isBase, body) = body(bytes, at: position, effort: &effort) {
        let text = String(decoding: bytes[body], as: UTF8.self)
        if isBase { base = text } else { edits.append(text) }
        position = body.upperBound + 1
      } else {
        guard effort > 0, let next = nextLine(bytes, from: position) else { break }
        position = next
      }
    }
    return (String(header.dropFirst(magic.count + 1)), base, edits)
  }

  /// Where the next line begins that may be a record's first one.
  private static func nextLine(_ bytes: [UInt8], from position: Int) -> Int? {
    var i = position
    while i + 1 < bytes.count {
      if bytes[i] == 0x0a, bytes[i + 1] == UInt8(ascii: "@") || bytes[i + 1] == UInt8(ascii: "=") {
        return i + 1
      }
      i += 1
    }
    return nil
  }

  /// Where the text of the record at a position stands; nil if it is not whole.
  private static func body(
    _ bytes: [UInt8], at position: Int, effort: inout Int
  ) -> (isBase: Bool, range: Range<Int>)? {
    var scanner = ByteScanner(bytes[position...])
    let isBase = scanner.skip("=")
    guard isBase || scanner.skip("@"), let length = scanner.decimal(), scanner.skip(" "),
      let sum = scanner.upTo(0x0a).flatMap({ UInt64($0.string, radix: 16) })
    else { return nil }
    let start = scanner.rest.startIndex
    guard length < UInt64(bytes.count - start), bytes[start + Int(length)] == 0x0a else { return nil }
    let body = start..<start + Int(length)
    effort -= body.count
    guard effort >= 0 else { return nil }
    return Checksum.of(bytes[body]) == sum ? (isBase, body) : nil
  }
}
