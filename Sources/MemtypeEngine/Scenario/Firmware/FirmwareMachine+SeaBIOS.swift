extension FirmwareMachine {
  /// SeaBIOS: default WB, one UC range from the start of PCI memory, ACPI tables above the last RAM.
  func seaBIOS() -> FirmwareState {
    let isQ35 = model == .seaBIOSQ35
    var map = [
      Self.entry(0, 0x9_fc00, .ram), Self.entry(0x9_fc00, 0xa_0000, .reserved),
      Self.entry(0xf_0000, .mib, .reserved), Self.entry(.mib, lowRAM &- bytesAboveRAM, .ram),
      Self.entry(lowRAM &- bytesAboveRAM, lowRAM, .reserved),
    ]
    if let ecam = model.ecam {
      map.append(E820Entry(ecam, .reserved))
      // The ICH9's root complex registers.
      map.append(Self.entry(0xfed1_c000, 0xfed2_0000, .reserved))
    }
    map.append(Self.entry(0xfffc_0000, .fourGiB, .reserved))
    map += aboveFourGiB(hasHyperTransportHole: true)
    // Not rounded to a power of two where i440FX keeps more than 3 GiB in one piece (`mtrr_setup`).
    let hole = pair(pciMemoryStart, size: .fourGiB &- pciMemoryStart, .uc)
    let tables = lowRAM &- (hasTPM ? 0x3_0000 : 0x2_0000)
    return FirmwareState(
      map: map, mtrr: Self.registers(defaultType: 0xc06, fixed: Self.fixed(upper: .wp), used: [hole]),
      ecam: model.ecam, acpiTables: AddressRange(start: tables, size: isQ35 ? 0x3000 : 0x2000))
  }

  /// `pcimem_start`: above the ECAM window on q35, at a whole GiB or else at the end of RAM on i440FX.
  private var pciMemoryStart: PhysicalAddress {
    if let ecam = model.ecam { return ecam.end }
    if lowRAM <= 2 * .gib { return 2 * .gib }
    return max(lowRAM, 3 * .gib)
  }
}
