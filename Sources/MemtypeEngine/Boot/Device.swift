/// A device with memory-mapped registers, and who maps them.
public struct Device: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case hpet
    case tpmTIS
    case tpmCRB
    /// Mapped through the fixmap: not tracked at all.
    case localAPIC
    /// Likewise.
    case ioAPIC
    /// PCI Express configuration space.
    case ecam
    /// A PCI memory BAR whose driver maps it with this mode; nil if no driver maps it.
    case pciBAR(PageCacheMode?)
    /// A linear framebuffer and how its driver maps it.
    case framebuffer(PageCacheMode)
    /// ACPI tables in memory, mapped write-back by ACPICA.
    case acpiTables
    /// Something that is only declared by ACPI.
    case acpiDevice
  }

  /// Short and unique in a scenario, `tpm`: for `:goto tpm`, files and JSON.
  public var id: String
  /// For people, `TPM TIS`.
  public var name: String
  public var kind: Kind
  /// The memory resource that the driver maps.
  public var range: AddressRange
  /// The device's name on its bus in kernel messages, `MSFT0101:00`, `0000:00:02.0`.
  public var busName: String
  /// SystemMemory regions that ACPI declares for it.
  public var regions: [OperationRegion]
  /// Whether a driver for it is in this kernel.
  public var hasDriver: Bool
  /// The hypervisor emulates it: an access traps, so its memory type has no effect on it.
  public var isEmulated: Bool

  public init(
    id: String, name: String, kind: Kind, range: AddressRange, busName: String = "",
    regions: [OperationRegion] = [], hasDriver: Bool = true, isEmulated: Bool = false
  ) {
    self.id = id
    self.name = name
    self.kind = kind
    self.range = range
    self.busName = busName
    self.regions = regions
    self.hasDriver = hasDriver
    self.isEmulated = isEmulated
  }
}

/// An ACPI OperationRegion in SystemMemory space and the fields that AML reads at boot.
public struct OperationRegion: Hashable, Sendable {
  public struct FieldRead: Hashable, Sendable {
    /// Bytes from the region's base.
    public var offset: UInt64
    /// Access width in bits: 8, 16, 32 or 64.
    public var width: Int
    /// The method that reads it, `_STA`, `_INI` or `_REG`.
    public var method: String

    public init(offset: UInt64, width: Int, method: String = "_STA") {
      self.offset = offset
      self.width = width
      self.method = method
    }
  }

  /// `\_SB.TPM.TPMR`.
  public var path: String
  public var base: PhysicalAddress
  public var length: UInt64
  /// In the order in which the methods read them. Empty: declared, but not touched at boot.
  public var reads: [FieldRead]

  public init(path: String, base: PhysicalAddress, length: UInt64, reads: [FieldRead] = []) {
    self.path = path
    self.base = base
    self.length = length
    self.reads = reads
  }

  public var range: AddressRange { AddressRange(start: base, size: length) }
}
