import MemtypeEngine

/// Makes a scenario out of a file's keys, in the order in which they depend on each other.
struct ScenarioReader {
  let root: FileNode

  /// Shorthands: a firmware model does the work of `memory-map` and `mtrr`.
  private static let modelKeys = ["firmware", "ram", "tolud"]
  private static let fields: [FileField<Scenario>] =
    FileField.machine + FileField.processor + FileField.kernel + FileField.state + FileField.rest

  static let keys = fields.map(\.key) + modelKeys + ["devices"]
  static let accepted = "a scenario with " + keys.joined(separator: ", ")
  /// Keys that hardly any other file has at the beginning of a line.
  static let telltales = ["platform", "firmware", "memory-map", "behaviour", "tolud"]

  func scenario() throws(ScenarioFileError) -> Scenario {
    let entries = try root.entries(accepted: Self.accepted)
    func node(_ key: String) -> FileNode? { entries.first { $0.key == key }?.value }
    func read(_ fields: [FileField<Scenario>], _ scenario: inout Scenario) throws(ScenarioFileError) {
      try FileField.read(root, into: &scenario, fields, accepted: Self.accepted, others: Self.keys)
    }
    var scenario = Self.blank(name: Self.name(of: root.file))
    try read(FileField.machine, &scenario)
    scenario.cpu = Self.usualCPU(on: scenario.platform)
    try read(FileField.processor, &scenario)
    scenario.host = KVMHost(vendor: scenario.cpu.vendor)
    try read(FileField.kernel, &scenario)

    var machine: (model: FirmwareModel, state: FirmwareState)?
    let tolud = try node("tolud").map { node throws(ScenarioFileError) in
      try FileFormat<UInt64>.number.read(node)
    }
    if node("firmware") != nil || node("memory-map") == nil {
      let hasTPM = Self.namesTPM(node("devices"))
      machine = try setUp(&scenario, tolud: tolud, hasTPM: hasTPM, node: node)
    } else if let ram = node("ram") {
      throw ram.error(found: "ram beside a memory-map", accepted: "ram with a firmware, or the map alone")
    }
    try read(FileField.state, &scenario)
    try readDevices(node("devices"), machine, &scenario)
    try read(FileField.rest, &scenario)
    if let tolud, let place = node("tolud"), machine == nil || node("memory-map") != nil {
      do throws(EditError) {
        scenario = try scenario.settingTOLUD(tolud)
      } catch {
        throw place.error(found: error.reason, accepted: "a TOLUD that this map can have")
      }
    }
    return scenario
  }

  static func write(_ scenario: Scenario) -> FileValue {
    var base = blank(name: "")
    base.cpu = scenario.cpu
    base.host = KVMHost(vendor: scenario.cpu.vendor)
    let devices = scenario.devices.map { FileFormat.device { _ in nil }.write($0) }
    var entries: [FileValue.Entry] = []
    for field in fields {
      if field.key == FileField.rest.first?.key {
        entries.append(FileValue.Entry(key: "devices", value: .list(devices)))
      }
      guard let write = field.write else { continue }
      let value = write(scenario)
      let isUsual = !field.isAlwaysWritten && value == write(base)
      entries.append(FileValue.Entry(key: field.key, value: value, isUsual: isUsual || value.saysNothing))
    }
    return .record(entries)
  }

  // MARK: Defaults

  private static func blank(name: String) -> Scenario {
    Scenario(
      name: name, summary: "", cpu: CPU(vendor: .intel, physBits: 46), platform: .kvm, firmwareMap: [],
      mtrr: .allZero, devices: [])
  }

  /// The file's name without folders and ending.
  private static func name(of file: String) -> String {
    let last = file.split(separator: "/").last.map(String.init) ?? file
    for ending in [".yaml", ".yml"] where last.hasSuffix(ending) && last != ending {
      return String(last.dropLast(ending.count))
    }
    return last
  }

  private static func usualCPU(on platform: Platform) -> CPU {
    switch platform {
    case .sev, .sevES, .sevSNP: CPU(vendor: .amd, family: 25, model: 17, physBits: 48)
    case .bareMetal: CPU(vendor: .intel, model: 154, physBits: 39)
    default: CPU(vendor: .intel, physBits: 46)
    }
  }

