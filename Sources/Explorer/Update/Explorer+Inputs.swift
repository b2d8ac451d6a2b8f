import MemtypeEngine
import Screen

extension Explorer {
  /// The input that the cursor stands on.
  var currentCell: InputCell? {
    let rows = inputRows
    let row = viewports[.inputs]?.cursor ?? 0
    guard rows.indices.contains(row) else { return nil }
    let cells = rows[row].cells
    return cells.isEmpty ? nil : cells[min(max(0, inputColumn), cells.count - 1)]
  }

  var currentField: InputPath? { currentCell?.path }

  private func current(in list: InputList) -> Int? {
    guard let path = currentField, path.list == list else { return nil }
    return path.index
  }

  /// The variable range that the cursor stands on.
  var currentRange: Int? {
    current(in: .variableRanges)
  }

  /// The device that the cursor stands on.
  var currentDevice: Int? { current(in: .devices) }

  /// The entry of the memory map that the cursor stands on.
  var currentEntry: Int? {
    current(in: .entries)
  }

  fileprivate var isInMemoryMap: Bool { currentEntry != nil || currentCell == .section(.memoryMap) }

  fileprivate var whyNoField: String? { currentCell == nil ? "there is nothing to edit" : nil }

  /// What is done to the input under the cursor; what folds is opened or folded away instead.
  private mutating func onField(isOpen: Bool?, _ change: (inout Explorer, InputPath) -> Void) {
    switch currentCell {
    case .section(let section)?: setOpen(section, isOpen ?? !openSections.contains(section))
    case .fold(let fold)?: if isOpen != unfolded.contains(fold) { toggle(fold) }
    case .input(let path)?: change(&self, path)
    case nil: break
    }
  }

  fileprivate mutating func editValue() {
    onField(isOpen: nil) { explorer, field in
      if field.isTyped { explorer.startEditing(field) } else { explorer.openChoices(field) }
    }
  }

  fileprivate mutating func chooseValue() {
    onField(isOpen: nil) { explorer, field in
      if field.isTyped { explorer.startEditing(field) } else { explorer.choose(field, forward: true) }
    }
  }

  fileprivate mutating func chooseNext(forward: Bool) {
    onField(isOpen: forward) { explorer, field in
      if !explorer.moveAcross(field, forward: forward) { explorer.choose(field, forward: forward) }
    }
  }

  fileprivate mutating func nudgeValue(up: Bool) {
    onField(isOpen: up) { explorer, field in explorer.choose(field, forward: up) }
  }

  fileprivate mutating func revertValue() {
    if let field = currentField { revert(field) }
  }

  fileprivate mutating func deleteRow() {
    if let index = currentDevice {
      let name = scenario.device(index)?.name ?? ""
      commit("remove \(name)") { scenario throws(EditError) in try scenario.removingDevice(index) }
    } else if let index = currentEntry {
      commit("remove entry \(index)") { scenario throws(EditError) in try scenario.removingEntry(index) }
    } else if let index = currentRange {
      commit("clear MTRR \(index)") { scenario throws(EditError) in try scenario.removingRange(index) }
    }
  }

  mutating func setOpen(_ section: InputSection, _ isOpen: Bool) {
    if isOpen { openSections.insert(section) } else { openSections.remove(section) }
    let rows = inputRows
    let row = rows.firstIndex {
      if case .section(section, _, _) = $0 { true } else { false }
    }
    guard let row else { return }
    viewports[.inputs, default: Viewport()].cursor = row
    guard isOpen, let region = layout.content(of: .inputs) else { return }
    // What was opened is seen.
    let end = rows[(row + 1)...].firstIndex { !$0.isInside } ?? rows.count
    let top = min(row, max(viewports[.inputs]?.top ?? 0, end - region.rows))
    viewports[.inputs]?.top = top
  }

  /// Moves between the columns of a row that has several; false where there is only one.
  private mutating func moveAcross(_ field: InputPath, forward: Bool) -> Bool {
    let rows = inputRows
    let row = viewports[.inputs]?.cursor ?? 0
    guard rows.indices.contains(row), rows[row].cells.count > 1 else { return false }
    let count = rows[row].cells.count
    inputColumn = (min(inputColumn, count - 1) + (forward ? 1 : count - 1)) % count
    return true
  }

  mutating func choose(_ field: InputPath, forward: Bool) {
    change(field) { scenario, baseline throws(EditError) in
      try scenario.stepping(field, forward: forward, baseline: baseline)
    }
  }

  private mutating func revert(_ field: InputPath) {
    change(field) { scenario, baseline throws(EditError) in
      guard let reverted = try scenario.copying(field, from: baseline) else {
        throw .noChoice(
          "\(scenario.name(of: field)) was not there when this was opened: undo goes back step by step")
      }
      return reverted
    }
  }

  /// Makes a change of one field one step of the history, or says why it cannot be.
  private mutating func change(
    _ field: InputPath, _ edit: (Scenario, Scenario) throws(EditError) -> Scenario
  ) {
    do {
      let before = document.scenario
      let next = try edit(before, document.baseline)
      if next == before {
        notice = Notice(text: "\(scenario.name(of: field)) stays \(before.text(at: field))", isBad: true)
      }
      commit(next, field)
    } catch {
      notice = Notice(text: error.reason, isBad: true)
    }
  }

  /// Makes a scenario one step of the history that is named after the field.
  mutating func commit(_ next: Scenario, _ field: InputPath) {
    let before = document.scenario
    guard next != before else { return }
    let title = "\(scenario.name(of: field)) \(before.text(at: field)) → \(next.text(at: field))"
    commit(next, title: title)
  }

  mutating func commit(_ title: String, _ edit: (Scenario) throws(EditError) -> Scenario) {
    do {
      commit(try edit(document.scenario), title: title)
    } catch {
      notice = Notice(text: error.reason, isBad: true)
    }
  }

