import MemtypeEngine

/// A line of the inputs pane.
enum InputRow: Hashable, Sendable {
  case heading(String)
  /// One value with its label.
  case value(Field)
  /// The column titles of the variable ranges.
  case rangeTitles
  case range(Int)
  /// Variable ranges that nobody uses, none of which has a row of its own.
  case unusedRanges(Int)
  case device(Int)
  /// Where it lies.
  case devicePlace(Int)
  /// How a driver of the user's own maps it.
  case deviceMapping(Int)
  /// How to add a device.
  case newDevice
  /// A part that is folded away or open; what it holds in a few words.
  case section(InputSection, isOpen: Bool, summary: String)
  /// An entry of the memory map.
  case entry(Int)
  /// How to add an entry.
  case newEntry
  /// Eight slots of the fixed ranges: one register.
  case fixed(Int)
  /// A part of a line about what was assumed, with a bullet before the first part.
  case assumption(String, isFirst: Bool)

  /// What the cursor can stand on in this line.
  var fields: [Field] {
    switch self {
    case .value(let field): [field]
    case .range(let index): Field.RangeColumn.allCases.map { .range(index, $0) }
    case .device(let index): [.driver(index), .regionRead(index)]
    case .devicePlace(let index): [.deviceBase(index), .deviceSize(index)]
    case .deviceMapping(let index): [.mappingCall(index), .mappingPhase(index)]
    case .section(let section, _, _): [.section(section)]
    case .entry(let index): Field.EntryColumn.allCases.map { .entry(index, $0) }
    case .fixed(let register): (0..<8).map { .fixed(register * 8 + $0) }
    case .heading, .rangeTitles, .unusedRanges, .newDevice, .newEntry, .assumption: []
    }
  }

  /// Whether it belongs to a part that was opened.
  var isInside: Bool {
    switch self {
    case .entry, .newEntry, .fixed, .value(.property): true
    default: false
    }
  }

  /// Text is broken for the narrowest place that the inputs have.
  static let textWidth = 28

  static let rangesHeading = "Firmware's MTRRs"
  static let devicesHeading = "Devices"

  static let moreHeading = "More"

  /// Every line for a scenario, in the order on the screen, with the contents of the parts that are open.
  static func rows(of scenario: Scenario, open: Set<InputSection> = []) -> [InputRow] {
    var rows: [InputRow] = [.heading("Memory"), .value(.tolud), .value(.remapsCutRAM), .value(.firmware)]
    rows += [.heading("Kernel"), .value(.behaviour), .value(.kernel), .value(.platform), .value(.earlyHPET)]
    rows += [.heading("CPU"), .value(.vendor), .value(.physBits), .value(.hasMTRR), .value(.pat)]
    rows += [.heading(rangesHeading)]
    rows += [.value(.defaultType), .value(.mtrrEnabled), .value(.fixedEnabled)]
    let ranges = scenario.mtrr.variable.indices.filter { scenario.mtrr.variable[$0] != .unused }
    if !ranges.isEmpty { rows.append(.rangeTitles) }
    rows += ranges.map { .range($0) }
    rows.append(.unusedRanges(scenario.mtrr.variable.count - ranges.count))
    rows.append(.heading(devicesHeading))
    for (index, device) in scenario.devices.enumerated() {
      rows += [.device(index), .devicePlace(index)]
      if device.kind.customDriver != nil { rows.append(.deviceMapping(index)) }
    }
    rows.append(.newDevice)
    rows.append(.heading(moreHeading))
    for section in InputSection.folded {
      let isOpen = open.contains(section)
      rows.append(.section(section, isOpen: isOpen, summary: summary(of: section, scenario)))
      if isOpen { rows += contents(of: section, scenario) }
    }
    if !scenario.assumptions.isEmpty {
      rows.append(.heading("Assumed"))
      for assumption in scenario.assumptions {
        let parts = wrapped(assumption.text, width: textWidth)
        rows += parts.enumerated().map { .assumption($0.element, isFirst: $0.offset == 0) }
      }
    }
    return rows
  }

  private static func contents(of section: InputSection, _ scenario: Scenario) -> [InputRow] {
    switch section {
    case .memoryMap: scenario.firmwareMap.indices.map { .entry($0) } + [.newEntry]
    case .fixedRanges: scenario.mtrr.fixed.registers.indices.map { .fixed($0) }
    default: Property.allCases.filter { $0.section == section }.map { .value(.property($0)) }
    }
  }

  private static func summary(of section: InputSection, _ scenario: Scenario) -> String {
    switch section {
    case .memoryMap:
      return scenario.firmwareMap.count == 1 ? "1 entry" : "\(scenario.firmwareMap.count) entries"
    case .fixedRanges:
      let first = scenario.mtrr.fixed[0]
      return FixedRanges(repeating: first) == scenario.mtrr.fixed ? "all \(first.name)" : "mixed"
    case .registers: return scenario.text(of: .property(.defaultTypeRegister))
    case .processor: return "\(scenario.cpu.family)/\(scenario.cpu.model)/\(scenario.cpu.stepping)"
    case .parameters, .patches:
      let usual = Scenario(
        name: "", summary: "", cpu: scenario.cpu, platform: scenario.platform, firmwareMap: [],
        mtrr: .allZero,
        devices: [])
      let changed = Property.allCases.filter { property in
        property.section == section && scenario.text(of: property) != usual.text(of: property)
      }
      return changed.isEmpty ? "none" : changed.map(\.label).joined(separator: " ")
    case .memory, .kernel, .cpu, .ranges, .devices, .file: return ""
    case .host: return "\(scenario.host.kernel.name) \(scenario.host.vendor.displayName)"
    }
  }
}
