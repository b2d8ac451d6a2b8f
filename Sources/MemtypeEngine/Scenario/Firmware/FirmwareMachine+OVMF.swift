extension FirmwareMachine {
  /// OVMF: default WB, UC from 2 GiB and over the 64-bit PCI window, ACPI tables below the last RAM.
  ///
  /// In a TDX guest it leaves the MTRRs alone, since writing them would trap.
  func ovmf() -> FirmwareState {
    let tablesEnd = lowRAM &- ovmfBytesAboveTables
    var map = [Self.entry(0, 0xa_0000, .ram)] + lowMegabytes(upTo: tablesEnd &- pieces.runtime.start)
    map += [
      Self.entry(tablesEnd &- pieces.runtime.start, tablesEnd &- pieces.runtime.end, .reserved),
      Self.entry(tablesEnd &- pieces.runtime.end, tablesEnd &- pieces.reserved, .ram),
      Self.entry(tablesEnd &- pieces.reserved, tablesEnd &- 0x9_2000, .reserved),
      Self.entry(tablesEnd &- 0x9_2000, tablesEnd &- 0x8_0000, .acpi),
      Self.entry(tablesEnd &- 0x8_0000, tablesEnd, .nvs),
      Self.entry(tablesEnd, lowRAM &- bytesAboveRAM, .ram),
    ]
    if isOlder {
      // The emulated variable store and the pages that boot-time code hands to run time.
      map.append(Self.entry(lowRAM &- 0x10_c000, lowRAM &- 0x8_8000, .reserved))
      map.append(Self.entry(lowRAM &- 0x8_8000, lowRAM, .nvs))
    }
    if let ecam = model.ecam { map.append(E820Entry(ecam, .reserved)) }
    if isOlder { map.append(Self.entry(0xffc0_0000, .fourGiB, .reserved)) }
    map += aboveFourGiB()
    return FirmwareState(
      map: map, mtrr: ovmfRegisters, ecam: model.ecam,
      acpiTables: AddressRange(tablesEnd &- 0x9_2000, tablesEnd &- 0x8_0000))
  }

  private var isOlder: Bool { model == .ovmf2022Q35 || model == .ovmf2022PC }

  /// Where pieces begin and end, in bytes below the end of the ACPI block.
  private var pieces: (runtime: (start: UInt64, end: UInt64), reserved: UInt64) {
    switch model {
    case .ovmfTDX: ((0xfb_9000, 0xf3_7000), 0x21_2000)
    case .ovmfPC, .ovmf2022PC: ((0xd5_e000, 0xc5_c000), 0x31_2000)
    default: ((0xd5_f000, 0xc5_d000), 0x31_2000)
    }
  }

  /// RAM from 1 MiB with the pieces of the early phases in it.
  private func lowMegabytes(upTo end: PhysicalAddress) -> [E820Entry] {
    if model == .ovmfTDX { return [Self.entry(.mib, end, .ram)] }
    let start = [Self.entry(.mib, 0x80_6000, .ram), Self.entry(0x80_6000, 0x80_8000, .nvs)]
    guard isOlder else { return start + [Self.entry(0x80_8000, end, .ram)] }
    return start + [
      Self.entry(0x80_8000, 0x81_0000, .ram), Self.entry(0x81_0000, 0x90_0000, .nvs),
      Self.entry(0x90_0000, end, .ram),
    ]
  }

  /// The permanent memory of the early phase lies at the end of RAM and grows with the page tables.
  var ovmfBytesAboveTables: UInt64 {
    if model == .ovmfTDX { return 0x40_1000 }
    return (pageTablePages << 12).roundedUp(to: 4 * .mib) &+ 0x2000
  }

  /// An identity map of the whole address space, in 1 GiB pages since 2023, in 2 MiB pages before.
  private var pageTablePages: UInt64 {
    let bits = UInt64(ovmfAddressWidth)
    let level4: UInt64 = bits > 39 ? 1 << (bits - 39) : 1
    let level3: UInt64 = bits > 39 ? 512 : 1 << (bits - 30)
    return isOlder ? (level3 + 1) * level4 + 1 : level4 + 1
  }

  /// edk2 stays within four-level page tables and keeps clear of the sign bit.
  private var ovmfAddressWidth: Int { min(physBits, 47) }

  var ovmfRegisters: MTRRRegisters {
    if model == .ovmfTDX { return Self.registers(defaultType: 0x806) }
    let hole = pairs(over: AddressRange(uncachedStart, .fourGiB), .uc)
    return Self.registers(defaultType: 0xc06, fixed: Self.fixed(upper: .uc), used: hole + pciWindow)
  }

  /// From 2 GiB on; where RAM goes further, from the ECAM window on q35, and from the next power of two below
  /// 4 GiB on i440FX (`PlatformQemuUc32BaseInitialization`).
  private var uncachedStart: PhysicalAddress {
    if lowRAM <= 2 * .gib { return 2 * .gib }
    if let ecam = model.ecam { return ecam.start }
    let size = UInt64.fourGiB &- min(lowRAM, .fourGiB - .page)
    return .fourGiB &- (1 << UInt64(63 - size.leadingZeroBitCount))
  }

  /// The 64-bit PCI window: the top eighth of the address space, or 32 GiB above RAM where that is no more or the
  /// width that the CPU tells is not believed (`PlatformDynamicMmioWindow`).
  private var pciWindow: [VariableRange] {
    let space = UInt64(1) << UInt64(ovmfAddressWidth)
    let usual: UInt64 = 32 * .gib
    let start = max(ramEnd, .fourGiB).roundedUp(to: usual)
    let isBelieved =
      vendor == .intel ? physBits == 36 || physBits == 39 || physBits >= 42 : physBits >= 40
    if isBelieved, space / 8 > usual, start &+ usual < space {
      return [pair(space - space / 8, size: space / 8, .uc)]
    }
    return start &+ usual <= UInt64.mask(bits: physBits) &+ 1 ? [pair(start, size: usual, .uc)] : []
  }
}
