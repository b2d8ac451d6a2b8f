/// A rule that a reason rests on: the kernel function or the section of a manual, and one sentence on it.
public enum ReasonRule: String, Hashable, Sendable, CaseIterable {
  case memoryMap
  case physicalWidth
  case overriddenState
  case forcedState
  case forcedOnKVM
  case refusedState
  case unread
  case noMTRRs
  case mtrrsOff
  case defaultType
  case fixedRanges
  case tom2
  case variableRange
  case shortMask
  case overlap
  case undefinedOverlap
  case maskCompare
  case notMapped
  case request
  case olderEntry
  case conflict
  case untrackedWindow
  case mtrrHint
  case patOff
  case notAllowed
  case reused
  case ramPages
  case ioremapOnRAM
  case invalidAddress
  case busyRegion
  case notPermitted
  case untracked
  case pageBits
  case traps
  case ept
  case nestedPaging
  case effectiveType

  /// The kernel function; empty for a rule of the processor's alone.
  func function(in kernel: KernelRevision) -> String {
    switch self {
    case .memoryMap: "e820__memory_setup"
    case .overriddenState, .forcedState, .forcedOnKVM, .refusedState:
      kernel.has(.guestForceName) ? "guest_force_mtrr_state" : "mtrr_overwrite_state"
    case .unread: "mtrr_bp_init"
    case .noMTRRs, .mtrrsOff: "mtrr_type_lookup"
    case .tom2: "mtrr_build_map"
    case .variableRange: "get_var_mtrr_state"
    case .shortMask: "get_mtrr_size"
    case .overlap, .undefinedOverlap: "get_effective_type"
    case .notMapped, .request, .patOff: "memtype_reserve"
    case .olderEntry, .conflict: "memtype_check_conflict"
    case .untrackedWindow: "is_untracked_pat_range"
    case .mtrrHint: "pat_x_mtrr_type"
    case .notAllowed: "is_new_memtype_allowed"
    case .reused: "acpi_map_lookup"
    case .ramPages: "reserve_ram_pages_type"
    case .ioremapOnRAM, .invalidAddress: "__ioremap_caller"
    case .busyRegion: "__request_region"
    case .notPermitted: "devmem_is_allowed"
    case .pageBits: "cachemode2protval"
    case .ept: "vmx_get_mt_mask"
    case .physicalWidth, .defaultType, .fixedRanges, .maskCompare, .untracked, .traps, .nestedPaging,
      .effectiveType:
      ""
    }
  }

  /// The section of the processor's manual: Intel's SDM or AMD's APM; empty for a rule of Linux's alone.
  func manual(_ vendor: CPU.Vendor) -> String {
    let (intel, amd) = manuals
    // Nothing tells which of the two mechanisms it is.
    if vendor == .other, self == .traps { return "\(intel), or \(amd)" }
    return vendor.followsAMD && !amd.isEmpty || intel.isEmpty ? amd : intel
  }

  private var manuals: (intel: String, amd: String) {
    switch self {
    case .physicalWidth: ("CPUID 0x80000008", "CPUID 0x80000008")
    case .mtrrsOff: ("SDM 3A, MTRR Precedences", "APM 2, Memory-Type Range Registers")
    case .defaultType: ("SDM 3A, IA32_MTRR_DEF_TYPE", "APM 2, MTRRdefType")
    case .fixedRanges: ("SDM 3A, Fixed Range MTRRs", "APM 2, Fixed-Range MTRRs")
    case .tom2: ("", "APM 2, SYSCFG and TOP_MEM2")
    case .variableRange: ("SDM 3A, Variable Range MTRRs", "APM 2, Variable-Range MTRRs")
    case .shortMask: ("SDM 3A, IA32_MTRR_PHYSMASKn", "APM 2, Variable-Range MTRRs")
    case .overlap: ("SDM 3A, MTRR Precedences", "APM 2, Memory-Type Range Registers")
    case .undefinedOverlap: ("SDM 3A, MTRR Precedences", "APM 2, Memory-Type Range Registers")
    case .maskCompare: ("SDM 3A, IA32_MTRR_PHYSMASKn", "APM 2, Variable-Range MTRRs, PHYSMASKn")
    case .pageBits: ("SDM 3A, Page Attribute Table", "APM 2, Page-Attribute Table Mechanism")
    case .traps: ("SDM 3C, EPT Violations", "APM 2, Nested Paging")
    case .ept: ("SDM 3C, Memory Type Used for Translated Guest-Physical Addresses", "")
    case .nestedPaging: ("", "APM 2, Nested Paging: Combining Memory Types, MTRRs")
    case .effectiveType:
      ("SDM 3A, Effective Page-Level Memory Types", "APM 2, Combined Effective Memory Type")
    default: ("", "")
    }
  }

