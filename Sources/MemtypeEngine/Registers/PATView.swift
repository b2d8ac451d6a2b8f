/// The PAT's eight entries, and what each combination with an MTRR type gives.
public struct PATView: Hashable, Sendable {
  /// An entry with the page table bits that select it.
  public struct Entry: Hashable, Sendable {
    public var number: Int
    public var type: MemoryType
    /// The mode for which Linux uses it; nil for an entry that it never selects.
    public var mode: PageCacheMode?

    public var pwt: Int { number & 1 }
    public var pcd: Int { number >> 1 & 1 }
    public var pat: Int { number >> 2 & 1 }
  }

  /// As the layout in use has them.
  public var entries: [Entry]
  /// The entry that the mapping of the address uses, and the type below the page tables there; nil where nothing is
  /// mapped.
  public var current: (entry: Int, base: MemoryType)? {
    get { currentEntry.flatMap { entry in currentBase.map { (entry, $0) } } }
  }
  private var currentEntry: Int?
  private var currentBase: MemoryType?
  /// What stands below the page tables: `MTRR UC`, `EPT WB, guest PAT ignored`.
  public var baseText: String?
  public var vendor: CPU.Vendor

  /// The rows of the table.
  public static let mtrrTypes: [MemoryType] = [.uc, .wc, .wt, .wp, .wb]
  /// The columns.
  public static let patTypes: [MemoryType] = [.uc, .ucMinus, .wc, .wt, .wp, .wb]

  init(_ evaluation: Evaluation, address: PhysicalAddress) {
    let pat = evaluation.pat
    vendor = evaluation.scenario.cpu.vendor
    entries = (0..<8).map { number in
      let type = pat.mode(ofSlot: number).memoryType
      let mode = PageCacheMode.allCases.first { pat.slot(of: $0) == number && pat.mode(ofSlot: number) == $0 }
      return Entry(number: number, type: type, mode: mode)
    }
    let page = AddressRange(start: address.roundedDown(to: .page), size: .page)
    let standing = evaluation.trace.steps.last { step in
      guard let mapping = step.mapping, mapping.isMapped, !mapping.isReleased else { return false }
      return mapping.range.pageRounded.overlaps(page)
    }
    guard let step = standing, let mapping = step.mapping,
      let effect = evaluation.effect(
        of: mapping, on: step.device.flatMap { evaluation.scenario.devices[safe: $0] }, at: address)
    else { return }
    let bits = effect.pageTableBits
    currentEntry = (bits & 0x8 != 0 ? 1 : 0) | (bits & 0x10 != 0 ? 2 : 0) | (bits & 0x80 != 0 ? 4 : 0)
    baseText = effect.baseText
    switch effect.base {
    case .mtrr(let type): currentBase = type
    case .ept(let entry): currentBase = entry.type
    case .nestedPage(let type): currentBase = type
    case .unknown: break
    }
  }

  /// `UC`, `WC`; a dash for types that registers refuse.
  public func combined(_ base: MemoryType, _ pat: MemoryType) -> String {
    EffectiveType(mtrr: base, pat: pat, vendor: vendor)?.name ?? "-"
  }

  /// Whether a cell of the table is the one that holds at the address.
  public func isCurrent(_ base: MemoryType, _ pat: MemoryType) -> Bool {
    guard let current else { return false }
    return current.base == base && entries[safe: current.entry]?.type == pat
  }
}
