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
    if let dump = log?.mtrr.dump?.topMem2, result.syscfg == nil {
      result.syscfg = Self.tom2InForce
      result.topMem2 = dump
    } else if result.syscfg == nil, context.cpu.vendor == .amd || context.cpu.vendor == .hygon,
      log?.mtrr.map?.builtFrom == Int(result.capabilities & 0xff) + 1
    {
      let top = Self.end(of: context.firmwareMap).roundedUp(to: 8 * .mib)
      assume("no TOP_MEM2", "\(top.grouped), the end of RAM: the MTRR map line counts one range more")
      result.syscfg = Self.tom2InForce
      result.topMem2 = top
    }
    return result
  }

  /// Tom2Enabled and Tom2ForceMemTypeWB.
  private static let tom2InForce: UInt64 = 3 << 21

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
    if log?.mtrr.isDisabled != nil {
      assume(
        "no MSR dump",
        "MTRRs switched off with nothing programmed, as the log says that the BIOS disabled them")
      return MTRRRegisters(
        capabilities: Self.usualCapabilities, defaultTypeRegister: 0,
        variable: Array(repeating: .unused, count: 8))
    }
    if context.platform == .xenDom0 { return xenRegisters(physBits: context.cpu.physBits) }
    if context.isForced {
      assume(
        "no MSR dump", "the registers, which a forced state hides, enabled with default WB and no range")
      return MTRRRegisters(
        capabilities: Self.usualCapabilities, defaultTypeRegister: 0x806,
        variable: Array(repeating: .unused, count: 8))
    }
    return derivedRegisters(physBits: context.cpu.physBits, firmwareMap: context.firmwareMap)
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
        capabilities: UInt64(dump.variable.count) | (dump.isFixedEnabled == nil ? 0 : 0x100) | 0x400,
        defaultTypeRegister: 0, variable: Array(repeating: .unused, count: dump.variable.count))
    if msrs == nil {
      assume("no MSR dump", "MTRRcap from the register dump in the log, write-combining supported")
      if dump.variable.isEmpty { assume("no variable ranges in the register dump", "none in use") }
    }
    result.defaultType = dump.defaultType
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
  private mutating func xenRegisters(physBits: Int) -> MTRRRegisters {
    let count = min(log?.mtrr.map?.builtFrom ?? 8, 255)
    var registers = MTRRRegisters(
      capabilities: UInt64(count) | 0x400, defaultTypeRegister: 0x800,
      variable: Array(repeating: .unused, count: count))
    let pairs = Self.pairs(
      log?.mtrr.map.map { Array($0.entries.dropFirst($0.fixed)) } ?? [], physBits: physBits)
    if pairs.isEmpty {
      assume("no MSRs under Xen", "no variable range")
    } else {
      assume("no MSRs under Xen", "variable ranges from the entries of the MTRR map")
    }
    for (n, pair) in pairs.prefix(count).enumerated() { registers.variable[n] = pair }
    return registers
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
  private mutating func derivedRegisters(physBits: Int, firmwareMap: [E820Entry]) -> MTRRRegisters {
    let map = log?.mtrr.map
    let listed = report.anyProcMTRR
    var variable: [VariableRange] = []
    if let listed {
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
    } else if let map, map.variable == 0 {
      assume("no MSR dump", "no variable range, as the MTRR map line says")
    } else {
      let base = Self.usualHole(firmwareMap)
      variable = [Self.pair(base: base, size: .fourGiB - base, .uc, physBits: physBits)]
      assume("no MSR dump and no /proc/mtrr", "default WB and one UC range from \(base.grouped) to 4 GiB")
    }
    let count = min(max(map?.builtFrom ?? 8, variable.count), 255)
    variable =
      Array(variable.prefix(count)) + Array(repeating: .unused, count: max(0, count - variable.count))

    var registers = MTRRRegisters(
      capabilities: UInt64(count) | 0x500, defaultTypeRegister: 0x800, variable: variable)
    registers.defaultType = guessedDefaultType(variable)
    let fixed = guessedFixed()
    registers.isFixedEnabled = fixed != nil
    registers.fixed = fixed ?? FixedRanges()
    return registers
  }

  /// A hole of a power of two below 4 GiB that begins at or above the end of RAM.
  private static func usualHole(_ map: [E820Entry]) -> UInt64 {
    var end: UInt64 = 0
    for entry in map where entry.type == .ram && entry.address < .fourGiB { end = max(end, entry.range.end) }
    var size: UInt64 = 2 * .gib
    while size > 16 * .mib, .fourGiB - size < min(end, .fourGiB - 16 * .mib) { size /= 2 }
    return .fourGiB - size
  }

  private mutating func guessedDefaultType(_ variable: [VariableRange]) -> MemoryType {
    // A default type is not worth a register: where WB ranges are in use, the default is another.
    let hasWB = variable.contains { $0.isValid && $0.type == .wb }
    let type: MemoryType = hasWB ? .uc : .wb
    assume(
      "no default type", "\(type.name), as \(hasWB ? "there are" : "there is no") WB range\(hasWB ? "s" : "")"
    )
    return type
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
    default: return Self.fixed(wpFrom: 0xc0000)
    }
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
