/// What is to be solved: a wanted map, and what the machine has to make it with.
public struct RegisterProblem: Hashable, Sendable {
  public var wanted: WantedMap
  /// The default types to choose from; where two do equally well, the first is taken.
  public var defaultTypes: [MemoryType]
  /// Variable MTRRs at hand.
  public var registerCount: Int
  /// Fixed MTRRs decide below 1 MiB, so the variable ones may do there as they like.
  public var hasFixedRanges: Bool
  /// What the registers hold now: among the smallest sets, the one that keeps most of these is taken.
  /// Those beyond `mostCurrent` are not looked at.
  public var current: [RegisterBlock]

  /// IA32_MTRRCAP counts the registers of a machine in 8 bits.
  public static let mostCurrent = 255

  /// `defaultTypes` are those allowed, best first; types that no MTRR can hold are left out, and none means UC.
  public init(
    wanted: WantedMap, defaultTypes: [MemoryType] = [.uc, .wb], registerCount: Int = 8,
    hasFixedRanges: Bool = true, current: [RegisterBlock] = []
  ) {
    self.wanted = wanted
    let legal = defaultTypes.filter { MemoryType.mtrrTypes.contains($0) }
    self.defaultTypes = legal.isEmpty ? [.uc] : legal
    self.registerCount = max(registerCount, 0)
    self.hasFixedRanges = hasFixedRanges
    self.current = current
  }

  /// The map that the variable ranges have to make: any type below 1 MiB where the fixed ranges decide.
  var effectiveMap: WantedMap {
    hasFixedRanges ? wanted.freed(below: AddressRange.firstMegabyte.end) : wanted
  }
}

/// A smallest legal set of variable MTRRs that makes a wanted map.
public struct RegisterSolution: Hashable, Sendable {
  public var defaultType: MemoryType
  /// In address order, larger blocks first.
  public var blocks: [RegisterBlock]
  /// The smallest number of registers for each allowed default type, in the order they were given.
  public var counts: [Count]
  /// How many registers there are.
  public var registerCount: Int

  public struct Count: Hashable, Sendable {
    public var defaultType: MemoryType
    public var count: Int
  }

  init(defaultType: MemoryType, blocks: [RegisterBlock], counts: [Count], registerCount: Int) {
    self.defaultType = defaultType
    self.blocks = blocks
    self.registerCount = registerCount
    self.counts = counts
  }

  public var fits: Bool { blocks.count <= registerCount }

  /// `2 registers with default type WB, of 8: fits`, or that they are too many.
  public var verdict: String {
    let need = "\(Self.words(blocks.count)) with default type \(defaultType.name)"
    return fits
      ? "\(need), of \(registerCount): fits" : "\(need), and there are \(registerCount): does not fit"
  }

  /// `1 register`, `2 registers`.
  public static func words(_ count: Int) -> String { "\(count) register\(count == 1 ? "" : "s")" }

  /// The register state that holds the solution: enabled, unused pairs zero.
  ///
  /// `fixed` are the fixed ranges to keep; nil leaves them off.
  public func registers(physBits: Int, fixed: FixedRanges? = nil) -> MTRRRegisters {
    let count = max(registerCount, blocks.count)
    let used = blocks.map { $0.register(physBits: physBits) }
    let flags: UInt64 = fixed == nil ? 0x800 : 0xc00
    return MTRRRegisters(
      capabilities: UInt64(min(count, 255)) | 0x400 | (fixed == nil ? 0 : 0x100),
      defaultTypeRegister: UInt64(defaultType.rawValue) | flags, fixed: fixed ?? FixedRanges(),
      variable: used + Array(repeating: .unused, count: count - used.count))
  }
}