  mutating func commit(_ next: Scenario, title: String) {
    guard !isGuarded else { return refuseForLesson() }
    let (before, evaluated) = (document.scenario, evaluation)
    document.commit(next, title: title)
    show(document.scenario)
    let why = whyWithoutEffect(from: before, evaluated)
    notice = Notice(text: why.map { "\(title): \($0)" } ?? title)
  }

  /// Why an edit changed nothing that follows; nil where it did. While a value is typed its effect is shown before it
  /// is kept.
  private func whyWithoutEffect(from before: Scenario, _ old: Evaluation) -> String? {
    guard boot == nil, old.scenario == before, old.isAlike(evaluation) else { return nil }
    let next = evaluation.scenario
    guard before.mtrr != next.mtrr else { return before == next ? nil : "nothing that follows is different" }
    if evaluation.override.isApplied {
      return "without effect, as this kernel forces MTRRs of its own and never reads the firmware's: "
        + "\(keyName(.cycleBehaviour)) changes that"
    }
    if !next.cpu.hasMTRR { return "without effect: CPUID says that there are no MTRRs" }
    return next.mtrr.isEnabled
      ? "nothing that follows is different" : "without effect, as the MTRRs are off: E is 0"
  }

  fileprivate mutating func addRange() {
    do {
      let (next, index) = try document.scenario.addingRange()
      commit(next, title: "add MTRR \(index)")
      let rows = inputRows
      if let row = rows.firstIndex(of: .range(index)) {
        viewports[.inputs, default: Viewport()].cursor = row
        inputColumn = InputRow.rangeColumns.firstIndex(of: "base") ?? 0
      }
    } catch {
      notice = Notice(text: error.reason, isBad: true)
    }
  }

  /// An entry of the memory map where the ruler's cursor stands.
  fileprivate mutating func addEntry() {
    let (next, index) = document.scenario.addingEntry(at: cursorAddress)
    openSections.insert(.memoryMap)
    commit(next, title: "add entry \(index)")
    if let row = inputRows.firstIndex(of: .entry(index)) {
      viewports[.inputs, default: Viewport()].cursor = row
      inputColumn = 0
    }
  }

  /// A device where the ruler's cursor stands.
  fileprivate mutating func addDevice() {
    let (next, index) = document.scenario.addingDevice(at: cursorAddress)
    commit(next, title: "add \(next.devices[index].name)")
    if let row = inputRows.firstIndex(of: .devicePlace(index)) {
      viewports[.inputs, default: Viewport()].cursor = row
      inputColumn = 0
    }
  }
}

extension Command {
  static let editValue = Command(
    "edit-value", .inputs, [.enter], "type a new value, or choose one from a list",
    unless: { $0.whyNoField }
  ) { $0.editValue() }

  static let editInputs = Command(
    "edit-inputs", .anyPane, ["e"], "go to the inputs; there, edit the one under the cursor"
  ) { if $0.focus == .inputs { $0.editValue() } else { $0.focus(on: .inputs) } }

  static let increase = Command(
    "increase-value", .inputs, ["+", "="], "more by one step: TOLUD by 1M, phys bits by 1",
    unless: { $0.whyNoField }
  ) { $0.nudgeValue(up: true) }

  static let decrease = Command(
    "decrease-value", .inputs, ["-", "_"], "less by one step", unless: { $0.whyNoField }
  ) { $0.nudgeValue(up: false) }

  static let chooseValue = Command(
    "choose-value", .inputs, [" "], "switch on or off, or go to the next choice",
    unless: { $0.whyNoField }
  ) { $0.chooseValue() }

  static let nextChoice = Command(
    "next-choice", .inputs, [.right, "l"], "next choice; in a row of several values the next one",
    unless: { $0.whyNoField }
  ) { $0.chooseNext(forward: true) }

  static let previousChoice = Command(
    "previous-choice", .inputs, [.left, "h"], "previous choice; in a row of several values the one before",
    unless: { $0.whyNoField }
  ) { $0.chooseNext(forward: false) }

  static let addRange = Command(
    "add-range", .inputs, ["a"],
    "add a variable range, 1M UC below 4 GiB, or in the memory map an entry, to be edited"
  ) { if $0.isInMemoryMap { $0.addEntry() } else { $0.addRange() } }

  static let addDevice = Command(
    "add-device", .inputs, ["A"], "add a device at the ruler's cursor, with a driver of your own"
  ) { $0.addDevice() }

  static let deleteRange = Command(
    "delete-row", .inputs, ["d", .delete],
    "clear the variable range, or remove the device or the entry, under the cursor",
    unless: {
      $0.currentRange == nil && $0.currentDevice == nil && $0.currentEntry == nil
        ? "the cursor is on no variable range, no device and no entry of the memory map" : nil
    }
  ) { $0.deleteRow() }

  static let revertValue = Command(
    "revert-value", .inputs, ["r"], "set this input back to how it was opened",
    also: [Use(.bits, ["r"], "set the register back to how it was opened")],
    unless: { $0.top(BitsView.self) == nil ? $0.whyNoField : nil }
  ) {
    if let view = $0.top(BitsView.self) { view.revert(in: &$0) } else { $0.revertValue() }
  }

  static let cycleBehaviour = Command(
    "cycle-behaviour", .anyPane, ["K"],
    "what the kernel does with the MTRRs: the firmware's, forced WB, with the PCI hole UC, with it untracked"
  ) { $0.choose("behaviour", forward: true) }

  static let toggleRemap = Command(
    "toggle-ram-remap", .anyPane, ["R"], "does RAM cut off by TOLUD reappear above 4 GiB"
  ) { $0.choose("remap-cut-ram", forward: true) }
}
