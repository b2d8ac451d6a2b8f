/// Makes a scenario out of a file's keys, in the order in which they depend on each other.
package struct ScenarioReader {
  let root: FileNode
  /// The values by their whole paths.
  private(set) var nodes: [String: FileNode] = [:]

  package static let keys = Schema.keys(under: "")
  package static let accepted = "a scenario with " + keys.joined(separator: ", ")
  /// Keys that hardly any other file has at the beginning of a line.
  package static let typicalKeys = ["platform", "firmware", "memory-map", "behaviour", "tolud"]

  /// - Throws: `ScenarioFileError` for a key that does not exist.
  package init(root: FileNode) throws(ScenarioFileError) {
    self.root = root
    try collect(root, under: "", accepted: Self.accepted)
  }

  /// Keys of older files that mean nothing any more: an override is applied on any platform now.
  private static let obsoleteKeys: Set<String> = ["waives-force-conditions"]

  private mutating func collect(_ node: FileNode, under group: String, accepted: String)
    throws(ScenarioFileError)
  {
    for (key, value) in try Self.entries(of: node, under: group, accepted: accepted) {
      let path = group.isEmpty ? key : "\(group).\(key)"
      if Self.obsoleteKeys.contains(path) { continue }
      if Schema.groups.contains(path) {
        nodes[path] = value
        let keys = Schema.keys(under: path).joined(separator: ", ")
        try collect(value, under: path, accepted: "\(key): \(keys)")
      } else if let field = Schema.field(named: path), field.file != .none {
        nodes[field.key] = value
      } else {
        throw value.unknownKey(among: Schema.keys(under: group))
      }
    }
  }

  /// A list of names stands for a record of switches: `patches: [always-wb]`.
  private static func entries(
    of node: FileNode, under group: String, accepted: String
  ) throws(ScenarioFileError) -> [(key: String, value: FileNode)] {
    guard group == "patches", let names = node.list else { return try node.entries(accepted: accepted) }
    var entries: [(key: String, value: FileNode)] = []
    for name in names {
      guard let word = name.word, Schema.field(named: "patches.\(word)") != nil else {
        throw name.rejected(accepted: "a list of " + Schema.keys(under: group).joined(separator: ", "))
      }
      entries.append((word, FileNode(.word("true"), file: node.file, name: word, line: name.line)))
    }
    return entries
  }

  /// - Throws: `ScenarioFileError` for a value that its place does not take.
  package func scenario() throws(ScenarioFileError) -> Scenario {
    var scenario = Scenario.blank
    scenario.name = Self.name(of: root.file)
    var machine: (model: FirmwareModel, state: FirmwareState)?
    let isModelled = nodes["firmware"] != nil || nodes["memory-map"] == nil
    if !isModelled, let ram = nodes["ram"] {
      throw ram.error(found: "ram beside a memory-map", accepted: "ram with a firmware, or the map alone")
    }
    for field in Schema.readingOrder where field.file != .none {
      switch field.key {
      case "ram": break
      case "firmware": if isModelled { machine = try setUp(&scenario) }
      case "devices": try readDevices(machine, &scenario)
      case "tolud": if machine == nil || nodes["memory-map"] != nil { try moveTOLUD(&scenario) }
      default: if let node = nodes[field.key] { try field.read(node, &scenario, 0) }
      }
      establish(field.key, &scenario)
    }
    try checkSteps("disabled-steps", scenario.disabledSteps.sorted(), in: scenario)
    try checkSteps("boot-order", scenario.bootOrder, in: scenario)
    try checkBounds(of: scenario)
    return scenario
  }

  /// What others mean unless they are said themselves.
  private func establish(_ key: String, _ scenario: inout Scenario) {
    switch key {
    case "behaviour": scenario.dropRedundantOverride()
    case "platform": scenario.cpu = Self.defaultCPU(on: scenario.platform)
    case "cpu.vendor": scenario.host = KVMHost(vendor: scenario.cpu.vendor)
    case "mtrr.variable" where nodes["mtrr"] != nil && nodes["mtrr.capabilities"] == nil:
      guard scenario.mtrr.variable.count < 256 else { return }
      let count = UInt64(scenario.mtrr.variable.count)
      scenario.mtrr.capabilities = (scenario.mtrr.capabilities | 0x500) & ~0xff | count
    default: break
    }
  }

  /// Refuses the name of a step that is about no device or region of this machine.
  private func checkSteps(
    _ key: String, _ names: [String], in scenario: Scenario
  ) throws(ScenarioFileError) {
    guard let node = nodes[key], let unknown = scenario.firstUnknownStep(in: names) else { return }
    throw node.error(found: "\"\(unknown)\" is no step of this boot", accepted: scenario.acceptedSteps)
  }

  private func moveTOLUD(_ scenario: inout Scenario) throws(ScenarioFileError) {
    guard let node = nodes["tolud"] else { return }
    let tolud = try FileFormat<UInt64>.number.read(node)
    do throws(EditError) {
      scenario = try scenario.settingTOLUD(tolud)
    } catch {
      throw node.error(found: error.reason, accepted: "a TOLUD that this map can have")
    }
  }

  // MARK: Writing

  /// Everything that a file can say, marked where it is as by default.
  package static func write(_ scenario: Scenario) -> FileValue {
    var base = Scenario.blank
    base.cpu = CPU(vendor: scenario.cpu.vendor, physBits: scenario.cpu.physBits)
    base.host = KVMHost(vendor: scenario.cpu.vendor)
    return .record(entries(of: scenario, base: base, under: ""))
  }

  private static func entries(of scenario: Scenario, base: Scenario, under group: String) -> [FileValue.Entry]
  {
    Schema.keys(under: group).compactMap { key in
      let path = group.isEmpty ? key : "\(group).\(key)"
      if Schema.groups.contains(path) {
        let inside = FileValue.record(entries(of: scenario, base: base, under: path))
        return FileValue.Entry(key: key, value: inside, isDefault: inside.isAllDefault)
      }
      guard let field = Schema.field(named: path), field.file == .always || field.file == .unlessDefault,
        let value = field.write(scenario, 0)
      else { return nil }
      let isDefault = field.file == .unlessDefault && value == field.write(base, 0)
      return FileValue.Entry(key: key, value: value, isDefault: isDefault || value.isAllDefault)
    }
  }

  // MARK: Defaults

  /// The file's name without folders and ending.
  private static func name(of file: String) -> String {
    let last = file.split(separator: "/").last.map(String.init) ?? file
    for ending in [".yaml", ".yml"] where last.hasSuffix(ending) && last != ending {
      return String(last.dropLast(ending.count))
    }
    return last
  }

  private static func defaultCPU(on platform: Platform) -> CPU {
    switch platform {
    case .sev, .sevES, .sevSNP: CPU(vendor: .amd, family: 25, model: 17, physBits: 48)
    case .bareMetal: CPU(vendor: .intel, model: 154, physBits: 39)
    default: CPU(vendor: .intel, physBits: 46)
    }
  }

  private static func defaultFirmware(on platform: Platform) -> FirmwareModel {
    switch platform {
    case .bareMetal: .desktop
    case .tdx: .ovmfTDX
    case .xenDom0, .xenDomU: .seaBIOSQ35
    default: .ovmfQ35
    }
  }

  // MARK: The firmware's work

  /// Lets a firmware model set up memory map and registers.
  private func setUp(
    _ scenario: inout Scenario
  ) throws(ScenarioFileError) -> (model: FirmwareModel, state: FirmwareState) {
    let tolud = try nodes["tolud"].map { node throws(ScenarioFileError) in
      try FileFormat<UInt64>.number.read(node)
    }
    var model = Self.defaultFirmware(on: scenario.platform)
    if let place = nodes["firmware"] {
      model = try FirmwareChoice.format.read(place).model(on: scenario.platform)
    } else {
      scenario.assumptions.append(
        Assumption(missing: "no firmware and no memory-map", assumed: model.rawValue))
    }
    var ram: UInt64 = 4 * .gib
    if let place = nodes["ram"] {
      ram = try FileFormat<UInt64>.number.read(place)
    } else {
      scenario.assumptions.append(Assumption(missing: "no ram", assumed: ram.sizeText))
    }
    let hasTPM = Self.namesTPM(nodes["devices"])
    let place = nodes["tolud"] ?? nodes["ram"] ?? nodes["firmware"] ?? root
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
    (node?.list ?? []).contains { element in
      func word(_ key: String) -> String? { element.record?.first { $0.key == key }?.value.word }
      let words = [element.word ?? word("like") ?? "", word("kind") ?? ""]
      return words.contains { $0.lowercased().hasPrefix("tpm") }
    }
  }

  /// The devices that are listed, and with a firmware model the chipset that is on every such machine.
  private func readDevices(
    _ machine: (model: FirmwareModel, state: FirmwareState)?, _ scenario: inout Scenario
  ) throws(ScenarioFileError) {
    let isEmulated = scenario.platform.hasHypervisor
    let model = machine?.model ?? .seaBIOSQ35
    let state = machine?.state ?? FirmwareState(map: [], mtrr: .allZero)
    let standard: @Sendable (StandardDevice) -> Device? = {
      $0.device(model: model, state: state, isEmulated: isEmulated)
    }
    var listed: [Device] = []
    if let node = nodes["devices"] {
      listed = try FileFormat.device(standard).list(atMost: 4096).read(node)
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
