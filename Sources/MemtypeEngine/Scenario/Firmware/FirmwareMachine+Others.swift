extension FirmwareMachine {
  /// A VMM that writes the memory map itself: nobody programs MTRRs, so KVM's initial default WB stays.
  func directBoot() -> FirmwareState {
    let map =
      [
        Self.entry(0, 0x9_fc00, .ram), Self.entry(0x9_fc00, .mib, .reserved), Self.entry(.mib, lowRAM, .ram),
        Self.entry(0xeec0_0000, 0xfec0_0000, .reserved),
      ] + aboveFourGiB()
    return FirmwareState(
      map: map, mtrr: Self.registers(defaultType: 0x806), ecam: model.ecam,
      acpiTables: AddressRange(0x9_f000, 0xa_1000))
  }

  /// qboot without ACPI: the MTRRs are left as reset leaves them, off.
  func microvm() -> FirmwareState {
    let map =
      [
        Self.entry(0, 0x9_fc00, .ram), Self.entry(0x9_fc00, 0xa_0000, .reserved),
        Self.entry(0xd_0000, 0xf_0000, .nvs), Self.entry(0xf_0000, .mib, .reserved),
        Self.entry(.mib, lowRAM, .ram),
      ] + aboveFourGiB()
    return FirmwareState(map: map, mtrr: Self.registers(defaultType: 0), ecam: nil, acpiTables: nil)
  }

  /// A PC's: ACPI data and NVS above the last RAM, which raise TOLUD over the data since 6.11.
  func desktop() -> FirmwareState {
    let end = lowRAM &- bytesAboveRAM
    var map = [
      Self.entry(0, 0x9_e000, .ram), Self.entry(0x9_e000, 0xa_0000, .reserved),
      Self.entry(0xf_0000, .mib, .reserved), Self.entry(.mib, end, .ram),
      Self.entry(end, end &+ 0x3_0000, .acpi), Self.entry(end &+ 0x3_0000, end &+ 0x8_0000, .nvs),
      Self.entry(end &+ 0x8_0000, lowRAM, .reserved),
    ]
    if let ecam = model.ecam { map.append(E820Entry(ecam, .reserved)) }
    map += [
      Self.entry(0xfe00_0000, 0xfe01_1000, .reserved), Self.entry(0xfec0_0000, 0xfec0_1000, .reserved),
      Self.entry(0xfee0_0000, 0xfee0_1000, .reserved), Self.entry(0xff00_0000, .fourGiB, .reserved),
    ]
    map += aboveFourGiB()
    let half = UInt64(1) << UInt64(physBits - 1)
    let hole = max(lowRAM, 2 * .gib).roundedUp(to: 64 * .mib)
    var used = pairs(over: AddressRange(hole, .fourGiB), .uc)
    // The 64-bit window takes the upper half of the address space, unless RAM reaches into it.
    if ramEnd <= half { used.append(pair(half, size: half, .uc)) }
    return FirmwareState(
      map: map,
      mtrr: Self.registers(defaultType: 0xc06, fixed: Self.fixed(upper: .wp), used: used, count: 10),
      ecam: model.ecam, acpiTables: AddressRange(start: end, size: 0x3_0000))
  }
}
