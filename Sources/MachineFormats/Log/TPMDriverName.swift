/// The kernel's TPM drivers, by what they reach the chip through.
enum TPMDriverName {
  /// Map its registers.
  static let memoryMapped: Set<String> = ["tpm_tis", "tpm_crb"]

  /// Reach it by a bus, by ports, or through somebody else: nothing is mapped.
  static let others: Set<String> = [
    "tpm_tis_spi", "tpm_tis_i2c", "tpm_tis_i2c_cr50", "tpm_i2c_atmel", "tpm_i2c_infineon", "tpm_i2c_nuvoton",
    "tpm_ftpm_tee", "tpm_vtpm_proxy", "tpm_infineon", "tpm_nsc", "tpm_atmel", "tpm_ibmvtpm", "tpm_svsm",
    "tpm-svsm", "tpm_st33zp24_i2c", "tpm_st33zp24_spi", "cr50_i2c", "cr50_spi", "xen-tpmfront", "vtpm",
  ]

  static func isOne(_ name: String) -> Bool { memoryMapped.contains(name) || others.contains(name) }
}
