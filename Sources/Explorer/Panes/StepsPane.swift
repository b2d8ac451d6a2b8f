import MemtypeEngine
import Screen

/// The boot, step by step.
struct StepsPane: ListRoom {
  let number = 7
  let name = "steps"
  let purpose = "the steps of the boot"
  let title = "Boot"
  var helpSection: String { "The boot" }

  func rows(in explorer: Explorer, width: Int) -> [ListRow] { explorer.stepRows(width: width) }

  func line(_ row: ListRow, in explorer: Explorer, width: Int) -> ListLine {
    switch row {
    case .line(let line): line
    case .item(let index): explorer.stepLine(index, width: width)
    case .named(let id): explorer.switchedOffLine(id, width: width)
    case .detail: ListLine()
    }
  }

  func whyNotEnter(in explorer: Explorer) -> String? {
    if case .item = explorer.selectedRow(of: pane) { nil } else { "this step is left out: Space takes it in" }
  }

  /// Unfolds the calls of the step that is shown, or folds them away.
  func open(_ row: ListRow, in explorer: inout Explorer) -> Bool {
    guard case .item(let index) = row, explorer.boot?.step == index + 1 else { return false }
    if explorer.unfolded.remove(.calls) == nil { explorer.unfolded.insert(.calls) }
    return true
  }

  /// Shows the machine after the step.
  func enter(in explorer: inout Explorer) {
    guard case .item(let index) = explorer.selectedRow(of: pane) else { return }
    explorer.go(toStep: index + 1)
  }

  func isBad(_ row: ListRow, in explorer: Explorer) -> Bool {
    guard case .item(let index) = row else { return false }
    let steps = explorer.wholeBoot.trace.steps
    guard steps.indices.contains(index), explorer.boot.map({ index < $0.step }) ?? true else { return false }
    return Explorer.isFailure(steps[index].mapping?.outcome)
  }
}

extension Pane {
  static let steps = Pane(StepsPane())
}

extension Command {
  static let showSteps = Command.show(.steps)

  static let toggleStep = Command(
    "toggle-step", .list, [" "], "in the boot: leave this step out, or take it in again",
    unless: { $0.whyNoStep }
  ) { $0.toggleStep() }

  static let stepEarlier = Command(
    "step-earlier", .list, ["-", "_"], "in the boot: let this step run earlier within its level",
    unless: { $0.whyNoStep }
  ) { $0.moveStep(by: -1) }

  static let stepLater = Command(
    "step-later", .list, ["+", "="], "in the boot: let this step run later within its level",
    unless: { $0.whyNoStep }
  ) { $0.moveStep(by: 1) }
}

extension Explorer {
  fileprivate var whyNoStep: String? {
    focus == .steps ? nil : "this changes the boot: \(keyName(.showSteps)) goes to its steps"
  }

  /// The id of the step under the cursor.
  private var selectedStep: String? {
    switch selectedRow(of: .steps) {
    case .item(let index)? where wholeBoot.trace.steps.indices.contains(index):
      wholeBoot.trace.steps[index].id
    case .named(let id)?: id
    default: nil
    }
  }

  /// Leaves the step under the cursor out, or takes it in again.
  fileprivate mutating func toggleStep() {
    guard let id = selectedStep else { return }
    let isOn = document.scenario.possibleSteps.first { $0.id == id }?.isOn ?? true
    let before = viewports[.steps]
    commit("\(isOn ? "leave out" : "take in") \(id)") { scenario throws(EditError) in
      try scenario.switchingStep(id, on: !isOn)
    }
    // The cursor stays on the step, wherever the first failure is now.
    viewports[.steps] = before
    followStep(id)
  }

  /// Lets the step under the cursor run earlier or later within its level.
  fileprivate mutating func moveStep(by places: Int) {
    guard let id = selectedStep else { return }
    let before = document.scenario
    commit("\(id) runs \(places < 0 ? "earlier" : "later")") { scenario throws(EditError) in
      try scenario.movingStep(id, by: places)
    }
    if document.scenario != before { followStep(id) }
  }

  private mutating func followStep(_ id: String) {
    let place = rows(of: .steps).firstIndex { row in
      switch row {
      case .item(let index): wholeBoot.trace.steps[index].id == id
      case .named(let other): other == id
      default: false
      }
    }
    if let place { viewports[.steps, default: Viewport()].cursor = place }
    showsFailure.remove(.steps)
  }
}

extension Explorer {
  /// The boot, step by step, under the names of its phases.
  fileprivate func stepRows(width: Int) -> [ListRow] {
    var rows: [ListRow] = []
    var phase: BootStep.Phase?
    func add(_ row: ListRow, in next: BootStep.Phase) {
      if next != phase {
        rows.append(.line(note(next.name)))
        phase = next
      }
      rows.append(row)
    }
    // What is left out keeps its place.
    var possible = (scenario.disabledSteps.isEmpty ? [] : scenario.possibleSteps)[...]
    for (i, step) in wholeBoot.trace.steps.enumerated() {
      if possible.contains(where: { $0.id == step.id }) {
        while let next = possible.popFirst(), next.id != step.id {
          if !next.isOn { add(.named(next.id), in: next.phase) }
        }
      }
      add(.item(i), in: step.phase)
      if boot?.step == i + 1 { rows += storyRows(width: width) }
    }
    for left in possible where !left.isOn { add(.named(left.id), in: left.phase) }
    return rows.isEmpty
      ? notes("no step of this boot maps anything: a device and its driver would", width) : rows
  }

