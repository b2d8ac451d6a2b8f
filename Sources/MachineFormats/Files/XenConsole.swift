import MemtypeEngine

/// What is wrong with a Xen console log.
public struct XenConsoleError: FormatError {
  public static let format = "Xen console"
  public static let accepted = "(XEN)  0000000000100000 - 0000000077f45000 (usable)"
  public let line: Int
  public let found: String

  public init(line: Int, found: String) {
    self.line = line
    self.found = found
  }
}

/// The hypervisor's own messages, `(XEN) ...`: the firmware's memory map as Xen got it, and what Xen says of the
/// MTRRs in the words that Linux has, too.
public struct XenConsole: Sendable {
  public struct Entry: Hashable, Sendable {
    public var entry: E820Entry
    public var line: Int
  }

  /// `4.17.3`
  public var version: Logged<String>?
  /// The map that the firmware or the boot loader handed over, the first one printed.
  public var entries: [Entry] = []
  /// `Xen-e820`, `EFI`, `TBOOT`: whose map it is.
  public var mapName = ""
  /// The rest, read like a kernel's log: the register dump, for instance.
  public var log: BootLog

  static let limit = 4096

  /// - Throws: `XenConsoleError` for a map entry that is damaged.
  public init(_ source: SourceText) throws(XenConsoleError) {
    log = BootLog(source.mapped { Self.message($0.bytes) })
    var isMap = false
    for line in source.lines {
      guard let message = Self.message(line.bytes) else { continue }
      var scanner = ByteScanner(message)
      if scanner.skip("Xen version ") {
        version = version ?? scanner.word().map { Logged($0.string, line: line.number) }
      } else if message.contains(" RAM map:") {
        isMap = entries.isEmpty
        if isMap { mapName = String(message.prefix { $0 != 0x20 }.string.prefix(16)) }
      } else if let (first, end, words) = Self.fields(message) {
        guard isMap else { continue }
        guard end > first else {
          throw XenConsoleError(line: line.number, found: "an end below its start: \(excerpt(message))")
        }
        guard entries.count < Self.limit else {
          throw XenConsoleError(line: line.number, found: "more than \(Self.limit) entries")
        }
        let type = E820Type(word: words) ?? .reserved
        entries.append(Entry(entry: E820Entry(AddressRange(first, end), type), line: line.number))
      } else {
        isMap = false
      }
    }
  }

  static func matches(_ bytes: ArraySlice<UInt8>) -> Bool { message(bytes) != nil }

  /// The text behind `(XEN) `, without a date of its own.
  private static func message(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var scanner = ByteScanner(LogPrefix.strip(line))
    guard scanner.skip("(XEN)") else { return nil }
    return LogPrefix.strip(scanner.rest)
  }

  /// `0000000000100000 - 0000000077f45000 (usable)`, since 4.13 `[0000000000100000, 0000000077f44fff] (usable)`; the end
  /// is exclusive here.
  private static func fields(_ message: ArraySlice<UInt8>) -> (
    first: UInt64, end: UInt64, words: ArraySlice<UInt8>
  )? {
    var scanner = ByteScanner(message)
    let isInclusive = scanner.skip("[")
    guard let first = scanner.anyHex(), scanner.skip(" - ") || scanner.skip(", "), let last = scanner.anyHex()
    else {
      return nil
    }
    if isInclusive, !scanner.skip("]") { return nil }
    guard scanner.blanks() else { return nil }
    if scanner.skip("type ") { return (first, isInclusive ? last.adding(clamped: 1) : last, []) }
    guard scanner.skip("("), let words = scanner.upTo(UInt8(ascii: ")")) else { return nil }
    return (first, isInclusive ? last.adding(clamped: 1) : last, words)
  }
}

extension FileKind {
  public static let xenConsole = FileKind(
    "Xen console", example: "(XEN)  0000000000100000 - 0000000077f45000 (usable)",
    origin: "sudo xl dmesg, or the serial line",
    recognition: .lines { XenConsole.matches($0) },
    read: { source throws(XenConsoleError) in try XenConsole(source) })
}

extension MachineReport {
  public var xenConsole: Named<XenConsole>? {
    get { self[XenConsole.self] }
    set { self[XenConsole.self] = newValue }
  }
}
