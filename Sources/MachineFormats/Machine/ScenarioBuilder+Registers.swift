import MemtypeEngine

extension ScenarioBuilder {
  /// MAXPHYADDR: from /proc/cpuinfo, or from how far the masks reach.
  mutating func physicalWidth(_ map: [E820Entry]) -> Int {
    let masks = maskBits
    if let bits = report.cpuInfo?.value.physBits?.value { return max(bits, CPU.physBitsRange.lowerBound) }
    let missing =
      report.cpuInfo == nil ? "no /proc/cpuinfo" : "no address sizes in \(report.cpuInfo?.file ?? "")"
    var needed = 36
    for entry in map where entry.size > 0 { needed = max(needed, 64 - entry.range.last.leadingZeroBitCount) }
    if let bits = masks, bits >= needed, bits <= 52 {
      assume(missing, "\(bits) physical address bits, as the MTRR masks have")
      return bits
    }
    if let other = otherPhysBits, other.bits >= needed {
      assume(missing, "\(other.bits) physical address bits, as \(other.source) says")
      return other.bits
    }
    let bits = min(max(needed, 46), 52)
    assume(missing, "\(bits) physical address bits")
    return bits
  }

  /// The width that the highest bit of the masks tells.
  private var maskBits: Int? {
    var all: UInt64 = 0
    for register in report.msrs?.value.mtrr?.variable ?? [] where register.isValid {
      all |= register.maskBits
    }
    for register in report.firmwareLog?.value.variable.values.map(\.value) ?? [] { all |= register.maskBits }
    for register in log?.mtrr.dump?.variable ?? [] { all |= register.content?.maskBits ?? 0 }
    return all == 0 ? nil : 64 - all.leadingZeroBitCount
  }

  /// What is known of the machine when its registers are looked for.
  struct MTRRContext {
    var cpu: CPU
    var kernel: KernelRevision
    var platform: Platform
    var firmwareMap: [E820Entry]
    /// Linux did not read the registers.
    var isForced: Bool
  }

  /// The MTRRs as the firmware left them.
  ///
  /// The dump that the kernel printed while reading them comes first: MSRs and /proc/mtrr show the end of the boot,
  /// after a cleanup or writes of users.
  mutating func registers(_ context: MTRRContext) -> MTRRRegisters {
    var result = bestRegisters(context)
    if result.syscfg == nil, let top = topMem2(context, count: Int(result.capabilities & 0xff)) {
      result.syscfg = MTRRRegisters.tom2InForce
      result.topMem2 = top
    }
    return result
  }

  /// TOP_MEM2 where it makes memory above 4 GiB WB: as the dump has it, or where the map's counts show that it does.
  private mutating func topMem2(_ context: MTRRContext, count: Int) -> UInt64? {
    if let printed = log?.mtrr.topMem2?.value ?? log?.mtrr.dump?.topMem2 { return printed }
    guard context.cpu.vendor == .amd || context.cpu.vendor == .hygon, let map = log?.mtrr.map,
      map.countsTOM2 || map.builtFrom == count + 1
    else { return nil }
    let top = Self.end(of: context.firmwareMap).roundedUp(to: 8 * .mib)
    assume("no TOP_MEM2", "\(top.grouped), the end of RAM: the MTRR map line counts one range more")
    return top
  }

  private static func end(of map: [E820Entry]) -> UInt64 {
    var end: UInt64 = 0
    for entry in map where entry.type == .ram && entry.range.end < .top { end = max(end, entry.range.end) }
    return end
  }

