/// A register, or a pair of them, that can be looked at bit by bit.
public enum RegisterName: Hashable, Sendable {
  /// IA32_MTRRCAP.
  case capabilities
  /// IA32_MTRR_DEF_TYPE.
  case defaultType
  /// IA32_MTRR_PHYSBASEn and IA32_MTRR_PHYSMASKn as the firmware leaves them.
  case variable(Int)
  /// A range of the state that a guest kernel forces on itself: a `struct mtrr_var_range` in its memory, never in a
  /// register.
  case forced(Int)
  /// One of the eleven fixed-range registers, 0 to 10.
  case fixed(Int)
  /// IA32_PAT.
  case pat
  /// AMD's SYSCFG and TOP_MEM2.
  case syscfg
  case topMem2

  /// As the command line has it: `mtrr0`, `forced`, `deftype`, `cap`, `fixed3`, `pat`, `syscfg`, `tom2`.
  public var word: String {
    switch self {
    case .capabilities: "cap"
    case .defaultType: "deftype"
    case .variable(let index): "mtrr\(index)"
    case .forced(let index): index == 0 ? "forced" : "forced\(index)"
    case .fixed(let index): "fixed\(index)"
    case .pat: "pat"
    case .syscfg: "syscfg"
    case .topMem2: "tom2"
    }
  }

  /// The MSR of a register that is one.
  public var msr: UInt32? {
    switch self {
    case .capabilities: 0xfe
    case .defaultType: 0x2ff
    case .variable(let index): 0x200 &+ UInt32(clamping: index) &* 2
    case .forced: nil
    case .fixed(let index): FixedRanges.msrNumbers[safe: index]
    case .pat: 0x277
    case .syscfg: 0xc001_0010
    case .topMem2: 0xc001_001d
    }
  }
}

extension Evaluation {
  /// The registers that there are, in the order in which one goes through them: what the guest forces first, then the
  /// firmware's.
  public var registerNames: [RegisterName] {
    var names = forcedRanges.indices.map { RegisterName.forced($0) }
    if scenario.cpu.hasMTRR {
      names += [.capabilities, .defaultType] + scenario.mtrr.variable.indices.map { .variable($0) }
      names += scenario.mtrr.fixed.registers.indices.map { .fixed($0) }
    }
    if scenario.cpu.hasPAT { names.append(.pat) }
    if scenario.mtrr.syscfg != nil { names.append(.syscfg) }
    if scenario.mtrr.topMem2 != nil { names.append(.topMem2) }
    return names
  }

  /// The variable ranges of the state that the guest forces on itself.
  public var forcedRanges: [VariableRange] {
    if case .applied(_, let ranges) = override { ranges } else { [] }
  }

  /// The register that gives an address its MTRR type; where none does, the default type's.
  public func register(decidingAt address: PhysicalAddress) -> RegisterName {
    switch segment(at: address)?.source {
    case .variable(let indexes)?: return indexes.first.map { .variable($0) } ?? .defaultType
    case .forced(let indexes)?: return indexes.first.map { .forced($0) } ?? .defaultType
    case .fixed?: return FixedRanges.slot(of: address).map { .fixed($0 / 8) } ?? .defaultType
    case .tom2?: return .topMem2
    case .unread?, .disabled?, .defaultType?, nil: return forcedRanges.isEmpty ? .defaultType : .forced(0)
    }
  }
}
