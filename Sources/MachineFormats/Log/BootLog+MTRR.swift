import MemtypeEngine

/// The registers as the kernel printed them while reading them, before it changed any.
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

  public var defaultType: MemoryType
  /// nil where the fixed part is missing: the CPU has no fixed ranges, or the log is cut off.
  public var isFixedEnabled: Bool?
  public var isEnabled: Bool?
  public var fixed: [FixedRun] = []
  public var variable: [Register] = []
  public var topMem2: UInt64?
  public var line: Int
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
}

/// What the log says about the MTRRs.
public struct MTRRLines: Hashable, Sendable {
  /// Which part of a dump the reader is in: its lines mean nothing elsewhere.
  enum State {
    case outside, fixed, variable, map
  }

  public var dump: MTRRDump?
  public var map: MTRRMapLines?
  /// `MTRRs set to read-only`: a state was forced.
  public var isReadOnly: Int?
  /// `MTRRs disabled by BIOS`
  public var isDisabled: Int?
  /// `MTRRs disabled (not available)`
  public var isMissing: Int?
  /// `losing 871MB of RAM`
  public var lost: Logged<UInt64>?
  /// The cleanup found a layout and rewrote the registers.
  public var cleanup: Int?
  /// The kernel repaired a mask without its high bits when /proc/mtrr was read.
  public var repairedMask: Int?
}