  private mutating func bestRegisters(_ context: MTRRContext) -> MTRRRegisters {
    let msrs = report.msrs?.value.mtrr
    let file = report.msrs?.file ?? "the MSR dump"
    if let dump = registerDump { return registers(dump, msrs: msrs) }
    if let msrs {
      if let missing = report.msrs?.value.missingVariable, !missing.isEmpty {
        assume("\(missing.count) variable MTRRs in \(file)", "taken as unused")
      }
      let whole = withFixed(msrs)
      return context.isForced ? whole : withoutLateChanges(whole, context)
    }
    if report.msrs != nil { assume("MTRRs in \(file)", "taken from what else there is") }
    if let registers = otherRegisters() { return registers }
    if log?.mtrr.isMissing != nil { return .allZero }
    if (log?.mtrr.isDisabled ?? log?.mtrr.isOff ?? log?.pat.skipped) != nil {
      assume("no MSR dump", "MTRRs switched off with nothing programmed, as the log says")
      return MTRRRegisters(
        capabilities: Self.usualCapabilities, defaultTypeRegister: 0,
        variable: Array(repeating: .unused, count: 8))
    }
    if context.platform == .xenDom0 { return xenRegisters(context) }
    if context.isForced {
      assume(
        "no MSR dump", "the registers, which a forced state hides, enabled with default WB and no range")
      return MTRRRegisters(
        capabilities: Self.usualCapabilities, defaultTypeRegister: 0x806,
        variable: Array(repeating: .unused, count: 8))
    }
    return derivedRegisters(context)
  }

  /// Dumps often lack the fixed-range registers, although they are enabled.
  private mutating func withFixed(_ msrs: MTRRRegisters) -> MTRRRegisters {
    guard report.msrs?.value.isWithoutFixed == true, msrs.isFixedEnabled else { return msrs }
    var result = msrs
    assume("no fixed-range MTRRs in \(report.msrs?.file ?? "the MSR dump")", "as a PC's firmware sets them")
    result.fixed = Self.fixed(wpFrom: 0xc0000)
    return result
  }

  /// VCNT 8, FIX, WC.
  private static let usualCapabilities: UInt64 = 0x508

  private mutating func registers(_ dump: MTRRDump, msrs: MTRRRegisters?) -> MTRRRegisters {
    var result =
      msrs
      ?? MTRRRegisters(
        capabilities: UInt64(dump.count) | (dump.isFixedEnabled == nil ? 0 : 0x100) | 0x400,
        defaultTypeRegister: 0, variable: Array(repeating: .unused, count: dump.count))
    if dump.lacksDefaultType, msrs == nil {
      assume(
        "no default type in the register dump",
        "\(dump.defaultType.name), as there \(dump.defaultType == .wb ? "is no WB range" : "are WB ranges")")
    }
    if msrs == nil {
      assume("no MSR dump", "MTRRcap from the register dump in the log, write-combining supported")
      if dump.variable.isEmpty { assume("no variable ranges in the register dump", "none in use") }
    }
    if !dump.lacksDefaultType || msrs == nil { result.defaultType = dump.defaultType }
    if let isEnabled = dump.isEnabled ?? dump.isFixedEnabled {
      result.isEnabled = isEnabled
    } else if msrs == nil {
      assume("no word on whether the MTRRs are enabled", "enabled")
      result.isEnabled = true
    }
    // `fixed ranges enabled` wants E and FE; with E clear it says nothing about FE.
    if let isFixed = dump.isFixedEnabled, result.isEnabled { result.isFixedEnabled = isFixed }
    if !dump.fixed.isEmpty { fill(&result.fixed, from: dump) }
    for register in dump.variable {
      guard result.variable.indices.contains(register.number) else { continue }
      guard let content = register.content else {
        // The dump does not show what a disabled pair holds.
        if result.variable[register.number].isValid { result.variable[register.number] = .unused }
        continue
      }
      if !Self.isSame(content, result.variable[register.number]) {
        result.variable[register.number] = content
      }
    }
    if let msrs, result != msrs {
      contradict(
        "the MSRs in \(report.msrs?.file ?? "the dump") differ from the registers at boot "
          + "(\(place(dump.line))): the boot's are taken, the others were changed later")
    }
    return result
  }

  /// The printed pair against the register: printed are type, base and mask, and the type `?` for any reserved one.
  private static func isSame(_ printed: VariableRange, _ register: VariableRange) -> Bool {
    guard register.isValid, printed.baseAddress == register.baseAddress, printed.maskBits == register.maskBits
    else {
      return false
    }
    return printed.type.mtrrWord == register.type.mtrrWord
  }

