/// What ACPI has in memory without a driver of its own.
extension DriverModel {
  /// Mapped write-back by ACPICA (drivers/acpi/osl.c).
  static let acpiTables = DriverModel(
    "ACPI tables", source: "drivers/acpi/osl.c acpi_os_map_iomem", traits: [.plainMemory, .firmwareTables])

  /// Something that is only declared: its regions are mapped when methods touch them.
  static let acpiDevice = DriverModel(
    "ACPI device", source: "drivers/acpi/acpica/exregion.c acpi_ex_system_memory_space_handler",
    traits: [.readByAML, .usuallyEmulated])
}

extension Device.Kind {
  /// ACPI tables in memory, mapped write-back by ACPICA.
  public static let acpiTables = Device.Kind(.acpiTables)
  /// Something that is only declared by ACPI.
  public static let acpiDevice = Device.Kind(.acpiDevice)
}
