/// What is wrong with a binary ACPI table, or with its hex dump.
public struct ACPITableError: FormatError {
  public static let format = "ACPI table"
  public static let accepted = "a table as in /sys/firmware/acpi/tables, or acpidump's output"
  public let line: Int
  public let found: String

  public init(line: Int = 0, found: String) {
    self.line = line
    self.found = found
  }
}

/// One table as bytes.
public struct ACPITableFile: Hashable, Sendable {
  public var signature: String
  /// The whole table with its header.
  public var bytes: [UInt8]
  /// Where it lies, if the dump says so.
  public var address: UInt64?

  /// Cuts a file into its tables: one as /sys/firmware/acpi/tables shows it, or several in a row.
  public static func binary(_ bytes: [UInt8]) throws(ACPITableError) -> [ACPITableFile] {
    var tables: [ACPITableFile] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      guard let length = length(rest) else {
        if tables.isEmpty { throw ACPITableError(found: "no table header") }
        // Padding behind the last table.
        break
      }
      guard length <= rest.count else {
        throw ACPITableError(
          found: "\(signature(rest)) of \(length) bytes in a file with \(rest.count)")
      }
      tables.append(try table(Array(rest.prefix(length)), address: nil, line: 0))
      rest = rest.dropFirst(length)
    }
    return tables
  }

  /// Whether bytes look like a binary table: a signature and a length that fits.
  public static func isBinary(_ bytes: [UInt8]) -> Bool {
    guard let length = length(bytes[...]) else { return false }
    // A text may begin with four capitals, but then its bytes 4 to 7 are a huge number.
    return length <= bytes.count || length < 1 << 24
  }

  /// The length in a table's header; nil if the bytes begin with no header.
  private static func length(_ bytes: ArraySlice<UInt8>) -> Int? {
    if bytes.starts(with: Array("RSD PTR ".utf8)) {
      let length = bytes.count >= 24 ? number(bytes, at: 20, bytes: 4) : 20
      return bytes.count >= 20 && (20...1024).contains(length) ? Int(length) : 20
    }
    guard bytes.count >= 36, bytes.prefix(4).allSatisfy(isSignatureByte) else { return nil }
    let length = number(bytes, at: 4, bytes: 4)
    return (36...UInt64(SourceText.sizeLimit)).contains(length) ? Int(length) : nil
  }

  private static func isSignatureByte(_ byte: UInt8) -> Bool {
    (0x41...0x5a).contains(byte) || ByteScanner.isDigit(byte) || byte == 0x5f || byte == 0x21
  }

  private static func signature(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.prefix(4), as: UTF8.self)
  }

  static func number(_ bytes: ArraySlice<UInt8>, at offset: Int, bytes count: Int) -> UInt64 {
    guard offset + count <= bytes.count else { return 0 }
    return (0..<count).reduce(0) { $0 | UInt64(bytes[bytes.startIndex + offset + $1]) << UInt64(8 * $1) }
  }

  /// Checks the sum over all bytes; the FACS has none, the RSDP one of its own.
  private static func table(_ bytes: [UInt8], address: UInt64?, line: Int) throws(ACPITableError)
    -> ACPITableFile
  {
    let name = signature(bytes[...])
    if name != "FACS", name != "RSD " {
      let sum = bytes.reduce(0 as UInt8) { $0 &+ $1 }
      guard sum == 0 else {
        throw ACPITableError(
          line: line, found: "\(name) with a wrong checksum, off by \(sum.prefixedHex(width: 4))")
      }
    }
    return ACPITableFile(signature: name, bytes: bytes, address: address)
  }

  // MARK: Hex dumps

  /// `HPET @ 0x000000007EFD24B5`, then lines with an offset and 16 bytes; or the raw data at the end of what iasl -d
  /// writes for a table without AML.
  public static func dump(_ source: SourceText) throws(ACPITableError) -> [ACPITableFile] {
    var tables: [ACPITableFile] = []
    var bytes: [UInt8] = []
    var address: UInt64?
    var start = 0
    func finish() throws(ACPITableError) {
      guard !bytes.isEmpty else { return }
      guard let length = length(bytes[...]), length <= bytes.count else {
        throw ACPITableError(line: start, found: "a dump that is no whole table")
      }
      tables.append(try table(Array(bytes.prefix(length)), address: address, line: start))
      bytes = []
      address = nil
    }
    for line in source.lines {
      if let (offset, content) = dumpLine(line.bytes) {
        if offset == 0 {
          try finish()
          start = line.number
        }
        // A line that does not follow on the last one belongs to no table.
        guard offset == UInt64(bytes.count) else {
          if bytes.isEmpty { continue }
          throw ACPITableError(
            line: line.number, found: "offset \(offset.prefixedHex()) behind \(bytes.count) bytes")
        }
        bytes += content
      } else if let place = heading(line.bytes) {
        try finish()
        address = place
      }
    }
    try finish()
    guard !tables.isEmpty else { throw ACPITableError(found: "no table") }
    return tables
  }

  /// `DSDT @ 0x000000007EFD0040`.
  static func heading(_ bytes: ArraySlice<UInt8>) -> UInt64? {
    guard bytes.count > 7, bytes.prefix(4).allSatisfy({ isSignatureByte($0) || $0 == 0x20 }) else {
      return nil
    }
    var scanner = ByteScanner(bytes.dropFirst(4))
    guard scanner.skip(" @ ") else { return nil }
    return scanner.prefixedHex()
  }

  /// `    0000: 48 50 45 54 38 00 00 00 01 B4 42 4F 43 48 53 20  HPET8.....BOCHS `.
  static func dumpLine(_ bytes: ArraySlice<UInt8>) -> (offset: UInt64, bytes: [UInt8])? {
    var scanner = ByteScanner(bytes)
    scanner.skipBlanks()
    guard let offset = scanner.hex(), scanner.skip(":") else { return nil }
    var content: [UInt8] = []
    while content.count < 16, scanner.skip(" ") {
      let rest = scanner.rest
      guard rest.count >= 2, let high = ByteScanner.digit(rest[rest.startIndex]),
        let low = ByteScanner.digit(rest[rest.startIndex + 1]),
        rest.count == 2 || rest[rest.startIndex + 2] == 0x20
      else { break }
      content.append(UInt8(high << 4 | low))
      scanner = ByteScanner(rest.dropFirst(2))
    }
    return content.isEmpty ? nil : (offset, content)
  }
}
