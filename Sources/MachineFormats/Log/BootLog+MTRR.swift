import MemtypeEngine

extension BootLog {
  static let registerRules: [LogRule] = [dumpRules, foundRules, offRules].flatMap { $0 }

  private static let dumpRules: [LogRule] = [
    LogRule("MTRR default type: ") { log, rest, line in log.readDefaultType(rest, line) },
    LogRule("MTRR fixed ranges ") { log, rest, line in
      log.inDump(line) { $0.isFixedEnabled = rest.starts(with: "enabled") }
      log.dumpState = .fixed
      return true
    },
    LogRule("MTRR variable ranges ") { log, rest, line in
      log.inDump(line) { $0.isEnabled = rest.starts(with: "enabled") }
      log.dumpState = .variable
      return true
    },
    LogRule("MTRR map: ") { log, rest, line in
      log.dumpState = .map
      return log.readMapSummary(rest, line)
    },
    LogRule("MTRRs set to read-only") { log, _, line in
      log.mtrr.isReadOnly = line.number
      return true
    },
    LogRule("TOM2: ") { log, rest, line in
      var scanner = rest
      guard let top = scanner.anyHex() else { return false }
      log.mtrr.topMem2 = Logged(top, line: line.number)
      log.mtrr.dump?.topMem2 = top
      return true
    },
  ]

  /// What the kernel finds and mends.
  private static let foundRules: [LogRule] = [
    LogRule("Found optimal setting for mtrr clean up") { log, _, line in
      log.mtrr.cleanup = line.number
      return true
    },
    LogRule("mtrr: your BIOS has configured an incorrect mask") { log, _, line in
      log.mtrr.repairedMask = line.number
      return true
    },
    LogRule("WARNING: BIOS bug: CPU MTRRs don't cover all of memory, losing ") { log, rest, line in
      var scanner = rest
      guard let lost = scanner.decimal(), scanner.skip("MB") else { return false }
      log.mtrr.lost = Logged(lost, line: line.number)
      return true
    },
    LogRule("CPU MTRRs all blank - virtualized system") { log, _, line in
      log.mtrr.isBlank = line.number
      log.platform.isVirtual = log.platform.isVirtual ?? line.number
      return true
    },
    LogRule("original variable MTRRs") { log, _, _ in
      log.mtrr.original = []
      log.dumpState = .original
      return true
    },
    LogRule("New variable MTRRs") { log, _, _ in
      log.dumpState = .outside
      return true
    },
    LogRule("reg ") { log, rest, line in log.readOriginal(rest, line) || log.readProcRegister(line) },
    LogRule("reg") { log, _, line in log.readProcRegister(line) },
  ]

  /// How kernels say that the MTRRs are not used: up to 6.1 in one word.
  private static let offRules: [LogRule] = [
    LogRule("MTRRs disabled by BIOS") { log, _, line in log.notedDisabled(line) },
    LogRule("MTRRs disabled (by BIOS)") { log, _, line in log.notedDisabled(line) },
    LogRule("MTRRs disabled (not available)") { log, _, line in
      log.mtrr.isMissing = line.number
      return true
    },
    LogRule("Disabled") { log, rest, line in log.notedOff(rest, line) },
    LogRule("MTRR: Disabled") { log, rest, line in log.notedOff(rest, line) },
    LogRule("mtrr: Disabled") { log, rest, line in log.notedOff(rest, line) },
  ]

  private mutating func notedDisabled(_ line: LogLine) -> Bool {
    mtrr.isDisabled = line.number
    return true
  }

  private mutating func notedOff(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    // A word that may stand in any text; among a kernel's messages it is one.
    guard rest.isBlank, count > 0 else { return false }
    mtrr.isOff = line.number
    return true
  }

  // MARK: The dump

  private mutating func readDefaultType(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    guard let type = MemoryType(mtrrWord: rest.trimmed) else { return noted(line) }
    mtrr.dump = MTRRDump(defaultType: type, line: line.number)
    dumpState = .outside
    return true
  }

  /// Changes the dump; begins one where its first lines are cut off.
  private mutating func inDump(_ line: LogLine, _ change: (inout MTRRDump) -> Void) {
    var dump = mtrr.dump ?? MTRRDump(defaultType: .wb, lacksDefaultType: true, line: line.number)
    change(&dump)
    mtrr.dump = dump
  }

  /// A line of a dump or of the map: digits, which mean nothing elsewhere.
  mutating func readDumpLine(_ line: LogLine) -> Bool {
    guard let first = line.message.first,
      ByteScanner.isDigit(first) || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(first)
    else { return false }
    if dumpState == .map, readMapEntry(line) { return true }
    return readRegister(line) || readFixedRun(line)
  }

