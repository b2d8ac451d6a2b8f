/// A device with memory-mapped registers, or memory that a driver maps like one, and who maps it.
public struct Device: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case hpet
    case tpmTIS
    case tpmCRB
    /// The firmware's log of measurements: read, write-back, once a TPM's driver is up.
    case tpmEventLog
    /// Mapped through the fixmap: not tracked at all.
    case localAPIC
    /// Likewise.
    case ioAPIC
    /// PCI Express configuration space.
    case ecam
    /// A PCI memory BAR whose driver maps it with this mode; nil if no driver maps it.
    case pciBAR(PageCacheMode?)
    /// A linear framebuffer under vesafb. WC: with `video=vesafb:mtrr:3`, which also asks for a WC MTRR.
    case framebuffer(PageCacheMode)
    /// One under efifb, which goes by what EFI's memory map says of it; empty where it says nothing.
    case efiFramebuffer(EFIMemoryAttributes)
    /// One under simpledrm.
    case simpleFramebuffer(isSystemMemory: Bool)
    /// The aperture of a GPU whose driver reserves it as WC and asks for a WC MTRR.
    case gpu
    /// The kernel's own crash log in memory that survives.
    case ramoops(RamoopsMemory)
    /// An NVDIMM's range, as pages or as a mere mapping.
    case pmem(hasPages: Bool)
    /// The Boot Error Record Table's region: read once.
    case bert
    /// The Error Record Serialization Table's range.
    case erst
    /// A process maps /dev/mem, opened with O_SYNC or not.
    case deviceMemory(isSynchronous: Bool, KernelTask)
    /// A process maps a BAR by its file in sysfs, `resource0` or `resource0_wc`.
    case resourceFile(isWriteCombining: Bool, KernelTask)
    /// ACPI tables in memory, mapped write-back by ACPICA.
    case acpiTables
    /// Something that is only declared by ACPI.
    case acpiDevice
    /// Whatever one likes.
    case custom(Driver)
  }

  /// Short and unique in a scenario, `tpm`: for `:goto tpm`, files and JSON.
  public var id: String
  /// For people, `TPM TIS`.
  public var name: String
  public var kind: Kind
  /// The memory resource that the driver maps.
  public var range: AddressRange
  /// Further ones that it maps after that: the buffers of a TPM CRB.
  public var moreRanges: [AddressRange]
  /// The device's name on its bus in kernel messages, `MSFT0101:00`, `0000:00:02.0`.
  public var busName: String
  /// The driver's name in kernel messages where the kind does not tell, `virtio-pci`.
  public var driverName: String
  /// SystemMemory regions that ACPI declares for it.
  public var regions: [OperationRegion]
  /// Whether a driver for it is in this kernel.
  public var hasDriver: Bool
  /// The hypervisor emulates it: an access traps, so its memory type has no effect on it.
  public var isEmulated: Bool
  /// An HPET's _CRS lists interrupts; without them its driver gives up, unless the early set-up knows it.
  public var listsInterrupts: Bool

  public init(
    id: String, name: String, kind: Kind, range: AddressRange, moreRanges: [AddressRange] = [],
    busName: String = "", driverName: String = "", regions: [OperationRegion] = [], hasDriver: Bool = true,
    isEmulated: Bool = false, listsInterrupts: Bool = true
  ) {
    self.id = id
    self.name = name
    self.kind = kind
    self.range = range
    self.moreRanges = moreRanges
    self.busName = busName
    self.driverName = driverName
    self.regions = regions
    self.hasDriver = hasDriver
    self.isEmulated = isEmulated
    self.listsInterrupts = listsInterrupts
  }
}

/// What EFI's memory map permits (EFI_MEMORY_UC and so on).
public struct EFIMemoryAttributes: OptionSet, Hashable, Sendable {
  public let rawValue: UInt64

  public init(rawValue: UInt64) { self.rawValue = rawValue }

  public static let uc = EFIMemoryAttributes(rawValue: 1)
  public static let wc = EFIMemoryAttributes(rawValue: 2)
  public static let wt = EFIMemoryAttributes(rawValue: 4)
  public static let wb = EFIMemoryAttributes(rawValue: 8)
}

/// ramoops' option `mem_type`.
public enum RamoopsMemory: Int, Hashable, Sendable, CaseIterable {
  case writeCombining, noncached, normal
}
