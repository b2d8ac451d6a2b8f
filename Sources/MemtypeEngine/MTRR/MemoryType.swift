/// A memory type as the MTRR and PAT registers encode it (Intel SDM vol. 3A, "Memory Types That Can Be Encoded").
///
/// Any byte may stand in a register, so reserved encodings are values too.
public struct MemoryType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let uc = MemoryType(rawValue: 0)
  public static let wc = MemoryType(rawValue: 1)
  public static let wt = MemoryType(rawValue: 4)
  public static let wp = MemoryType(rawValue: 5)
  public static let wb = MemoryType(rawValue: 6)
  /// Exists in the PAT only.
  public static let ucMinus = MemoryType(rawValue: 7)
  /// Linux's MTRR_TYPE_INVALID: no answer.
  public static let invalid = MemoryType(rawValue: 0xff)

  /// What an MTRR may hold.
  public static let mtrrTypes: [MemoryType] = [.uc, .wc, .wt, .wp, .wb]

  /// `UC`, `WC`, `WT`, `WP`, `WB`, `UC-`, `none`; a reserved encoding as `?2`.
  public var name: String {
    switch self {
    case .uc: "UC"
    case .wc: "WC"
    case .wt: "WT"
    case .wp: "WP"
    case .wb: "WB"
    case .ucMinus: "UC-"
    case .invalid: "none"
    default: "?\(rawValue)"
    }
  }

  /// The word in MTRR messages and /proc/mtrr (`mtrr_attrib_to_str`).
  public var mtrrWord: String {
    switch self {
    case .uc: "uncachable"
    case .wc: "write-combining"
    case .wt: "write-through"
    case .wp: "write-protect"
    case .wb: "write-back"
    default: "?"
    }
  }
}
