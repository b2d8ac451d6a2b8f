import MemtypeEngine

/// Several scenarios open at once, and what is kept of them.
extension Explorer {
  /// Everything that is open, in order.
  var openDocuments: [Document] {
    others.before.map(\.document) + [document] + others.after.map(\.document)
  }

  /// What would be lost, by the document's id: for the journal.
  public var unsavedScenarios: [Int: UnsavedScenario] {
    var result: [Int: UnsavedScenario] = [:]
    for document in openDocuments where document.isUnsaved {
      result[document.id] = UnsavedScenario(
        name: document.path ?? document.scenario.name, base: document.baseline, scenario: document.scenario)
    }
    return result
  }

  /// A session that did not end cleanly, with its edits as steps that can be taken back.
  mutating func addRecovered(_ history: [Scenario]) {
    guard let first = history.first else { return }
    add(first, .recovered, path: nil, isKept: false)
    for (before, after) in zip(history, history.dropFirst()) {
      document.commit(after, title: after.editTitle(from: before) ?? "an edit")
    }
    show(document.scenario)
    let steps = document.history.depth
    notice = Notice(
      text: "recovered\(steps == 0 ? "" : " with \(steps == 1 ? "1 edit" : "\(steps) edits")"); "
        + "\(keyName(.save)) saves it, \(keyName(.showHistory)) lists the edits")
  }

  /// Puts another document in front.
  mutating func bringForward(_ place: Int) {
    leaveBootForGood()
    guard let next = others.bringForward(place, puttingAway: asBackground) else { return }
    activate(document: next)
    notice = Notice(text: "\(others.front + 1) of \(others.count): \(document.scenario.name)")
  }

  private var asBackground: BackgroundDocument {
    BackgroundDocument(
      document: document, baseline: baseline, baselineKind: baselineKind, ruler: ruler, viewports: viewports,
      indents: indents, places: places, wish: wish)
  }

  /// The boot that is gone through is not kept.
  private mutating func leaveBootForGood() {
    drag = nil
    if boot != nil { leaveBoot() }
  }

  private mutating func activate(document next: BackgroundDocument) {
    document = next.document
    baseline = next.baseline
    baselineKind = next.baselineKind
    (ruler, viewports, indents, places) = (next.ruler, next.viewports, next.indents, next.places)
    wish = next.wish
    search = nil
    if case .other(let id, _) = baselineKind,
      let other = openDocuments.first(where: { $0.id == id })?.scenario,
      other != baseline.scenario
    {
      baseline = engine.evaluate(other)
      baselineKind = .other(id, other.name)
    }
    let top = ruler.top
    adopt(evaluation: engine.evaluate(document.scenario))
    ruler.top = top
    showsFailure = []
  }

  /// Opens a document in front of the others.
  mutating func add(
    _ scenario: Scenario, _ origin: Document.Origin, path: String?, record: MachineRecord = .none,
    isKept: Bool = true
  ) {
    leaveBootForGood()
    let next = opened(scenario, origin, path: path, record: record, isKept: isKept)
    others.before.append(asBackground)
    activate(document: next)
    showsFailure = [.log, .steps]
  }

  /// Opens a document behind the others.
  public mutating func addBehind(
    _ scenario: Scenario, _ origin: Document.Origin, path: String?, record: MachineRecord = .none
  ) {
    let next = opened(scenario, origin, path: path, record: record)
    others.after.append(next)
  }

  private mutating func opened(
    _ scenario: Scenario, _ origin: Document.Origin, path: String?, record: MachineRecord, isKept: Bool = true
  ) -> BackgroundDocument {
    let evaluation = engine.evaluate(scenario)
    var ruler = self.ruler
    (ruler.anchor, ruler.top) = (nil, 0)
    ruler.cursor = Self.firstAddress(of: evaluation)
    return BackgroundDocument(
      document: Document(
        scenario, id: others.makeID(), origin: origin, path: path, isKept: isKept, record: record),
      baseline: evaluation, baselineKind: .opened, ruler: ruler, viewports: [:], indents: [:],
      places: VisitedPlaces())
  }

