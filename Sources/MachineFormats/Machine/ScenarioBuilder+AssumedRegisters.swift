import MemtypeEngine

/// Registers that nobody printed: from /proc/mtrr, from the map's entries, or as ordinary firmware leaves them.
extension ScenarioBuilder {
  /// From /proc/mtrr and the MTRR map, whatever is there.
  mutating func derivedRegisters(_ context: MTRRContext) -> MTRRRegisters {
    let map = log?.mtrr.map
    let physBits = context.cpu.physBits
    let variable: [VariableRange]
    if let listed = report.anyProcMTRR {
      variable = listedPairs(listed, physBits: physBits)
    } else if let map, map.entries.count == map.count {
      variable = Self.pairs(Array(map.entries.dropFirst(map.fixed)), physBits: physBits)
    } else {
      return assumedRegisters(context)
    }
    let fixed = guessedFixed()
    let candidates = withEitherDefault(variable, fixed: fixed, count: map?.registerCount ?? 8, context)
    if let boot = bootInstead(of: candidates, fixed: fixed, context) { return boot }
    if report.anyProcMTRR == nil {
      assume("no MSR dump", "variable ranges from the entries of the MTRR map")
    } else if !variable.isEmpty {
      assume("no MSR dump", "variable ranges from /proc/mtrr, with its rounded sizes")
    }
    return choose("no default type", candidates)
  }

  /// What the clean-up printed before it changed anything; it does nothing but with default type UC (`mtrr_cleanup`).
  mutating func originalRegisters(_ context: MTRRContext) -> MTRRRegisters? {
    guard let list = log?.mtrr.original, let last = list.map(\.number).max() else { return nil }
    let count = min(max(log?.mtrr.map?.registerCount ?? 8, last + 1), 255)
    var variable = Array(repeating: VariableRange.unused, count: count)
    for item in list where item.number < count {
      variable[item.number] = Self.pair(
        base: item.base, size: item.size, item.type, physBits: context.cpu.physBits)
    }
    let fixed = guessedFixed()
    assume("no default type", "UC, as the clean-up of the MTRRs looks at no other")
    return MTRRRegisters(
      capabilities: UInt64(count) | 0x500, defaultTypeRegister: fixed == nil ? 0x800 : 0xc00,
      fixed: fixed ?? FixedRanges(), variable: variable)
  }

  /// The default type, where a line tells it without any register.
  private var knownDefault: MemoryType? {
    if let dump = registerDump, dump.isOnlyDefault { return dump.defaultType }
    return hasDefaultUC ? .uc : nil
  }

  /// The clean-up and the trim say nothing, and do nothing, but with default type UC.
  private var hasDefaultUC: Bool {
    guard let log else { return false }
    return log.mtrr.lost != nil || log.mtrr.cleanup != nil || log.mtrr.isBlank != nil
      || log.messages.contains { message in
        let scanner = ByteScanner(message.bytes)
        return scanner.starts(with: "total RAM covered: ") || scanner.starts(with: "mtrr_cleanup: ")
          || scanner.starts(with: "update e820 for mtrr")
      }
  }

  /// The ranges with either default type, the more ordinary one first: it is not worth a register, so that where WB
  /// ranges are in use the default is another.
  private mutating func withEitherDefault(
    _ variable: [VariableRange], fixed: FixedRanges?, count: Int, _ context: MTRRContext
  ) -> [OpenInput.Candidate] {
    let count = min(max(count, variable.count), 255)
    let variable =
      Array(variable.prefix(count)) + Array(repeating: .unused, count: max(0, count - variable.count))
    let hasWB = variable.contains { $0.isValid && $0.type == .wb }
    let types: [MemoryType] = knownDefault.map { [$0] } ?? (hasWB ? [.uc, .wb] : [.wb, .uc])
    return types.map { type in
      var registers = MTRRRegisters(
        capabilities: UInt64(count) | 0x500, defaultTypeRegister: 0x800, variable: variable)
      registers.defaultType = type
      registers.isFixedEnabled = fixed != nil
      registers.fixed = fixed ?? FixedRanges()
      let name =
        knownDefault == nil
        ? Self.reasoned(type)
        : hasDefaultUC ? "UC, as the clean-up and the trim look at no other" : "\(type.name), as the log says"
      return OpenInput.Candidate(type == types[0] ? name : type.name, .registers(registers))
    }
  }

