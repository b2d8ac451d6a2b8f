/// Memory maps and MTRRs as the firmware of the built-in scenarios leaves them.
extension [E820Entry] {
  private static func map(_ entries: (UInt64, UInt64, E820Type)...) -> [E820Entry] {
    entries.map { E820Entry(AddressRange($0.0, $0.1), $0.2) }
  }

  /// OVMF on q35 with TOLUD 2 GiB: ACPI tables below the last RAM, 6 GiB in all.
  static let ovmf4G = map(
    (0x0, 0xa_0000, .ram), (0x10_0000, 0x80_6000, .ram), (0x80_6000, 0x80_8000, .nvs),
    (0x80_8000, 0x7ee9_f000, .ram), (0x7ee9_f000, 0x7efa_1000, .reserved), (0x7efa_1000, 0x7f8e_c000, .ram),
    (0x7f8e_c000, 0x7fb6_c000, .reserved), (0x7fb6_c000, 0x7fb7_e000, .acpi),
    (0x7fb7_e000, 0x7fbf_e000, .nvs),
    (0x7fbf_e000, 0x8000_0000, .ram), (0xe000_0000, 0xf000_0000, .reserved),
    (0x1_0000_0000, 0x2_0000_0000, .ram))

  /// TDVF: much the same, fewer pieces.
  static let tdvf4G = map(
    (0x0, 0xa_0000, .ram), (0x10_0000, 0x7ec4_6000, .ram), (0x7ec4_6000, 0x7ecc_8000, .reserved),
    (0x7ecc_8000, 0x7f9e_d000, .ram), (0x7f9e_d000, 0x7fb6_d000, .reserved),
    (0x7fb6_d000, 0x7fb7_f000, .acpi),
    (0x7fb7_f000, 0x7fbf_f000, .nvs), (0x7fbf_f000, 0x8000_0000, .ram), (0xe000_0000, 0xf000_0000, .reserved),
    (0x1_0000_0000, 0x2_0000_0000, .ram))

  /// Google's VMM: the hole begins at 3 GiB.
  static let google16G = map(
    (0x0, 0xa_0000, .ram), (0x10_0000, 0xbf8e_c000, .ram), (0xbf8e_c000, 0xbfb6_c000, .reserved),
    (0xbfb6_c000, 0xbfb7_e000, .acpi), (0xbfb7_e000, 0xbfbf_e000, .nvs),
    (0xbfbf_e000, 0xbffd_f000, .ram), (0xbffd_f000, 0xc000_0000, .reserved),
    (0xfffc_0000, 0x1_0000_0000, .reserved),
    (0x1_0000_0000, 0x4_4000_0000, .ram))

  /// A desktop: ACPI tables and NVS above the last RAM, which raises TOLUD over them since 6.11.
  static let desktop16G = map(
    (0x0, 0x9_e000, .ram), (0x9_e000, 0xa_0000, .reserved), (0xf_0000, 0x10_0000, .reserved),
    (0x10_0000, 0x7ff0_0000, .ram), (0x7ff0_0000, 0x7ff3_0000, .acpi), (0x7ff3_0000, 0x7ff8_0000, .nvs),
    (0x7ff8_0000, 0x8000_0000, .reserved), (0xe000_0000, 0xf000_0000, .reserved),
    (0xfe00_0000, 0xfe01_1000, .reserved), (0xfec0_0000, 0xfec0_1000, .reserved),
    (0xfee0_0000, 0xfee0_1000, .reserved), (0xff00_0000, 0x1_0000_0000, .reserved),
    (0x1_0000_0000, 0x4_8000_0000, .ram))

  /// SeaBIOS on q35 with 2 GiB: the ACPI tables lie in a reserved block just above the last RAM.
  static let seabios2G = map(
    (0x0, 0x9_fc00, .ram), (0x9_fc00, 0xa_0000, .reserved), (0xf_0000, 0x10_0000, .reserved),
    (0x10_0000, 0x7ffc_f000, .ram), (0x7ffc_f000, 0x8000_0000, .reserved),
    (0xb000_0000, 0xc000_0000, .reserved),
    (0xfed1_c000, 0xfed2_0000, .reserved), (0xfffc_0000, 0x1_0000_0000, .reserved),
    (0xfd_0000_0000, 0x100_0000_0000, .reserved))
}

extension MTRRRegisters {
  /// VCNT 8, FIX, WC: what most CPUs report.
  private static let usualCapabilities: UInt64 = 0x508

  private static func registers(
    defaultType: MemoryType, fixed: FixedRanges, used: [VariableRange], enabled: Bool = true, count: Int = 8
  ) -> MTRRRegisters {
    let padding = Array(repeating: VariableRange.unused, count: Swift.max(0, count - used.count))
    return MTRRRegisters(
      capabilities: usualCapabilities & ~0xff | UInt64(count),
      defaultTypeRegister: UInt64(defaultType.rawValue) | (enabled ? 0xc00 : 0), fixed: fixed,
      variable: used + padding)
  }

  /// A pair for `size` bytes, a power of two, at `base`.
  private static func pair(_ base: UInt64, size: UInt64, _ type: MemoryType, physBits: Int) -> VariableRange {
    let mask = UInt64.mask(bits: physBits) & ~(size &- 1)
    return VariableRange(base: base | UInt64(type.rawValue), mask: mask | VariableRange.validBit)
  }

  /// RAM below 640 KiB WB, the VGA window UC, option ROMs and BIOS WP.
  private static let pcFixed: FixedRanges = {
    var fixed = FixedRanges(repeating: .wp)
    for slot in 0..<16 { fixed[slot] = .wb }
    for slot in 16..<24 { fixed[slot] = .uc }
    return fixed
  }()

  /// SeaBIOS: default WB, UC from 3 GiB to 4 GiB.
  static func seabios(physBits: Int) -> MTRRRegisters {
    registers(
      defaultType: .wb, fixed: pcFixed,
      used: [pair(0xc000_0000, size: .gib, .uc, physBits: physBits)])
  }

  /// OVMF: default WB, UC from TOLUD 2 GiB to 4 GiB.
  static func ovmf(physBits: Int) -> MTRRRegisters {
    registers(
      defaultType: .wb, fixed: FixedRanges(repeating: .wb),
      used: [pair(0x8000_0000, size: 2 * .gib, .uc, physBits: physBits)])
  }

  /// A desktop's: default WB, UC over the hole and over the 64-bit MMIO window, WC for the display.
  static func desktop(physBits: Int) -> MTRRRegisters {
    registers(
      defaultType: .wb, fixed: pcFixed,
      used: [
        pair(0x8000_0000, size: 2 * .gib, .uc, physBits: physBits),
        pair(0x40_0000_0000, size: 256 * .gib, .uc, physBits: physBits),
      ], count: 10)
  }

  /// Firmware that programs none (OVMF in TDX guests): enabled, default WB, no range.
  static let unprogrammed = MTRRRegisters(
    capabilities: usualCapabilities, defaultTypeRegister: 0x806,
    variable: Array(repeating: .unused, count: 8))
}
