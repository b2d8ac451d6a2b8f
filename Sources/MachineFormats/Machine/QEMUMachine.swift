import MemtypeEngine

/// The guest that a QEMU command line and the monitor's output describe, and what its firmware leaves behind.
///
/// How the RAM is split at 4 GiB follows QEMU (`pc_init1`, `pc_q35_init`, `microvm_memory_init`); `FirmwareModel` has
/// the rules. What neither says is QEMU's default.
struct QEMUMachine {
  let command: QEMUCommand?
  let monitor: QEMUMonitor?
  private(set) var model: FirmwareModel
  private(set) var ram: UInt64
  private(set) var physBits: Int
  private(set) var vendor: CPU.Vendor
  /// What had to be assumed, in the order of its weight.
  private(set) var assumptions: [Assumption] = []

  init?(_ report: MachineReport) {
    command = report.qemuCommand?.value
    monitor = report.qemuMonitor?.value
    guard command != nil || monitor != nil else { return nil }
    model = .seaBIOSPC
    ram = 128 * .mib
    physBits = 40
    vendor = .intel
    chooseModel()
    chooseRAM()
    chooseCPU()
  }

  private mutating func assume(_ missing: String, _ assumed: String) {
    assumptions.append(Assumption(missing: missing, assumed: assumed))
  }

  var platform: Platform { command?.guest?.value ?? .kvm }

  private mutating func chooseModel() {
    let board: QEMUCommand.Board
    if let known = command?.board?.value ?? monitor?.board?.value {
      board = known
    } else {
      board = .pc
      assume("no machine type for QEMU", "pc, its default")
    }
    if board == .microvm {
      model = .microvm
      return
    }
    let name = command?.firmware?.value.lowercased() ?? ""
    let isEDK2 = ["ovmf", "edk2", "tdvf", "tianocore"].contains { name.contains($0) }
    let isConfidential = command?.guest != nil
    guard isEDK2 || isConfidential || !name.isEmpty && !name.contains("bios-") && !name.contains("seabios")
    else {
      model = board == .q35 ? .seaBIOSQ35 : .seaBIOSPC
      if command == nil { assume("no word of the guest's firmware", "SeaBIOS, QEMU's default") }
      return
    }
    if !isEDK2 {
      assume("the guest's firmware", "OVMF" + (name.isEmpty ? ", as confidential guests need it" : ""))
    }
    model = platform == .tdx ? .ovmfTDX : board == .q35 ? .ovmfQ35 : .ovmfPC
  }

  private mutating func chooseRAM() {
    if let size = command?.ram?.value {
      ram = size
    } else if let low = monitor?.ramBelow4G?.value {
      ram = low.adding(clamped: monitor?.ramAbove4G?.value ?? 0)
    } else {
      assume("no amount of RAM for QEMU", "128 MiB, its default")
    }
    ram &= ~0xfff
  }

  /// The option, or what QEMU put below 4 GiB.
  private var maxRAMBelow4G: UInt64? { monitor?.ramBelow4G?.value ?? command?.maxRAMBelow4G?.value }

  private mutating func chooseCPU() {
    let name = command?.processor?.value ?? ""
    let isHost = name.isEmpty || name == "host" || name == "max"
    switch platform {
    case .sev, .sevES, .sevSNP: vendor = .amd
    case .tdx: vendor = .intel
    default:
      let lower = name.lowercased()
      vendor =
        ["epyc", "opteron", "phenom", "athlon"].contains { lower.hasPrefix($0) }
        ? .amd : lower.hasPrefix("dhyana") ? .hygon : .intel
      if isHost { assume("the host's processor", "an Intel one") }
    }
    if let bits = command?.physBits?.value {
      physBits = bits
    } else if isHost, command?.usesKVM?.value != false, command != nil {
      physBits = vendor == .intel ? 46 : 48
      assume("no phys-bits for QEMU", "\(physBits), which a server has: the guest has as many as its host")
    } else {
      assume("no phys-bits for QEMU", "40, its default for processors by name")
    }
  }

