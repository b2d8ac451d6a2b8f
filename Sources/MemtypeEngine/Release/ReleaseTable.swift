/// A rule for memory types, or a message about them, that not every release of Linux has.
public enum KernelRule: Int, Hashable, Sendable, CaseIterable {
  case separatePAT
  case tdxKeepsPAT
  case cacheMap
  case forcedState
  case kvmForcesWB
  case kvmForcesPCIHole
  case guestForceName
  case acpiCountsAsRAM
  case registersAlwaysDumped
  case gapLines
  case probeWithDriver
  case quietNoMemory
  case ecamLine
  case kvmVirtualMTRRs
  case kvmPATQuirk
  case managedMapInvalid
  case mgag200MapsWC
  case bochsMapsWC
  case patHasWT
  case patHasWP
}

extension ReleaseRecord {
  /// The one table of what hangs on a release, in the order of the rules. Commits are Linux's.
  static let all: [ReleaseRecord] = [
    ReleaseRecord(
      rule: .separatePAT,
      since: "the PAT is set up on its own, and MTRRs that the firmware left off are off for the driver too",
      before:
        "the MTRR driver sets the PAT up, only if the MTRRs are on; off, they still count for trim and clean-up",
      first: KernelRevision(6, 2),
      enterprise: [EnterpriseBuild(release: 9, number: 570)],
      source: "the series up to 7882b69eb6cd", function: "mtrr_bp_init, pat_bp_init"),
    ReleaseRecord(
      rule: .tdxKeepsPAT,
      since: "a TDX guest leaves the PAT register as the firmware set it, as writing it toggled CR0.CD",
      before: "a TDX guest writes the PAT as everybody does",
      first: KernelRevision(6, 2), end: KernelRevision(6, 9),
      source: "c11ca45441d5, taken back by ffc92cf3db62", function: "pat_bp_init"),
    ReleaseRecord(
      rule: .cacheMap,
      since: "lookups read a map of memory types that is built once",
      before: "each lookup walks the registers",
      first: KernelRevision(6, 5),
      enterprise: [EnterpriseBuild(release: 9, number: 570)],
      source: "arch/x86/kernel/cpu/mtrr/generic.c", function: "mtrr_type_lookup"),
    ReleaseRecord(
      rule: .forcedState,
      since: "Hyper-V isolation and Xen PV guests replace the MTRR state",
      before: "no guest replaces the MTRR state",
      first: KernelRevision(6, 5),
      enterprise: [EnterpriseBuild(release: 9, number: 570)],
      source: "arch/x86/kernel/cpu/mtrr/generic.c", function: "mtrr_overwrite_state"),
    ReleaseRecord(
      rule: .kvmForcesWB,
      since: "SEV-SNP and TDX guests of KVM force WB",
      before: "guests of KVM use the MTRRs that the hypervisor shows",
      first: KernelRevision(6, 12, candidate: 5),
      source: "8e690b817e38", function: "kvm_init_platform"),
    ReleaseRecord(
      rule: .kvmForcesPCIHole,
      since: "SEV-SNP and TDX guests of KVM force UC over [TOLUD, 4 GiB) too",
      before: "SEV-SNP and TDX guests of KVM force WB without a UC range, or nothing",
      first: KernelRevision(6, 18), stable: [KernelRevision(6, 17, 4), KernelRevision(6, 12, 54)],
      source: "0dccbc75e18d, CVE-2025-40181", function: "kvm_init_platform"),
    ReleaseRecord(
      rule: .guestForceName,
      since: "the function that replaces the state is guest_force_mtrr_state",
      before: "the function that replaces the state is mtrr_overwrite_state",
      first: KernelRevision(6, 14), stable: [KernelRevision(6, 12, 54)],
      source: "arch/x86/kernel/cpu/mtrr/generic.c", function: "guest_force_mtrr_state"),
    ReleaseRecord(
      rule: .acpiCountsAsRAM,
      since: "ACPI tables count for the end of RAM",
      before: "only RAM counts for the end of RAM",
      first: KernelRevision(6, 11),
      source: "arch/x86/kernel/e820.c", function: "e820__end_ram_pfn"),
    ReleaseRecord(
      rule: .registersAlwaysDumped,
      since: "the registers are printed at every boot",
      before: "the registers are printed at every boot",
      first: nil, end: KernelRevision(5, 12),
      source: "arch/x86/kernel/cpu/mtrr/generic.c, seen in 5.10, not in 5.12", function: "print_mtrr_state"),
    ReleaseRecord(
      rule: .gapLines,
      since: "the printed memory map says System RAM and shows gaps",
      before: "the printed memory map says usable",
      first: KernelRevision(7, 0),
      source: "arch/x86/kernel/e820.c, seen in 7.2 and not in 6.19", function: "e820__print_table"),
    ReleaseRecord(
      rule: .probeWithDriver,
      since: "a failed probe reads \"probe with driver tpm_tis failed\"",
      before: "a failed probe reads \"tpm_tis: probe of ... failed\"",
      first: KernelRevision(6, 8),
      source: "drivers/base/dd.c", function: "call_driver_probe"),
    ReleaseRecord(
      rule: .quietNoMemory,
      since: "devm_ioremap_resource reports through dev_err_probe, which is silent about -ENOMEM",
      before: "devm_ioremap_resource says that ioremap failed",
      first: KernelRevision(6, 12),
      source: "lib/devres.c", function: "__devm_ioremap_resource"),
    ReleaseRecord(
      rule: .ecamLine,
      since: "configuration space is announced as ECAM",
      before: "configuration space is announced as MMCONFIG",
      first: KernelRevision(6, 9),
      source: "arch/x86/pci/mmconfig-shared.c", function: "pci_mmconfig_alloc"),
    ReleaseRecord(
      rule: .kvmVirtualMTRRs,
      since: "with non-coherent DMA, KVM on Intel gives a page the type of the guest's MTRRs",
      before: "with non-coherent DMA, KVM on Intel gives a page the type of the guest's MTRRs",
      first: nil, end: KernelRevision(6, 11),
      source: "arch/x86/kvm/mtrr.c, dropped in 6.11", function: "vmx_get_mt_mask"),
    ReleaseRecord(
      rule: .kvmPATQuirk,
      since: "KVM on Intel ignores a guest's PAT as a quirk that can be switched off",
      before: "KVM on Intel always ignores a guest's PAT without non-coherent DMA",
      first: KernelRevision(6, 16), stable: [KernelRevision(6, 12, 78)],
      source: "KVM_X86_QUIRK_IGNORE_GUEST_PAT, Documentation/virt/kvm/api.rst", function: "vmx_get_mt_mask"),
    ReleaseRecord(
      rule: .managedMapInvalid,
      since: "pcim_iomap_regions returns -EINVAL where a BAR cannot be mapped",
      before: "pcim_iomap_regions returns -ENOMEM where a BAR cannot be mapped",
      first: KernelRevision(6, 11),
      source: "drivers/pci/devres.c, read in 6.1 and 6.12; taken to have come with the rework of 6.11",
      function: "pcim_iomap_regions"),
    ReleaseRecord(
      rule: .mgag200MapsWC,
      since: "mgag200 asks for WC for its video memory",
      before: "mgag200 reserves WC for its video memory and asks for UC-",
      first: KernelRevision(6, 6),
      source: "drivers/gpu/drm/mgag200/mgag200_drv.c, read in 6.1 and 6.12",
      function: "mgag200_device_preinit"),
    ReleaseRecord(
      rule: .bochsMapsWC,
      since: "bochs-drm asks for WC for its video memory",
      before: "bochs-drm asks for UC- for its video memory",
      first: KernelRevision(6, 13),
      source: "drivers/gpu/drm/tiny/bochs.c, by the pull requests for 6.13", function: "bochs_hw_init"),
    ReleaseRecord(
      rule: .patHasWT,
      since: "the last entry of the PAT is WT",
      before: "the PAT's upper half is as its lower one",
      first: KernelRevision(4, 2),
      source: "d79a40caf8e1", function: "pat_init"),
    ReleaseRecord(
      rule: .patHasWP,
      since: "the PAT has an entry WP, for memory that is encrypted in place",
      before: "the PAT has no entry WP",
      first: KernelRevision(4, 14),
      source: "f88a68facd9a", function: "pat_init"),
  ]
}
