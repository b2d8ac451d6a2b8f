import MemtypeEngine

/// Inputs that are chosen from a few: a list of them, narrowed by typing, with the answer for the one that the cursor
/// is on; and completion of what is typed.
extension Explorer {
  /// Opens the list of an input's choices; of two there is nothing to list.
  mutating func openChoices(_ field: Field) {
    let choices = self.choices(of: field)
    guard choices.count > 2 else {
      choose(field, forward: true)
      return
    }
    let current = document.scenario.text(of: field)
    let items = choices.enumerated().map { index, choice in
      Menu.Item(
        index: index, text: choice.text(of: field), detail: choice.note(on: field),
        isCurrent: choice.text(of: field) == current)
    }
    mode = .menu(Menu(.choices(field), title: scenario.name(of: field), items))
  }

  /// The scenario with each choice of a field, in their own order wherever one begins.
  private func choices(of field: Field) -> [Scenario] {
    var result: [Scenario] = []
    var seen: Set<String> = []
    var next = document.scenario
    while seen.insert(next.text(of: field)).inserted, result.count < Self.mostChoices {
      result.append(next)
      guard let after = try? next.choosing(field, forward: true, baseline: document.baseline) else { break }
      next = after
    }
    let places = result.map { Self.place(of: field, in: $0) }
    return zip(result.indices, places).sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map { result[$0.0] }
  }

  /// Where the value of a field stands among its choices.
  private static func place(of field: Field, in scenario: Scenario) -> Int {
    func index<Value: Equatable>(_ value: Value?, _ all: [Value]) -> Int {
      value.flatMap { all.firstIndex(of: $0) } ?? -1
    }
    switch field {
    case .kernel:
      let kernel = scenario.kernel
      return KernelRevision.known.filter { $0 < kernel }.count
    case .platform: return index(scenario.platform, Platform.allCases)
    case .behaviour: return index(scenario.behaviour, KernelBehaviour.allCases)
    case .firmware: return index(scenario.firmwareModel, FirmwareModel.allCases)
    case .defaultType: return index(scenario.mtrr.defaultType, MemoryType.mtrrTypes)
    case .range(let range, .type) where scenario.mtrr.variable.indices.contains(range):
      return index(scenario.mtrr.variable[range].type, MemoryType.mtrrTypes)
    case .fixed(let slot): return index(scenario.mtrr.fixed[slot], MemoryType.mtrrTypes)
    case .entry(let entry, .type) where scenario.firmwareMap.indices.contains(entry):
      return index(scenario.firmwareMap[entry].type, E820Type.choices)
    case .property(.hostVendor): return index(scenario.host.vendor, CPU.Vendor.allCases)
    case .mappingCall(let device): return index(scenario.device(device)?.driver?.call, MappingCall.choices)
    case .mappingPhase(let device):
      return index(scenario.device(device)?.driver?.phase, BootStep.Phase.allCases)
    default: return 0
    }
  }

  private static let mostChoices = 64

  /// What is typed in a list may be a choice that the list does not have: any release of Linux.
  func offer(_ menu: Menu) -> Menu.Item? {
    guard menu.purpose == .choices(.kernel),
      let release = KernelRevision(AddressExpression.trimmed(menu.filter.text))
    else { return nil }
    return Menu.Item(index: Self.typedChoice, text: release.name, detail: "as typed")
  }

  private static let typedChoice = -1

  private func scenario(with item: Menu.Item, of field: Field) -> Scenario? {
    if item.index == Self.typedChoice, let release = KernelRevision(item.text) {
      var scenario = document.scenario
      scenario.kernel = release
      return scenario
    }
    let choices = self.choices(of: field)
    return choices.indices.contains(item.index) ? choices[item.index] : nil
  }

  mutating func preview(_ field: Field, _ item: Menu.Item) {
    if let scenario = scenario(with: item, of: field) { show(scenario) }
  }

  mutating func finishChoice(_ field: Field, _ item: Menu.Item) {
    if let scenario = scenario(with: item, of: field) { commit(scenario, field) }
    show(document.scenario)
  }

  // MARK: Completion

  /// Tab in a value: the last name becomes what all that begin with it begin with; behind digits it is a unit.
  mutating func completeValue(_ edit: FieldEdit) {
    let text = edit.editor.text
    let start =
      text.lastIndex { $0 == "+" || $0 == "-" || $0 == " " }.map { text.index(after: $0) } ?? text.startIndex
    let word = text[start...].lowercased()
    if let last = word.last, last.isNumber {
      notice = Notice(text: edit.field == .physBits ? edit.field.accepts : "units: K M G T P, as in \(word)G")
      return
    }
    let names = edit.field.takesAddress ? evaluation.placeNames.filter { $0.hasPrefix(word) } : []
    guard let common = Self.commonPrefix(names) else {
      notice = Notice(text: edit.field.accepts.isEmpty ? "nothing to complete" : edit.field.accepts)
      return
    }
    type(replacing: text[..<start] + common)
    if names.count > 1 { notice = Notice(text: names.joined(separator: "  ")) }
  }

  // MARK: Steps of the boot

  /// Leaves the step under the cursor out, takes it in again, or moves it within its level.
  mutating func changeStep(_ command: Command) {
    let row = viewports[.steps]?.cursor ?? 0
    let rows = rows(of: .steps)
    guard rows.indices.contains(row) else { return }
    let id: String
    switch rows[row] {
    case .step(let index) where wholeBoot.trace.steps.indices.contains(index):
      id = wholeBoot.trace.steps[index].id
    case .switchedOff(let step): id = step
    default: return
    }
    do throws(EditError) {
      let scenario = document.scenario
      switch command {
      case .toggleStep:
        let isOn = scenario.possibleSteps.first { $0.id == id }?.isOn ?? true
        keep(try scenario.switchingStep(id, on: !isOn), "\(isOn ? "leave out" : "take in") \(id)")
      default:
        let places = command == .stepEarlier ? -1 : 1
        keep(try scenario.movingStep(id, by: places), "\(id) runs \(places < 0 ? "earlier" : "later")")
        followStep(id)
      }
    } catch {
      notice = Notice(text: error.reason, isBad: true)
    }
  }

  private mutating func followStep(_ id: String) {
    let place = rows(of: .steps).firstIndex { row in
      if case .step(let index) = row { wholeBoot.trace.steps[index].id == id } else { false }
    }
    if let place { viewports[.steps, default: Viewport()].cursor = place }
    showsFailure.remove(.steps)
  }
}