  /// What the firmware leaves behind; why it cannot be had otherwise.
  func setUp() -> Result<FirmwareState, FirmwareError> {
    do throws(FirmwareError) {
      return .success(
        try model.setUp(
          ram: ram, maxRAMBelow4G: maxRAMBelow4G, physBits: physBits, vendor: vendor, hasTPM: hasTPM))
    } catch {
      return .failure(error)
    }
  }

  var hasTPM: Bool { command?.tpm != nil || monitor?.tpm != nil }

  private var hasHPET: Bool {
    if let stated = command?.hasHPET?.value { return stated }
    if monitor != nil, command == nil { return monitor?.hpet != nil }
    return model.hasHPET
  }

  /// The board's devices, at QEMU's addresses where the monitor shows no others.
  func devices(_ state: FirmwareState) -> [Device] {
    var kinds: [StandardDevice] = [.acpiTables, .ecam, .ioAPIC]
    if hasHPET { kinds.append(.hpet) }
    if hasTPM {
      let isCRB = command?.tpm?.value == .crb || monitor?.tpm?.value.name.hasPrefix("tpm-crb") == true
      kinds.append(isCRB ? .tpmCRB : .tpm)
    }
    var devices = kinds.compactMap { $0.device(model: model, state: state, isEmulated: true) }
    for i in devices.indices {
      switch devices[i].kind {
      case .ecam: if let range = monitor?.ecam?.value { devices[i].range = range }
      case .tpmTIS, .tpmCRB: if let range = monitor?.tpm?.value.range { devices[i].range = range }
      default: break
      }
    }
    return devices
  }
}

extension ScenarioBuilder {
  /// The map and the registers of a guest that only its host's side is known of.
  mutating func qemuState() -> (machine: QEMUMachine, state: FirmwareState)? {
    guard let machine = QEMUMachine(report) else { return nil }
    switch machine.setUp() {
    case .success(let state): return (machine, state)
    case .failure(let error):
      note("QEMU's machine cannot be set up: \(error.reason)")
      return nil
    }
  }

  /// The firmware's map for the guest that QEMU makes.
  mutating func qemuMap() -> [E820Entry]? {
    guard let (machine, state) = qemuState() else { return nil }
    for assumption in machine.assumptions { assume(assumption.missing, assumption.assumed) }
    for value in machine.command?.unknown.prefix(8) ?? [] {
      assume(
        "\(value.value) in \(report.qemuCommand?.file ?? "the command line"):\(value.line)", "QEMU's default")
    }
    assume(
      "no memory map", "what \(machine.model.rawValue) sets up on QEMU with \(machine.ram.sizeText) of RAM")
    return state.map
  }

  /// Adds the board's devices that nothing in the guest told of.
  mutating func addQEMUDevices(to devices: inout [Device]) {
    guard let (machine, state) = qemuState() else { return }
    let isGuestSeen = log != nil || report.procIOMem != nil
    for device in machine.devices(state) {
      let isKnown = devices.contains {
        Self.isSame($0.kind, device.kind) || $0.range == device.range && $0.busName == device.busName
      }
      // A guest's own log shows its tables and buses better than the host's side.
      let isWanted = !isGuestSeen || device.id == StandardDevice.tpm.rawValue
      if !isKnown, isWanted { devices.append(device) }
    }
  }

  private static func isSame(_ a: Device.Kind, _ b: Device.Kind) -> Bool {
    switch (a, b) {
    case (.hpet, .hpet), (.ecam, .ecam), (.ioAPIC, .ioAPIC), (.localAPIC, .localAPIC),
      (.acpiTables, .acpiTables):
      true
    case (.tpmTIS, .tpmTIS), (.tpmCRB, .tpmCRB), (.tpmTIS, .tpmCRB), (.tpmCRB, .tpmTIS): true
    default: false
    }
  }
}
