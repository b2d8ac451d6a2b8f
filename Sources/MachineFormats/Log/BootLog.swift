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

  /// A boot in the same file that was not taken: it is only named.
  public struct OtherBoot: Hashable, Sendable {
    public var release: KernelRelease?
    /// Its first line.
    public var line: Int
    public var failures: [Logged<LogFailure>]
    public var lastPFNs: [Logged<UInt64>]
  }

  /// Which line a release was read from.
  public enum ReleaseOrigin: Hashable, Sendable {
    /// `Linux version ...`
    case banner
    /// `BOOT_IMAGE=/boot/vmlinuz-4.4.0-101-generic` on the command line.
    case bootImage
    /// `CPU: 0 PID: 1 Comm: swapper/0 Not tainted 6.16.0-rc7+ #1`
    case oops
  }

  public var release: KernelRelease?
  /// nil where there is no release.
  public var releaseOrigin: ReleaseOrigin?
  public var commandLine: CommandLine?
  public var platform = PlatformLines()
  public var e820: [Logged<E820Event>] = []
  public var memory = MemoryLines()
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

  var dumpState = MTRRLines.State.outside

  /// Entries of one kind beyond this are dropped: more than any real log has, few enough to be safe.
  static let limit = 100_000

  init() {}

  /// Whether a memory map was printed.
  public var hasMap: Bool {
    e820.contains { event in
      if case .entry = event.value { true } else { false }
    }
  }

  /// A map that a kernel printed: what firmware prints of it comes before the boot of the kernel that it belongs to.
  var hasKernelsMap: Bool {
    e820.contains {
      guard case .entry(let map, _) = $0.value else { return false }
      return map != Self.seaBIOS
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

  /// Reads one message; whether it was one that matters.
  mutating func read(_ line: LogLine) -> Bool {
    // A failure is noted whatever else is read from the message.
    let isFailure = readFailure(line)
    let expectsTable = devices.expectsDynamicTable
    defer { if expectsTable { devices.expectsDynamicTable = false } }
    if LogRule.apply(to: &self, line) || readDumpLine(line) { return true }
    // A driver's line about its function tells that it is bound, whatever else it says.
    let isBinding = devices.pci.readBinding(line.message, line: line.number)
    return isFailure || isBinding
  }
}
