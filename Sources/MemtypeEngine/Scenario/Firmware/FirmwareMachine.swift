/// One machine while its firmware sets it up.
struct FirmwareMachine {
  var model: FirmwareModel
  var ram: UInt64
  /// How much of it lies below 4 GiB.
  var lowRAM: UInt64
  var physBits: Int
  var vendor: CPU.Vendor
  var hasTPM: Bool

  /// The end of all RAM.
  var ramEnd: PhysicalAddress { ram > lowRAM ? .fourGiB.adding(clamped: ram &- lowRAM) : lowRAM }

  func setUp() -> FirmwareState {
    switch model {
    case .seaBIOSQ35, .seaBIOSPC: seaBIOS()
    case .ovmfQ35, .ovmfPC, .ovmf2022Q35, .ovmf2022PC, .ovmfTDX: ovmf()
    case .directBoot: directBoot()
    case .microvm: microvm()
    case .desktop: desktop()
    }
  }

  /// Low RAM that the firmware keeps between the last usable byte and the end of the DRAM.
  var bytesAboveRAM: UInt64 {
    switch model {
    // ACPI tables and the RSDP's page; a TPM's log of 64 KiB moves them down.
    case .seaBIOSQ35: hasTPM ? 0x3_1000 : 0x2_1000
    case .seaBIOSPC: hasTPM ? 0x3_1000 : 0x2_0000
    case .ovmf2022Q35, .ovmf2022PC: 0x10_c000
    case .desktop: 0x10_0000
    case .ovmfQ35, .ovmfPC, .ovmfTDX, .directBoot, .microvm: 0
    }
  }

  /// With less low RAM the firmware's own pieces would not fit.
  var leastRAM: UInt64 {
    switch model {
    case .ovmfQ35, .ovmfPC, .ovmf2022Q35, .ovmf2022PC, .ovmfTDX:
      (ovmfBytesAboveTables &+ 32 * .mib).roundedUp(to: 16 * .mib)
    default: 16 * .mib
    }
  }

  /// RAM above 4 GiB and what QEMU reserves for AMD's HyperTransport at the top of the first TiB.
  func aboveFourGiB(hasHyperTransportHole: Bool = false) -> [E820Entry] {
    var entries: [E820Entry] = []
    if ram > lowRAM { entries.append(E820Entry(AddressRange(.fourGiB, ramEnd), .ram)) }
    if hasHyperTransportHole, vendor == .amd || vendor == .hygon, physBits >= 40, ramEnd <= 0xfd_0000_0000 {
      entries.append(E820Entry(AddressRange(0xfd_0000_0000, 0x100_0000_0000), .reserved))
    }
    return entries
  }

  static func entry(_ start: UInt64, _ end: UInt64, _ type: E820Type) -> E820Entry {
    E820Entry(AddressRange(start, end), type)
  }

  // MARK: Registers

  /// A pair that covers `size` bytes, with whatever bits the negated size has, as firmware writes it.
  func pair(_ base: PhysicalAddress, size: UInt64, _ type: MemoryType) -> VariableRange {
    let mask = (0 &- size) & UInt64.mask(bits: physBits) & ~0xfff
    return VariableRange(base: base | UInt64(type.rawValue), mask: mask | VariableRange.validBit)
  }

  /// The fewest naturally aligned pairs over a range, lowest first.
  func pairs(over range: AddressRange, _ type: MemoryType) -> [VariableRange] {
    var result: [VariableRange] = []
    var start = range.start
    while start < range.end, result.count < 64 {
      let alignment: UInt64 = start == 0 ? 1 << 63 : start & (0 &- start)
      let left = range.end &- start
      let size = min(alignment, 1 << UInt64(63 - left.leadingZeroBitCount))
      result.append(pair(start, size: size, type))
      start = start.adding(clamped: size)
    }
    return result
  }

  /// Eight or more registers with VCNT, FIX and WC in MTRRCAP as most CPUs report them.
  static func registers(
    defaultType: UInt64, fixed: FixedRanges = FixedRanges(), used: [VariableRange] = [], count: Int = 8
  ) -> MTRRRegisters {
    let used = Array(used.prefix(count))
    return MTRRRegisters(
      capabilities: 0x500 | UInt64(count), defaultTypeRegister: defaultType, fixed: fixed,
      variable: used + Array(repeating: .unused, count: count - used.count))
  }

  /// RAM below 640 KiB WB, the VGA window UC, and `upper` from 768 KiB to 1 MiB.
  static func fixed(upper: MemoryType) -> FixedRanges {
    var fixed = FixedRanges(repeating: upper)
    for slot in 0..<FixedRanges.slotCount {
      let range = FixedRanges.range(ofSlot: slot)
      if range.end <= 0xa_0000 {
        fixed[slot] = .wb
      } else if range.end <= 0xc_0000 {
        fixed[slot] = .uc
      }
    }
    return fixed
  }
}
