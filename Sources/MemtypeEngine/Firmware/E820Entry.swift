/// The type of a firmware memory map entry (`enum e820_type`). Firmware may report any number.
public struct E820Type: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let ram = E820Type(rawValue: 1)
  public static let reserved = E820Type(rawValue: 2)
  public static let acpi = E820Type(rawValue: 3)
  public static let nvs = E820Type(rawValue: 4)
  public static let unusable = E820Type(rawValue: 5)
  public static let pmem = E820Type(rawValue: 7)
  /// Legacy persistent memory.
  public static let pram = E820Type(rawValue: 12)
  /// RAM that the kernel set aside, for setup_data.
  public static let reservedKern = E820Type(rawValue: 128)
  public static let softReserved = E820Type(rawValue: 0xefff_ffff)
}

/// One entry of the firmware memory map, as the firmware handed it over: nothing is checked.
public struct E820Entry: Hashable, Sendable {
  public var address: PhysicalAddress
  public var size: UInt64
  public var type: E820Type

  public init(address: PhysicalAddress, size: UInt64, type: E820Type) {
    self.address = address
    self.size = size
    self.type = type
  }

  public init(_ range: AddressRange, _ type: E820Type) {
    self.init(address: range.start, size: range.size, type: type)
  }

  /// The bytes covered, cut off at the top of the 64-bit space.
  public var range: AddressRange { AddressRange(start: address, size: size) }
}
