/// The processor, as far as memory types depend on it.
public struct CPU: Hashable, Sendable {
  public enum Vendor: String, Hashable, Sendable, CaseIterable {
    case intel, amd, hygon, other

    /// As the manuals write it.
    public var name: String {
      switch self {
      case .intel: "Intel"
      case .amd: "AMD"
      case .hygon: "Hygon"
      case .other: "other"
      }
    }

    /// Follows AMD's manual: AMD itself, and Hygon, whose processors are AMD's design.
    public var followsAMD: Bool { self == .amd || self == .hygon }
  }

  public var vendor: Vendor
  public var family: Int
  public var model: Int
  public var stepping: Int
  /// Physical address width, MAXPHYADDR, 36 to 52.
  public var physBits: Int
  /// CPUID says that MTRRs exist.
  public var hasMTRR: Bool
  /// CPUID says that the PAT exists.
  public var hasPAT: Bool
  /// Page tables have five levels, which raises `max_arch_pfn`.
  public var hasFiveLevelPaging: Bool
  /// IA32_PAT (MSR 0x277) as the firmware leaves it.
  public var patMSR: UInt64

  public static let physBitsRange = 36...52
  /// WB WT UC- UC twice: IA32_PAT after reset.
  public static let powerOnPAT: UInt64 = 0x0007_0406_0007_0406

  public init(
    vendor: Vendor, family: Int = 6, model: Int = 143, stepping: Int = 0, physBits: Int, hasMTRR: Bool = true,
    hasPAT: Bool = true, hasFiveLevelPaging: Bool = false, patMSR: UInt64 = CPU.powerOnPAT
  ) {
    self.vendor = vendor
    self.family = family
    self.model = model
    self.stepping = stepping
    self.physBits = physBits
    self.hasMTRR = hasMTRR
    self.hasPAT = hasPAT
    self.hasFiveLevelPaging = hasFiveLevelPaging
    self.patMSR = patMSR
  }
}
