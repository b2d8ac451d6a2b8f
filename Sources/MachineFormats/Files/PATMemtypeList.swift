import MemtypeEngine

/// What is wrong with a copy of the memtype list.
public struct PATMemtypeListError: FormatError {
  public static let format = "pat_memtype_list"
  public static let accepted = "PAT: [mem 0x00000000fed00000-0x00000000fed01000] uncached-minus"
  public let line: Int
  public let found: String

  public init(line: Int, found: String) {
    self.line = line
    self.found = found
  }
}

/// debugfs x86/pat_memtype_list: what the memtype tracker holds. Ends are exclusive here, unlike in the log.
public struct PATMemtypeList: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    public var range: AddressRange
    public var mode: PageCacheMode
    public var line: Int
  }

  /// As printed: by start, equal ranges repeated.
  public var entries: [Entry] = []

  /// Far more mappings than a machine has; beyond, the file is not what it seems.
  static let limit = 200_000

  public init() {}

  public init(_ source: SourceText) throws(PATMemtypeListError) {
    for line in source.lines where !line.isBlank {
      let bytes = LogPrefix.quotes(line.bytes)
      if Self.isHeading(bytes) || isPrompt(bytes) { continue }
      guard let entry = Self.entry(bytes, line: line.number) else {
        guard bytes.contains("mem 0x") || bytes.contains(" @ ") else { continue }
        throw PATMemtypeListError(line: line.number, found: "not a list entry: \(excerpt(bytes))")
      }
      guard entries.count < Self.limit else {
        throw PATMemtypeListError(line: line.number, found: "more than \(Self.limit) entries")
      }
      entries.append(entry)
    }
  }

  static func isHeading(_ bytes: ArraySlice<UInt8>) -> Bool {
    ByteScanner(bytes).starts(with: "PAT memtype list:")
  }

  static func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
    isHeading(bytes) || ByteScanner(bytes).starts(with: "PAT: [mem 0x") || oldEntry(bytes, line: 0) != nil
  }

  static func entry(_ bytes: ArraySlice<UInt8>, line: Int) -> Entry? {
    var scanner = ByteScanner(bytes)
    guard scanner.skip("PAT: [mem "), let (start, end) = scanner.hexPair(), scanner.skip("]") else {
      return oldEntry(bytes, line: line)
    }
    guard end > start, let mode = PageCacheMode(word: scanner.trimmed) else { return nil }
    return Entry(range: AddressRange(start, end), mode: mode, line: line)
  }

  /// `write-back @ 0x7ffd0000-0x7ffd2000`, as kernels before 5.3 print it.
  private static func oldEntry(_ bytes: ArraySlice<UInt8>, line: Int) -> Entry? {
    var scanner = ByteScanner(bytes)
    guard let word = scanner.word(), let mode = PageCacheMode(word: word), scanner.skip(" @ "),
      let (start, end) = scanner.hexPair(), end > start
    else { return nil }
    return Entry(range: AddressRange(start, end), mode: mode, line: line)
  }
}

extension PageCacheMode {
  /// From the word in PAT messages (`cattr_name`).
  init?(word: ArraySlice<UInt8>) {
    guard let mode = Self.allCases.first(where: { word.elementsEqual($0.word.utf8) }) else { return nil }
    self = mode
  }
}

extension FileKind {
  public static let patMemtypeList = FileKind(
    "pat_memtype_list", example: "PAT: [mem 0x00000000fed00000-0x00000000fed01000] uncached-minus",
    origin: "sudo cat /sys/kernel/debug/x86/pat_memtype_list", emptyNames: ["pat_memtype_list"],
    recognition: .lines { PATMemtypeList.matches($0) },
    read: { source throws(PATMemtypeListError) in try PATMemtypeList(source) })
}

extension MachineReport {
  public var memtypeList: Named<PATMemtypeList>? {
    get { self[PATMemtypeList.self] }
    set { self[PATMemtypeList.self] = newValue }
  }
}