extension BootLog {
  mutating func readMTRRDump(
    _ message: ArraySlice<UInt8>, first: UInt8, line: Int, state: inout MTRRLines.State
  ) -> Bool {
    if first == UInt8(ascii: "F"),
      ByteScanner(message).starts(with: "Found optimal setting for mtrr clean up")
    {
      mtrr.cleanup = line
      return true
    }
    switch first {
    case UInt8(ascii: "M"): return readMTRRHeading(message, line: line, state: &state)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "F"):
      switch state {
      case .outside: return false
      case .fixed: return readFixedRun(message, line: line)
      case .variable: return readRegister(message, line: line)
      case .map: return readMapEntry(message, line: line)
      }
    case UInt8(ascii: "T"):
      var scanner = ByteScanner(message)
      guard scanner.skip("TOM2: "), let top = scanner.hex() else { return false }
      mtrr.dump?.topMem2 = top
      return true
    case UInt8(ascii: "r"):
      guard ProcMTRR.matches(message) else { return false }
      if let register = ProcMTRR.register(message, line: line) {
        var list = procMTRR ?? ProcMTRR()
        if (try? list.append(register)) != nil { procMTRR = list }
      } else {
        note(line, message)
      }
      return true
    case UInt8(ascii: "m"):
      guard ByteScanner(message).starts(with: "mtrr: your BIOS has configured an incorrect mask") else {
        return false
      }
      mtrr.repairedMask = line
      return true
    case UInt8(ascii: "W"): return readLoss(message, line: line)
    case UInt8(ascii: "u"):
      return ByteScanner(message).starts(with: "update e820 for mtrr")
    default: return false
    }
  }

  private mutating func readMTRRHeading(_ message: ArraySlice<UInt8>, line: Int, state: inout MTRRLines.State)
    -> Bool
  {
    var scanner = ByteScanner(message)
    guard scanner.skip("MTRR") else { return false }
    if scanner.skip(" default type: ") {
      guard let type = MemoryType(mtrrWord: scanner.trimmed) else {
        note(line, message)
        return true
      }
      mtrr.dump = MTRRDump(defaultType: type, line: line)
      state = .outside
    } else if scanner.skip(" fixed ranges ") {
      mtrr.dump?.isFixedEnabled = scanner.starts(with: "enabled")
      state = .fixed
    } else if scanner.skip(" variable ranges ") {
      mtrr.dump?.isEnabled = scanner.starts(with: "enabled")
      state = .variable
    } else if scanner.skip(" map: ") {
      readMapSummary(scanner, message, line: line)
      state = .map
    } else if scanner.starts(with: "s set to read-only") {
      mtrr.isReadOnly = line
    } else if scanner.starts(with: "s disabled by BIOS") {
      mtrr.isDisabled = line
    } else if scanner.starts(with: "s disabled (not available)") {
      mtrr.isMissing = line
    } else {
      return false
    }
    return true
  }

  private mutating func readMapSummary(_ rest: ByteScanner, _ message: ArraySlice<UInt8>, line: Int) {
    var scanner = rest
    guard let count = scanner.small(), scanner.skip(" entries ("), let fixed = scanner.small(),
      scanner.skip(" fixed + "), let variable = scanner.small(), scanner.skip(" variable; max "),
      let limit = scanner.small(), scanner.skip("), built from "), let builtFrom = scanner.small()
    else { return note(line, message) }
    mtrr.map = MTRRMapLines(
      count: count, fixed: fixed, variable: variable, limit: limit, builtFrom: builtFrom, line: line)
  }

  /// `  A0000-BFFFF uncachable`
  private mutating func readFixedRun(_ message: ArraySlice<UInt8>, line: Int) -> Bool {
    var scanner = ByteScanner(message)
    guard let range = scanner.inclusiveRange(), range.end <= .mib, scanner.blanks(),
      let type = MemoryType(mtrrWord: scanner.trimmed)
    else { return false }
    guard var dump = mtrr.dump, dump.fixed.count < FixedRanges.slotCount else { return false }
    dump.fixed.append(MTRRDump.FixedRun(range: range, type: type))
    mtrr.dump = dump
    return true
  }

  /// `  0 base 00C0000000 mask FFC0000000 uncachable`, `  1 disabled`
  private mutating func readRegister(_ message: ArraySlice<UInt8>, line: Int) -> Bool {
    var scanner = ByteScanner(message)
    guard var dump = mtrr.dump, let number = scanner.decimal(), number == UInt64(dump.variable.count),
      number < UInt64(ProcMTRR.limit)
    else { return false }
    if scanner.skip(" disabled"), scanner.isBlank {
      dump.variable.append(MTRRDump.Register(number: Int(number), content: nil, line: line))
      mtrr.dump = dump
      return true
    }
    guard scanner.skip(" base "), let base = scanner.hex(), scanner.skip(" mask "), let mask = scanner.hex(),
      scanner.blanks(), let type = MemoryType(mtrrWord: scanner.trimmed)
    else { return false }
    let content = VariableRange(
      base: base & ~0xfff | UInt64(type.rawValue), mask: mask & ~0xfff | VariableRange.validBit)
    dump.variable.append(MTRRDump.Register(number: Int(number), content: content, line: line))
    mtrr.dump = dump
    return true
  }

  /// `  3: 00000000c0000000-00000000ffffffff uncachable`
  private mutating func readMapEntry(_ message: ArraySlice<UInt8>, line: Int) -> Bool {
    var scanner = ByteScanner(message)
    guard var map = mtrr.map, let number = scanner.decimal(), number == UInt64(map.entries.count),
      map.entries.count < map.count, scanner.skip(": "), let range = scanner.inclusiveRange(),
      scanner.blanks(),
      let type = MemoryType(mtrrWord: scanner.trimmed)
    else { return false }
    map.entries.append(MTRRMapLines.Entry(range: range, type: type, line: line))
    mtrr.map = map
    return true
  }

  /// `WARNING: BIOS bug: CPU MTRRs don't cover all of memory, losing 871MB of RAM.`
  private mutating func readLoss(_ message: ArraySlice<UInt8>, line: Int) -> Bool {
    var scanner = ByteScanner(message)
    guard scanner.skip("WARNING: BIOS bug: CPU MTRRs don't cover all of memory, losing "),
      let lost = scanner.decimal()
    else { return false }
    mtrr.lost = Logged(lost, line: line)
    return true
  }
}

extension ByteScanner {
  /// A decimal number that a kernel counter could have.
  mutating func small() -> Int? {
    var copy = self
    guard let number = copy.decimal(), number < 1 << 20 else { return nil }
    self = copy
    return Int(number)
  }
}
