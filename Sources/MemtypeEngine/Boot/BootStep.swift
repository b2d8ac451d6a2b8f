/// One step of the boot that has to do with memory types.
public struct BootStep: Hashable, Sendable {
  public enum Phase: Int, Hashable, Sendable, CaseIterable, Comparable {
    case setupArch, startKernel, core, postcore, arch, subsys, fs, device, late, userSpace

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    /// `setup_arch`, `subsys_initcall`.
    public var name: String {
      switch self {
      case .setupArch: "setup_arch"
      case .startKernel: "start_kernel"
      case .core: "core_initcall"
      case .postcore: "postcore_initcall"
      case .arch: "arch_initcall"
      case .subsys: "subsys_initcall"
      case .fs: "fs_initcall"
      case .device: "device_initcall"
      case .late: "late_initcall"
      case .userSpace: "user space"
      }
    }

    /// Initcalls of a level run in link order, and processes as they like; before that the kernel's code decides.
    public var isReorderable: Bool { self >= .core }
  }

  /// From 1.
  public var number: Int
  public var phase: Phase
  public var work: BootWork
  /// The device it is about, as an index into the scenario's devices.
  public var device: Int?
  public var deviceID: String
  public var deviceName: String
  public var mapping: MappingAttempt?
  public var log: [KernelMessage]

  public init(
    number: Int, phase: Phase, work: BootWork, device: Int? = nil, deviceID: String = "",
    deviceName: String = "", mapping: MappingAttempt? = nil, log: [KernelMessage] = []
  ) {
    self.number = number
    self.phase = phase
    self.work = work
    self.device = device
    self.deviceID = deviceID
    self.deviceName = deviceName
    self.mapping = mapping
    self.log = log
  }

  /// The kernel function, `hpet_enable`.
  public var function: String { work.function }
  /// For people, `early HPET set-up maps the HPET`.
  public var title: String { work.title(deviceName: deviceName) }
  /// Stable from one evaluation to the next and unique in a boot: `hpet_enable`, `acpi:\_SB.TPM.TPMR+0x4`,
  /// `driver:tpm`.
  public var id: String { work.id(deviceID: deviceID) }
  /// Under which it can be switched off; nil where it cannot. Several steps may share one.
  public var switchID: String? { work.switchID(deviceID: deviceID) }
}

/// What a step of the boot does.
public enum BootWork: Hashable, Sendable {
  case setUp(SetUpWork)
  /// ACPI's tables are read through the fixmap.
  case earlyTables
  /// An APIC gets its page.
  case fixmap(isLocal: Bool)
  /// The idea of reserving the PCI hole UC- before anybody maps anything in it.
  case reserveHole
  case tables
  case earlyHPET
  /// An access of AML to a region. `isOnly`: the region has no other one.
  case region(path: String, base: PhysicalAddress, offset: UInt64, method: String, isOnly: Bool)
  /// `part`: from 0, for a driver that maps several ranges.
  case driver(name: String, function: String, part: Int)

  public var function: String {
    switch self {
    case .setUp(let work): work.rawValue
    case .earlyTables: "acpi_boot_table_init"
    case .fixmap(let isLocal): isLocal ? "init_apic_mappings" : "io_apic_init_mappings"
    case .reserveHole: "memtype_reserve"
    case .tables: "acpi_early_init"
    case .earlyHPET: "hpet_enable"
    case .region: "acpi_init"
    case .driver(_, let function, _): function
    }
  }

  /// Whether it is a driver for the device itself that maps, not ACPI on its way.
  public var isDriver: Bool {
    switch self {
    case .setUp, .earlyTables, .fixmap, .reserveHole, .region: false
    case .tables, .earlyHPET, .driver: true
    }
  }

  func title(deviceName: String) -> String {
    switch self {
    case .setUp(let work): work.title
    case .earlyTables: "\(deviceName) are read for the first time"
    case .fixmap: "\(deviceName) gets its page"
    case .reserveHole: "the PCI hole is reserved UC-"
    case .tables: "ACPI maps its tables"
    case .earlyHPET: "early HPET set-up maps the HPET"
    case .region(let path, _, _, let method, _): "ACPI: \(method) reads a field of \(path)"
    case .driver("", _, _): "\(deviceName) is mapped"
    case .driver(let name, _, _): "\(name) maps \(deviceName)"
    }
  }

  func id(deviceID: String) -> String {
    switch self {
    case .setUp(let work): work.rawValue
    case .earlyTables, .tables: "\(function):\(deviceID)"
    case .fixmap: "fixmap:\(deviceID)"
    case .reserveHole: "reserve_pci_hole"
    case .earlyHPET: Self.earlyHPETID
    case .region(let path, let base, let offset, _, let isOnly):
      Self.regionID(path, base) + (isOnly ? "" : "+\(offset.prefixedHex())")
    case .driver(_, _, let part): "driver:\(deviceID)" + (part == 0 ? "" : "#\(part + 1)")
    }
  }

  func switchID(deviceID: String) -> String? {
    switch self {
    case .setUp, .earlyTables, .fixmap, .reserveHole: nil
    case .tables, .earlyHPET, .region: id(deviceID: deviceID)
    case .driver: "driver:\(deviceID)"
    }
  }

  static let earlyHPETID = "hpet_enable"

  /// An absolute path is unique in the namespace; what came from a log has none and goes by its base.
  static func regionID(_ path: String, _ base: PhysicalAddress) -> String {
    path.utf8.first == UInt8(ascii: "\\") ? "acpi:\(path)" : "acpi:\(base.prefixedHex())"
  }
}

/// The functions of `setup_arch` that matter.
public enum SetUpWork: String, Hashable, Sendable, CaseIterable {
  case memoryMap = "e820__memory_setup"
  case earlyParameters = "e820__finish_early_params"
  case kvmOverride = "kvm_init_platform"
  case xenOverride = "xen_pv_init_platform"
  case hyperVOverride = "hv_vtom_init"
  /// Forced where no release does it: an override of the scenario's.
  case stateOverride = "guest_force_mtrr_state"
  case endOfRAM = "e820__end_of_ram_pfn"
  case mtrr = "mtrr_bp_init"
  case pat = "pat_bp_init"
  case trim = "mtrr_trim_uncached_memory"
  /// Up to 6.1, where the MTRR driver did not set the PAT up.
  case cacheModes = "init_cache_modes"
  case endOfLowRAM = "e820__end_of_low_ram_pfn"
  case acpiTables = "acpi_boot_init"

  var title: String {
    switch self {
    case .memoryMap: "the firmware's memory map is taken over"
    case .earlyParameters: "the command line's early options are applied"
    case .kvmOverride, .xenOverride, .hyperVOverride: "the guest asks for an MTRR state of its own"
    case .stateOverride: "override: the MTRR state is replaced"
    case .endOfRAM: "the end of RAM is found"
    case .mtrr: "the MTRRs are read"
    case .pat: "the PAT is set up"
    case .trim: "RAM that the MTRRs do not cover is given up"
    case .cacheModes: "the PAT is taken as it is"
    case .endOfLowRAM: "the end of low RAM is found"
    case .acpiTables: "ACPI's tables are parsed"
    }
  }
}
