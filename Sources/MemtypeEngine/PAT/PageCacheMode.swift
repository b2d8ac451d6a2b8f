/// Linux's `enum page_cache_mode`: the numbers in `ioremap error ... requested 0x2, got 0x0`.
/// (arch/x86/include/asm/pgtable_types.h)
public enum PageCacheMode: UInt8, CaseIterable, Hashable, Sendable {
  case wb = 0
  case wc = 1
  case ucMinus = 2
  case uc = 3
  case wt = 4
  case wp = 5

  /// `WB`, `WC`, `UC-`, `UC`, `WT`, `WP`.
  public var name: String { memoryType.name }

  /// The word in PAT messages (`cattr_name`).
  public var word: String {
    switch self {
    case .wb: "write-back"
    case .wc: "write-combining"
    case .ucMinus: "uncached-minus"
    case .uc: "uncached"
    case .wt: "write-through"
    case .wp: "write-protected"
    }
  }

  /// The same type as the PAT register encodes it.
  public var memoryType: MemoryType {
    switch self {
    case .wb: .wb
    case .wc: .wc
    case .ucMinus: .ucMinus
    case .uc: .uc
    case .wt: .wt
    case .wp: .wp
    }
  }
}
