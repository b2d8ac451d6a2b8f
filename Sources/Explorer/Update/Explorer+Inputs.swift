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

  /// The entry of the memory map that the cursor stands on.
  var currentEntry: Int? {
    if case .entry(let index, _) = currentField { index } else { nil }
  }

  private var isInMemoryMap: Bool { currentEntry != nil || currentField == .section(.memoryMap) }

  mutating func performOnInputs(_ command: Command) {
    guard let field = currentField else { return }
    if case .section(let section) = field, fold(section, command) { return }
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
    case .addRange: if isInMemoryMap { addEntry() } else { addRange() }
    case .addDevice: addDevice()
    case .deleteRange:
      if let index = currentDevice {
        let name = scenario.device(index)?.name ?? ""
        keep("remove \(name)") { scenario throws(EditError) in try scenario.removingDevice(index) }
      } else if let index = currentEntry {
        keep("remove entry \(index)") { scenario throws(EditError) in try scenario.removingEntry(index) }
      } else if let index = currentRange {
        keep("clear MTRR \(index)") { scenario throws(EditError) in try scenario.removingRange(index) }
      }
    case .revertValue: revert(field)
    default: break
    }
  }

  /// Opens a part of the inputs, or folds it away; false for what has no meaning there.
  private mutating func fold(_ section: InputSection, _ command: Command) -> Bool {
    let isOpen = openSections.contains(section)
    switch command {
    case .editValue, .chooseValue: setOpen(section, !isOpen)
    case .nextChoice, .increase: setOpen(section, true)
    case .previousChoice, .decrease: setOpen(section, false)
    case .revertValue: return true
    default: return false
    }
    return true
  }

  mutating func setOpen(_ section: InputSection, _ isOpen: Bool) {
    if isOpen { openSections.insert(section) } else { openSections.remove(section) }
    derived.inputRows = InputRow.rows(of: scenario, open: openSections)
    let row = derived.inputRows.firstIndex {
      if case .section(section, _, _) = $0 { true } else { false }
    }
    guard let row else { return }
    viewports[.inputs, default: Viewport()].cursor = row
    guard isOpen, let region = layout.content(of: .inputs) else { return }
    // What was opened is seen.
    let end = derived.inputRows[(row + 1)...].firstIndex { !$0.isInside } ?? derived.inputRows.count
    let top = min(row, max(viewports[.inputs]?.top ?? 0, end - region.rows))
    viewports[.inputs]?.top = top
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
      let before = document.scenario
      let next = try edit(before, document.baseline)
      if next == before {
        notice = Notice(text: "\(scenario.name(of: field)) stays \(before.text(of: field))", isBad: true)
      }
      commit(next, field)
    } catch {
      notice = Notice(text: error.text, isBad: true)
    }
  }

  /// Keeps a scenario as one step that is named after the field.
  mutating func commit(_ next: Scenario, _ field: Field) {
    let before = document.scenario
    guard next != before else { return }
    let title = "\(scenario.name(of: field)) \(before.text(of: field)) to \(next.text(of: field))"
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

  /// An entry of the memory map where the ruler's cursor stands.
  private mutating func addEntry() {
    let (next, index) = document.scenario.addingEntry(at: cursorAddress)
    openSections.insert(.memoryMap)
    keep(next, "add entry \(index)")
    if let row = derived.inputRows.firstIndex(of: .entry(index)) {
      viewports[.inputs, default: Viewport()].cursor = row
      inputColumn = 0
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
