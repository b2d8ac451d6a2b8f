/// The kernel's state as far as mappings of physical memory depend on it: the tracker, the resources, ACPI's
/// cache of mappings, and what has been warned of once.
public struct KernelMappings: Hashable, Sendable {
  /// Who encrypts memory.
  public enum MemoryEncryption: Hashable, Sendable {
    case none
    /// SME: the host's own.
    case host
    /// A confidential guest.
    case guest
  }

  /// MAXPHYADDR as the kernel has it (`x86_phys_bits`).
  public var physBits: Int
  public var mtrr: MTRRState
  public var tracker: MemtypeTracker
  public var resources: ResourceTree
  public var encryption: MemoryEncryption
  /// RAM pages that are PageReserved: ioremap accepts them.
  public var reservedPages: [AddressRange]
  /// The firmware map after sanitising; matters to memremap with memory encryption only.
  public var memoryMap: [E820Entry]
  /// EFI's memory map; nil on a machine without EFI. Matters with memory encryption only.
  public var efi: [EFIRegion]?
  /// Ranges that the platform calls private MMIO (`is_private_mmio`, for a paravisor's devices).
  public var privateMMIO: [AddressRange]
  /// The symbol in `caller ... mapping multiple BARs`.
  public var caller: String

  public internal(set) var acpi = ACPIMappings()
  /// The call with which ACPI maps what is no RAM (`x86_acpi_os_ioremap`).
  public var acpiVariant = IoremapVariant.cache
  /// A what-if: every variant of ioremap asks for WB.
  public var isAlwaysWB = false
  /// The CPU has pages of 2 MiB and the kernel may use them for ioremap: not in a Xen PV guest, nor with
  /// `nohugeiomap`.
  public var mapsHugePages = true
  /// The same for pages of 1 GiB.
  public var mapsGigabytePages = true
  /// The kernel log, as far as it comes from mappings.
  public var log = KernelLog()
  var warned = OnceFlags()

  /// Warnings that come once a boot.
  struct OnceFlags: Hashable, Sendable {
    var invalidAddress = false
    var ioremapOnRAM = false
    var multipleBARs = false
    var memremapMixed = false
    var memremapRAM = false
    var hugePage = false
  }

  /// The tracker knows as RAM what is System RAM in the resource tree.
  public init(
    physBits: Int, mtrr: MTRRState, pat: PATConfiguration = .standard, resources: ResourceTree,
    encryption: MemoryEncryption = .none, untracked: AddressRange? = nil, debugPAT: Bool = false,
    task: KernelTask = .initialization, reservedPages: [AddressRange] = [], memoryMap: [E820Entry] = [],
    efi: [EFIRegion]? = nil, privateMMIO: [AddressRange] = [], caller: String = "?"
  ) {
    self.physBits = physBits
    self.mtrr = mtrr
    self.resources = resources
    self.encryption = encryption
    self.reservedPages = reservedPages
    self.memoryMap = memoryMap
    self.efi = efi
    self.privateMMIO = privateMMIO
    self.caller = caller
    tracker = MemtypeTracker(
      pat: pat, ram: resources.systemRAM, untracked: untracked, isDebugging: debugPAT, task: task)
  }

  public var pat: PATConfiguration { tracker.pat }
}

/// An entry of EFI's memory map.
public struct EFIRegion: Hashable, Sendable {
  public var range: AddressRange
  public var type: UInt32
  public var attributes: UInt64

  public init(_ range: AddressRange, type: UInt32, attributes: UInt64) {
    self.range = range
    self.type = type
    self.attributes = attributes
  }

  static let reserved: UInt32 = 0
  static let bootServicesData: UInt32 = 4
  static let runtimeServicesData: UInt32 = 6
  /// EFI_MEMORY_NV.
  static let nonVolatile: UInt64 = 1 << 15
  /// EFI_MEMORY_RUNTIME.
  static let runtime: UInt64 = 1 << 63
}
