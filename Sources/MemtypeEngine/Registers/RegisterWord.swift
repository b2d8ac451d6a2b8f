/// 64 bits with names for their fields.
public struct RegisterWord: Hashable, Sendable {
  public struct Field: Hashable, Sendable {
    /// `type`, `VCNT`.
    public var name: String
    /// The lowest and the highest bit.
    public var bits: ClosedRange<Int>
    /// What its value means: `UC`, `8 variable ranges`, `on`.
    public var meaning: String

    public init(_ name: String, _ bits: ClosedRange<Int>, _ meaning: String) {
      self.name = name
      self.bits = bits
      self.meaning = meaning
    }

    /// `E 11 on`, `type 7:0 UC`.
    public var text: String {
      let place = bits.count == 1 ? "\(bits.lowerBound)" : "\(bits.upperBound):\(bits.lowerBound)"
      return "\(name) \(place) \(meaning)"
    }
  }

  /// `IA32_MTRR_PHYSBASE0`.
  public var name: String
  /// In at most six columns: `base`, `mask`.
  public var label: String
  public var value: UInt64
  /// The highest first, without overlap. A bit that is in none is reserved.
  public var fields: [Field]

  public init(_ name: String, label: String, _ value: UInt64, _ fields: [Field]) {
    self.name = name
    self.label = label
    self.value = value
    self.fields = fields.sorted { $0.bits.lowerBound > $1.bits.lowerBound }
  }

  public func field(ofBit bit: Int) -> Field? { fields.first { $0.bits.contains(bit) } }

  /// Bits that are set though they are reserved.
  public var reservedBits: UInt64 {
    fields.reduce(value) {
      $0 & ~(UInt64.mask(bits: $1.bits.upperBound + 1) & ~UInt64.mask(bits: $1.bits.lowerBound))
    }
  }
}

extension UInt64 {
  /// The bits of a field, shifted down.
  func field(_ bits: ClosedRange<Int>) -> UInt64 {
    (self &>> UInt64(clamping: bits.lowerBound)) & UInt64.mask(bits: bits.count)
  }
}

extension Evaluation {
  /// The words of a register; empty for one that there is not.
  func words(of register: RegisterName) -> [RegisterWord] {
    let mtrr = scenario.mtrr
    switch register {
    case .capabilities: return [Self.capabilities(mtrr.capabilities)]
    case .defaultType: return [Self.defaultType(mtrr.defaultTypeRegister)]
    case .variable(let index):
      return mtrr.variable[safe: index].map { pair($0, name: "IA32_MTRR_PHYS", suffix: "\(index)") } ?? []
    case .forced(let index): return forcedRanges[safe: index].map(forcedWords) ?? []
    case .fixed(let index): return mtrr.fixed.registers[safe: index].map { [Self.fixed($0, index)] } ?? []
    case .pat:
      let own = Self.pat(scenario.cpu.patMSR, label: pat.isWritten ? "found" : "PAT")
      return pat.isWritten ? [own, Self.pat(pat.layout, label: "in use")] : [own]
    case .syscfg: return mtrr.syscfg.map { [Self.syscfg($0)] } ?? []
    case .topMem2: return mtrr.topMem2.map { [topMem2($0)] } ?? []
    }
  }

  private static func flag(
    _ value: UInt64, _ bit: Int, _ name: String, on: String = "on", off: String = "off"
  )
    -> RegisterWord.Field
  {
    RegisterWord.Field(name, bit...bit, value.field(bit...bit) == 1 ? on : off)
  }

  private static func type(_ value: UInt64, _ name: String = "type", _ bits: ClosedRange<Int> = 0...7)
    -> RegisterWord.Field
  {
    RegisterWord.Field(name, bits, MemoryType(rawValue: UInt8(truncatingIfNeeded: value.field(bits))).name)
  }

  private static func capabilities(_ value: UInt64) -> RegisterWord {
    RegisterWord(
      "IA32_MTRRCAP", label: "cap", value,
      [
        RegisterWord.Field("VCNT", 0...7, "\(value & 0xff) variable ranges"),
        flag(value, 8, "FIX", on: "fixed ranges", off: "no fixed ranges"),
        flag(value, 10, "WC", on: "WC supported", off: "no WC"),
        flag(value, 11, "SMRR", on: "SMM ranges", off: "no SMM ranges"),
        flag(value, 12, "PRMRR", on: "yes", off: "no"),
      ])
  }