  /// A copy to try something on, with the original as its baseline.
  fileprivate mutating func fork() {
    let (original, id) = (document.scenario, document.id)
    let evaluation = wholeBoot
    var copy = original
    let names = Set(openDocuments.map(\.scenario.name))
    let stem = Self.stem(of: original.name)
    var number = 2
    while names.contains("\(stem)-\(number)") { number += 1 }
    copy.name = "\(stem)-\(number)"
    add(copy, .copy, path: nil, isKept: !document.isUnsaved)
    baseline = evaluation
    baselineKind = .other(id, original.name)
    notice = Notice(
      text: "\(copy.name) is a copy to try things on: what changes is compared with \(original.name)")
  }

  /// `guest` of `guest-2`.
  private static func stem(of name: String) -> String {
    guard let hyphen = name.lastIndex(of: "-"), Int(name[name.index(after: hyphen)...]) != nil else {
      return name
    }
    return String(name[..<hyphen])
  }

  fileprivate mutating func closeDocument() {
    guard document.isUnsaved else { return closeFront() }
    open(
      Question(
        text: "\(document.scenario.name) is not saved",
        answers: [
          .answerSave: { $0.saveNext(.close) },
          .answerDiscard: {
            $0.closeFront()
            return []
          },
        ]))
  }

  mutating func closeFront() {
    leaveBootForGood()
    guard let next = others.closeFront() else { return }
    activate(document: next)
    notice = Notice(text: "closed; \(document.scenario.name) is in front now")
  }

  /// The open scenarios, to choose the one in front.
  fileprivate var documentsMenu: Menu {
    let items = openDocuments.enumerated().map { place, document in
      Menu.Item(
        index: place, text: document.scenario.name + (document.isUnsaved ? "\(glyphs.changed)" : ""),
        detail: document.path ?? document.scenario.summary, isCurrent: place == others.front)
    }
    return Menu(title: "Open scenarios", items, helpSection: "Scenarios, saving, recovery") {
      $0.bringForward($1.index)
      return []
    }
  }

  fileprivate var whyNoOther: String? {
    others.count == 1
      ? "this is the only scenario: \(keyName(.openScenario)) opens one more, \(keyName(.forkScenario)) copies this one"
      : nil
  }
}

extension Command {
  static let openScenario = Command(
    "open", .anyPane, ["o"], "open one more scenario, or files of one more machine",
    aliases: ["e", "edit"], argument: .scenario
  ) { $0.open(PathPrompt(.open)) }

  static let reload = Command(
    "reload", .anyPane, [], "read again what this was opened from, as one step that undo takes back",
    aliases: ["e!"],
    unless: {
      $0.document.origin.words == nil ? "this was made from nothing that can be read again" : nil
    },
    effects: { explorer in
      explorer.document.origin.words.map { [.reload(document: explorer.document.id, $0)] } ?? []
    })

  static let forkScenario = Command(
    "copy-scenario", .anyPane, ["F"], "copy the scenario to try something on, compared with the original"
  ) { $0.fork() }

  static let closeDocument = Command(
    "close-scenario", .anyPane, [], "close this scenario; the others stay open", unless: { $0.whyNoOther }
  ) { $0.closeDocument() }

  static let nextDocument = Command(
    "next-scenario", .anyPane, [")"], "bring the next open scenario to the front",
    unless: { $0.whyNoOther }
  ) { $0.bringForward(($0.others.front + 1) % $0.others.count) }

  static let previousDocument = Command(
    "previous-scenario", .anyPane, ["("], "bring the scenario before to the front",
    unless: { $0.whyNoOther }
  ) { $0.bringForward(($0.others.front + $0.others.count - 1) % $0.others.count) }

  static let showDocuments = Command(
    "show-scenarios", .anyPane, ["O"], "the list of open scenarios, to choose the one in front"
  ) { $0.open($0.documentsMenu) }
}
