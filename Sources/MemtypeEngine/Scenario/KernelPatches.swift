/// Changes of the guest kernel that were tried or proposed against the failure, beside `KernelBehaviour`.
public struct KernelPatches: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Every ioremap asks for WB.
  public static let alwaysWB = KernelPatches(rawValue: 1)
  /// ACPI maps with ioremap, so UC-, instead of ioremap_cache.
  public static let acpiUsesIoremap = KernelPatches(rawValue: 2)
  /// The PCI hole is reserved UC- before ACPI maps anything in it.
  public static let reservesPCIHole = KernelPatches(rawValue: 4)
}
