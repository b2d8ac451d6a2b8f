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
    // Linux places no BAR where the processor does not reach.
    for function in pciFunctions {
      for bar in function.bars where !bar.range.isEmpty {
        needed = max(needed, 64 - bar.range.last.leadingZeroBitCount)
      }
    }
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
    if let knownRegisters { return knownRegisters }
    return completed(bestRegisters(context), context)
  }

  /// With TOP_MEM2 where it is known to count.
  mutating func completed(_ registers: MTRRRegisters, _ context: MTRRContext) -> MTRRRegisters {
    guard registers.syscfg == nil, let top = topMem2(context, count: Int(registers.capabilities & 0xff))
    else {
      return registers
    }
    var result = registers
    result.syscfg = MTRRRegisters.tom2InForce
    result.topMem2 = top
    return result
  }

  /// TOP_MEM2 where it makes memory above 4 GiB WB: as the dump has it, or where the map's counts show that it does.
  mutating func topMem2(_ context: MTRRContext, count: Int) -> UInt64? {
    if let printed = log?.mtrr.topMem2?.value ?? log?.mtrr.dump?.topMem2 { return printed }
    guard context.cpu.vendor == .amd || context.cpu.vendor == .hygon, let map = log?.mtrr.map,
      map.countsTOM2 || map.builtFrom == count + 1
    else { return nil }
    let top = Self.end(of: context.firmwareMap).roundedUp(to: 8 * .mib)
    assume("no TOP_MEM2", "\(top.grouped), the end of RAM: the MTRR map line counts one range more")
    return top
  }

  static func end(of map: [E820Entry]) -> UInt64 {
    var end: UInt64 = 0
    for entry in map where entry.type == .ram && entry.range.end < .top { end = max(end, entry.range.end) }
    return end
  }

  private mutating func bestRegisters(_ context: MTRRContext) -> MTRRRegisters {
    let msrs = report.msrs?.value.mtrr
    let file = report.msrs?.file ?? "the MSR dump"
    if let dump = registerDump, msrs != nil || !dump.isOnlyDefault {
      return registers(dump, msrs: msrs, context)
    }
    if msrs == nil, let original = originalRegisters(context) { return original }
    if let msrs {
      if let missing = report.msrs?.value.missingVariable, !missing.isEmpty {
        assume("\(missing.count) variable MTRRs in \(file)", "taken as unused")
      }
      if report.msrs?.value.lacksDefaultType == true {
        assume("no default type in \(file)", Self.reasoned(msrs.defaultType) + ", and the MTRRs on")
      }
      let whole = withFixed(msrs)
      return context.isForced ? whole : bootRegisters(whole, context)
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

  /// A default type that nobody told: `UC, as there are WB ranges`.
  static func reasoned(_ defaultType: MemoryType) -> String {
    "\(defaultType.name), as there \(defaultType == .wb ? "is no WB range" : "are WB ranges")"
  }

  /// Dumps often lack the fixed-range registers, although they are enabled.
  private mutating func withFixed(_ msrs: MTRRRegisters) -> MTRRRegisters {
    guard let dump = report.msrs, msrs.isFixedEnabled else { return msrs }
    let missing = dump.value.missingFixed
    guard !missing.isEmpty else { return msrs }
    assume(
      dump.value.hasFixed
        ? "\(missing.count) of the fixed-range MTRRs, which \(dump.file) lacks"
        : "no fixed-range MTRRs in \(dump.file)",
      "as a PC's firmware sets them")
    var registers = msrs.fixed.registers
    let usual = Self.fixed(wpFrom: 0xc0000).registers
    for index in missing { registers[index] = usual[index] }
    var result = msrs
    result.fixed = FixedRanges(registers: registers)
    return result
  }

  /// VCNT 8, FIX, WC.
  private static let usualCapabilities: UInt64 = 0x508

  private mutating func registers(
    _ dump: MTRRDump, msrs: MTRRRegisters?, _ context: MTRRContext
  ) -> MTRRRegisters {
    var result =
      msrs
      ?? MTRRRegisters(
        capabilities: UInt64(dump.count) | (dump.hasFixedEnabled == nil ? 0 : 0x100) | 0x400,
        defaultTypeRegister: 0, variable: Array(repeating: .unused, count: dump.count))
    if dump.lacksDefaultType, msrs == nil {
      assume("no default type in the register dump", Self.reasoned(dump.defaultType))
    }
    if msrs == nil {
      assume("no MSR dump", "MTRRcap from the register dump in the log, write-combining supported")
      if dump.variable.isEmpty { assume("no variable ranges in the register dump", "none in use") }
    }
    if !dump.lacksDefaultType || msrs == nil { result.defaultType = dump.defaultType }
    if let isEnabled = dump.isEnabled ?? dump.hasFixedEnabled {
      result.isEnabled = isEnabled
    } else if msrs == nil {
      assume("no word on whether the MTRRs are enabled", "enabled")
      result.isEnabled = true
    }
    // `fixed ranges enabled` wants E and FE; with E clear it says nothing about FE.
    if let isFixed = dump.hasFixedEnabled, result.isEnabled { result.isFixedEnabled = isFixed }
    if !dump.fixed.isEmpty {
      if msrs == nil, dump.isFixedEnabled == nil {
        assume("the first lines of the register dump", "fixed ranges as a PC's firmware sets them")
        result.fixed = Self.fixed(wpFrom: 0xc0000)
      }
      fill(&result.fixed, from: dump)
    }
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
    if msrs == nil { fillMissing(of: dump, in: &result, context) }
    noteLater(msrs, than: result, context)
    return result
  }

  /// Pairs that a cut dump does not show: as few as make low RAM write-back where the rest of it does not.
  private mutating func fillMissing(
    of dump: MTRRDump, in registers: inout MTRRRegisters, _ context: MTRRContext
  ) {
    let slots = dump.missing.filter(registers.variable.indices.contains)
    guard let first = slots.first, let last = slots.last else { return }
    let name = first == last ? "MTRR \(first)" : "MTRRs \(first) to \(last)"
    var end: UInt64 = 0
    for entry in context.firmwareMap where entry.type == .ram && entry.range.end <= .fourGiB {
      end = max(end, entry.range.end)
    }
    let printed = dump.variable.compactMap { register in
      register.content.flatMap { RegisterBlock($0, physBits: context.cpu.physBits) }
    }
    guard registers.defaultType == .uc, end > .mib,
      !printed.contains(where: { $0.type == .wb && $0.base < end })
    else { return assume("\(name) in the register dump", "not in use") }
    // Low RAM goes on to where a printed range says UC.
    let hole = printed.filter { $0.type == .uc && $0.base >= end && $0.base < .fourGiB }.map(\.base).min()
    let cover = AddressRange(0, hole ?? min(end.roundedUp(to: 64 * .mib), .fourGiB))
    var stretches = [
      WantedMap.Piece(AddressRange(.fourGiB, 1 << UInt64(max(context.cpu.physBits, 33))), nil),
      WantedMap.Piece(cover, .wb),
    ]
    // Where a printed range decides, whatever lies beneath does not matter.
    stretches += printed.filter { $0.type == .uc && $0.range.end <= .fourGiB }.map { .init($0.range, nil) }
    guard
      let wanted = try? WantedMap(
        physBits: context.cpu.physBits, filledWith: .uc, painting: stretches.filter { !$0.range.isEmpty })
    else { return }
    let solution = RegisterSolver(
      RegisterProblem(wanted: wanted, defaultTypes: [.uc], registerCount: slots.count)
    ).solution()
    guard solution.fits else { return assume("\(name) in the register dump", "not in use") }
    for (slot, block) in zip(slots, solution.blocks) {
      registers.variable[slot] = block.register(physBits: context.cpu.physBits)
    }
    assume(
      "\(name) in the register dump",
      "WB up to \(cover.end.grouped), as there is RAM, and the others not in use")
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
  static func pairs(_ entries: [MTRRMapLines.Entry], physBits: Int) -> [VariableRange] {
    entries.map { pair(base: $0.range.start, size: $0.range.size, $0.type, physBits: physBits) }
  }

  static func pair(base: UInt64, size: UInt64, _ type: MemoryType, physBits: Int) -> VariableRange {
    let mask = (0 &- size) & UInt64.mask(bits: physBits) & ~0xfff
    return VariableRange(base: base & ~0xfff | UInt64(type.rawValue), mask: mask | VariableRange.validBit)
  }
}
