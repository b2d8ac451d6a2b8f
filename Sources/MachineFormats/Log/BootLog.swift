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
  /// `max_arch_pfn = 0x...` of the last such line.
  public var maxArchPages: UInt64?
  /// `last_pfn = 0x...`, in order.
  public var lastPFNs: [Logged<UInt64>] = []
  public var mtrr = MTRRLines()
  public var pat = PATLines()
  /// The memtype tracker's messages and what ioremap says, in order.
  public var memtypes: [Logged<MemtypeEvent>] = []
  public var devices = DeviceLines()
  /// The EFI memory map, printed with `efi=debug`.
  public var efiMap: [Logged<EFIDescriptor>] = []
  /// Lines of other files that were pasted in between.
  public var procMTRR: ProcMTRR?
  public var memtypeList: PATMemtypeList?
  /// Every failure, refusal and conflict that was printed, in order.
  public var failures: [Logged<LogFailure>] = []
  /// Every line of this boot that is not blank, without its decoration.
  public var messages = LogMessages()
  /// Lines that were understood.
  public var count = 0
  public var damages: [Damage] = []
  /// Boots before this one in the same file.
  public var earlierBoots = 0
  /// The boots that were not taken, as far as something is kept of them.
  public var otherBoots: [OtherBoot] = []

  /// A boot in the same file that was not taken: it is only named.
  public struct OtherBoot: Hashable, Sendable {
    public var release: KernelRelease?
    /// Its first line that was read.
    public var line: Int
    public var failures: [Logged<LogFailure>]
    public var lastPFNs: [Logged<UInt64>]
  }

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
    var reader = BootLogReader(buffer: source.buffer)
    for line in source.lines where !line.bytes.isEmpty { reader.read(line) }
    self = reader.finished()
  }

  mutating func note(_ line: Int, _ bytes: ArraySlice<UInt8>) {
    guard damages.count < 1000 else { return }
    damages.append(Damage(line: line, found: excerpt(bytes, limit: 90)))
  }
}

/// Takes a log line by line, tells boots apart, and joins what a mailer has wrapped.
struct BootLogReader {
  private let buffer: [UInt8]
  private var log = BootLog()
  private var earlier: BootLog?
  private var earlierCount = 0
  private var others: [BootLog.OtherBoot] = []
  private var state = MTRRLines.State.outside
  private var unfinished: Unfinished?

  /// A message that may go on in the next line.
  private struct Unfinished {
    enum Reading {
      /// It says nothing here as far as it goes.
      case nothing
      case damaged
      /// It was read, but its end matters and may be missing.
      case read
    }

    var message: [UInt8]
    var line: Int
    var reading: Reading
    /// It had a time stamp or the like, so a line without one belongs to it.
    var isDecorated: Bool
  }

  /// Longer than any message that is read here.
  private static let messageLimit = 4096
  /// Shorter messages are wrapped by nobody.
  private static let wrapLimit = 30

  init(buffer: [UInt8]) {
    self.buffer = buffer
    log.messages = LogMessages(buffer: buffer)
  }

  mutating func read(_ line: SourceLine) {
    let message = LogPrefix.strip(line.bytes)
    guard let first = message.first else {
      unfinished = nil
      return
    }
    let isDecorated = message.startIndex != LogPrefix.quotes(line.bytes).startIndex
    if isNewBoot(message) { startBoot() }
    let damages = log.damages.count
    let reading: Unfinished.Reading
    if log.read(message, first: first, line: line.number, state: &state) {
      log.count += 1
      log.messages.append(message, line: line.number, isRead: true)
      let isDamaged = log.damages.count > damages
      guard isDamaged || goesOn(message) else {
        unfinished = nil
        return
      }
      reading = isDamaged ? .damaged : .read
    } else {
      if !isDecorated, resume(message) { return }
      log.messages.append(message, line: line.number, isRead: false)
      reading = .nothing
    }
    unfinished =
      reading == .nothing && message.count < Self.wrapLimit
      ? nil
      : Unfinished(
        message: Array(message.prefix(Self.messageLimit)), line: line.number, reading: reading,
        isDecorated: isDecorated)
  }

  /// The two messages that are long and whose end matters.
  private func goesOn(_ message: ArraySlice<UInt8>) -> Bool {
    let scanner = ByteScanner(message)
    return scanner.starts(with: "Linux version ") || scanner.starts(with: "Command line: ")
  }

  /// Reads the unfinished message once more, with this line behind it. Whether it was of use.
  private mutating func resume(_ rest: ArraySlice<UInt8>) -> Bool {
    guard let start = unfinished, start.message.count < Self.messageLimit else { return false }
    if start.reading == .read, !start.isDecorated { return false }
    unfinished = nil
    let joined = start.message + [0x20] + rest.prefix(Self.messageLimit)
    guard let first = joined.first else { return false }
    let (release, commandLine, damage) = (log.release, log.commandLine, log.damages.last)
    switch start.reading {
    case .nothing: break
    case .damaged: _ = log.damages.popLast()
    case .read:
      if release?.line == start.line { log.release = nil }
      if commandLine?.line == start.line { log.commandLine = nil }
    }
    let damages = log.damages.count
    let isRead = log.read(joined[...], first: first, line: start.line, state: &state)
    if isRead, log.damages.count == damages {
      if start.reading == .nothing { log.count += 1 }
      log.messages.join(joined, line: start.line, isRead: true)
      if start.reading != .read { return true }
    } else {
      // A message that is not read, or damaged, leaves nothing behind but its damage.
      log.damages.removeSubrange(damages...)
      if start.reading == .damaged, let damage { log.damages.append(damage) }
      if start.reading == .read { (log.release, log.commandLine) = (release, commandLine) }
    }
    // It may take a third line. A decorated message has no other claim to this one.
    guard start.isDecorated else { return false }
    unfinished = Unfinished(message: joined, line: start.line, reading: start.reading, isDecorated: true)
    return true
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
    if log.hasMap || earlier == nil {
      if let older = earlier { name(older) }
      earlier = log
    } else {
      name(log)
    }
    log = BootLog()
    log.messages = LogMessages(buffer: buffer)
    state = .outside
    unfinished = nil
  }

  /// Keeps of a boot that is not taken what has to be said of it.
  private mutating func name(_ boot: BootLog) {
    guard others.count < 256 else { return }
    others.append(
      BootLog.OtherBoot(
        release: boot.release, line: boot.messages.first?.line ?? 1, failures: boot.failures,
        lastPFNs: Array(boot.lastPFNs.prefix(4))))
  }

  mutating func finished() -> BootLog {
    var result = log
    if let older = earlier {
      let isOlderTaken = !log.hasMap && older.hasMap
      name(isOlderTaken ? log : older)
      if isOlderTaken { result = older }
    }
    result.earlierBoots = earlierCount
    result.otherBoots = others.sorted { $0.line < $1.line }
    return result
  }
}

extension BootLog {
  /// Reads one message; whether it was one that matters.
  mutating func read(_ message: ArraySlice<UInt8>, first: UInt8, line: Int, state: inout MTRRLines.State)
    -> Bool
  {
    // A failure is noted whatever else is read from the message.
    let isFailure = readFailure(message, first: first, line: line)
    return readFact(message, first: first, line: line, state: &state) || isFailure
  }

  private mutating func readFact(
    _ message: ArraySlice<UInt8>, first: UInt8, line: Int, state: inout MTRRLines.State
  ) -> Bool {
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