  private func fill(_ fixed: inout FixedRanges, from dump: MTRRDump) {
    for slot in 0..<FixedRanges.slotCount {
      let range = FixedRanges.range(ofSlot: slot)
      guard let run = dump.fixed.first(where: { $0.range.contains(range) }) else { continue }
      if fixed[slot].mtrrWord != run.type.mtrrWord { fixed[slot] = run.type }
    }
  }

  /// MSRs are read at the end of the boot. Where the MTRR map line shows that there were fewer ranges at its
  /// beginning, those that came last are left out: a new range takes the first free register.
  private mutating func withoutLateChanges(_ msrs: MTRRRegisters, _ context: MTRRContext) -> MTRRRegisters {
    let file = report.msrs?.file ?? "the MSR dump"
    if let line = log?.mtrr.cleanup {
      note("\(file) shows the registers after the cleanup (\(place(line))), not as the firmware left them")
    }
    let valid = msrs.variable.indices.filter { msrs.variable[$0].isValid }
    if let used = report.anyProcMTRR, used.registers.count != valid.count, msrs.isEnabled {
      contradict("\(file) has \(valid.count) variable MTRRs in use, /proc/mtrr \(used.registers.count)")
    }
    guard let map = log?.mtrr.map, !Self.agrees(msrs, with: map, context) else { return msrs }
    var earlier = msrs
    for index in valid.reversed() {
      earlier.variable[index] = .unused
      if Self.agrees(earlier, with: map, context) {
        contradict(
          "\(file) has variable MTRRs from \(index) on that the kernel did not count at boot "
            + "(\(place(map.line))): they were added later and are left out")
        return earlier
      }
    }
    contradict("the MTRR map line (\(place(map.line))) does not follow from \(file): the MSRs are taken")
    return msrs
  }

  /// Whether the kernel counts as many map entries for these registers as its summary says.
  private static func agrees(_ registers: MTRRRegisters, with map: MTRRMapLines, _ context: MTRRContext)
    -> Bool
  {
    var state = MTRRState(cpu: context.cpu, kernel: context.kernel)
    var messages: [KernelMessage] = []
    state.initialize(registers, log: &messages)
    let fixed = state.map.entries.lazy.filter(\.isFixed).count
    return state.map.entries.count == map.count && fixed == map.fixed
  }

  /// Dom0 is told Xen's registers one by one; the default type is UC, and the fixed ranges are not looked at.
  private mutating func xenRegisters(_ context: MTRRContext) -> MTRRRegisters {
    let count = min(log?.mtrr.map?.registerCount ?? 8, 255)
    let entries = log?.mtrr.map.map { Array($0.entries.dropFirst($0.fixed)) } ?? []
    guard entries.isEmpty else {
      var registers = MTRRRegisters(
        capabilities: UInt64(count) | 0x400, defaultTypeRegister: 0x800,
        variable: Array(repeating: .unused, count: count))
      for (n, pair) in Self.pairs(entries, physBits: context.cpu.physBits).prefix(count).enumerated() {
        registers.variable[n] = pair
      }
      assume("no MSRs under Xen", "variable ranges from the entries of the MTRR map")
      return registers
    }
    let layouts = RegisterLayouts(
      context.firmwareMap, physBits: context.cpu.physBits, count: count, fixed: nil, topMem2: nil)
    return choose("no MSRs under Xen", [layouts.writeBackRAM, layouts.writeBackLowRAM])
  }

  /// One pair for each entry. Linux takes any mask as one range from the base, so one always does.
  private static func pairs(_ entries: [MTRRMapLines.Entry], physBits: Int) -> [VariableRange] {
    entries.map { pair(base: $0.range.start, size: $0.range.size, $0.type, physBits: physBits) }
  }

  static func pair(base: UInt64, size: UInt64, _ type: MemoryType, physBits: Int) -> VariableRange {
    let mask = (0 &- size) & UInt64.mask(bits: physBits) & ~0xfff
    return VariableRange(base: base & ~0xfff | UInt64(type.rawValue), mask: mask | VariableRange.validBit)
  }

