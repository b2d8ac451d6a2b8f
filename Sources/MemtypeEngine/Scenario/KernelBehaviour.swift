/// What the kernel does with its MTRR state at boot: the failure, the cure, and what was tried.
public enum KernelBehaviour: String, Hashable, Sendable, CaseIterable {
  /// The firmware's MTRRs are used.
  case firmwareMTRRs = "none"
  /// `guest_force_mtrr_state(NULL, 0, WB)`: the failure.
  case forcedWB = "forced WB"
  /// The same with one variable range, UC over [TOLUD, 4 GiB): the cure.
  case forcedWBAndPCIHole = "forced WB + PCI hole"
  /// The patch's first version: forced WB, and the PCI hole is not tracked, so every request there gets WB.
  case untrackedPCIHole = "forced WB + untracked hole"

  /// As people read it; files and JSON have the raw value.
  public var name: String { self == .firmwareMTRRs ? "firmware's MTRRs" : rawValue }

  /// As it is called at the shell, `forced-wb-pci-hole`.
  public var argumentName: String {
    switch self {
    case .firmwareMTRRs: "none"
    case .forcedWB: "forced-wb"
    case .forcedWBAndPCIHole: "forced-wb-pci-hole"
    case .untrackedPCIHole: "forced-wb-untracked-hole"
    }
  }

  /// What stands for "as this release and platform do it" where a behaviour is named.
  public static let releasedName = "released"
}

extension KernelRevision {
  /// What `kvm_init_platform` asks for in every guest of KVM. Only some may have it: `behaviour(on:)`.
  var behaviourAskedOnKVM: KernelBehaviour {
    guard has(.kvmForcesWB) || has(.kvmForcesPCIHole) else { return .firmwareMTRRs }
    return has(.kvmForcesPCIHole) ? .forcedWBAndPCIHole : .forcedWB
  }

  /// What this release does on a platform of its own accord.
  ///
  /// Under Xen PV a dom0 takes over the ranges that Xen tells it (`xen_pv_init_platform`), which counts as none: they
  /// are the firmware's.
  public func behaviour(on platform: Platform) -> KernelBehaviour {
    guard platform.permitsForcedMTRR else { return .firmwareMTRRs }
    switch platform {
    case .hyperVIsolation, .xenDomU: return has(.forcedState) ? .forcedWB : .firmwareMTRRs
    case .xenDom0: return .firmwareMTRRs
    default: return behaviourAskedOnKVM
    }
  }
}

extension Scenario {
  /// What the kernel does with its MTRR state here: what its release does on this platform, or the override.
  ///
  /// Setting what the release does anyway takes an override back.
  public var behaviour: KernelBehaviour {
    get { behaviourOverride ?? releasedBehaviour }
    set { behaviourOverride = newValue == releasedBehaviour ? nil : newValue }
  }

  /// What this release does on this platform of its own accord.
  public var releasedBehaviour: KernelBehaviour { kernel.behaviour(on: platform) }

  /// `firmware's MTRRs`, `forced WB (override: Linux 6.18 does forced WB + PCI hole here)`.
  public var behaviourText: String {
    guard behaviourOverride != nil else { return behaviour.name }
    return "\(behaviour.name) (override: Linux \(kernel.name) does \(releasedBehaviour.name) here)"
  }

  /// What the model assumes about the kernel's release and the host's, in words; empty if it knows them.
  public var releaseAssumptions: [Assumption] {
    var rules: [KernelRule] = []
    if behaviourOverride == nil, platform == .sevSNP || platform == .tdx { rules.append(.kvmForcesPCIHole) }
    var result = kernel.assumptions(about: rules)
    guard platform.isKVM else { return result }
    let matters = host.vendor == .intel && platform != .tdx && !host.hasIgnorePATQuirk
    for assumption in host.kernel.assumptions(about: matters ? [.kvmPATQuirk] : [])
    where !result.contains(assumption) {
      result.append(Assumption(missing: "host: \(assumption.missing)", assumed: assumption.assumed))
    }
    return result
  }

  /// What no machine can be, in words: `TDX exists on Intel processors only, and this one is AMD's`.
  public var impossibilities: [String] {
    var result: [String] = []
    if let vendor = platform.requiredVendor {
      let what = platform == .tdx ? "TDX" : "SEV"
      let isWrong = { (other: CPU.Vendor) in
        other != .other && other != vendor && !(vendor == .amd && other == .hygon)
      }
      if isWrong(cpu.vendor) {
        result.append(
          "\(what) exists on \(vendor.name) processors only, and the guest's is \(cpu.vendor.name)")
      }
      if isWrong(host.vendor) {
        result.append(
          "\(what) exists on \(vendor.name) processors only, and the host's is \(host.vendor.name)")
      }
    }
    return result
  }
}

extension Scenario {
  /// Takes back an override that says no more than the release does by itself.
  public mutating func dropRedundantOverride() { behaviour = behaviour }
}
