/// A TPM's registers: claimed and mapped with `devm_ioremap_resource`.
extension DriverModel {
  static let tpmTIS = DriverModel(
    "TPM TIS", source: "drivers/char/tpm/tpm_tis.c tpm_tis_plat_probe",
    traits: [.tpm, .readByAML, .usuallyEmulated], linkRank: 2,
    driver: { _ in Driver(name: "tpm_tis", call: .ioremap(.plain), function: "tpm_tis_plat_probe") },
    map: { $0.claimAndMap($1) }, error: busyOrOwn)

  /// Further ranges are its command and response buffers (`crb_map_io`).
  static let tpmCRB = DriverModel(
    "TPM CRB", source: "drivers/char/tpm/tpm_crb.c crb_acpi_add",
    traits: [.tpm, .readByAML, .usuallyEmulated], linkRank: 2,
    driver: { _ in Driver(name: "tpm_crb", call: .ioremap(.plain), function: "crb_acpi_add") },
    map: { $0.claimAndMap($1) }, error: busyOrOwn)

  static let tpmEventLog = DriverModel(
    "TPM event log", source: "drivers/char/tpm/eventlog/acpi.c tpm_read_log_acpi", traits: .plainMemory,
    linkRank: 3, needs: .tpm,
    driver: { _ in
      Driver(
        name: "", call: .acpi, function: "tpm_read_log_acpi", error: Errno.inputOutput, isBrief: true)
    })
}

extension DriverModel {
  /// A claim that was refused is handed on, a mapping that was refused is the driver's own error.
  private static let busyOrOwn: @Sendable (Int, Probe, KernelRevision) -> Int = { mapping, probe, _ in
    mapping == Errno.busy ? mapping : probe.driver.error
  }
}

extension Device.Kind {
  public static let tpmTIS = Device.Kind(.tpmTIS)
  public static let tpmCRB = Device.Kind(.tpmCRB)
  /// The firmware's log of measurements: read, write-back, once a TPM's driver is up.
  public static let tpmEventLog = Device.Kind(.tpmEventLog)
}
