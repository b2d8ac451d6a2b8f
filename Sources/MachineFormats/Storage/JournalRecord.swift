/// One edit in a journal, or what the scenario was before all of them.
///
/// On disk a line with the kind, length and checksum, the text, and a line feed. A record that was cut off or damaged is
/// told by them and hides no other.
struct JournalRecord: Hashable, Sendable {
  enum Kind: Character, Sendable, CaseIterable {
    /// What was before all edits, a scenario file's text.
    case base = "="
    /// What the scenario was after an edit, a scenario file's text.
    case whole = "@"
    /// What differs from the last record that is none of this kind, however many are between: each stands for itself.
    case change = "+"

    fileprivate var byte: UInt8 { rawValue.asciiValue ?? 0 }
  }

  var kind: Kind
  var text: String

  /// The first has no changes.
  private static let magics = ["mtrrscope journal 1", "mtrrscope journal 2"]

  /// `mtrrscope journal 2 NAME`, the first line of a journal.
  static func header(name: String) -> [UInt8] {
    let line = name.unicodeScalars.filter { $0 != "\n" && $0 != "\r" }
    return Array("\(magics[1]) \(String(String.UnicodeScalarView(line)))\n".utf8)
  }

  var bytes: [UInt8] {
    let body = Array(text.utf8)
    return Array("\(kind.rawValue)\(body.count) \(String(Checksum.of(body[...]), radix: 16))\n".utf8)
      + body + [0x0a]
  }

  /// The name in the header and each whole record; nil for what is no journal.
  static func read(_ bytes: [UInt8]) -> (name: String, records: [JournalRecord])? {
    guard let end = bytes.firstIndex(of: 0x0a) else { return nil }
    let header = String(decoding: bytes[..<end], as: UTF8.self)
    guard let magic = magics.first(where: header.hasPrefix) else { return nil }
    var position = end + 1
    var records: [JournalRecord] = []
    // What a damaged record costs to step over is limited: each place that looks like a record has its sum taken.
    var effort = 4 * bytes.count
    while position < bytes.count {
      if let (kind, body) = body(bytes, at: position, effort: &effort) {
        records.append(JournalRecord(kind: kind, text: String(decoding: bytes[body], as: UTF8.self)))
        position = body.upperBound + 1
      } else {
        guard effort > 0, let next = nextLine(bytes, from: position) else { break }
        position = next
      }
    }
    return (String(header.dropFirst(magic.count + 1)), records)
  }

  /// Where the next line begins that may be a record's first one.
  private static func nextLine(_ bytes: [UInt8], from position: Int) -> Int? {
    var i = position
    while i + 1 < bytes.count {
      if bytes[i] == 0x0a, kind(of: bytes[i + 1]) != nil { return i + 1 }
      i += 1
    }
    return nil
  }

  private static func kind(of byte: UInt8) -> Kind? { Kind.allCases.first { $0.byte == byte } }

  /// Where the text of the record at a position stands; nil if it is not whole.
  private static func body(
    _ bytes: [UInt8], at position: Int, effort: inout Int
  ) -> (kind: Kind, range: Range<Int>)? {
    guard let kind = kind(of: bytes[position]) else { return nil }
    var scanner = ByteScanner(bytes[(position + 1)...])
    guard let length = scanner.decimal(), scanner.skip(" "),
      let sum = scanner.upTo(0x0a).flatMap({ UInt64($0.string, radix: 16) })
    else { return nil }
    let start = scanner.rest.startIndex
    guard length < UInt64(bytes.count - start), bytes[start + Int(length)] == 0x0a else { return nil }
    let body = start..<start + Int(length)
    effort -= body.count
    guard effort >= 0 else { return nil }
    return Checksum.of(bytes[body]) == sum ? (kind, body) : nil
  }
}