  /// The rule of a release that it is, if not all have it.
  public var kernelRule: KernelRule? {
    switch self {
    case .forcedState: .forcedState
    case .forcedOnKVM: .kvmForcesWB
    default: nil
    }
  }

  /// One sentence on the rule, whatever the address.
  public var explanation: String {
    switch self {
    case .memoryMap:
      "The firmware's map says what is RAM; the kernel sorts it, and where entries overlap the highest type number wins."
    case .physicalWidth:
      "An address has no meaning beyond the width that the processor reports."
    case .overriddenState:
      "Chosen in the scenario: this release does something else on this platform."
    case .forcedState:
      "The state is Linux's own from then on: registers are neither read nor written, and the fixed ranges do not apply."
    case .forcedOnKVM:
      "Guests of SEV-SNP and TDX do not trust the MTRRs that the hypervisor shows, and must not toggle CR0.CD to write them."
    case .refusedState:
      "Only SEV-SNP, TDX, Hyper-V isolation and Xen PV guests may replace the state."
    case .unread:
      "The types are known once the registers are read, or a forced state is turned into a map."
    case .noMTRRs:
      "Without a known type every request for WB becomes UC-."
    case .mtrrsOff:
      "With E clear a processor treats all memory as UC."
    case .defaultType:
      "The default type takes no part where a range matches."
    case .fixedRanges:
      "Below 1 MiB the variable ranges have no say while FE is set."
    case .tom2:
      "Linux lets no variable range change this part; a processor does."
    case .variableRange:
      "Linux takes the base for the start and 2^64 less the mask for the size: one contiguous range."
    case .shortMask:
      "Mask bits below the physical width that are clear are not compared, so the range repeats itself above."
    case .overlap:
      "UC wins over all, WT over WB; equal types stay."
    case .undefinedOverlap:
      "Other software chooses otherwise: Xen takes the last register, EDK II paints non-WB over WB."
    case .maskCompare:
      "A processor compares address and base under the mask; it knows no sizes."
    case .notMapped:
      "What nobody maps is not in the list, and has no type in the page tables."
    case .request:
      "A mapping of something other than RAM is entered with its type, so that no second one differs."
    case .olderEntry:
      "The first entry that overlaps gives its type to the new one, whatever it asked for."
    case .conflict:
      "All entries that a new one overlaps must have one type."
    case .untrackedWindow:
      "Requests in an untracked window are answered with WB and leave no entry."
    case .mtrrHint:
      "Only a request for WB looks at the MTRRs, over its whole range; anything but WB throughout makes it UC-."
    case .patOff:
      "Without an enabled PAT the tracker agrees to everything and keeps nothing."
    case .notAllowed:
      "Nobody who asked for UC-, WC or WT may get WB."
    case .reused:
      "ACPI keeps its mappings in a list and never asks again for what one of them covers."
    case .ramPages:
      "Pages of RAM carry their type themselves; the MTRRs are not asked."
    case .ioremapOnRAM:
      "RAM in use has a mapping already, the direct map."
    case .invalidAddress:
      "Only the first byte is compared with the physical width."
    case .busyRegion:
      "A driver claims its resource before it maps it."
    case .notPermitted:
      "STRICT_DEVMEM keeps processes away from RAM above 1 MiB."
    case .untracked:
      "Such a mapping does not pass through the tracker."
    case .pageBits:
      "PWT, PCD and PAT select one of the eight entries of IA32_PAT."
    case .traps:
      "There is no memory behind the address: the hypervisor carries each access out itself."
    case .ept:
      "The type in the EPT entry takes the place of the MTRRs; the ignore-PAT bit makes it the whole answer."
    case .nestedPaging:
      "The guest's PAT type is combined with that of the nested page, and the host's MTRRs apply to the result; KVM on AMD ignores the guest's MTRRs."
    case .effectiveType:
      "The table combines the MTRR type with the PAT type; PAT UC and WC win, PAT WB leaves the MTRR type."
    }
  }
}
