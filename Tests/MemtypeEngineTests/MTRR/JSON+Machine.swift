import TestSupport

@testable import MemtypeEngine

extension JSON {
  /// The processor of a vector's environment fields.
  var machineCPU: CPU {
    CPU(
      vendor: self["vendor"].string.flatMap(CPU.Vendor.init) ?? .intel, family: self["family"].int ?? 6,
      model: self["model"].int ?? 0, stepping: self["stepping"].int ?? 0,
      physBits: self["phys_bits"].int ?? 0,
      hasMTRR: !self["mtrrcap"].isNull)
  }

  /// The MTRR registers of a vector's environment fields; all zero without any.
  var machineMTRRs: MTRRRegisters {
    MTRRRegisters(
      capabilities: self["mtrrcap"].uint64 ?? 0, defaultTypeRegister: self["deftype"].uint64 ?? 0,
      fixed: FixedRanges(registers: self["fixed"].array.compactMap(\.uint64)),
      variable: self["variable"].array.map {
        VariableRange(base: $0[0].uint64 ?? 0, mask: $0[1].uint64 ?? 0)
      }, syscfg: self["syscfg"].uint64, topMem2: self["top_mem2"].uint64)
  }

  /// A list of `[base_lo, base_hi, mask_lo, mask_hi]`.
  var forcedRanges: [VariableRange] {
    func join(_ low: JSON, _ high: JSON) -> UInt64 { (high.uint64 ?? 0) << 32 | (low.uint64 ?? 0) }
    return array.map { VariableRange(base: join($0[0], $0[1]), mask: join($0[2], $0[3])) }
  }

  /// A cache map, `[start, end, type, marked_fixed]`.
  var mapEntries: [MemoryTypeMap.Entry] {
    array.map {
      MemoryTypeMap.Entry(
        start: $0[0].uint64 ?? 0, end: $0[1].uint64 ?? 0,
        type: MemoryType(rawValue: UInt8(truncatingIfNeeded: $0[2].int ?? 0xee)), isFixed: $0[3].bool ?? false
      )
    }
  }
}

extension VectorCase {
  /// Asks `[start, end, type, uniform]` and perhaps a number of warnings.
  mutating func checkLookup(_ json: JSON, in state: MTRRState) {
    let expected = MTRRLookup(
      type: MemoryType(rawValue: UInt8(truncatingIfNeeded: json[2].int ?? 0xee)),
      isUniform: json[3].int.map { $0 != 0 }, warnings: json[4].int ?? 0)
    guard let start = json[0].uint64, let end = json[1].uint64 else {
      expect("lookup", "\(json)", is: "[start, end, ...]")
      return
    }
    expect("lookup \(json[0])-\(json[1])", state.typeLookup(start, end), is: expected)
  }
}

extension Collection where Element == KernelMessage {
  /// The lines with warnings as the vectors write them.
  var vectorTexts: [String] {
    map { message in
      let text = message.text
      return text.hasPrefix("WARNING: CPU") ? "WARN" : message.isWarning ? "WARN: " + text : text
    }
  }
}