  // MARK: Without registers

  /// From /proc/mtrr and the MTRR map, whatever is there.
  private mutating func derivedRegisters(_ context: MTRRContext) -> MTRRRegisters {
    let map = log?.mtrr.map
    let physBits = context.cpu.physBits
    var variable: [VariableRange] = []
    if let listed = report.anyProcMTRR {
      for register in listed.registers {
        while variable.count < register.number { variable.append(.unused) }
        variable.append(
          Self.pair(base: register.base, size: register.size, register.type, physBits: physBits))
      }
      if !listed.registers.isEmpty {
        assume("no MSR dump", "variable ranges from /proc/mtrr, with its rounded sizes")
      }
    } else if let map, map.entries.count == map.count {
      variable = Self.pairs(Array(map.entries.dropFirst(map.fixed)), physBits: physBits)
      assume("no MSR dump", "variable ranges from the entries of the MTRR map")
    } else {
      return assumedRegisters(context)
    }
    let count = min(max(map?.registerCount ?? 8, variable.count), 255)
    variable =
      Array(variable.prefix(count)) + Array(repeating: .unused, count: max(0, count - variable.count))
    let fixed = guessedFixed()
    // A default type is not worth a register: where WB ranges are in use, the default is another.
    let hasWB = variable.contains { $0.isValid && $0.type == .wb }
    let types: [MemoryType] = hasWB ? [.uc, .wb] : [.wb, .uc]
    return choose(
      "no default type",
      types.map { type in
        var registers = MTRRRegisters(
          capabilities: UInt64(count) | 0x500, defaultTypeRegister: 0x800, variable: variable)
        registers.defaultType = type
        registers.isFixedEnabled = fixed != nil
        registers.fixed = fixed ?? FixedRanges()
        let reason = type == types[0] ? ", as there \(hasWB ? "are WB ranges" : "is no WB range")" : ""
        return OpenInput.Candidate("\(type.name)\(reason)", .registers(registers))
      })
  }

  /// Nobody printed the registers: layouts that firmware leaves behind, the most ordinary for such a machine first.
  private mutating func assumedRegisters(_ context: MTRRContext) -> MTRRRegisters {
    let count = min(log?.mtrr.map?.registerCount ?? 8, 255)
    let fixed = guessedFixed()
    let layouts = RegisterLayouts(
      context.firmwareMap, physBits: context.cpu.physBits, count: count, fixed: fixed,
      topMem2: topMem2(context, count: count))
    var candidates: [OpenInput.Candidate] = []
    if let covered = trimmedCover(context.firmwareMap) { candidates.append(layouts.writeBack(covered)) }
    let hole = [layouts.uncachedHole, layouts.allWriteBack]
    let ram = [layouts.writeBackRAM, layouts.writeBackLowRAM]
    if context.platform.hasHypervisor {
      candidates += hole + ram
    } else if context.cpu.vendor == .amd || context.cpu.vendor == .hygon {
      candidates += [ram[0], hole[0], ram[1], hole[1]]
    } else {
      candidates += [hole[0], ram[0], hole[1], ram[1]]
    }
    if log?.mtrr.map.map({ $0.variable > 1 }) == true { candidates.append(layouts.uncachedHoles) }
    if log?.mtrr.cleanup != nil { candidates += layouts.subtractive }
    return choose("no MSR dump and no /proc/mtrr", candidates)
  }

  private mutating func choose(_ missing: String, _ candidates: [OpenInput.Candidate]) -> MTRRRegisters {
    var distinct: [OpenInput.Candidate] = []
    for candidate in candidates where !distinct.contains(where: { $0.edit == candidate.edit }) {
      distinct.append(candidate)
    }
    assume(missing, oneOf: distinct, settledBy: "cat /proc/mtrr; rdmsr -p0 0x2ff")
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
  private static func fixed(wpFrom start: UInt64?) -> FixedRanges {
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
