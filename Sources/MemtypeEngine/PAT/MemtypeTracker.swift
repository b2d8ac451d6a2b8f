/// Linux's memtype tracker: which cache mode every mapped physical range has, so that no two mappings differ.
///
/// Ranges outside RAM are entries in an ordered list; RAM has one mode a page. (arch/x86/mm/pat/memtype.c,
/// memtype_interval.c)
public struct MemtypeTracker: Hashable, Sendable {
  /// Without an enabled PAT nothing is tracked.
  public var pat: PATConfiguration
  /// BUSY `System RAM` resources in address order, whole or not.
  public let ram: [AddressRange]
  /// A second untracked window besides the ISA hole: [TOLUD, 4 GiB) in version 1 of the PCI hole patch.
  public var untracked: AddressRange?
  /// `debugpat` on the command line.
  public var isDebugging: Bool
  public var task: KernelTask
  /// The bits of a physical address that page tables can hold: 52, less an encryption bit.
  public var physicalMask: UInt64

  /// A what-if: the direct map cannot get another mode, for want of memory.
  public var cannotChangeDirectMap = false
  /// The tracked ranges outside RAM.
  public internal(set) var entries = TrackedRanges()
  /// RAM pages that are not WB.
  public internal(set) var pageModes = RangeMap<PageCacheMode>()
  var hasWarnedOfUncachedRAM = false

  /// `ram` may come in any order; ranges inside others add nothing.
  public init(
    pat: PATConfiguration = .standard, ram: [AddressRange] = [], untracked: AddressRange? = nil,
    isDebugging: Bool = false, task: KernelTask = .initialization, physicalMask: UInt64 = .top &- 1
  ) {
    self.pat = pat
    self.ram = Self.walkable(ram)
    self.untracked = untracked
    self.isDebugging = isDebugging
    self.task = task
    self.physicalMask = physicalMask
  }

  /// [0xa0000, 1 MiB): mappings inside are never tracked.
  public static let isaHole = AddressRange(0xa0000, 0x100000)

  /// Whether a range lies in an untracked window (`is_untracked_pat_range`). Only the two ends are compared,
  /// so a reversed range may count as well.
  public func isUntracked(_ range: AddressRange) -> Bool {
    if Self.isaHole.start <= range.start, range.end <= Self.isaHole.end { return true }
    guard let untracked else { return false }
    return untracked.start <= range.start && range.end <= untracked.end
  }

  /// The mode of the page at an address (`lookup_memtype`): UC- where nothing is known.
  public func lookup(_ address: PhysicalAddress) -> PageCacheMode {
    let page = AddressRange(address, address &+ .page)
    if isUntracked(page) { return .wb }
    if ramTest(page) != .noRAM { return pageModes[address.roundedDown(to: .page)] ?? .wb }
    return firstOverlap(page)?.mode ?? .ucMinus
  }

  /// The first entry in list order that shares a byte with a range: the one whose mode decides about a new
  /// mapping.
  public func firstOverlap(_ range: AddressRange) -> TrackedEntry? {
    entries.firstOverlap(start: range.start, last: range.last).map { entries[$0] }
  }

  /// Whether a caller that asked for one mode may live with another (`is_new_memtype_allowed`).
  public func isAllowed(_ got: PageCacheMode, for want: PageCacheMode, over range: AddressRange) -> Bool {
    if isUntracked(range) { return true }
    return switch (want, got) {
    case (.ucMinus, .wb), (.wc, .wb), (.wt, .wb), (.wt, .wc): false
    default: true
    }
  }

  /// What debugfs' `x86/pat_memtype_list` shows of entries; of none it shows nothing, not even the heading.
  public static func listText(_ entries: some Sequence<TrackedEntry>) -> [String] {
    ["PAT memtype list:"] + entries.map(\.listLine)
  }

  /// The mode under which a request is tracked: a WB request needs WB MTRRs throughout, or it becomes UC-
  /// (`pat_x_mtrr_type`). Other requests pass.
  func trackedMode(
    of requested: PageCacheMode, over range: AddressRange, mtrr: MTRRState, log: inout KernelLog
  ) -> PageCacheMode {
    guard requested == .wb else { return requested }
    let answer = mtrr.typeLookup(range.start, range.end)
    // A walk over single pages can warn without end; nobody reads that many.
    for _ in 0..<min(answer.warnings, 2000) { log.append(.pat(.lookupBorder)) }
    return answer.type == .wb ? .wb : .ucMinus
  }
}
