/// The devices of the built-in scenarios.
extension [Device] {
  private static let ioAPIC = Device(
    id: "ioapic", name: "IOAPIC", kind: .ioAPIC, range: AddressRange(start: 0xfec0_0000, size: 0x400))
  private static let localAPIC = Device(
    id: "lapic", name: "LAPIC", kind: .localAPIC, range: AddressRange(start: 0xfee0_0000, size: 0x1000))

  private static func hpet(isRead: Bool, isEmulated: Bool) -> Device {
    Device(
      id: "hpet", name: "HPET", kind: .hpet, range: AddressRange(start: 0xfed0_0000, size: 0x400),
      busName: "PNP0103:00",
      regions: [
        OperationRegion(
          path: "\\_SB.HPET.HPTM", base: 0xfed0_0000, length: 0x400,
          reads: isRead ? [.init(offset: 0, width: 32), .init(offset: 4, width: 32)] : [])
      ],
      isEmulated: isEmulated, listsInterrupts: !isEmulated)
  }

  /// EDK2's description of a TPM: a method reads its region while the bus is scanned.
  private static func tpm(isRead: Bool, isEmulated: Bool) -> Device {
    Device(
      id: "tpm", name: "TPM TIS", kind: .tpmTIS, range: AddressRange(start: 0xfed4_0000, size: 0x5000),
      busName: "MSFT0101:00",
      regions: [
        OperationRegion(
          path: "\\_SB.TPM.TPMR", base: 0xfed4_0000, length: 0x5000,
          reads: isRead ? [.init(offset: 0, width: 32)] : [])
      ],
      isEmulated: isEmulated)
  }

  private static func ecam(_ base: UInt64) -> Device {
    Device(
      id: "ecam", name: "ECAM", kind: .ecam, range: AddressRange(start: base, size: 256 * .mib),
      isEmulated: true)
  }

  private static func display(_ base: UInt64, _ mode: PageCacheMode) -> Device {
    Device(
      id: "vga", name: "VGA BAR", kind: .framebuffer(mode), range: AddressRange(start: base, size: 16 * .mib),
      busName: "0000:00:01.0")
  }

  static let guestWithTPM: [Device] = [
    ecam(0xe000_0000), ioAPIC, hpet(isRead: true, isEmulated: true), tpm(isRead: true, isEmulated: true),
    localAPIC,
  ]
  static let guestWithoutTPM: [Device] = [
    ecam(0xe000_0000), ioAPIC, hpet(isRead: true, isEmulated: true), localAPIC,
  ]
  static let googleVMM: [Device] = [ioAPIC, tpm(isRead: true, isEmulated: true), localAPIC]
  static let seabiosGuest: [Device] = [
    acpiTables(0x7ffd_0000, 0x7ffd_3000), ecam(0xb000_0000), display(0xfd00_0000, .wc), ioAPIC,
    hpet(isRead: true, isEmulated: true), tpm(isRead: false, isEmulated: true), localAPIC,
  ]
  static let desktop: [Device] = [
    acpiTables(0x7ff0_0000, 0x7ff3_0000), ecam(0xe000_0000), display(0xd000_0000, .wc), ioAPIC,
    hpet(isRead: true, isEmulated: false), tpm(isRead: true, isEmulated: false), localAPIC,
  ]

  private static func acpiTables(_ start: UInt64, _ end: UInt64) -> Device {
    Device(id: "acpi-tables", name: "ACPI tables", kind: .acpiTables, range: AddressRange(start, end))
  }
}