  /// Below the step that is shown: what it did, by which rule, and the calls, one below the other where unfolded.
  private func storyRows(width: Int) -> [ListRow] {
    let story = stepStory
    let indent = 4
    func lines(_ text: String, _ style: Style) -> [ListRow] {
      wrapped(text, width: max(8, width - indent)).map { part in
        .line(
          ListLine(
            spans: [Span(String(repeating: " ", count: indent)), Span(part, style)], isSelectable: false))
      }
    }
    var rows: [ListRow] = []
    for reason in story {
      // The step's own name stands above.
      let name = boot.flatMap { wholeBoot.step($0.step) }.map { "step \($0.number), \($0.title): " } ?? ""
      let text = reason.text.hasPrefix(name) ? String(reason.text.dropFirst(name.count)) : reason.text
      rows += lines(text, Style(.text))
      rows += lines(
        [reason.source, reason.explanation].filter { !$0.isEmpty }.joined(separator: ": "), Style(.dim))
    }
    let calls = boot.flatMap { wholeBoot.step($0.step) }?.callPath ?? []
    guard !calls.isEmpty else { return rows }
    guard unfolded.contains(.calls) else {
      return rows
        + lines(
          "\(glyphs.arrowRight) \(keyName(.goToRow, in: .list)) shows its \(calls.count) calls", Style(.label)
        )
    }
    for (depth, call) in calls.enumerated() {
      rows += lines(
        "\(depth == 0 ? "" : "\(glyphs.arrowDown) ")\(call)", Style(.value)
      )
    }
    return rows
  }

  fileprivate func stepLine(_ index: Int, width: Int) -> ListLine {
    guard wholeBoot.trace.steps.indices.contains(index) else { return ListLine() }
    let step = wholeBoot.trace.steps[index]
    let digits = String(wholeBoot.trace.steps.count).utf8.count
    let isAhead = boot.map { $0.step < step.number } ?? false
    // What a step comes to is seen when it has been taken.
    let isBad = !isAhead && Self.isFailure(step.mapping?.outcome)
    let result = isAhead ? "" : step.mapping.map(answer) ?? ""
    let room = width - digits - 3 - (result.isEmpty ? 0 : DisplayWidth.of(result) + 1)
    var line = ListLine(address: address(ofStep: step.number), isBad: isBad)
    let isCurrent = boot?.step == step.number
    if isBad {
      line.add(String(glyphs.cross), Style(.bad, bold: true))
    } else if boot == nil, blamedSteps.contains(step.number) {
      line.add(String(glyphs.warning), .warning)
    } else {
      line.add(" ")
    }
    let number = (isCurrent ? String(glyphs.cursorMark) : "") + String(step.number)
    line.add(
      number, isCurrent ? Style(.strong, bold: true, reversed: true) : Style(.dim), width: digits + 1,
      align: .trailing)
    line.add(" ")
    let style =
      isBad ? Style(.bad, bold: true) : isCurrent ? Style(.strong, bold: true) : Style(isAhead ? .dim : .text)
    line.add(title(of: step, room), style, width: room)
    if let mapping = step.mapping, !isAhead {
      line.add(" ")
      line.add(result, isBad ? Style(.bad, bold: true) : Style(role(of: mapping.got)))
    }
    return line
  }

  /// A step that the boot is without.
  fileprivate func switchedOffLine(_ id: String, width: Int) -> ListLine {
    let step = scenario.possibleSteps.first { $0.id == id }
    var line = ListLine(address: step?.device.flatMap { scenario.device($0)?.range.start })
    let digits = String(wholeBoot.trace.steps.count).utf8.count
    line.add("-", .dim, width: digits + 2, align: .trailing)
    line.add(" ")
    line.add("left out: ", .note)
    line.add(clipped(step?.title ?? id, max(0, width - line.width)), .dim)
    return line
  }

  /// Of the fields that AML reads the region tells them apart.
  private func title(of step: BootStep, _ width: Int) -> String {
    guard DisplayWidth.of(step.title) > width, case .region(let path, _, _, let method, _) = step.work else {
      return clipped(step.title, width)
    }
    for text in ["ACPI \(method) \(path)", "ACPI \(path)"] where DisplayWidth.of(text) <= width {
      return text
    }
    let room = max(1, width - 6)
    return "ACPI \(glyphs.ellipsis)\(path.suffix(room))"
  }

  static func isFailure(_ outcome: MappingAttempt.Outcome?) -> Bool {
    if case .failed = outcome { true } else { false }
  }

  /// `UC-`, or `UC- got WB` where they differ.
  private func answer(_ mapping: MappingAttempt) -> String {
    switch mapping.outcome {
    case .mapped(let mode):
      mode == mapping.requested ? mode.name : "\(mapping.requested.name) got \(mode.name)"
    case .reused(let mode): "reuses \(mode.name)"
    case .failed(let error): "\(mapping.requested.name) got \(mapping.got?.name ?? "none") \(error)"
    }
  }
}
