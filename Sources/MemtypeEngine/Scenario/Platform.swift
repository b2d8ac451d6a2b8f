/// What the kernel runs on.
public enum Platform: String, Hashable, Sendable, CaseIterable {
  case bareMetal = "bare metal"
  case kvm = "KVM"
  case sev = "SEV on KVM"
  case sevES = "SEV-ES on KVM"
  case sevSNP = "SEV-SNP on KVM"
  case tdx = "TDX on KVM"
  case firecracker = "Firecracker on KVM"
  case hyperV = "Hyper-V"
  case hyperVIsolation = "Hyper-V isolation"
  case xenDom0 = "Xen PV dom0"
  case xenDomU = "Xen PV domU"
  case xenPVH = "Xen PVH"
  case xenHVM = "Xen HVM"
  case vmware = "VMware"
  case virtualBox = "VirtualBox"
  case bhyve = "bhyve"
  case parallels = "Parallels"
  case acrn = "ACRN"
  case jailhouse = "Jailhouse"
  /// CPUID's hypervisor bit is set, and nothing tells by whom.
  case unnamedHypervisor = "unnamed hypervisor"

  /// CPUID's hypervisor bit.
  public var hasHypervisor: Bool { self != .bareMetal }
  /// Whether `guest_force_mtrr_state` accepts a forced state here (mtrr/generic.c).
  public var permitsForcedMTRR: Bool {
    switch self {
    case .sevSNP, .tdx, .hyperVIsolation, .xenDom0, .xenDomU: true
    default: false
    }
  }
  /// Whether `kvm_init_platform` runs, and the host's KVM decides about the effect of memory types.
  public var isKVM: Bool {
    switch self {
    case .kvm, .sev, .sevES, .sevSNP, .tdx, .firecracker: true
    default: false
    }
  }
  /// Paravirtual: Xen owns the page tables' PAT and the MTRRs.
  public var isXenPV: Bool { self == .xenDom0 || self == .xenDomU }
  /// Whether guest memory is encrypted, which adds a check to ioremap.
  public var encryptsMemory: Bool {
    switch self {
    case .sev, .sevES, .sevSNP, .tdx: true
    default: false
    }
  }
  /// Whether `timer_init` is not `hpet_time_init`, so that nothing maps the HPET before ACPI does.
  public var replacesTimerInit: Bool {
    switch self {
    case .hyperV, .hyperVIsolation, .xenDom0, .xenDomU, .jailhouse: true
    default: false
    }
  }
  /// The only vendor whose processors have it; nil where both do.
  package var requiredVendor: CPU.Vendor? {
    switch self {
    case .sev, .sevES, .sevSNP: .amd
    case .tdx: .intel
    default: nil
    }
  }
}
