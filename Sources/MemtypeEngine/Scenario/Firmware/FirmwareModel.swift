/// A firmware on a machine: what memory map and MTRRs it hands over for a given amount of RAM.
///
/// The QEMU models follow QEMU's split of the RAM (`pc_init1`, `pc_q35_init`, `microvm_memory_init`) and what
/// SeaBIOS 1.16, edk2 and qboot were seen to leave behind; the captures hold them to the byte.
public enum FirmwareModel: String, Hashable, Sendable, CaseIterable {
  case seaBIOSQ35 = "SeaBIOS q35"
  case seaBIOSPC = "SeaBIOS pc"
  /// edk2 since 2023, started from flash.
  case ovmfQ35 = "OVMF q35"
  case ovmfPC = "OVMF pc"
  /// edk2 2022.11, started with `-bios`: its variables are kept in RAM, and page tables have no 1 GiB pages.
  case ovmf2022Q35 = "OVMF 2022.11 q35"
  case ovmf2022PC = "OVMF 2022.11 pc"
  /// OVMF in a TDX guest: it programs no MTRRs.
  case ovmfTDX = "OVMF TDX"
  /// A VMM that starts the kernel itself, as Firecracker does.
  case directBoot = "direct boot"
  /// QEMU's microvm with qboot: the MTRRs stay switched off.
  case microvm = "microvm"
  /// A PC: ACPI tables between the last RAM and the hole, UC ranges over both holes.
  case desktop = "desktop PC"

  /// What the firmware leaves behind on a machine with `ram` bytes.
  ///
  /// `tolud` is where usable RAM below 4 GiB shall end; without it the machine's own split applies, which
  /// `maxRAMBelow4G` may lower as QEMU's option of that name does. `hasTPM` matters to SeaBIOS, which keeps the
  /// TPM's log beside the ACPI tables.
  ///
  /// - Throws: `FirmwareError.physBitsOutOfRange`, `.notPageAligned`, `.ramTooSmall`, `.toludOutOfRange`,
  ///   `.ramBeyondPhysBits`.
  public func setUp(
    ram: UInt64, tolud: PhysicalAddress? = nil, maxRAMBelow4G: UInt64? = nil, physBits: Int,
    vendor: CPU.Vendor, hasTPM: Bool = false
  ) throws(FirmwareError) -> FirmwareState {
    guard CPU.physBitsRange.contains(physBits) else { throw .physBitsOutOfRange(physBits) }
    guard ram % .page == 0 else { throw .notPageAligned(ram) }
    var machine = FirmwareMachine(
      model: self, ram: ram, lowRAM: 0, physBits: physBits, vendor: vendor, hasTPM: hasTPM)
    guard ram >= machine.leastRAM else { throw .ramTooSmall(ram, least: machine.leastRAM) }
    if let tolud {
      guard tolud % .page == 0 else { throw .notPageAligned(tolud) }
      let top = machine.bytesAboveRAM
      let least = machine.leastRAM &- top
      let most = min(ram, lowRAMLimit) &- top
      guard tolud >= least, tolud <= most else { throw .toludOutOfRange(tolud, least: least, most: most) }
      machine.lowRAM = tolud &+ top
    } else {
      machine.lowRAM = min(ram, split(ram: ram, limit: maxRAMBelow4G), lowRAMLimit) & ~0xfff
      guard machine.lowRAM >= machine.leastRAM else {
        throw .ramTooSmall(machine.lowRAM, least: machine.leastRAM)
      }
    }
    guard machine.ramEnd &- 1 <= UInt64.mask(bits: physBits) else {
      throw .ramBeyondPhysBits(end: machine.ramEnd, bits: physBits)
    }
    return machine.setUp()
  }

  /// How much RAM the machine puts below 4 GiB at most, for a total amount and QEMU's `max-ram-below-4g`.
  private func split(ram: UInt64, limit: UInt64?) -> UInt64 {
    switch self {
    case .seaBIOSPC, .ovmfPC, .ovmf2022PC:
      let low = limit ?? 0xe000_0000
      return ram >= low ? min(low, 0xc000_0000) : low
    case .seaBIOSQ35, .ovmfQ35, .ovmf2022Q35, .ovmfTDX:
      return min(ram >= 0xb000_0000 ? 0x8000_0000 : 0xb000_0000, limit ?? .fourGiB)
    case .directBoot, .microvm: return min(0xc000_0000, limit ?? .fourGiB)
    case .desktop: return min(0x8000_0000, limit ?? .fourGiB)
    }
  }

  /// What lies in the way of low RAM: the ECAM window, or devices at fixed addresses.
  private var lowRAMLimit: PhysicalAddress {
    switch self {
    case .seaBIOSPC, .ovmfPC, .ovmf2022PC: 0xf000_0000
    case .microvm: 0xfe00_0000
    default: ecam?.start ?? 0xf000_0000
    }
  }

  /// PCI Express configuration space, where the machine has it.
  public var ecam: AddressRange? {
    switch self {
    case .seaBIOSQ35, .ovmf2022Q35: AddressRange(start: 0xb000_0000, size: 256 * .mib)
    case .ovmfQ35, .ovmfTDX, .desktop: AddressRange(start: 0xe000_0000, size: 256 * .mib)
    case .directBoot: AddressRange(start: 0xeec0_0000, size: .mib)
    case .seaBIOSPC, .ovmfPC, .ovmf2022PC, .microvm: nil
    }
  }

  /// Whether an HPET is on the board.
  public var hasHPET: Bool { self != .directBoot && self != .microvm }
}

/// What a firmware leaves behind for the kernel.
public struct FirmwareState: Hashable, Sendable {
  /// In address order.
  public var map: [E820Entry]
  public var mtrr: MTRRRegisters
  public var ecam: AddressRange?
  /// The pages with the ACPI tables; nil where there are none.
  public var acpiTables: AddressRange?

  public init(
    map: [E820Entry], mtrr: MTRRRegisters, ecam: AddressRange? = nil, acpiTables: AddressRange? = nil
  ) {
    self.map = map
    self.mtrr = mtrr
    self.ecam = ecam
    self.acpiTables = acpiTables
  }
}

/// Why a machine cannot be set up like that.
public enum FirmwareError: Error, Hashable, Sendable {
  case physBitsOutOfRange(Int)
  case notPageAligned(UInt64)
  case ramTooSmall(UInt64, least: UInt64)
  case ramBeyondPhysBits(end: PhysicalAddress, bits: Int)
  case toludOutOfRange(PhysicalAddress, least: PhysicalAddress, most: PhysicalAddress)

  /// In one line, with what would do.
  public var reason: String {
    switch self {
    case .physBitsOutOfRange(let bits): "\(bits) phys bits: 36 to 52 exist"
    case .notPageAligned(let value): "\(value.grouped) is not a multiple of 4 KiB"
    case .ramTooSmall(let ram, let least):
      "\(ram.sizeText) of low RAM is too little: the firmware needs at least \(least.sizeText)"
    case .ramBeyondPhysBits(let end, let bits):
      "RAM reaches \(end.grouped), which \(bits) phys bits cannot address"
    case .toludOutOfRange(let value, let least, let most):
      "TOLUD \(value.grouped) cannot be had here: \(least.grouped) to \(most.grouped)"
    }
  }
}
