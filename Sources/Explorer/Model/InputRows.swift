import MemtypeEngine

/// A line of the inputs pane.
enum InputRow: Hashable, Sendable {
  case heading(InputSection)
  case moreHeading
  case assumedHeading
  /// One value with its label.
  case value(InputPath)
  /// The column titles of the variable ranges.
  case rangeTitles
  case range(Int)
  /// Variable ranges that nobody uses, none of which has a row of its own.
  case unusedRanges(Int)
  case device(Int)
  /// Devices that are shown as one: so many, and whether they are unfolded below.
  case deviceGroup(String, count: Int, isOpen: Bool)
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

  /// The columns of a variable range and of an entry of the memory map.
  static let rangeColumns = ["valid", "base", "size", "type"]
  static let entryColumns = ["start", "size", "type"]

  /// What the cursor can stand on in this line.
  var cells: [InputCell] {
    switch self {
    case .value(let path): [.input(path)]
    case .range(let index): Self.rangeColumns.map { .input(.range(index, $0)) }
    case .device(let index): [.input(.device(index, "driver")), .input(.device(index, "acpi-read"))]
    case .devicePlace(let index): [.input(.device(index, "base")), .input(.device(index, "size"))]
    case .deviceMapping(let index): [.input(.device(index, "maps-with")), .input(.device(index, "when"))]
    case .section(let section, _, _): [.section(section)]
    case .deviceGroup(let title, _, _): [.fold(.devices(title))]
    case .entry(let index): Self.entryColumns.map { .input(.entry(index, $0)) }
    case .fixed(let register): (0..<8).map { .input(.fixed(register * 8 + $0)) }
    case .heading, .moreHeading, .assumedHeading, .rangeTitles, .unusedRanges, .newDevice, .newEntry,
      .assumption:
      []
    }
  }

  /// Whether it belongs to a part that was opened.
  var isInside: Bool {
    switch self {
    case .entry, .newEntry, .fixed: true
    case .value(let path): path.field?.section.isFolded ?? false
    default: false
    }
  }

  /// Text is broken for the narrowest place that the inputs have.
  static let textWidth = 28

  /// Every line for a scenario, in the order on the screen, with the contents of the parts that are open.
  static func rows(
    of scenario: Scenario, open: Set<InputSection> = [], unfolded: Set<Fold> = []
  ) -> [InputRow] {
    var rows: [InputRow] = []
    for section in InputSection.allCases where !section.isFolded && section != .file {
      rows.append(.heading(section))
      rows += values(of: section)
      switch section {
      case .ranges: rows += ranges(of: scenario)
      case .devices: rows += devices(of: scenario, unfolded)
      default: break
      }
    }
    rows.append(.moreHeading)
    for section in InputSection.folded {
      let isOpen = open.contains(section)
      rows.append(.section(section, isOpen: isOpen, summary: summary(of: section, scenario)))
      if isOpen { rows += contents(of: section, scenario) }
    }
    if !scenario.assumptions.isEmpty {
      rows.append(.assumedHeading)
      for assumption in scenario.assumptions {
        let parts = wrapped(assumption.text, width: textWidth)
        rows += parts.enumerated().map { .assumption($0.element, isFirst: $0.offset == 0) }
      }
    }
    return rows
  }

  private static func values(of section: InputSection) -> [InputRow] {
    Schema.rows(of: section).map { .value(InputPath($0.key)) }
  }

  private static func used(_ scenario: Scenario) -> [Int] {
    scenario.mtrr.variable.indices.filter { scenario.mtrr.variable[$0] != .unused }
  }

  private static func ranges(of scenario: Scenario) -> [InputRow] {
    let used = used(scenario)
    var rows: [InputRow] = used.isEmpty ? [] : [.rangeTitles]
    for index in used {
      rows.append(.range(index))
      // A mask with holes has no size: the mask itself is said.
      let range = scenario.mtrr.variable[index]
      if range.maskBits != 0, range.contiguousSize(physBits: scenario.cpu.physBits) == nil {
        rows.append(.value(.range(index, "mask")))
      }
    }
    return rows + [.unusedRanges(scenario.mtrr.variable.count - used.count)]
  }

  /// ACPI's tables are one line until they are unfolded: firmware has dozens.
  private static func devices(of scenario: Scenario, _ unfolded: Set<Fold>) -> [InputRow] {
    func rows(_ index: Int) -> [InputRow] {
      [.device(index), .devicePlace(index)]
        + (scenario.ownDriver(index) == nil ? [] : [.deviceMapping(index)])
    }
    let tables = scenario.devices.indices.filter {
      scenario.devices[$0].kind.traits.contains(.firmwareTables)
    }
    guard tables.count > 1, let first = tables.first else {
      return scenario.devices.indices.flatMap(rows) + [.newDevice]
    }
    let isOpen = unfolded.contains(.devices(DeviceGroup.tables))
    let group = InputRow.deviceGroup(DeviceGroup.tables, count: tables.count, isOpen: isOpen)
    let grouped = Set(tables)
    let listed = scenario.devices.indices.flatMap { index -> [InputRow] in
      if index == first { return [group] + (isOpen ? tables.flatMap(rows) : []) }
      return grouped.contains(index) ? [] : rows(index)
    }
    return listed + [.newDevice]
  }

  private static func contents(of section: InputSection, _ scenario: Scenario) -> [InputRow] {
    switch section {
    case .memoryMap: scenario.firmwareMap.indices.map { .entry($0) } + [.newEntry]
    case .fixedRanges: scenario.mtrr.fixed.registers.indices.map { .fixed($0) }
    case .registers:
      values(of: section)
        + used(scenario).flatMap { index in
          [.value(.range(index, "physbase")), .value(.range(index, "physmask"))]
        }
    default: values(of: section)
    }
  }

  private static func summary(of section: InputSection, _ scenario: Scenario) -> String {
    switch section {
    case .memoryMap:
      return scenario.firmwareMap.count == 1 ? "1 entry" : "\(scenario.firmwareMap.count) entries"
    case .fixedRanges:
      let first = scenario.mtrr.fixed[0]
      return FixedRanges(repeating: first) == scenario.mtrr.fixed ? "all \(first.name)" : "mixed"
    case .registers: return scenario.text(at: "mtrr.default-type-register")
    case .processor: return "\(scenario.cpu.family)/\(scenario.cpu.model)/\(scenario.cpu.stepping)"
    case .host: return "\(scenario.text(at: "host.kernel")) \(scenario.text(at: "host.vendor"))"
    default:
      let changed = Schema.rows(of: section).filter { field in
        let path = InputPath(field.key)
        return scenario.text(at: path) != Scenario.blank.text(at: path)
      }
      return changed.isEmpty ? "none" : changed.map(\.label).joined(separator: " ")
    }
  }
}
