/// An ACPI OperationRegion and the fields that AML reads at boot.
public struct OperationRegion: Hashable, Sendable {
  public enum Space: String, Hashable, Sendable, CaseIterable {
    case systemMemory = "SystemMemory"
    case systemIO = "SystemIO"
    /// Goes through configuration cycles: nothing is mapped.
    case pciConfig = "PCI_Config"
  }

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
  public var space: Space
  public var base: PhysicalAddress
  public var length: UInt64
  /// In the order in which the methods read them. Empty: declared, but not touched at boot.
  public var reads: [FieldRead]

  public init(
    path: String, space: Space = .systemMemory, base: PhysicalAddress, length: UInt64, reads: [FieldRead] = []
  ) {
    self.path = path
    self.space = space
    self.base = base
    self.length = length
    self.reads = reads
  }

  public var range: AddressRange { AddressRange(start: base, size: length) }
}
