/// The devices that most machines have, at the addresses where they are on these machines.
public enum StandardDevice: String, Hashable, Sendable, CaseIterable {
  case acpiTables = "acpi-tables"
  case ecam
  case display = "vga"
  case ioAPIC = "ioapic"
  case hpet
  /// A TPM with the TIS interface, described as EDK2 does: a method reads its registers while the bus is scanned.
  case tpm
  case tpmCRB = "tpm-crb"
  case localAPIC = "lapic"

  /// What belongs to the machine whether or not anyone names it.
  public static let chipset: [StandardDevice] = [.acpiTables, .ecam, .ioAPIC, .localAPIC]

  /// The device on a machine with this firmware; nil where the machine has none.
  public func device(model: FirmwareModel, state: FirmwareState, isEmulated: Bool) -> Device? {
    switch self {
    case .acpiTables:
      state.acpiTables.map {
        Device(id: rawValue, name: "ACPI tables", kind: .acpiTables, range: $0)
      }
    case .ecam:
      state.ecam.map { Device(id: rawValue, name: "ECAM", kind: .ecam, range: $0, isEmulated: isEmulated) }
    case .display: Self.display(at: model.displayBase)
    case .ioAPIC: Self.fixed(self, "IOAPIC", .ioAPIC, 0xfec0_0000, 0x400, isEmulated)
    case .localAPIC: Self.fixed(self, "LAPIC", .localAPIC, 0xfee0_0000, 0x1000, isEmulated)
    case .hpet: model.hasHPET ? Self.hpet(isEmulated: isEmulated) : nil
    case .tpm: Self.tpm(isCRB: false, isEmulated: isEmulated)
    case .tpmCRB: Self.tpm(isCRB: true, isEmulated: isEmulated)
    }
  }

  private static func fixed(
    _ device: StandardDevice, _ name: String, _ kind: Device.Kind, _ base: PhysicalAddress, _ size: UInt64,
    _ isEmulated: Bool
  ) -> Device {
    Device(
      id: device.rawValue, name: name, kind: kind, range: AddressRange(start: base, size: size),
      isEmulated: isEmulated)
  }

  /// QEMU's tables read the vendor and the period in `_STA`.
  private static func hpet(isEmulated: Bool) -> Device {
    Device(
      id: hpet.rawValue, name: "HPET", kind: .hpet, range: AddressRange(start: 0xfed0_0000, size: 0x400),
      busName: "PNP0103:00",
      regions: [
        OperationRegion(
          path: "\\_SB.HPET.HPTM", base: 0xfed0_0000, length: 0x400,
          reads: [.init(offset: 0, width: 32), .init(offset: 4, width: 32)])
      ],
      isEmulated: isEmulated)
  }

  private static func tpm(isCRB: Bool, isEmulated: Bool) -> Device {
    let size: UInt64 = isCRB ? 0x1000 : 0x5000
    return Device(
      id: tpm.rawValue, name: isCRB ? "TPM CRB" : "TPM TIS", kind: isCRB ? .tpmCRB : .tpmTIS,
      range: AddressRange(start: 0xfed4_0000, size: size), busName: "MSFT0101:00",
      regions: [
        OperationRegion(
          path: "\\_SB.TPM.TPMR", base: 0xfed4_0000, length: size, reads: [.init(offset: 0, width: 32)])
      ],
      isEmulated: isEmulated)
  }

  private static func display(at base: PhysicalAddress) -> Device {
    Device(
      id: display.rawValue, name: "VGA BAR", kind: .framebuffer(.wc),
      range: AddressRange(start: base, size: 16 * .mib), busName: "0000:00:01.0")
  }
}

extension FirmwareModel {
  /// Where the display's memory is mapped.
  var displayBase: PhysicalAddress {
    switch self {
    case .seaBIOSQ35, .seaBIOSPC, .microvm, .directBoot: 0xfd00_0000
    case .ovmfQ35, .ovmfPC, .ovmf2022Q35, .ovmf2022PC, .ovmfTDX: 0xc000_0000
    case .desktop: 0xd000_0000
    }
  }
}