  /// The boot's registers where /proc/mtrr was read later and does not lead to what the log says.
  private mutating func bootInstead(
    of candidates: [OpenInput.Candidate], fixed: FixedRanges?, _ context: MTRRContext
  ) -> MTRRRegisters? {
    guard report.anyProcMTRR != nil, case .registers(let found) = candidates.first?.edit else { return nil }
    for candidate in candidates {
      guard case .registers(let registers) = candidate.edit else { continue }
      if disagreement(completed(registers, context), context) == nil { return nil }
    }
    let file = report.procMTRR?.file ?? report.log?.file ?? ProcMTRRError.format
    guard let boot = earlier(found, file, context) else { return nil }
    report.laterRegisters = LaterRegisters(
      source: file, registers: found, since: boot, physBits: context.cpu.physBits, showsFixed: false)
    return boot
  }

  /// Nobody printed the registers.
  private mutating func assumedRegisters(_ context: MTRRContext) -> MTRRRegisters {
    let count = min(log?.mtrr.map?.registerCount ?? 8, 255)
    let fixed = guessedFixed()
    var candidates = layouts(count: count, fixed: fixed, context)
    // A kernel that finds them on says so with a map line, from 6.5 on.
    if log?.mtrr.map == nil { candidates.append(Self.off(count: count)) }
    if log?.mtrr.isBlank != nil {
      let blank = RegisterLayouts(
        [], physBits: context.cpu.physBits, count: count, fixed: fixed, topMem2: nil
      ).noWriteBack
      candidates = [blank] + candidates.suffix(log?.mtrr.map == nil ? 1 : 0)
    } else if let type = knownDefault {
      candidates.removeAll { candidate in
        guard case .registers(let registers) = candidate.edit else { return false }
        return registers.defaultType != type || !registers.isEnabled
      }
    }
    return choose("no MSR dump and no /proc/mtrr", candidates)
  }

  /// Layouts that firmware leaves behind, the most ordinary for such a machine first.
  mutating func layouts(
    count: Int, fixed: FixedRanges?, _ context: MTRRContext
  ) -> [OpenInput.Candidate] {
    let layouts = RegisterLayouts(
      context.firmwareMap, physBits: context.cpu.physBits, count: count, fixed: fixed,
      topMem2: topMem2(context, count: count))
    var candidates: [OpenInput.Candidate] = []
    if let covered = trimmedCover(context.firmwareMap) { candidates.append(layouts.writeBack(covered)) }
    var hole = [layouts.uncachedHole, layouts.allWriteBack]
    // QEMU's firmware makes the PCI hole UC from where BARs may lie.
    if isQEMU, let gap = log?.memory.pciGap?.value.start, gap >= layouts.lowEnd, gap < .fourGiB {
      hole.insert(layouts.uncachedHole(from: gap), at: 0)
    }
    let ram = [layouts.writeBackRAM, layouts.writeBackLowRAM]
    if context.platform.hasHypervisor || isQEMU {
      candidates += hole + ram
    } else if context.cpu.vendor == .amd || context.cpu.vendor == .hygon {
      candidates += [ram[0], hole[0], ram[1], hole[1]]
    } else {
      candidates += [hole[0], ram[0], hole[1], ram[1]]
    }
    if log?.mtrr.map.map({ $0.variable > 1 }) == true { candidates.append(layouts.uncachedHoles) }
    // A request is refused where a range of another type encloses it.
    let isEnclosed =
      log?.failures.contains { $0.value.kind == .mtrrTypeMismatch && $0.value.held == .wb } == true
    if log?.mtrr.cleanup != nil || isEnclosed { candidates += layouts.subtractive }
    if isEnclosed { candidates.append(layouts.writeBack([AddressRange(0, .fourGiB)] + layouts.above)) }
    return candidates
  }

