/// The windows through which AML reaches an OperationRegion in SystemMemory
/// (`acpi_ex_system_memory_space_handler`, drivers/acpi/acpica/exregion.c).
public struct RegionWindows: Hashable, Sendable {
  public struct Window: Hashable, Sendable {
    public var start: PhysicalAddress
    public var length: UInt64
    /// The entry of ACPI's list that serves it.
    public var entry: Int?

    func covers(_ address: PhysicalAddress, _ size: UInt64) -> Bool {
      address >= start && address &+ size <= start &+ length
    }
  }

  public let base: PhysicalAddress
  public let length: UInt64
  /// Oldest first. They stay for good.
  public internal(set) var windows: [Window] = []
  var current: Int?

  public init(base: PhysicalAddress, length: UInt64) {
    self.base = base
    self.length = length
  }
}

/// What became of an access to an OperationRegion.
public struct RegionAccess: Hashable, Sendable {
  public enum Status: String, Hashable, Sendable {
    case ok = "AE_OK"
    case noMemory = "AE_NO_MEMORY"
    case operandValue = "AE_AML_OPERAND_VALUE"
  }

  public var status: Status
  /// The window that the access made, as its address and length; nil where an older one served.
  public var window: AddressRange?
  /// The mapping behind it.
  public var map: ACPIMapResult?
}

extension KernelMappings {
  /// Reads or writes a field of a region. `width` is in bits.
  ///
  /// A new window begins at the accessed byte and is at most a page long, so it may take up two pages.
  public mutating func access(
    _ region: inout RegionWindows, at address: PhysicalAddress, width: Int
  ) -> RegionAccess {
    guard width == 8 || width == 16 || width == 32 || width == 64 else {
      log.append(.mapping(.invalidRegionWidth(width)))
      return RegionAccess(status: .operandValue)
    }
    let size = UInt64(width / 8)
    if let current = region.current, region.windows[current].covers(address, size) {
      return RegionAccess(status: .ok)
    }
    if let index = region.windows.lastIndex(where: { $0.covers(address, size) }) {
      region.current = index
      return RegionAccess(status: .ok)
    }
    let length = min(region.base &+ region.length &- address, .page)
    let map = acpiMap(address, size: length)
    let window = AddressRange(start: address, size: length)
    if map.isFailure {
      log.append(.mapping(.regionNotMapped(address, size: length)))
      return RegionAccess(status: .noMemory, window: window, map: map)
    }
    region.current = region.windows.count
    region.windows.append(RegionWindows.Window(start: address, length: length, entry: map.entry))
    return RegionAccess(status: .ok, window: window, map: map)
  }
}
