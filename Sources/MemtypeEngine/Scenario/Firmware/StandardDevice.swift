/// The devices that most machines have: what they are called, where they usually lie, and what ACPI says of them. The
/// only place that knows this; built-in scenarios, files and what is made from logs take their devices from here.
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

  /// The id in a scenario: the two kinds of TPM share one.
  package var id: String { self == .tpmCRB ? Self.tpm.rawValue : rawValue }

  /// For people.
  package var name: String {
    switch self {
    case .acpiTables: "ACPI tables"
    case .ecam: "ECAM"
    case .display: "VGA BAR"
    case .ioAPIC: "IOAPIC"
    case .hpet: "HPET"
    case .tpm: "TPM TIS"
    case .tpmCRB: "TPM CRB"
    case .localAPIC: "LAPIC"
    }
  }

  package var kind: Device.Kind {
    switch self {
    case .acpiTables: .acpiTables
    case .ecam: .ecam
    case .display: .framebuffer(.wc)
    case .ioAPIC: .ioAPIC
    case .hpet: .hpet
    case .tpm: .tpmTIS
    case .tpmCRB: .tpmCRB
    case .localAPIC: .localAPIC
    }
  }

  /// Its hardware ids in ACPI; empty for what has no device of its own there.
  package var hardwareIDs: [String] {
    switch self {
    case .hpet: ["PNP0103"]
    case .tpm, .tpmCRB: ["MSFT0101", "PNP0C31"]
    default: []
    }
  }

  /// Where it lies on a PC; nil where each machine has it elsewhere.
  package var usualRange: AddressRange? {
    switch self {
    case .acpiTables, .ecam, .display: nil
    case .ioAPIC: AddressRange(start: 0xfec0_0000, size: 0x400)
    case .hpet: AddressRange(start: 0xfed0_0000, size: 0x400)
    case .tpm: AddressRange(start: 0xfed4_0000, size: 0x5000)
    case .tpmCRB: AddressRange(start: 0xfed4_0000, size: 0x1000)
    case .localAPIC: AddressRange(start: 0xfee0_0000, size: 0x1000)
    }
  }

  /// The event timer block id of Intel's chipsets, which QEMU has as well.
  package static let usualHPETID: UInt64 = 0x8086_a201

  /// The device at a place, as the kernel and ACPI name it. `isRead`: methods read its registers at boot, as QEMU's and
  /// EDK II's tables do.
  package func device(
    at range: AddressRange, isRead: Bool = false, isEmulated: Bool = false
  ) -> Device {
    var device = Device(id: id, name: name, kind: kind, range: range, isEmulated: isEmulated)
    if let hid = hardwareIDs.first { device.busName = hid + ":00" }
    switch self {
    case .display: device.busName = "0000:00:01.0"
    case .hpet:
      device.hardwareID = Self.usualHPETID
      device.regions = [
        OperationRegion(
          path: "\\_SB.HPET.HPTM", base: range.start, length: range.size,
          reads: isRead ? [.init(offset: 0, width: 32), .init(offset: 4, width: 32)] : [])
      ]
    case .tpm, .tpmCRB:
      device.regions = [
        OperationRegion(
          path: "\\_SB.TPM.TPMR", base: range.start, length: range.size,
          reads: isRead ? [.init(offset: 0, width: 32)] : [])
      ]
    default: break
    }
    return device
  }

  /// The device on a machine with this firmware; nil where the machine has none.
  public func device(model: FirmwareModel, state: FirmwareState, isEmulated: Bool) -> Device? {
    let range: AddressRange?
    switch self {
    case .acpiTables: range = state.acpiTables
    case .ecam: range = state.ecam
    case .display: range = AddressRange(start: model.displayBase, size: 16 * .mib)
    case .hpet: range = model.hasHPET ? usualRange : nil
    default: range = usualRange
    }
    // What is no device but memory is not emulated, and a display's memory is not.
    let traps = isEmulated && self != .acpiTables && self != .display
    return range.map { device(at: $0, isRead: true, isEmulated: traps) }
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
