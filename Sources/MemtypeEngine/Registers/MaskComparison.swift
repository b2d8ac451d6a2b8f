/// What Linux and a processor make of a base/mask pair, and one address compared with it bit by bit.
public struct MaskComparison: Hashable, Sendable {
  /// A stretch that only one of the two readings takes for the pair's.
  public struct Difference: Hashable, Sendable {
    public var range: AddressRange
    /// Whose it is by Linux's reading; otherwise by the processor's.
    public var isLinux: Bool
  }

  public var pair: VariableRange
  public var address: PhysicalAddress
  /// The bits that a processor compares.
  public var compared: UInt64
  /// Those of them that do not agree.
  public var differing: UInt64
  /// The range that Linux takes the pair for; nil if it contributes nothing.
  public var linux: AddressRange?
  /// The first runs of addresses that a processor matches, and how many there are in all, clamped.
  public var hardware: [AddressRange]
  public var runCount: UInt64
  /// The first stretches over which the readings differ.
  public var differences: [Difference]

  public var isMatchedByHardware: Bool { pair.isValid && differing == 0 }
  public var isMatchedByLinux: Bool { linux?.contains(address) ?? false }

  static let listed = 3

  public init(_ pair: VariableRange, address: PhysicalAddress, physBits: Int) {
    self.pair = pair
    self.address = address
    let match = MaskMatch(pair, width: physBits)
    compared = match.mask
    differing = (address ^ match.value) & match.mask | address & ~match.addressBits
    linux = pair.linuxRange(reservedHighBits: ~UInt64.mask(bits: max(physBits, 32)))
    hardware = pair.isValid ? Self.runs(match, atMost: Self.listed) : []
    runCount = pair.isValid ? Self.runCount(match) : 0
    differences = pair.isValid ? Self.differences(match, linux, atMost: Self.listed) : []
  }

  private static func runs(_ match: MaskMatch, atMost limit: Int) -> [AddressRange] {
    var result: [AddressRange] = []
    var start: UInt64 = 0
    while result.count < limit, let next = match.next(atOrAfter: start) {
      let last = match.lastOfRun(at: next)
      result.append(AddressRange(next, last &+ 1))
      guard last < match.addressBits else { break }
      start = last &+ 1
    }
    return result
  }

  /// Each bit above the lowest one compared that is not compared itself doubles them.
  private static func runCount(_ match: MaskMatch) -> UInt64 {
    guard match.mask != 0 else { return 1 }
    let above = ~((match.mask & (0 &- match.mask)) &- 1)
    let free = (~match.mask & match.addressBits & above).nonzeroBitCount
    return free >= 63 ? .max : 1 << UInt64(free)
  }

  private static func differences(_ match: MaskMatch, _ linux: AddressRange?, atMost limit: Int)
    -> [Difference]
  {
    var result: [Difference] = []
    var start: UInt64 = 0
    // Each step passes a border of one of the readings; holes can make millions.
    for _ in 0..<4096 {
      let isMatch = match.contains(start)
      let isLinux = linux?.contains(start) ?? false
      var end = match.addressBits
      if isMatch { end = min(end, match.lastOfRun(at: start)) }
      if !isMatch, let next = match.next(atOrAfter: start) { end = min(end, next &- 1) }
      if let linux, start < linux.start { end = min(end, linux.start &- 1) }
      if let linux, isLinux { end = min(end, linux.last) }
      if isMatch != isLinux {
        if let last = result.last, last.range.end == start, last.isLinux == isLinux {
          result[result.count - 1].range.end = end &+ 1
        } else {
          guard result.count < limit else { return result }
          result.append(Difference(range: AddressRange(start, end &+ 1), isLinux: isLinux))
        }
      }
      guard end < match.addressBits else { return result }
      start = end &+ 1
    }
    return result
  }
}
