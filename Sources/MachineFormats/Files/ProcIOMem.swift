import MemtypeEngine

/// What is wrong with a copy of /proc/iomem.
public struct ProcIOMemError: FormatError {
  public static let format = "/proc/iomem"
  public static let accepted = "00100000-7ffcefff : System RAM, two blanks of indentation a level"
  public let line: Int
  public let found: String

  public init(line: Int, found: String) {
    self.line = line
    self.found = found
  }
}

/// /proc/iomem: the resource tree.
public struct ProcIOMem: Hashable, Sendable {
  public struct Resource: Hashable, Sendable {
    public var range: AddressRange
    public var name: String
    /// 0 at the top.
    public var level: Int
    public var line: Int
  }

  /// In printed order: a parent stands before its children.
  public var resources: [Resource] = []
  /// All addresses read as zero: it was not read as root.
  public var isHidden: Bool {
    resources.count > 1 && resources.allSatisfy { $0.range.start == 0 && $0.range.size <= 1 }
  }

  static let limit = 100_000

  public init(_ source: SourceText) throws(ProcIOMemError) {
    var margin: Int?
    for line in source.lines where !line.isBlank {
      let quoted = Self.withoutQuoteMarks(line.bytes)
      let bytes = quoted.drop(while: SourceLine.isBlank)
      guard let (range, name) = Self.fields(bytes) else { continue }
      guard resources.count < Self.limit else {
        throw ProcIOMemError(line: line.number, found: "more than \(Self.limit) resources")
      }
      let blanks = quoted.count - bytes.count
      // Text that was indented as a whole starts at the left with its first line.
      let left = min(margin ?? blanks, blanks)
      margin = left
      resources.append(
        Resource(range: range, name: name.string, level: min((blanks - left) / 2, 64), line: line.number))
    }
  }

  /// An e-mail's `> ` with its one blank, repeated.
  private static func withoutQuoteMarks(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = bytes
    while rest.first == UInt8(ascii: ">") {
      rest = rest.dropFirst()
      if rest.first == 0x20 { rest = rest.dropFirst() }
    }
    return rest
  }

  static func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
    fields(bytes.drop(while: SourceLine.isBlank)) != nil
  }

  private static func fields(_ bytes: ArraySlice<UInt8>) -> (AddressRange, ArraySlice<UInt8>)? {
    var scanner = ByteScanner(bytes)
    guard let first = scanner.hex(), scanner.skip("-"), let last = scanner.hex(), scanner.skip(" : "),
      last >= first
    else { return nil }
    // /proc/ioports has four digits, this eight or more.
    guard bytes.prefix(while: { $0 != UInt8(ascii: "-") }).count > 4 else { return nil }
    return (AddressRange(inclusive: first, last), scanner.trimmed)
  }
}

extension FileKind {
  public static let procIOMem = FileKind(
    "/proc/iomem", example: "00100000-7ffcefff : System RAM",
    origin: "sudo cat /proc/iomem",
    recognition: .lines { ProcIOMem.matches($0) },
    read: { source throws(ProcIOMemError) in try ProcIOMem(source) })
}

extension MachineReport {
  public var procIOMem: Named<ProcIOMem>? {
    get { self[ProcIOMem.self] }
    set { self[ProcIOMem.self] = newValue }
  }
}
