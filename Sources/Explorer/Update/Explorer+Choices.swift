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
    var menu = Menu(title: scenario.name(of: field), items, helpSection: "Inputs") { explorer, item in
      explorer.finishChoice(field, item)
      return []
    }
    menu.preview = { $0.preview(field, $1) }
    menu.takeBack = { explorer in
      explorer.show(explorer.document.scenario)
      return []
    }
    if field == .kernel {
      menu.offer = Self.release
      menu.emptyHint = ", or type a whole release: 6.12.117"
    }
    open(menu)
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
  @Sendable private static func release(typed text: String) -> Menu.Item? {
    KernelRevision(text).map { Menu.Item(index: typedChoice, text: $0.name, detail: "as typed") }
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
}
