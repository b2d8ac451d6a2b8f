/// The processor, as far as memory types depend on it.
public struct CPU: Hashable, Sendable {
  public enum Vendor: String, Hashable, Sendable, CaseIterable {
    case intel, amd, hygon, other
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

/// What the kernel runs on.
public enum Platform: String, Hashable, Sendable, CaseIterable {
  case bareMetal = "bare metal"
  case kvm = "KVM"
  case sev = "SEV on KVM"
  case sevES = "SEV-ES on KVM"
  case sevSNP = "SEV-SNP on KVM"
  case tdx = "TDX on KVM"
  case hyperVIsolation = "Hyper-V isolation"
  case xenDom0 = "Xen PV dom0"
  case xenDomU = "Xen PV domU"

  /// CPUID's hypervisor bit.
  public var hasHypervisor: Bool { self != .bareMetal }
  /// Whether `guest_force_mtrr_state` accepts a forced state here (mtrr/generic.c).
  public var permitsForcedMTRR: Bool {
    switch self {
    case .sevSNP, .tdx, .hyperVIsolation, .xenDom0, .xenDomU: true
    case .bareMetal, .kvm, .sev, .sevES: false
    }
  }
  /// Whether `kvm_init_platform` runs.
  public var isKVM: Bool {
    switch self {
    case .kvm, .sev, .sevES, .sevSNP, .tdx: true
    default: false
    }
  }
  /// Whether guest memory is encrypted, which adds a check to ioremap.
  public var encryptsMemory: Bool {
    switch self {
    case .sev, .sevES, .sevSNP, .tdx: true
    default: false
    }
  }
}

/// What the guest kernel does with its MTRR state at boot: the cures and the failure.
public enum KernelBehaviour: String, Hashable, Sendable, CaseIterable {
  /// The firmware's MTRRs are used.
  case firmwareMTRRs = "none"
  /// `guest_force_mtrr_state(NULL, 0, WB)`: the failure.
  case forcedWB = "forced WB"
  /// The same with one variable range, UC over [TOLUD, 4 GiB): the cure.
  case forcedWBAndPCIHole = "forced WB + PCI hole"
  /// The patch's first version: forced WB, and the PCI hole is not tracked, so every request there gets WB.
  case untrackedPCIHole = "forced WB + untracked hole"

  /// The next one in the cycle.
  public var next: KernelBehaviour {
    let all = Self.allCases
    let i = all.firstIndex(of: self) ?? 0
    return all[(i + 1) % all.count]
  }
}