  /// `  A0000-BFFFF uncachable`
  private mutating func readFixedRun(_ line: LogLine) -> Bool {
    var scanner = ByteScanner(line.message)
    let start = scanner.rest.startIndex
    guard let range = scanner.inclusiveRange(), range.end <= .mib, scanner.rest.startIndex - start == 11,
      scanner.blanks(), let type = MemoryType(mtrrWord: scanner.trimmed)
    else { return false }
    if dumpState != .fixed, mtrr.dump?.fixed.isEmpty == false { return false }
    guard mtrr.dump?.fixed.count ?? 0 < FixedRanges.slotCount else { return false }
    inDump(line) { $0.fixed.append(MTRRDump.FixedRun(range: range, type: type)) }
    if dumpState == .outside { dumpState = .fixed }
    return true
  }

  /// `  0 base 00C0000000 mask FFC0000000 uncachable`, `  1 disabled`
  private mutating func readRegister(_ line: LogLine) -> Bool {
    var scanner = ByteScanner(line.message)
    guard let number = scanner.decimal(), number < UInt64(ProcMTRR.limit) else { return false }
    let content: VariableRange?
    if scanner.skip(" disabled"), scanner.isBlank {
      // Two words that are the kernel's only among its registers.
      guard dumpState == .variable else { return false }
      content = nil
    } else {
      guard scanner.skip(" base "), let base = scanner.hex(), scanner.skip(" mask "),
        let mask = scanner.hex(),
        scanner.blanks(), let type = MemoryType(mtrrWord: scanner.trimmed)
      else { return false }
      content = VariableRange(
        base: base & ~0xfff | UInt64(type.rawValue), mask: mask & ~0xfff | VariableRange.validBit)
    }
    if mtrr.dump?.variable.contains(where: { $0.number == Int(number) }) == true { return false }
    inDump(line) { dump in
      let place = dump.variable.firstIndex { $0.number > Int(number) } ?? dump.variable.endIndex
      dump.variable.insert(
        MTRRDump.Register(number: Int(number), content: content, line: line.number), at: place)
      if dump.lacksDefaultType, content?.type == .wb { dump.defaultType = .uc }
    }
    dumpState = .variable
    return true
  }

  // MARK: The map

  private mutating func readMapSummary(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    guard let count = scanner.small(), scanner.skip(" entries ("), let fixed = scanner.small(),
      scanner.skip(" fixed + "), let variable = scanner.small(), scanner.skip(" variable; max "),
      let limit = scanner.small(), scanner.skip("), built from "), let builtFrom = scanner.small()
    else { return noted(line) }
    mtrr.map = MTRRMapLines(
      count: count, fixed: fixed, variable: variable, limit: limit, builtFrom: builtFrom, line: line.number)
    return true
  }

  /// `  3: 00000000c0000000-00000000ffffffff uncachable`
  private mutating func readMapEntry(_ line: LogLine) -> Bool {
    var scanner = ByteScanner(line.message)
    guard var map = mtrr.map, let number = scanner.decimal(), number == UInt64(map.entries.count),
      map.entries.count < map.count, scanner.skip(": "), let range = scanner.inclusiveRange(),
      scanner.blanks(), let type = MemoryType(mtrrWord: scanner.trimmed)
    else { return false }
    map.entries.append(MTRRMapLines.Entry(range: range, type: type, line: line.number))
    mtrr.map = map
    return true
  }

  /// `0, base: 0GB, range: 2GB, type WB`
  private mutating func readOriginal(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    guard dumpState == .original, let number = scanner.small(), number < ProcMTRR.limit,
      scanner.skip(", base: "), let base = scanner.roundSize(), scanner.skip(", range: "),
      let size = scanner.roundSize(), scanner.skip(", type "), size > 0,
      let type = MemoryType.mtrrTypes.first(where: { scanner.trimmed.elementsEqual($0.name.utf8) })
    else { return false }
    mtrr.original.append(
      MTRRLines.Original(number: number, base: base, size: size, type: type, line: line.number), limit: 256)
    return true
  }

  /// A line of /proc/mtrr between the messages.
  private mutating func readProcRegister(_ line: LogLine) -> Bool {
    guard ProcMTRR.matches(line.message) else { return false }
    guard let register = ProcMTRR.register(line.message, line: line.number) else { return noted(line) }
    var list = procMTRR ?? ProcMTRR()
    if (try? list.append(register)) != nil { procMTRR = list }
    return true
  }
}

extension ByteScanner {
  /// `7104MB`, `2GB`, `512KB`.
  fileprivate mutating func roundSize() -> UInt64? {
    var copy = self
    guard let number = copy.decimal(), number < 1 << 32 else { return nil }
    let shift: UInt64? = copy.skip("KB") ? 10 : copy.skip("MB") ? 20 : copy.skip("GB") ? 30 : nil
    guard let shift, (number << shift) >> shift == number else { return nil }
    self = copy
    return number << shift
  }

  /// A decimal number that a kernel counter could have.
  mutating func small() -> Int? {
    var copy = self
    guard let number = copy.decimal(), number < 1 << 20 else { return nil }
    self = copy
    return Int(number)
  }
}
