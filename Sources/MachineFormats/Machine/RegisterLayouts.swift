import MemtypeEngine

/// Layouts of the MTRRs that ordinary firmware leaves behind, for a machine whose registers nobody printed.
///
/// Each is made of what the log says beside the registers: the memory map, the counts of the `MTRR map:` line, where
/// the kernel gave up RAM, how much RAM was covered. Which of them agree with the log is found out by evaluating them.
struct RegisterLayouts {
  let physBits: Int
  /// Where RAM below 4 GiB ends with what firmware keeps directly above it, in 256 MiB.
  let lowEnd: UInt64
  /// Where RAM below 4 GiB ends.
  let ramEnd: UInt64
  /// The end of RAM above 4 GiB; 0 if there is none.
  let highEnd: UInt64
  /// How many variable registers the processor has.
  let count: Int
  let fixed: FixedRanges?
  /// TOP_MEM2 where it makes memory above 4 GiB WB.
  let topMem2: UInt64?

  init(_ map: [E820Entry], physBits: Int, count: Int, fixed: FixedRanges?, topMem2: UInt64?) {
    self.physBits = physBits
    self.count = count
    self.fixed = fixed
    self.topMem2 = topMem2
    var low: UInt64 = 0
    var high: UInt64 = 0
    for entry in map where entry.type == .ram || entry.type == .acpi {
      if entry.address < .fourGiB { low = max(low, min(entry.range.end, .fourGiB)) }
      if entry.type == .ram, entry.range.end > .fourGiB { high = max(high, entry.range.end) }
    }
    ramEnd = low
    lowEnd = Self.end(above: low, map)
    highEnd = high
  }

  /// Firmware keeps memory directly above RAM; the next multiple of 256 MiB ends it, since PCI Express begins there.
  private static func end(above ram: UInt64, _ map: [E820Entry]) -> UInt64 {
    let limit = min(ram.roundedUp(to: 256 * .mib), .fourGiB)
    var end = ram
    for entry in map.sorted(by: { $0.address < $1.address })
    where entry.address <= end.roundedUp(to: .mib) && entry.range.end > end {
      end = entry.range.end
    }
    return min(end, limit)
  }

  // MARK: Layouts

  /// `default WB, UC from 0xc000_0000 to 4 GiB`
  var uncachedHole: OpenInput.Candidate {
    let base = max(lowEnd.roundedUp(to: 256 * .mib), 2 * .gib)
    return base < .fourGiB ? uncachedHole(from: base) : allWriteBack
  }

  func uncachedHole(from base: PhysicalAddress) -> OpenInput.Candidate {
    candidate(
      "default WB, UC from \(base.grouped) to 4 GiB", .wb,
      solve(.wb, [AddressRange(base, .fourGiB)], .uc) ?? pairs([AddressRange(base, .fourGiB)], .uc))
  }

  /// UC also from above RAM to the end: where OVMF and newer firmware keep 64-bit BARs.
  var uncachedHoles: OpenInput.Candidate {
    let base = max(lowEnd.roundedUp(to: 256 * .mib), 2 * .gib)
    let end = UInt64.mask(bits: physBits) &+ 1
    var above = max(highEnd, 32 * .gib).roundedUpToPowerOfTwo
    // As low as there are registers for.
    while base < .fourGiB, above < end {
      if let pairs = solve(.wb, [AddressRange(base, .fourGiB), AddressRange(above, end)], .uc) {
        return candidate(
          "default WB, UC from \(base.grouped) to 4 GiB and from \(above.grouped) on", .wb, pairs)
      }
      above <<= 1
    }
    return uncachedHole
  }

  var noWriteBack: OpenInput.Candidate { candidate("default UC, no WB range", .uc, []) }

  var allWriteBack: OpenInput.Candidate { candidate("default WB, no variable range", .wb, []) }

  /// `default UC, WB to 0xa7f0_0000 and from 4 GiB to 0x1_3f00_0000`
  var writeBackRAM: OpenInput.Candidate { writeBack([AddressRange(0, lowEnd)] + above) }

  /// RAM above 4 GiB is not covered.
  var writeBackLowRAM: OpenInput.Candidate { writeBack([AddressRange(0, lowEnd)]) }

  /// RAM above 4 GiB that needs a register.
  var above: [AddressRange] {
    highEnd > .fourGiB && topMem2 == nil ? [AddressRange(.fourGiB, highEnd)] : []
  }

  /// WB over some ranges, UC elsewhere.
  func writeBack(_ exact: [AddressRange]) -> OpenInput.Candidate {
    let (ranges, pairs) = covering(exact)
    let parts = ranges.map { range in
      range.start == 0 ? "to \(range.end.grouped)" : "from \(range.start.grouped) to \(range.end.grouped)"
    }
    let above = topMem2.map { " and to TOP_MEM2, \($0.grouped)" } ?? ""
    return candidate(
      "default UC, WB \(parts.joined(separator: " and "))\(above)", .uc, pairs)
  }

