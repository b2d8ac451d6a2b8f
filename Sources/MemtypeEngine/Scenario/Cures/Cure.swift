/// A remedy for the failure that was tried or proposed on the mailing lists in 2025.
public enum Cure: String, Hashable, Sendable, CaseIterable {
  /// Before the guest kernel forced anything.
  case firmwareMTRRs = "none"
  case forcedWB = "forced-wb"
  case emulatedMTRRs = "emulated-mtrrs"
  case untrackedHole = "untracked-hole"
  case alwaysWB = "always-wb"
  case firmwareMessenger = "firmware-messenger"
  case paravirtualMSRs = "paravirtual-msrs"
  case acpiCacheability = "acpi-cacheability"
  case efiAttribute = "efi-attribute"
  case pciConfigRegion = "pci-config-region"
  case acpiIoremap = "acpi-ioremap"
  case reservedHole = "reserved-hole"
  case pciHole = "pci-hole"

  /// As it is called at the shell, `pci-hole`.
  public var name: String { rawValue }

  public init?(named name: String) { self.init(rawValue: name) }

  /// As people call it, `PCI hole UC (v2)`.
  public var title: String {
    switch self {
    case .firmwareMTRRs: "firmware's MTRRs"
    case .forcedWB: "forced WB"
    case .emulatedMTRRs: "emulated-MTRR flag"
    case .untrackedHole: "untracked hole (v1)"
    case .alwaysWB: "always WB"
    case .firmwareMessenger: "firmware messenger"
    case .paravirtualMSRs: "paravirtual MSRs"
    case .acpiCacheability: "ACPI cacheability"
    case .efiAttribute: "EFI attribute"
    case .pciConfigRegion: "PCI_Config regions"
    case .acpiIoremap: "ACPI uses ioremap"
    case .reservedHole: "hole reserved UC-"
    case .pciHole: "PCI hole UC (v2)"
    }
  }

  /// What changes, in one sentence.
  public var summary: String {
    switch self {
    case .firmwareMTRRs: "the guest reads the virtual MTRRs as they are"
    case .forcedWB: "the guest forces its MTRR state to WB without ranges"
    case .emulatedMTRRs:
      "a CPU flag says that MTRRs are emulated: the guest uses the firmware's, and never toggles CR0.CD"
    case .untrackedHole: "version 1: WB forced, and the memtype tracker leaves the PCI hole alone"
    case .alwaysWB: "WB forced, and every ioremap gives WB"
    case .firmwareMessenger:
      "the firmware programs UC over [640 KiB, 1 MiB) and the PCI hole again, and the guest reads it"
    case .paravirtualMSRs: "the same ranges, handed over in MSRs that only KVM has"
    case .acpiCacheability: "WB forced; the TPM's resource descriptor says non-cacheable"
    case .efiAttribute: "WB forced; EFI's memory map says that the device is UC"
    case .pciConfigRegion: "WB forced; ACPI declares the regions as PCI_Config"
    case .acpiIoremap: "WB forced; ACPI maps with ioremap instead of ioremap_cache"
    case .reservedHole: "WB forced; the guest reserves the PCI hole as UC- before ACPI runs"
    case .pciHole: "version 2: WB forced, with one UC range over [TOLUD, 4 GiB)"
    }
  }

  /// How far it came.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// What kernels did before, or still do.
    case past, failure, idea, proposed, posted, tried, rejected, merged
  }

  public var status: Status {
    switch self {
    case .firmwareMTRRs: .past
    case .forcedWB: .failure
    case .untrackedHole: .posted
    case .alwaysWB: .rejected
    case .emulatedMTRRs, .firmwareMessenger: .proposed
    case .paravirtualMSRs, .efiAttribute, .reservedHole: .idea
    case .acpiCacheability, .pciConfigRegion, .acpiIoremap: .tried
    case .pciHole: .merged
    }
  }

  /// The status in a column, `merged in 6.18`.
  public var statusText: String {
    switch status {
    case .past: "until \(KernelRule.kvmForcesWB.record.first?.name ?? "then")"
    case .failure: "the failure"
    case .merged: "merged in \(rule?.record.first?.name ?? "Linux")"
    case .idea, .proposed, .posted, .tried, .rejected: status.rawValue
    }
  }

  /// The rule of the releases that do it, for what was merged.
  public var rule: KernelRule? {
    switch self {
    case .forcedWB: .kvmForcesWB
    case .pciHole: .kvmForcesPCIHole
    default: nil
    }
  }

  /// What was said of it.
  public var verdict: String {
    switch self {
    case .firmwareMTRRs: "untrusted state, huge mappings break, and writing an MTRR raises #VE in TDX"
    case .forcedWB: "the failure, in Linux \(KernelRule.kvmForcesWB.record.range)"
    case .emulatedMTRRs: "proposed; useless once the firmware programs no MTRRs"
    case .untrackedHole: "posted and dropped: drivers silently get WB"
    case .alwaysWB: "rejected: real device memory would be cached"
    case .firmwareMessenger:
      "proposed: works, but firmware should not talk to the kernel through MTRRs for good"
    case .paravirtualMSRs: "idea only"
    case .acpiCacheability: "tried: Linux does not look at it"
    case .efiAttribute: "idea only: Linux does not look at it here"
    case .pciConfigRegion: "tried: works, but the tables lie"
    case .acpiIoremap: "tried: works, but ACPI's tables become slow"
    case .reservedHole: "idea only: called as hacky"
    case .pciHole: "merged in Linux \(KernelRule.kvmForcesPCIHole.record.range) (CVE-2025-40181)"
    }
  }

  /// Whether the scenario is one with this remedy already. Several may be: some change nothing that Linux looks at.
  public func isInForce(in scenario: Scenario) -> Bool { apply(to: scenario) == scenario }

  /// The scenario with this remedy and no other one.
  public func apply(to scenario: Scenario) -> Scenario {
    var result = scenario
    result.patches = []
    result.behaviour = .forcedWB
    switch self {
    case .forcedWB, .acpiCacheability, .efiAttribute: break
    case .firmwareMTRRs: result.behaviour = .firmwareMTRRs
    case .emulatedMTRRs:
      result.behaviour = .firmwareMTRRs
      result.cpu.hasMTRR = true
    case .untrackedHole: result.behaviour = .untrackedPCIHole
    case .alwaysWB: result.patches = .alwaysWB
    case .firmwareMessenger, .paravirtualMSRs:
      result.behaviour = .firmwareMTRRs
      result.cpu.hasMTRR = true
      result.mtrr =
        FirmwareMachine(
          model: .ovmfQ35, ram: scenario.machineRAM, lowRAM: evaluate(scenario).tolud,
          physBits: scenario.cpu.physBits, vendor: scenario.cpu.vendor, hasTPM: false
        ).ovmfRegisters
    case .pciConfigRegion:
      for device in result.devices.indices {
        // A region of something that no driver maps can stay as it is.
        guard result.devices[device].driver != nil else { continue }
        for region in result.devices[device].regions.indices {
          result.devices[device].regions[region].space = .pciConfig
        }
      }
    case .acpiIoremap: result.patches = .acpiUsesIoremap
    case .reservedHole: result.patches = .reservesPCIHole
    case .pciHole: result.behaviour = .forcedWBAndPCIHole
    }
    return result
  }
}
