/// The interrupt controllers: a page each in the fixmap, not tracked at all.
extension DriverModel {
  static let localAPIC = DriverModel(
    "local APIC", source: "arch/x86/kernel/apic/apic.c apic_set_fixmap", traits: [.fixmap, .usuallyEmulated])

  static let ioAPIC = DriverModel(
    "I/O APIC", source: "arch/x86/kernel/apic/io_apic.c io_apic_set_fixmap",
    traits: [.fixmap, .usuallyEmulated])
}

extension Device.Kind {
  /// Mapped through the fixmap: not tracked at all.
  public static let localAPIC = Device.Kind(.localAPIC)
  /// Likewise.
  public static let ioAPIC = Device.Kind(.ioAPIC)
}
