/// What the CPU makes of an MTRR type and a PAT type together, with CR0.CD clear (Intel SDM vol. 3A,
/// "Effective Page-Level Memory Types for Pentium III and More Recent Processor Families"; AMD APM vol. 2,
/// memory system).
public enum EffectiveType: String, Hashable, Sendable, CaseIterable {
  case uc = "UC"
  /// AMD's word for UC that the page tables ask for: ordered like UC, but lines that are cached are looked
  /// up.
  case cd = "CD"
  case wc = "WC"
  case wt = "WT"
  case wp = "WP"
  case wb = "WB"

  /// The combination of a type from the MTRRs, or from an EPT entry, and one from the PAT; nil for encodings
  /// that the registers refuse.
  ///
  /// AMD names CD where Intel has a UC that comes from the page tables, and has it in three cells where Intel
  /// has WP (WT over WP), WT (WP over WT) and WC (WP over UC-).
  public init?(mtrr: MemoryType, pat: MemoryType, vendor: CPU.Vendor = .intel) {
    guard let base = Self(mtrr) else { return nil }
    let isAMD = vendor == .amd || vendor == .hygon
    let uncached: Self = base == .uc ? .uc : isAMD ? .cd : .uc
    switch pat {
    case .uc: self = uncached
    case .wc: self = .wc
    case .wb: self = base
    case .ucMinus:
      // UC, unless the MTRR says WC. Intel treats WP like WC here.
      self = base == .wc || base == .wp && !isAMD ? .wc : uncached
    case .wt, .wp:
      let wanted: Self = pat == .wt ? .wt : .wp
      switch base {
      case .uc, .wc, .cd: self = uncached
      case .wb: self = wanted
      case .wt, .wp: self = base == wanted || !isAMD ? wanted : .cd
      }
    default: return nil
    }
  }

  /// A type that an MTRR may hold; nil for any other.
  public init?(_ type: MemoryType) {
    switch type {
    case .uc: self = .uc
    case .wc: self = .wc
    case .wt: self = .wt
    case .wp: self = .wp
    case .wb: self = .wb
    default: return nil
    }
  }

  /// `UC`, `CD`, `WC`.
  public var name: String { rawValue }

  /// The same as an MTRR would hold it; CD as UC.
  public var memoryType: MemoryType {
    switch self {
    case .uc, .cd: .uc
    case .wc: .wc
    case .wt: .wt
    case .wp: .wp
    case .wb: .wb
    }
  }
}
