import MemtypeEngine

/// Levels 1 and 2: registers and ranges.
extension QuestionMaker {
  mutating func maskSize() -> Draft {
    let bits = physBits()
    let shift = random.within(20...min(bits - 1, 37))
    let mask = UInt64.mask(bits: bits) & ~UInt64.mask(bits: shift) | VariableRange.validBit
    return Draft(
      text:
        "A processor has \(bits) physical address bits. How large is a range with the mask \(mask.grouped)?",
      words: ["mask-size", mask.grouped], physBits: bits)
  }

  mutating func enables() -> Draft {
    let type = pick(MemoryType.mtrrTypes, else: .wb)
    let value =
      UInt64(type.rawValue) | (random.chance(1, of: 2) ? 0x800 : 0) | (random.chance(1, of: 2) ? 0x400 : 0)
    return Draft(
      text: "IA32_MTRR_DEF_TYPE is \(value.grouped). What is in force?", words: ["enables", value.grouped])
  }

  mutating func patEntry() -> Draft {
    let types: [MemoryType] = [.uc, .wc, .wt, .wp, .wb, .ucMinus]
    var layout: UInt64 = 0
    for slot in 0..<UInt64(8) { layout |= UInt64(pick(types, else: .wb).rawValue) << (slot * 8) }
    let bits = pick(
      ["none", "PWT", "PCD", "PWT+PCD", "PAT", "PWT+PAT", "PCD+PAT", "PWT+PCD+PAT"], else: "PWT")
    let words = bits == "none" ? "no bit" : bits.split(separator: "+").joined(separator: " and ")
    return Draft(
      text:
        "IA32_PAT is \(layout.grouped). A page-table entry has \(words) set of PWT, PCD and PAT. Which type?",
      words: ["pat-entry", layout.grouped, bits])
  }

  mutating func fixedByte() -> Draft {
    let address = UInt64(random.below(256)) << 12
    return Draft(
      text: "Which MSR and byte hold the type of \(address.grouped)?", words: ["fixed-byte", address.grouped])
  }

  mutating func typeNumber() -> Draft {
    let mode = pick([PageCacheMode.uc, .ucMinus, .wt, .wb], else: .wb)
    let isLog = random.chance(1, of: 2)
    return Draft(
      text: isLog
        ? "Which number has \(mode.name) in a line such as \"requested 0x2, got 0x0\"?"
        : "Which number has \(mode.name) in an MTRR or in the PAT?",
      words: ["type-number", mode.name, "in", isLog ? "log" : "msr"])
  }

  // MARK: Level 2

  mutating func registers() -> Draft {
    let unit: UInt64 = pick([.mib, 16 << 20, 64 << 20, 256 << 20], else: .mib)
    let start = UInt64.gib &+ UInt64(random.below(Int((3 * UInt64.gib) / unit))) &* unit
    return Draft(
      text: "The default type is WB. How many variable MTRRs, at least, make [\(start.grouped), 4 GiB) UC?",
      words: ["registers", "\(start.grouped)..4G:UC"])
  }

  mutating func mask() -> Draft {
    let bits = physBits()
    let size: UInt64 = 1 << UInt64(random.within(20...min(34, bits - 1)))
    return Draft(
      text:
        "A processor has \(bits) physical address bits. Which mask register makes a valid range of \(size.sizeText)?",
      words: ["mask", size.grouped], physBits: bits)
  }

  mutating func legal() -> Draft {
    let size: UInt64 = 1 << UInt64(random.within(24...31))
    let unit = random.chance(1, of: 2) ? size : size / 4
    let base = UInt64(random.within(1...12)) &* unit
    return Draft(
      text: "May one variable MTRR have the base \(base.grouped) and a size of \(size.sizeText)?",
      words: ["legal", base.grouped, size.grouped])
  }

  mutating func overlap() -> Draft {
    let fallback = pick([MemoryType.uc, .wb], else: .wb)
    return typed(ranges([.wb, .wt, .uc]), fallback, "Which type has", "type")
  }

  mutating func undefined() -> Draft {
    typed(ranges([.wb, .wc, .wp, .wt]), .wb, "By the manual, which type has", "hardware")
  }

  /// Three legal ranges that mostly hold one address, one type each, in some order.
  private mutating func ranges(_ types: [MemoryType]) -> (ranges: [VariableRange], address: UInt64) {
    let address = UInt64.gib &+ UInt64(random.below(Int(3 * UInt64.gib >> 20))) << 20
    var shifts = random.shuffled([28, 29, 30, 31, 32])
    var ranges: [VariableRange] = []
    for type in random.shuffled(types).prefix(3) {
      let shift = shifts.popLast() ?? 28
      let base = address & ~UInt64.mask(bits: shift)
      // One in four lies beside it.
      let shown = random.chance(1, of: 4) ? base ^ (1 << UInt64(shift)) : base
      ranges.append(
        VariableRange(
          base: shown | UInt64(type.rawValue),
          mask: UInt64.mask(bits: 39) & ~UInt64.mask(bits: shift) | VariableRange.validBit))
    }
    return (ranges, address)
  }

  private func typed(
    _ made: (ranges: [VariableRange], address: UInt64), _ fallback: MemoryType, _ words: String,
    _ kind: String
  ) -> Draft {
    var scenario = Scenario.bareMetal
    scenario.devices = []
    scenario.mtrr.variable = made.ranges
    scenario.mtrr.defaultType = fallback
    return Draft(
      text: "\(words) \(made.address.grouped)?", words: [kind, made.address.grouped],
      given: scenario.mtrr.listing(physBits: 39), scenario: scenario)
  }

  mutating func matches() -> Draft {
    let shift = random.within(24...30)
    let hole = random.within(shift + 1...36)
    let mask =
      UInt64.mask(bits: 39) & ~UInt64.mask(bits: shift) & ~(1 << UInt64(hole)) | VariableRange.validBit
    var scenario = Scenario.bareMetal
    scenario.devices = []
    scenario.mtrr.variable = [VariableRange(base: 1 << UInt64(shift), mask: mask)]
    return Draft(
      text: "What does a processor of 39 bits match with MTRR 0?", words: ["matches", "0"],
      given: scenario.mtrr.listing(physBits: 39), scenario: scenario)
  }
}
