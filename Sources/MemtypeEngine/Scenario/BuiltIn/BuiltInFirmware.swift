/// Memory maps and MTRRs as the firmware of the built-in scenarios leaves them.
extension [E820Entry] {
  private static func map(_ entries: (UInt64, UInt64, E820Type)...) -> [E820Entry] {
    entries.map { E820Entry(AddressRange($0.0, $0.1), $0.2) }
  }

  /// OVMF on q35 with TOLUD 2 GiB: ACPI tables below the last RAM, 6 GiB in all.
  static let ovmf4G = FirmwareState.builtIn(.ovmfQ35, ram: 6 * .gib, physBits: 48, vendor: .amd).map

  /// TDVF: much the same, fewer pieces.
  static let tdvf4G = FirmwareState.builtIn(.ovmfTDX, ram: 6 * .gib, physBits: 46, vendor: .intel).map

  /// Google's VMM: the hole begins at 3 GiB.
  static let google16G = map(
    (0x0, 0xa_0000, .ram), (0x10_0000, 0xbf8e_c000, .ram), (0xbf8e_c000, 0xbfb6_c000, .reserved),
    (0xbfb6_c000, 0xbfb7_e000, .acpi), (0xbfb7_e000, 0xbfbf_e000, .nvs),
    (0xbfbf_e000, 0xbffd_f000, .ram), (0xbffd_f000, 0xc000_0000, .reserved),
    (0xfffc_0000, 0x1_0000_0000, .reserved),
    (0x1_0000_0000, 0x4_4000_0000, .ram))

  /// A desktop: ACPI tables and NVS above the last RAM, which raises TOLUD over them since 6.11.
  static let desktop16G = FirmwareState.builtIn(.desktop, ram: 16 * .gib, physBits: 39, vendor: .intel).map

  /// SeaBIOS on q35 with 2 GiB: the ACPI tables lie in a reserved block just above the last RAM.
  static let seabios2G = FirmwareState.builtIn(.seaBIOSQ35, ram: 2 * .gib, physBits: 40, vendor: .amd).map
}

extension FirmwareState {
  /// What a model sets up on a machine with 2 GiB below 4 GiB and a TPM.
  fileprivate static func builtIn(
    _ model: FirmwareModel, ram: UInt64, physBits: Int, vendor: CPU.Vendor
  ) -> FirmwareState {
    FirmwareMachine(
      model: model, ram: ram, lowRAM: 2 * .gib, physBits: physBits, vendor: vendor, hasTPM: true
    ).setUp()
  }
}

extension MTRRRegisters {
  /// SeaBIOS: default WB, UC from 3 GiB to 4 GiB.
  static func seabios(physBits: Int) -> MTRRRegisters {
    FirmwareState.builtIn(.seaBIOSQ35, ram: 2 * .gib, physBits: physBits, vendor: .amd).mtrr
  }

  /// OVMF on q35 with TOLUD 2 GiB.
  static func ovmf(physBits: Int) -> MTRRRegisters {
    FirmwareState.builtIn(.ovmfQ35, ram: 6 * .gib, physBits: physBits, vendor: .amd).mtrr
  }

  /// A desktop's: default WB, UC over the hole and over the 64-bit MMIO window.
  static func desktop(physBits: Int) -> MTRRRegisters {
    FirmwareState.builtIn(.desktop, ram: 16 * .gib, physBits: physBits, vendor: .intel).mtrr
  }

  /// Firmware that programs none (OVMF in TDX guests): enabled, default WB, no range.
  static let unprogrammed = FirmwareMachine.registers(defaultType: 0x806)
}
