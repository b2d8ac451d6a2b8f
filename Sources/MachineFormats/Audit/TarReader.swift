/// The entries of a tar archive, one after the other: ustar (POSIX.1-1988), pax extended headers (POSIX.1-2001) and
/// GNU's long names.
///
/// An own reader of some hundred lines: archives are read as streams with bounded memory and nothing is written to a
/// disk, while the libraries at hand bring compression, encryption and a C dependency for it.
package struct TarReader {
  package struct Entry: Equatable {
    package var path: String
    package var size: Int
    package var isFile: Bool
  }

  /// What is wrong with an archive, and where.
  package struct Damage: Error, Equatable {
    package var offset: Int
    package var reason: String

    package init(offset: Int, reason: String) {
      self.offset = offset
      self.reason = reason
    }
  }

  /// Reads up to so many bytes; empty at the end.
  package typealias Source = (_ count: Int) throws -> [UInt8]

  private static let block = 512
  /// A path and its attributes.
  private static let mostHeader = 1 << 20

  private let source: Source
  private var offset = 0
  /// What is left of the entry that was returned last, with its padding.
  private var content = 0
  private var padding = 0

  package init(_ source: @escaping Source) { self.source = source }

  /// Whether a file begins as an archive does: POSIX's or GNU's magic in its first block.
  package static func matches(_ head: [UInt8]) -> Bool {
    head.count >= 263 && head[257..<262].elementsEqual("ustar".utf8)
  }

  /// The next entry; nil at the end of the archive. Its content is passed over where it was not read.
  ///
  /// - Throws: `Damage`, and whatever the source throws.
  package mutating func next() throws -> Entry? {
    try skip()
    var (path, size) = (nil as String?, nil as Int?)
    while true {
      let header = try take(Self.block)
      // Some writers leave the closing zeros out.
      if header.isEmpty || header.allSatisfy({ $0 == 0 }) { return nil }
      guard header.count == Self.block else { throw damage("the archive ends within a header") }
      guard Self.isWhole(header) else { throw damage("no tar header: its checksum is wrong") }
      guard let length = Self.number(header[124..<136]), length <= Int.max - Self.block else {
        throw damage("a header without a size")
      }
      content = length
      padding = (Self.block - length % Self.block) % Self.block
      switch header[156] {
      case UInt8(ascii: "x"):
        let fields = Self.paxFields(try takeHeader())
        path = fields["path"] ?? path
        size = fields["size"].flatMap { Int($0) } ?? size
      case UInt8(ascii: "L"): path = Self.text(try takeHeader()[...])
      case UInt8(ascii: "g"), UInt8(ascii: "K"): try skip()
      case let kind:
        if let size {
          guard size >= 0, size <= Int.max - Self.block else { throw damage("a size that cannot be") }
          content = size
          padding = (Self.block - size % Self.block) % Self.block
        }
        let isFile = kind == 0 || kind == UInt8(ascii: "0") || kind == UInt8(ascii: "7")
        return Entry(path: path ?? Self.path(header), size: content, isFile: isFile)
      }
    }
  }

  /// The content of the entry that was returned last, as much of it as is asked for.
  package mutating func read(_ most: Int) throws -> [UInt8] {
    let wanted = min(content, max(0, most))
    let bytes = try take(wanted)
    guard bytes.count == wanted else { throw damage("the archive ends within a file") }
    content -= wanted
    return bytes
  }

  private mutating func skip() throws {
    while content > 0 {
      let count = try take(min(content, 1 << 16)).count
      guard count > 0 else { throw damage("the archive ends within a file") }
      content -= count
    }
    _ = try take(padding)
    padding = 0
  }

  private mutating func takeHeader() throws -> [UInt8] {
    guard content <= Self.mostHeader else { throw damage("an extended header of \(content) bytes") }
    let bytes = try read(content)
    try skip()
    return bytes
  }

  private mutating func take(_ count: Int) throws -> [UInt8] {
    var result: [UInt8] = []
    while result.count < count {
      let piece = try source(count - result.count)
      if piece.isEmpty { break }
      result += piece
    }
    offset += result.count
    return result
  }

  private func damage(_ reason: String) -> Damage { Damage(offset: offset, reason: reason) }

  // MARK: Fields

  /// The sum of all bytes, those of the sum itself taken as blanks; old writers took them as signed.
  private static func isWhole(_ header: [UInt8]) -> Bool {
    guard let written = number(header[148..<156]) else { return false }
    var (sum, signed) = (0, 0)
    for (place, byte) in header.enumerated() {
      let value = (148..<156).contains(place) ? 0x20 : byte
      sum += Int(value)
      signed += Int(Int8(bitPattern: value))
    }
    return written == sum || written == signed
  }

  /// Octal digits, or GNU's base-256 with the first bit set. nil for a negative or no number.
  private static func number(_ field: ArraySlice<UInt8>) -> Int? {
    guard let first = field.first else { return nil }
    var value = 0
    if first & 0x80 != 0 {
      guard first == 0x80 else { return nil }
      for byte in field.dropFirst() {
        guard value <= Int.max >> 8 else { return nil }
        value = value << 8 | Int(byte)
      }
      return value
    }
    for byte in field.drop(while: { $0 == 0x20 }) {
      if byte == 0 || byte == 0x20 { break }
      guard (0x30...0x37).contains(byte), value <= Int.max >> 3 else { return nil }
      value = value << 3 | Int(byte - 0x30)
    }
    return value
  }

  private static func path(_ header: [UInt8]) -> String {
    let name = text(header[0..<100])
    let prefix = header[257..<263].elementsEqual("ustar\0".utf8) ? text(header[345..<500]) : ""
    return prefix.isEmpty ? name : prefix + "/" + name
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// `30 path=very/long/name` and a line feed, the length counting itself.
  private static func paxFields(_ bytes: [UInt8]) -> [String: String] {
    var fields: [String: String] = [:]
    var rest = bytes[...]
    while let blank = rest.firstIndex(of: 0x20),
      let length = Int(String(decoding: rest[..<blank], as: UTF8.self)),
      length > 0, length <= rest.count, blank < rest.startIndex + length - 1
    {
      let record = rest[(blank + 1)..<(rest.startIndex + length - 1)]
      if let equals = record.firstIndex(of: UInt8(ascii: "=")) {
        let key = String(decoding: record[..<equals], as: UTF8.self)
        fields[key] = String(decoding: record[(equals + 1)...], as: UTF8.self)
      }
      rest = rest[(rest.startIndex + length)...]
    }
    return fields
  }
}