  /// E is clear.
  static func off(count: Int) -> OpenInput.Candidate {
    OpenInput.Candidate(
      "MTRRs off",
      .registers(
        MTRRRegisters(
          capabilities: UInt64(count) | 0x500, defaultTypeRegister: 0,
          variable: Array(repeating: .unused, count: count))))
  }

  mutating func choose(
    _ missing: String, _ candidates: [OpenInput.Candidate],
    settledBy command: String = "cat /proc/mtrr; rdmsr -p0 0x2ff"
  ) -> MTRRRegisters {
    var distinct: [OpenInput.Candidate] = []
    for candidate in candidates where !distinct.contains(where: { $0.edit == candidate.edit }) {
      distinct.append(candidate)
    }
    assume(missing, oneOf: distinct, settledBy: command)
    guard case .registers(let registers) = distinct.first?.edit else { return .allZero }
    return registers
  }

  /// What RAM was WB where the kernel took the rest out of the map, which it does with default type UC only
  /// (`mtrr_trim_uncached_memory`).
  private func trimmedCover(_ map: [E820Entry]) -> [AddressRange]? {
    let counts = log?.lastPFNs ?? []
    guard let log, let first = counts.first?.line, let last = counts.last else { return nil }
    let gaps = log.e820.compactMap { event -> AddressRange? in
      guard case .update(let range, .ram, .reserved) = event.value, event.line > first,
        event.line <= last.line,
        range.start >= .mib
      else { return nil }
      return range
    }
    guard !gaps.isEmpty else { return nil }
    let end = max(Self.end(of: map), counts.reduce(0) { max($0, min($1.value, 1 << 40) << 12) })
    var covered: [AddressRange] = []
    var start: UInt64 = 0
    for gap in gaps.sorted() {
      if gap.start > start { covered.append(AddressRange(start, gap.start)) }
      start = max(start, gap.end)
    }
    if end > start { covered.append(AddressRange(start, end)) }
    return covered
  }

  /// nil: switched off.
  private mutating func guessedFixed() -> FixedRanges? {
    guard let map = log?.mtrr.map else {
      assume("no MTRR map line", "fixed ranges as a PC's firmware sets them")
      return Self.fixed(wpFrom: 0xc0000)
    }
    if map.entries.count >= map.fixed, map.fixed > 0 {
      var fixed = FixedRanges()
      for slot in 0..<FixedRanges.slotCount {
        let range = FixedRanges.range(ofSlot: slot)
        if let entry = map.entries.prefix(map.fixed).first(where: { $0.range.contains(range) }) {
          fixed[slot] = entry.type
        }
      }
      assume("no MSR dump", "fixed ranges from the entries of the MTRR map")
      return fixed
    }
    assume("no MSR dump", "fixed ranges assumed from the MTRR map line, \(map.fixed) of them")
    switch map.fixed {
    case 0: return nil
    case 1: return FixedRanges(repeating: .wb)
    case 2: return Self.fixed(wpFrom: nil)
    case 3: return Self.fixed(wpFrom: 0xc0000)
    default: return Self.fixed(runs: map.fixed)
    }
  }

  /// WB, UC, and then WP and UC by turns in 64 KiB each, or 4 KiB where there are many.
  private static func fixed(runs: Int) -> FixedRanges {
    var fixed = Self.fixed(wpFrom: 0xc0000)
    let size: UInt64 = runs <= 6 ? 64 * .kib : .page
    for slot in 0..<FixedRanges.slotCount {
      let range = FixedRanges.range(ofSlot: slot)
      guard range.start >= 0xc0000 else { continue }
      let number = min((range.start - 0xc0000) / size, UInt64(clamping: runs - 3))
      fixed[slot] = number.isMultiple(of: 2) ? .wp : .uc
    }
    return fixed
  }

  /// WB below 640 KiB and UC above, from an address on WP.
  static func fixed(wpFrom start: UInt64?) -> FixedRanges {
    var fixed = FixedRanges(repeating: .uc)
    for slot in 0..<FixedRanges.slotCount {
      let range = FixedRanges.range(ofSlot: slot)
      if range.end <= 0xa0000 {
        fixed[slot] = .wb
      } else if let start, range.start >= start {
        fixed[slot] = .wp
      }
    }
    return fixed
  }
}