  private static func defaultType(_ value: UInt64) -> RegisterWord {
    RegisterWord(
      "IA32_MTRR_DEF_TYPE", label: "def", value,
      [
        type(value), flag(value, 10, "FE", on: "fixed ranges on", off: "fixed ranges off"),
        flag(value, 11, "E", on: "MTRRs on", off: "MTRRs off"),
      ])
  }

  private func pair(_ range: VariableRange, name: String, suffix: String) -> [RegisterWord] {
    let top = max(12, scenario.cpu.physBits - 1)
    return [
      RegisterWord(
        "\(name)BASE\(suffix)", label: "base", range.base,
        [Self.type(range.base), RegisterWord.Field("base", 12...top, range.baseAddress.grouped)]),
      RegisterWord(
        "\(name)MASK\(suffix)", label: "mask", range.mask,
        [
          Self.flag(range.mask, 11, "V", on: "valid", off: "not used"),
          RegisterWord.Field("mask", 12...top, range.maskBits.grouped),
        ]),
    ]
  }

  /// The members of `struct mtrr_var_range`, each 32 bits.
  private func forcedWords(_ range: VariableRange) -> [RegisterWord] {
    [
      RegisterWord(
        "base_hi:base_lo", label: "base", range.base,
        [
          Self.type(range.base),
          RegisterWord.Field("base_lo", 12...31, (range.base & 0xffff_ffff).prefixedHex()),
          RegisterWord.Field("base_hi", 32...63, (range.base >> 32).prefixedHex()),
        ]),
      RegisterWord(
        "mask_hi:mask_lo", label: "mask", range.mask,
        [
          Self.flag(range.mask, 11, "V", on: "valid", off: "not used"),
          RegisterWord.Field("mask_lo", 12...31, (range.mask & 0xffff_ffff).prefixedHex()),
          RegisterWord.Field("mask_hi", 32...63, (range.mask >> 32).prefixedHex()),
        ]),
    ]
  }

  private static func fixed(_ value: UInt64, _ index: Int) -> RegisterWord {
    RegisterWord(
      fixedNames[safe: index] ?? "IA32_MTRR_FIX", label: "fixed", value,
      (0..<8).map { slot in
        let range = FixedRanges.range(ofSlot: index * 8 + slot)
        return type(value, "\(range.start.grouped)-\(range.last.grouped)", slot * 8...slot * 8 + 7)
      })
  }

  private static let fixedNames = [
    "IA32_MTRR_FIX64K_00000", "IA32_MTRR_FIX16K_80000", "IA32_MTRR_FIX16K_A0000",
    "IA32_MTRR_FIX4K_C0000", "IA32_MTRR_FIX4K_C8000", "IA32_MTRR_FIX4K_D0000", "IA32_MTRR_FIX4K_D8000",
    "IA32_MTRR_FIX4K_E0000", "IA32_MTRR_FIX4K_E8000", "IA32_MTRR_FIX4K_F0000", "IA32_MTRR_FIX4K_F8000",
  ]

  private static func pat(_ value: UInt64, label: String) -> RegisterWord {
    RegisterWord(
      "IA32_PAT", label: label, value, (0..<8).map { type(value, "PA\($0)", $0 * 8...$0 * 8 + 2) })
  }

  private static func syscfg(_ value: UInt64) -> RegisterWord {
    RegisterWord(
      "SYSCFG", label: "syscfg", value,
      [
        flag(value, 18, "MtrrFixDramEn"), flag(value, 19, "MtrrFixDramModEn"),
        flag(value, 20, "MtrrVarDramEn"),
        flag(value, 21, "MtrrTom2En"),
        flag(value, 22, "Tom2ForceMemTypeWB", on: "4 GiB to TOP_MEM2 is WB", off: "off"),
        flag(value, 23, "MemEncryptionModEn"), flag(value, 24, "SecureNestedPagingEn"),
        flag(value, 25, "VMPLEn"),
      ])
  }

  private func topMem2(_ value: UInt64) -> RegisterWord {
    RegisterWord(
      "TOP_MEM2", label: "tom2", value,
      [
        RegisterWord.Field(
          "TOM2", 23...max(23, scenario.cpu.physBits - 1), (value & ~UInt64.mask(bits: 23)).grouped)
      ])
  }
}
