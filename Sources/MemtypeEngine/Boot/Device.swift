/// A device with memory-mapped registers, or memory that a driver maps like one, and who maps it.
public struct Device: Hashable, Sendable {
  /// A part of a device's range that its driver maps on its own, with a call of its own: the page table of a GPU in the
  /// upper half of its registers' BAR.
  public struct Part: Hashable, Sendable {
    /// For people, `GGTT`.
    public var name: String
    public var range: AddressRange
    public var call: MappingCall
    /// The kernel function that maps it.
    public var function: String
    /// What the driver returns without it, negative; 0: it goes on.
    public var error: Int

    public init(
      name: String, range: AddressRange, call: MappingCall, function: String = "", error: Int = Errno.noMemory
    ) {
      self.name = name
      self.range = range
      self.call = call
      self.function = function
      self.error = error
    }
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
  /// What the driver maps instead of the whole range, in order; empty: the range and then the further ones.
  public var parts: [Part]
  /// The device's name on its bus in kernel messages, `MSFT0101:00`, `0000:00:02.0`.
  public var busName: String
  /// The driver's name in kernel messages where the kind does not tell, `virtio-pci`.
  public var driverName: String
  /// A number that the firmware gives for it and that the kernel prints: the HPET's event timer block id.
  public var hardwareID: UInt64
  /// SystemMemory regions that ACPI declares for it.
  public var regions: [OperationRegion]
  /// Whether a driver for it is in this kernel.
  public var hasDriver: Bool
  /// The hypervisor emulates it: an access traps, so its memory type has no effect on it.
  public var isEmulated: Bool
  /// An HPET's _CRS lists interrupts; without them its driver gives up, unless the early set-up knows it.
  public var listsInterrupts: Bool
  /// What the machine's log says became of its driver; nil where it says nothing.
  public var observed: ObservedOutcome?

  public init(
    id: String, name: String, kind: Kind, range: AddressRange, moreRanges: [AddressRange] = [],
    parts: [Part] = [], busName: String = "", driverName: String = "", hardwareID: UInt64 = 0,
    regions: [OperationRegion] = [], hasDriver: Bool = true, isEmulated: Bool = false,
    listsInterrupts: Bool = true, observed: ObservedOutcome? = nil
  ) {
    self.id = id
    self.name = name
    self.kind = kind
    self.range = range
    self.moreRanges = moreRanges
    self.parts = parts
    self.busName = busName
    self.driverName = driverName
    self.hardwareID = hardwareID
    self.regions = regions
    self.hasDriver = hasDriver
    self.isEmulated = isEmulated
    self.listsInterrupts = listsInterrupts
    self.observed = observed
  }

  /// How many ranges its driver maps.
  var mappingCount: Int { parts.isEmpty ? 1 + moreRanges.count : parts.count }
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
