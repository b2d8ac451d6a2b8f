import MemtypeEngine

/// The registers as the kernel printed them while reading them, before it changed any.
///
/// A log may be cut off within it: what is missing is told apart from what is disabled.
public struct MTRRDump: Hashable, Sendable {
  public struct FixedRun: Hashable, Sendable {
    /// The last byte of the run is included in the log, not here.
    public var range: AddressRange
    public var type: MemoryType
  }

  public struct Register: Hashable, Sendable {
    public var number: Int
    /// nil: `disabled`.
    public var content: VariableRange?
    public var line: Int
  }

  /// As printed; where the line is missing, UC if ranges with WB are in use and WB if there are none.
  public var defaultType: MemoryType
  /// The line with the default type is missing.
  public var lacksDefaultType = false
  /// nil where the fixed part is missing: the CPU has no fixed ranges, or the log is cut off.
  public var isFixedEnabled: Bool?
  /// The same where only types of fixed ranges are left of that part.
  var hasFixedEnabled: Bool? { isFixedEnabled ?? (fixed.isEmpty ? nil : true) }
  public var isEnabled: Bool?
  public var fixed: [FixedRun] = []
  /// By number; numbers that are missing were not printed.
  public var variable: [Register] = []
  public var topMem2: UInt64?
  public var line: Int

  /// A search for a word has found the first line and nothing of the registers.
  var isOnlyDefault: Bool {
    !lacksDefaultType && isFixedEnabled == nil && isEnabled == nil && fixed.isEmpty && variable.isEmpty
  }

  /// How many registers there are at least: one more than the highest number.
  var count: Int { min(max(variable.last.map { $0.number + 1 } ?? 0, variable.count), 255) }

  /// Numbers below the highest one that were not printed.
  public var missing: [Int] {
    let printed = Set(variable.map(\.number))
    return (0..<(variable.last.map { $0.number + 1 } ?? 0)).filter { !printed.contains($0) }
  }
}

/// `MTRR map: 4 entries (3 fixed + 1 variable; max 19), built from 8 variable MTRRs` and the entries behind it.
public struct MTRRMapLines: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    public var range: AddressRange
    public var type: MemoryType
    public var line: Int
  }

  public var count: Int
  public var fixed: Int
  public var variable: Int
  public var limit: Int
  /// Variable MTRRs, and one more where AMD's TOM2 is in force.
  public var builtFrom: Int
  public var line: Int
  /// With `mtrr=debug` only.
  public var entries: [Entry] = []

  /// `max` counts each fixed entry once, each variable register twice, and AMD's TOM2 once.
  var countsTOM2: Bool { limit > fixed && (limit - fixed) % 2 == 1 }
  var registerCount: Int { limit > fixed ? (limit - fixed) / 2 : builtFrom }
}

/// What the log says about the MTRRs.
public struct MTRRLines: Hashable, Sendable {
  /// Which part of a dump the reader is in: its lines mean nothing elsewhere.
  enum State {
    case outside, fixed, variable, map, original
  }

  /// A register in use, before the clean-up.
  public struct Original: Hashable, Sendable {
    public var number: Int
    public var base: UInt64
    public var size: UInt64
    public var type: MemoryType
    public var line: Int
  }

  public var dump: MTRRDump?
  public var map: MTRRMapLines?
  /// `TOM2: 000000013f000000 aka 5104M`: AMD's register, printed only where it is in force.
  public var topMem2: Logged<UInt64>?
  /// `MTRRs set to read-only`: a state was forced.
  public var isReadOnly: Int?
  /// `MTRRs disabled by BIOS`, `MTRRs disabled (by BIOS)`
  public var isDisabled: Int?
  /// `MTRRs disabled (not available)`
  public var isMissing: Int?
  /// `Disabled`: kernels up to 6.1 say no more.
  public var isOff: Int?
  /// `CPU MTRRs all blank - virtualized system.`
  public var isBlank: Int?
  /// `losing 871MB of RAM`
  public var lost: Logged<UInt64>?
  /// What the clean-up found: `reg 0, base: 0GB, range: 2GB, type WB` below `original variable MTRRs`.
  public var original: [Original] = []
  /// The cleanup found a layout and rewrote the registers.
  public var cleanup: Int?
  /// The kernel repaired a mask without its high bits when /proc/mtrr was read.
  public var repairedMask: Int?
}