  private static func usualFirmware(on platform: Platform) -> FirmwareModel {
    switch platform {
    case .bareMetal: .desktop
    case .tdx: .ovmfTDX
    case .xenDom0, .xenDomU: .seaBIOSQ35
    default: .ovmfQ35
    }
  }

  private static let firmwareNames: [(name: String, value: FirmwareModel?)] =
    FirmwareModel.allCases.map { ($0.rawValue, $0) }
    + [("OVMF", nil), ("SeaBIOS", .seaBIOSQ35), ("Firecracker", .directBoot), ("PC", .desktop)]

  // MARK: The firmware's work

  /// Lets a firmware model set up memory map and registers.
  private func setUp(
    _ scenario: inout Scenario, tolud: PhysicalAddress?, hasTPM: Bool, node: (String) -> FileNode?
  ) throws(ScenarioFileError) -> (model: FirmwareModel, state: FirmwareState) {
    var model = Self.usualFirmware(on: scenario.platform)
    if let place = node("firmware") {
      let named = try FileFormat.choice(Self.firmwareNames).read(place)
      model = named ?? (scenario.platform == .tdx ? .ovmfTDX : .ovmfQ35)
    } else {
      scenario.assumptions.append(
        Assumption(missing: "no firmware and no memory-map", assumed: model.rawValue))
    }
    var ram: UInt64 = 4 * .gib
    if let place = node("ram") {
      ram = try FileFormat<UInt64>.number.read(place)
    } else {
      scenario.assumptions.append(Assumption(missing: "no ram", assumed: ram.sizeText))
    }
    let place = node("tolud") ?? node("ram") ?? node("firmware") ?? root
    func state(_ tolud: PhysicalAddress?) throws(ScenarioFileError) -> FirmwareState {
      do throws(FirmwareError) {
        return try model.setUp(
          ram: ram, tolud: tolud, physBits: scenario.cpu.physBits, vendor: scenario.cpu.vendor, hasTPM: hasTPM
        )
      } catch {
        throw place.error(found: error.reason, accepted: "RAM and TOLUD that \(model.rawValue) can set up")
      }
    }
    var result = try state(tolud)
    scenario.firmwareMap = result.map
    // Where ACPI tables above the last RAM count, TOLUD comes out higher by their size.
    if let tolud, scenario.tolud > tolud {
      result = try state(tolud &- (scenario.tolud &- tolud))
      scenario.firmwareMap = result.map
    }
    scenario.mtrr = result.mtrr
    return (model, result)
  }

  // MARK: Devices

  /// Whether the list has a TPM, which SeaBIOS keeps memory for.
  private static func namesTPM(_ node: FileNode?) -> Bool {
    guard let sequence = node?.node.sequence else { return false }
    return sequence.contains { element in
      let name = element.scalar?.string ?? element.mapping?["like"]?.scalar?.string ?? ""
      let kind = element.mapping?["kind"]?.scalar?.string ?? ""
      return name.lowercased().hasPrefix("tpm") || kind.lowercased().hasPrefix("tpm")
    }
  }

  /// The devices that are listed, and with a firmware model the chipset that is on every such machine.
  private func readDevices(
    _ node: FileNode?, _ machine: (model: FirmwareModel, state: FirmwareState)?, _ scenario: inout Scenario
  ) throws(ScenarioFileError) {
    let isEmulated = scenario.platform.hasHypervisor
    let model = machine?.model ?? .seaBIOSQ35
    let state = machine?.state ?? FirmwareState(map: [], mtrr: .allZero)
    let standard: @Sendable (StandardDevice) -> Device? = {
      $0.device(model: model, state: state, isEmulated: isEmulated)
    }
    var listed: [Device] = []
    if let node {
      listed = try FileFormat.device(standard).list().read(node)
    } else if machine != nil, let hpet = standard(.hpet) {
      listed = [hpet]
    }
    guard machine != nil else {
      scenario.devices = listed
      return
    }
    let ids = Set(listed.map(\.id))
    let chipset = StandardDevice.chipset.filter { !ids.contains($0.rawValue) }
    let before = chipset.filter { $0 != .localAPIC }.compactMap(standard)
    scenario.devices = before + listed + chipset.filter { $0 == .localAPIC }.compactMap(standard)
  }
}
