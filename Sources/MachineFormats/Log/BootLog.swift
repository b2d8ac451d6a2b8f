import MemtypeEngine

/// Something that a log line says, and where.
public struct Logged<Value: Hashable & Sendable>: Hashable, Sendable {
  public var value: Value
  /// From 1.
  public var line: Int

  public init(_ value: Value, line: Int) {
    self.value = value
    self.line = line
  }
}

/// What a kernel log says about memory types. Lines that say nothing about them are passed over.
///
/// A log is a witness, not a file format: it may be cut off anywhere and have foreign lines in it, so nothing is
/// required, and a line that is damaged is left out and listed.
public struct BootLog: Sendable {
  /// A damaged line of a kind that matters.
  public struct Damage: Hashable, Sendable {
    public var line: Int
    public var found: String
  }

  public var release: KernelRelease?
  public var commandLine: CommandLine?
  public var platform = PlatformLines()
  public var e820: [Logged<E820Event>] = []
  /// The first `[gap ...]` line, by which newer kernels show what no entry covers.
  public var gapLine: Int?
  /// `last_pfn = 0x...`, in order.
  public var lastPFNs: [Logged<UInt64>] = []
  public var mtrr = MTRRLines()
  public var pat = PATLines()
  /// The memtype tracker's messages and what ioremap says, in order.
  public var memtypes: [Logged<MemtypeEvent>] = []
  public var devices = DeviceLines()
  /// Lines of other files that were pasted in between.
  public var procMTRR: ProcMTRR?
  public var memtypeList: PATMemtypeList?
  /// Lines that were understood.
  public var count = 0
  public var damages: [Damage] = []
  /// Boots before this one in the same file.
  public var earlierBoots = 0

  /// Entries of one kind beyond this are dropped: more than any real log has, few enough to be safe.
  static let limit = 100_000

  init() {}

  /// Whether a memory map was printed.
  public var hasMap: Bool {
    e820.contains { event in
      if case .entry = event.value { true } else { false }
    }
  }

  /// Reads a whole log. Of several boots in it the last one that has a memory map is taken.
  public init(_ source: SourceText) {
    var reader = BootLogReader()
    for line in source.lines where !line.bytes.isEmpty { reader.read(line) }
    self = reader.finished()
  }

  mutating func note(_ line: Int, _ bytes: ArraySlice<UInt8>) {
    guard damages.count < 100 else { return }
    damages.append(Damage(line: line, found: excerpt(bytes, limit: 90)))
  }
}

/// Takes a log line by line and tells boots apart.
struct BootLogReader {
  private var log = BootLog()
  private var earlier: [BootLog] = []
  private var earlierCount = 0
  private var state = MTRRLines.State.outside

  mutating func read(_ line: SourceLine) {
    let message = LogPrefix.strip(line.bytes)
    guard let first = message.first else { return }
    if isNewBoot(message) { startBoot() }
    if log.read(message, first: first, line: line.number, state: &state) { log.count += 1 }
  }

  /// A second banner, or a second firmware map where the banner is cut off.
  private func isNewBoot(_ message: ArraySlice<UInt8>) -> Bool {
    let scanner = ByteScanner(message)
    if scanner.starts(with: "Linux version ") { return log.release != nil || log.hasMap }
    return scanner.starts(with: "BIOS-provided physical RAM map:") && log.hasMap
  }

  private mutating func startBoot() {
    earlierCount += 1
    // Only the last boot with a map can still be wanted.
    if log.hasMap || earlier.isEmpty { earlier = [log] }
    log = BootLog()
    state = .outside
  }

  func finished() -> BootLog {
    guard !log.hasMap, var older = earlier.last, older.hasMap else {
      var result = log
      result.earlierBoots = earlierCount
      return result
    }
    older.earlierBoots = earlierCount
    return older
  }
}

extension BootLog {
  /// Reads one message; whether it was one that matters.
  mutating func read(_ message: ArraySlice<UInt8>, first: UInt8, line: Int, state: inout MTRRLines.State)
    -> Bool
  {
    if readMTRRDump(message, first: first, line: line, state: &state) { return true }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return false
    case UInt8(ascii: "B"), UInt8(ascii: "e"), UInt8(ascii: "l"), UInt8(ascii: "m"), UInt8(ascii: "r"),
      UInt8(ascii: "u"), UInt8(ascii: "X"):
      if readE820(message, first: first, line: line) { return true }
    case UInt8(ascii: "x"), UInt8(ascii: "i"), UInt8(ascii: "P"):
      if readMemtype(message, first: first, line: line) { return true }
    default: break
    }
    if readPlatform(message, first: first, line: line) { return true }
    return readDevice(message, first: first, line: line)
  }
}