  /// Ranges that as many registers as there are can make WB: where these borders want more, firmware covers somewhat
  /// more than RAM.
  private func covering(_ exact: [AddressRange]) -> (ranges: [AddressRange], pairs: [VariableRange]) {
    for unit in [.mib, 16 * .mib, 64 * .mib, 256 * .mib, .gib] as [UInt64] {
      let ranges = exact.map { range in
        let limit: UInt64 = range.start < .fourGiB ? .fourGiB : .max
        return AddressRange(range.start, max(range.end, min(range.end.roundedUp(to: unit), limit)))
      }
      if let pairs = solve(.uc, ranges, .wb) { return (ranges, pairs) }
    }
    return (exact, pairs(exact, .wb))
  }

  /// One WB range over more than RAM, and UC cut out of it, as older firmware has it where RAM has no round size.
  var subtractive: [OpenInput.Candidate] {
    var tops = [lowEnd.roundedUpToPowerOfTwo]
    if !above.isEmpty { tops = [.fourGiB] }
    return tops.filter { $0 > lowEnd }.map { top in
      let rest = above.map { ", WB to \($0.end.grouped)" }.joined()
      return candidate(
        "default UC, WB to \(top.grouped) and UC from \(lowEnd.grouped) on\(rest)", .uc,
        pieces([AddressRange(0, top)] + above, .wb) + pieces([AddressRange(lowEnd, top)], .uc))
    }
  }

  // MARK: Registers

  /// FIX and WC.
  private var capabilities: UInt64 { UInt64(count) | 0x500 }

  private func candidate(
    _ name: String, _ type: MemoryType, _ pairs: [VariableRange]
  ) -> OpenInput.Candidate {
    var variable = Array(pairs.prefix(count))
    variable += Array(repeating: .unused, count: count - variable.count)
    var registers = MTRRRegisters(
      capabilities: capabilities, defaultTypeRegister: 0x800, variable: variable)
    registers.defaultType = type
    registers.isFixedEnabled = fixed != nil
    registers.fixed = fixed ?? FixedRanges()
    if let topMem2 {
      registers.syscfg = MTRRRegisters.tom2InForce
      registers.topMem2 = topMem2
    }
    return OpenInput.Candidate(name, .registers(registers))
  }

  /// The pages of some ranges, as far as the processor reaches.
  private func pages(_ ranges: [AddressRange]) -> [AddressRange] {
    let limit = UInt64.mask(bits: physBits)
    return ranges.map {
      AddressRange($0.start.roundedDown(to: .page), min($0.end, limit).roundedUp(to: .page))
    }
    .filter { !$0.isEmpty }
  }

  /// A register for each, of any size: Linux takes it for what is meant.
  private func pairs(_ ranges: [AddressRange], _ type: MemoryType) -> [VariableRange] {
    pages(ranges).map { ScenarioBuilder.pair(base: $0.start, size: $0.size, type, physBits: physBits) }
  }

  /// Registers that make some ranges of a type over a default type, as few as possible; nil where there are too few.
  private func solve(_ base: MemoryType, _ ranges: [AddressRange], _ type: MemoryType) -> [VariableRange]? {
    let stretches = pages(ranges).map { WantedMap.Piece($0, type) }
    guard let wanted = try? WantedMap(physBits: physBits, filledWith: base, painting: stretches) else {
      return []
    }
    let problem = RegisterProblem(
      wanted: wanted, defaultTypes: [base], registerCount: count, hasFixedRanges: fixed != nil)
    let solution = RegisterSolver(problem).solution()
    return solution.fits ? solution.blocks.map { $0.register(physBits: physBits) } : nil
  }

  /// Ranges cut into what one register can hold: a power of two, aligned to its size.
  private func pieces(_ ranges: [AddressRange], _ type: MemoryType) -> [VariableRange] {
    var result: [VariableRange] = []
    for range in ranges {
      var start = range.start.roundedDown(to: .page)
      let end = range.end.roundedUp(to: .mib)
      while start < end, result.count <= count {
        let alignment = start == 0 ? UInt64(1) << 62 : start & (0 &- start)
        let rest = end &- start
        let size = min(alignment, UInt64(1) << UInt64(63 - rest.leadingZeroBitCount))
        result.append(ScenarioBuilder.pair(base: start, size: size, type, physBits: physBits))
        start = start.addingReportingOverflow(size).partialValue
        if start == 0 { break }
      }
    }
    return result
  }
}

extension MTRRRegisters {
  /// SYSCFG with Tom2Enabled and Tom2ForceMemTypeWB.
  static let tom2InForce: UInt64 = 3 << 21
}

extension UInt64 {
  /// The next power of two, at most 2^52.
  fileprivate var roundedUpToPowerOfTwo: UInt64 {
    self <= 1 ? 1 : self > 1 << 51 ? 1 << 52 : 1 << UInt64(64 - (self &- 1).leadingZeroBitCount)
  }
}
