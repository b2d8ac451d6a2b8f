/// The devices of the built-in scenarios, from the catalogue.
extension [Device] {
  static let guestWithTPM = guest(
    [(.ecam, 0xe000_0000), (.ioAPIC, nil), (.hpet, nil), (.tpm, nil), (.localAPIC, nil)])
  static let guestWithoutTPM = guest([(.ecam, 0xe000_0000), (.ioAPIC, nil), (.hpet, nil), (.localAPIC, nil)])
  static let googleVMM = guest([(.ioAPIC, nil), (.tpm, nil), (.localAPIC, nil)])
  /// Nobody reads the TPM's registers at boot: SeaBIOS' tables come from QEMU.
  static let seabiosGuest =
    [StandardDevice.acpiTables.device(at: AddressRange(0x7ffd_0000, 0x7ffd_3000))]
    + guest([(.ecam, 0xb000_0000), (.display, 0xfd00_0000), (.ioAPIC, nil), (.hpet, nil)])
    + [StandardDevice.tpm.device(at: AddressRange(start: 0xfed4_0000, size: 0x5000), isEmulated: true)]
    + guest([(.localAPIC, nil)])
  static let desktop =
    [StandardDevice.acpiTables.device(at: AddressRange(0x7ff0_0000, 0x7ff3_0000))]
    + machine(
      [
        (.ecam, 0xe000_0000), (.display, 0xd000_0000), (.ioAPIC, nil), (.hpet, nil), (.tpm, nil),
        (.localAPIC, nil),
      ], isEmulated: false)

  /// A guest of QEMU's: its HPET has no interrupts in its _CRS.
  private static func guest(_ devices: [(StandardDevice, UInt64?)]) -> [Device] {
    machine(devices, isEmulated: true).map { device in
      var device = device
      if device.kind == .hpet { device.listsInterrupts = false }
      return device
    }
  }

  private static func machine(_ devices: [(StandardDevice, UInt64?)], isEmulated: Bool) -> [Device] {
    devices.compactMap { standard, base in
      let size: UInt64 = standard == .ecam ? 256 * .mib : 16 * .mib
      guard let range = base.map({ AddressRange(start: $0, size: size) }) ?? standard.usualRange else {
        return nil
      }
      let isReal = standard == .display || !isEmulated
      return standard.device(at: range, isRead: true, isEmulated: !isReal)
    }
  }
}
