import MemtypeEngine
import Screen

extension Explorer {
  /// The input that the cursor stands on.
  var currentField: Field? {
    let rows = derived.inputRows
    let row = viewports[.inputs]?.cursor ?? 0
    guard rows.indices.contains(row) else { return nil }
    let fields = rows[row].fields
    return fields.isEmpty ? nil : fields[min(max(0, inputColumn), fields.count - 1)]
  }

  /// The variable range that the cursor stands on.
  var currentRange: Int? {
    if case .range(let index, _) = currentField { index } else { nil }
  }

  /// The device that the cursor stands on.
  var currentDevice: Int? { currentField?.device }

  mutating func performOnInputs(_ command: Command) {
    guard let field = currentField else { return }
    switch command {
    case .editValue, .chooseValue:
      if field.isTyped {
        startEditing(field)
      } else if command == .editValue {
        openChoices(field)
      } else {
        choose(field, forward: true)
      }
    case .nextChoice, .previousChoice:
      if !moveAcross(field, forward: command == .nextChoice) {
        choose(field, forward: command == .nextChoice)
      }
    case .increase, .decrease: nudge(field, up: command == .increase)
    case .addRange: addRange()
    case .addDevice: addDevice()
    case .deleteRange:
      if let index = currentDevice {
        let name = scenario.device(index)?.name ?? ""
        keep("remove \(name)") { scenario throws(EditError) in try scenario.removingDevice(index) }
      } else if let index = currentRange {
        keep("clear MTRR \(index)") { scenario throws(EditError) in try scenario.removingRange(index) }
      }
    case .revertValue: revert(field)
    default: break
    }
  }

  /// Moves between the columns of a row that has several; false where there is only one.
  private mutating func moveAcross(_ field: Field, forward: Bool) -> Bool {
    let rows = derived.inputRows
    let row = viewports[.inputs]?.cursor ?? 0
    guard rows.indices.contains(row), rows[row].fields.count > 1 else { return false }
    let count = rows[row].fields.count
    inputColumn = (min(inputColumn, count - 1) + (forward ? 1 : count - 1)) % count
    return true
  }

  mutating func choose(_ field: Field, forward: Bool) {
    change(field) { scenario, baseline throws(FieldError) in
      try scenario.choosing(field, forward: forward, baseline: baseline)
    }
  }

  private mutating func nudge(_ field: Field, up: Bool) {
    change(field) { scenario, baseline throws(FieldError) in
      field.isTyped
        ? try scenario.nudging(field, up: up)
        : try scenario.choosing(field, forward: up, baseline: baseline)
    }
  }

  private mutating func revert(_ field: Field) {
    change(field) { scenario, baseline throws(FieldError) in
      guard let reverted = try scenario.copying(field, from: baseline) else {
        throw .noChoice("\(field.label) was not there when this was opened: undo goes back step by step")
      }
      return reverted
    }
  }

  /// Makes a change of one field one step of the history, or says why it cannot be.
  private mutating func change(
    _ field: Field, _ edit: (Scenario, Scenario) throws(FieldError) -> Scenario
  ) {
    do {
      commit(try edit(document.scenario, document.baseline), field)
    } catch {
      notice = Notice(text: error.text, isBad: true)
    }
  }

  /// Keeps a scenario as one step that is named after the field.
  mutating func commit(_ next: Scenario, _ field: Field) {
    let before = document.scenario
    guard next != before else { return }
    let title = "\(name(of: field)) \(before.text(of: field)) to \(next.text(of: field))"
    keep(next, title)
  }

  private mutating func keep(_ title: String, _ edit: (Scenario) throws(EditError) -> Scenario) {
    do {
      keep(try edit(document.scenario), title)
    } catch {
      notice = Notice(text: error.reason, isBad: true)
    }
  }

  mutating func keep(_ next: Scenario, _ title: String) {
    document.commit(next, title: title)
    show(document.scenario)
    notice = Notice(text: title)
  }

  private mutating func addRange() {
    do {
      let (next, index) = try document.scenario.addingRange()
      keep(next, "add MTRR \(index)")
      let rows = derived.inputRows
      if let row = rows.firstIndex(of: .range(index)) {
        viewports[.inputs, default: Viewport()].cursor = row
        inputColumn = Field.RangeColumn.base.rawValue
      }
    } catch {
      notice = Notice(text: error.reason, isBad: true)
    }
  }

  /// A device where the ruler's cursor stands.
  private mutating func addDevice() {
    let (next, index) = document.scenario.addingDevice(at: cursorAddress)
    keep(next, "add \(next.devices[index].name)")
    if let row = derived.inputRows.firstIndex(of: .devicePlace(index)) {
      viewports[.inputs, default: Viewport()].cursor = row
      inputColumn = 0
    }
  }

  /// `TOLUD`, `TPM TIS driver`.
  func name(of field: Field) -> String {
    field.device.map { (scenario.device($0)?.name ?? "") + " " + field.label } ?? field.label
  }

  /// Edits that keys reach from every pane.
  mutating func performEdit(_ command: Command) {
    switch command {
    case .undo:
      if let title = document.undo() { notice = Notice(text: "undone: \(title)") }
      show(document.scenario)
    case .redo:
      if let title = document.redo() { notice = Notice(text: "done again: \(title)") }
      show(document.scenario)
    case .cycleBehaviour: choose(.behaviour, forward: true)
    case .toggleRemap: choose(.remapsCutRAM, forward: true)
    default: break
    }
  }
}
