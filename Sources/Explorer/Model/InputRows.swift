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
    case .heading, .rangeTitles, .unusedRanges, .newDevice, .assumption: []
    }
  }

  /// Text is broken for the narrowest place that the inputs have.
  static let textWidth = 28

  static let rangesHeading = "Firmware's MTRRs"
  static let devicesHeading = "Devices"

  /// Every line for a scenario, in the order on the screen.
  static func rows(of scenario: Scenario) -> [InputRow] {
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
      if case .custom = device.kind { rows.append(.deviceMapping(index)) }
    }
    rows.append(.newDevice)
    if !scenario.assumptions.isEmpty {
      rows.append(.heading("Assumed"))
      for assumption in scenario.assumptions {
        let parts = wrapped(assumption.text, width: textWidth)
        rows += parts.enumerated().map { .assumption($0.element, isFirst: $0.offset == 0) }
      }
    }
    return rows
  }
}
