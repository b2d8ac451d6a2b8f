/// Why a piece of AML could not be read.
struct AMLError: Error {
  /// Bytes from the start of the table.
  var offset: Int
  var found: String
}

/// Reads AML's primitive pieces. Never reads behind `end`.
struct AMLReader {
  let bytes: [UInt8]
  var position: Int
  /// The end of the package in hand.
  var end: Int

  init(_ bytes: [UInt8], from start: Int) {
    self.bytes = bytes
    position = min(start, bytes.count)
    end = bytes.count
  }

  var isAtEnd: Bool { position >= end }

  var next: UInt8? { position < end ? bytes[position] : nil }

  /// The byte after the next one.
  var second: UInt8? { position < end - 1 ? bytes[position + 1] : nil }

  func error(_ found: String) -> AMLError { AMLError(offset: position, found: found) }

  mutating func byte() throws(AMLError) -> UInt8 {
    guard let byte = next else { throw error("the end of the package") }
    position += 1
    return byte
  }

  /// A little-endian number.
  mutating func number(bytes count: Int) throws(AMLError) -> UInt64 {
    guard end - position >= count else { throw error("a number that is cut off") }
    var value: UInt64 = 0
    for i in (0..<count).reversed() { value = value << 8 | UInt64(bytes[position + i]) }
    position += count
    return value
  }

  /// PkgLength as a number: the encoding of its own bytes included.
  private mutating func length() throws(AMLError) -> Int {
    let lead = try byte()
    let extra = Int(lead >> 6)
    guard extra > 0 else { return Int(lead & 0x3f) }
    var value = Int(lead & 0xf)
    for i in 0..<extra { value |= Int(try byte()) << (4 + 8 * i) }
    return value
  }

  /// Reads a PkgLength and returns where the package ends.
  mutating func packageEnd() throws(AMLError) -> Int {
    let start = position
    let value = try length()
    guard value >= position - start, value <= end - start else {
      throw AMLError(offset: start, found: "a package of \(value) bytes where \(end - start) are left")
    }
    return start + value
  }

  /// A PkgLength that counts bits, as in field lists.
  mutating func bitCount() throws(AMLError) -> UInt64 { UInt64(try length()) }

  mutating func string() throws(AMLError) -> String {
    guard let zero = bytes[position..<end].firstIndex(of: 0) else { throw error("a string without end") }
    defer { position = zero + 1 }
    return String(decoding: bytes[position..<zero], as: UTF8.self)
  }

  mutating func segment() throws(AMLError) -> ACPISegment {
    guard end - position >= 4, let segment = ACPISegment(bytes[position..<(position + 4)]) else {
      throw error("no name segment")
    }
    position += 4
    return segment
  }

  static func isNameStart(_ byte: UInt8) -> Bool {
    ACPISegment.isLead(byte) || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "^") || byte == 0x2e
      || byte == 0x2f
  }

  mutating func name() throws(AMLError) -> ACPIName {
    var name = ACPIName(segments: [])
    if next == UInt8(ascii: "\\") {
      name.isAbsolute = true
      position += 1
    }
    while next == UInt8(ascii: "^") {
      name.steps += 1
      position += 1
    }
    let count: Int
    switch next {
    case 0x2e:
      position += 1
      count = 2
    case 0x2f:
      position += 1
      count = Int(try byte())
    case 0:
      position += 1
      count = 0
    default: count = 1
    }
    for _ in 0..<count { name.segments.append(try segment()) }
    return name
  }
}
