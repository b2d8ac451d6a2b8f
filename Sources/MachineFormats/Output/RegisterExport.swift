import MemtypeEngine

/// Variable MTRRs in the forms that other programs take.
public enum RegisterExport: String, CaseIterable, Sendable {
  /// Lines for /proc/mtrr, as its documentation has them: `base=0x80000000 size=0x80000000 type=uncachable`.
  case proc
  /// Commands of msr-tools. The default type comes last.
  case wrmsr
  /// Initialisers of Linux's `struct mtrr_var_range`.
  case c

  /// One line each. `physBits` is the physical address width.
  public func lines(_ blocks: [RegisterBlock], defaultType: MemoryType, physBits: Int) -> [String] {
    switch self {
    case .proc:
      return blocks.map {
        "base=\($0.base.prefixedHex()) size=\($0.size.prefixedHex()) type=\($0.type.mtrrWord)"
      }
    case .wrmsr:
      let pairs = blocks.enumerated().flatMap { number, block in
        let register = block.register(physBits: physBits)
        let msr = 0x200 + 2 * number
        return [
          "wrmsr -a \(msr.prefixedHex()) \(register.base.prefixedHex())",
          "wrmsr -a \((msr + 1).prefixedHex()) \(register.mask.prefixedHex())",
        ]
      }
      // E and FE, as Linux and firmware leave them.
      return pairs + ["wrmsr -a 0x2ff \((UInt64(defaultType.rawValue) | 0xc00).prefixedHex())"]
    case .c:
      return blocks.map { Self.initialiser($0.register(physBits: physBits)) }
    }
  }

  /// The initialiser of a `struct mtrr_var_range` with this register pair.
  package static func initialiser(_ register: VariableRange) -> String {
    "{ .base_lo = \(low(register.base)), .base_hi = \(high(register.base)), .mask_lo = \(low(register.mask)), "
      + ".mask_hi = \(high(register.mask)) },"
  }

  private static func low(_ value: UInt64) -> String { (value & 0xffff_ffff).prefixedHex(width: 10) }
  private static func high(_ value: UInt64) -> String { (value >> 32).prefixedHex(width: 10) }
}
