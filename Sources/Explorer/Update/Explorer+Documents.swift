import MemtypeEngine

/// Several scenarios open at once, and what is kept of them.
extension Explorer {
  /// Everything that is open, in order.
  var openDocuments: [Document] {
    shelf.before.map(\.document) + [document] + shelf.after.map(\.document)
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
  private mutating func addRecovered(_ history: [Scenario]) {
    guard let first = history.first else { return }
    add(first, .recovered, path: nil, isKept: false)
    for (before, after) in zip(history, history.dropFirst()) {
      let changes = after.changes(from: before)
      let title = changes.first.map { "\($0.name) \($0.old) to \($0.new)" } ?? "an edit"
      document.commit(after, title: changes.count > 1 ? "\(title), and more" : title)
    }
    show(document.scenario)
    let steps = document.history.depth
    notice = Notice(
      text: "recovered\(steps == 0 ? "" : " with \(steps == 1 ? "1 edit" : "\(steps) edits")"); "
        + "\(keyName(.save)) saves it, \(keyName(.showHistory)) lists the edits")
  }

  mutating func performOnDocuments(_ command: Command) -> [Effect] {
    switch command {
    case .save: return save()
    case .saveAs:
      mode = .prompt(Prompt(kind: .saveAs, editor: LineEditor(proposedPath, longest: Self.longestPath)))
    case .openScenario: mode = .prompt(Prompt(kind: .open, editor: LineEditor(longest: Self.longestPath)))
    case .reload:
      if let words = document.origin.words { return [.reload(document: document.id, words)] }
    case .forkScenario: fork()
    case .closeDocument: return close()
    case .nextDocument: bringForward((shelf.front + 1) % shelf.count)
    case .previousDocument: bringForward((shelf.front + shelf.count - 1) % shelf.count)
    default: break
    }
    return []
  }

  static let longestPath = 1024

  /// Puts another document in front.
  mutating func bringForward(_ place: Int) {
    leaveBootForGood()
    guard let next = shelf.bringForward(place, puttingAway: shelved) else { return }
    install(next)
    notice = Notice(text: "\(shelf.front + 1) of \(shelf.count): \(document.scenario.name)")
  }

  private var shelved: ShelvedDocument {
    ShelvedDocument(
      document: document, baseline: baseline, baselineKind: baselineKind, ruler: ruler, viewports: viewports,
      indents: indents, places: places)
  }

  /// The boot that is gone through is not kept.
  private mutating func leaveBootForGood() {
    drag = nil
    if boot != nil { leaveBoot() }
  }

  private mutating func install(_ next: ShelvedDocument) {
    document = next.document
    baseline = next.baseline
    baselineKind = next.baselineKind
    (ruler, viewports, indents, places) = (next.ruler, next.viewports, next.indents, next.places)
    search = nil
    if case .other(let id, _) = baselineKind,
      let other = openDocuments.first(where: { $0.id == id })?.scenario,
      other != baseline.scenario
    {
      baseline = engine.evaluate(other)
      baselineKind = .other(id, other.name)
    }
    let top = ruler.top
    install(engine.evaluate(document.scenario))
    ruler.top = top
    showsFailure = []
  }

  /// Opens a document in front of the others.
  mutating func add(_ scenario: Scenario, _ origin: Document.Origin, path: String?, isKept: Bool = true) {
    leaveBootForGood()
    let next = opened(scenario, origin, path: path, isKept: isKept)
    shelf.before.append(shelved)
    install(next)
    showsFailure = [.log, .steps]
  }

  /// Opens a document behind the others.
  public mutating func addBehind(_ scenario: Scenario, _ origin: Document.Origin, path: String?) {
    let next = opened(scenario, origin, path: path)
    shelf.after.append(next)
  }

  private mutating func opened(
    _ scenario: Scenario, _ origin: Document.Origin, path: String?, isKept: Bool = true
  ) -> ShelvedDocument {
    let evaluation = engine.evaluate(scenario)
    var ruler = self.ruler
    (ruler.anchor, ruler.top) = (nil, 0)
    ruler.cursor = Self.firstAddress(of: evaluation)
    return ShelvedDocument(
      document: Document(scenario, id: shelf.makeID(), origin: origin, path: path, isKept: isKept),
      baseline: evaluation, baselineKind: .opened, ruler: ruler, viewports: [:], indents: [:],
      places: VisitedPlaces())
  }

  /// A copy to try something on, with the original as its baseline.
  private mutating func fork() {
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
    compare()
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

  private mutating func close() -> [Effect] {
    if document.isUnsaved {
      mode = .question(
        Question(purpose: .close, text: "\(document.scenario.name) is not saved"))
      return []
    }
    closeFront()
    return []
  }

  private mutating func closeFront() {
    leaveBootForGood()
    guard let next = shelf.closeFront() else { return }
    install(next)
    notice = Notice(text: "closed; \(document.scenario.name) is in front now")
  }

  // MARK: Saving

  private mutating func save() -> [Effect] {
    guard let path = document.path else { return performOnDocuments(.saveAs) }
    return [
      .save(
        SaveRequest(document: document.id, scenario: document.scenario, path: path, policy: .sameFile))
    ]
  }

  /// `NAME.yaml` where the scenario has no file yet.
  private var proposedPath: String {
    if let path = document.path { return path }
    let name = document.scenario.name.split(separator: "/").last.map(String.init) ?? "scenario"
    let stem = name.map { $0.isWhitespace ? "-" : $0 }
    return (stem.isEmpty ? "scenario" : String(stem)) + ".yaml"
  }

  /// What the prompt for a path asks for.
  mutating func finishPath(_ prompt: Prompt, _ text: String) -> [Effect] {
    guard !text.isEmpty else { return [] }
    if prompt.kind == .open { return [.open(Self.words(text))] }
    let policy: SaveRequest.Policy = text == document.path ? .sameFile : .newFile
    return [
      .save(
        SaveRequest(
          document: document.id, scenario: document.scenario, path: text, policy: policy, next: prompt.next))
    ]
  }

  /// Words between blanks; quotes keep blanks in a word.
  public static func words(_ text: String) -> [String] { quotedWords(text).map(\.word) }

  /// The words with the places where they begin, their quotes included.
  private static func quotedWords(_ text: String) -> [(start: String.Index, word: String)] {
    var words: [(start: String.Index, word: String)] = []
    var isInWord = false
    var quote: Character?
    for index in text.indices {
      let character = text[index]
      if quote == nil, character == " " {
        isInWord = false
        continue
      }
      if !isInWord { words.append((index, "")) }
      isInWord = true
      if character == quote {
        quote = nil
      } else if quote == nil, character == "\"" || character == "'" {
        quote = character
      } else {
        words[words.count - 1].word.append(character)
      }
    }
    return words
  }

  /// Tab: the last word becomes what every path that begins with it begins with; a word with blanks is quoted.
  mutating func completePath(_ prompt: inout Prompt) {
    let text = prompt.editor.text
    var last = (start: text.startIndex, word: text)
    if prompt.kind == .open {
      let words = Self.quotedWords(text)
      // One more letter would begin another word.
      let isBetween = Self.quotedWords(text + "x").count > words.count
      last = isBetween ? (text.endIndex, "") : words.last ?? (text.endIndex, "")
    }
    let names = pathCandidates(last.word, prompt.kind)
    guard let common = Self.commonPrefix(names) else {
      notice = Notice(
        text: "nothing begins with \"\(last.word)\": with nothing typed, Tab shows what is here", isBad: true)
      return
    }
    prompt.editor.replaceAll(
      text[..<last.start] + (prompt.kind == .open ? Self.quoted(common, isWhole: names.count == 1) : common))
    if names.count > 1 { notice = Notice(text: names.joined(separator: "  ")) }
  }

  /// A path as it stands among words. The closing quote waits until nothing more can follow.
  private static func quoted(_ path: String, isWhole: Bool) -> String {
    guard path.contains(where: { " '\"".contains($0) }) else { return path }
    let mark = path.contains("\"") ? "'" : "\""
    return mark + path + (isWhole && !path.hasSuffix("/") ? mark : "")
  }

  private func pathCandidates(_ word: String, _ kind: Prompt.Kind) -> [String] {
    let builtIn = kind == .open ? Scenario.builtIn.map(\.name).filter { $0.hasPrefix(word) } : []
    return builtIn + surroundings.paths(word)
  }

  // MARK: Leaving

  /// Leaves at once where nothing would be lost, and asks otherwise.
  mutating func leaveProgram() -> [Effect] {
    let unsaved = openDocuments.filter(\.isUnsaved)
    guard !unsaved.isEmpty else { return [.quit] }
    let names = unsaved.map(\.scenario.name).joined(separator: ", ")
    mode = .question(Question(purpose: .quit, text: "not saved: \(names)"))
    return []
  }

  mutating func answer(_ command: Command) -> [Effect] {
    guard case .question(let question) = mode else { return [] }
    mode = .browse
    switch (question.purpose, command) {
    case (.quit, .answerDiscard): return [.quit]
    case (.quit, .leaveForNow): return [.keepEdits, .quit]
    case (.quit, .answerSave): return saveNext(.quit)
    case (.close, .answerDiscard): closeFront()
    case (.close, .answerSave): return saveNext(.close)
    case (.replace(var request), .answerYes):
      request.policy = .replace
      return [.save(request)]
    case (.replace, _): notice = Notice(text: "nothing was written")
    default: break
    }
    return []
  }

  /// Saves a document that is not saved, the one in front first; asks for a path where it has none.
  private mutating func saveNext(_ next: SaveRequest.Next) -> [Effect] {
    if !document.isUnsaved, next == .quit,
      let place = openDocuments.firstIndex(where: \.isUnsaved)
    {
      bringForward(place)
      // A notice would stand where the path is asked for.
      notice = nil
    }
    guard let path = document.path else {
      mode = .prompt(
        Prompt(kind: .saveAs, editor: LineEditor(proposedPath, longest: Self.longestPath), next: next))
      return []
    }
    return [
      .save(
        SaveRequest(
          document: document.id, scenario: document.scenario, path: path, policy: .sameFile, next: next))
    ]
  }

  // MARK: What came of it

  /// Takes in what came of an effect.
  public mutating func receive(_ outcome: Outcome) -> [Effect] {
    defer { settle() }
    switch outcome {
    case .saved(let request): return wasSaved(request)
    case .fileExists(let request):
      notice = nil
      mode = .question(Question(purpose: .replace(request), text: "\(request.path) exists"))
    case .fileChanged(let request):
      notice = nil
      mode = .question(
        Question(purpose: .replace(request), text: "\(request.path) was changed by somebody else"))
    case .opened(let scenario, let origin, let path):
      add(scenario, origin, path: path)
      notice = Notice(text: "\(shelf.front + 1) of \(shelf.count): \(scenario.name)")
    case .reloaded(let id, let scenario):
      changeDocument(id) { $0.wasRead(scenario) }
      show(document.scenario)
      notice = Notice(text: "read again; \(keyName(.undo)) takes it back")
    case .recovered(let history): addRecovered(history)
    case .recoverable(let sessions):
      recoverable = sessions
      if !sessions.isEmpty, notice == nil {
        let what = sessions.count == 1 ? sessions[0].name : "\(sessions.count) sessions"
        notice = Notice(
          text: "unsaved edits of \(what), \(sessions[0].age): \(keyName(.showRecoverable)) lists them")
      }
    case .unsafe(let text):
      isJournalBroken = true
      notice = Notice(text: text, isBad: true)
    case .safe:
      isJournalBroken = false
      notice = Notice(text: "edits are kept safe again")
    case .failed(let text): notice = Notice(text: text, isBad: true)
    }
    return []
  }

  private mutating func wasSaved(_ request: SaveRequest) -> [Effect] {
    changeDocument(request.document) { $0.wasSaved(request.scenario, to: request.path) }
    notice = Notice(text: "saved \(request.path)")
    switch request.next {
    case .stay: return []
    case .close:
      closeFront()
      return []
    case .quit: return openDocuments.contains(where: \.isUnsaved) ? saveNext(.quit) : [.quit]
    }
  }

  private mutating func changeDocument(_ id: Int, _ change: (inout Document) -> Void) {
    if document.id == id { change(&document) } else { shelf.changeDocument(id, change) }
  }

  // MARK: Lists

  /// The open scenarios, to choose the one in front.
  var documentsMenu: Menu {
    let items = openDocuments.enumerated().map { place, document in
      Menu.Item(
        index: place, text: document.scenario.name + (document.isUnsaved ? "\(glyphs.changed)" : ""),
        detail: document.path ?? document.scenario.summary, isCurrent: place == shelf.front)
    }
    return Menu(.documents, title: "Open scenarios", items)
  }

  /// What can be compared with: as opened, the present moment, and every other open scenario.
  var baselinesMenu: Menu {
    var items = [
      Menu.Item(
        index: -2, text: "as opened", detail: document.baseline.name, isCurrent: baselineKind == .opened),
      Menu.Item(
        index: -1, text: "this moment", detail: "what changes from now on", isCurrent: baselineKind == .moment
      ),
    ]
    for (place, other) in openDocuments.enumerated() where place != shelf.front {
      items.append(
        Menu.Item(
          index: place, text: other.scenario.name, detail: other.scenario.summary,
          isCurrent: baselineKind == .other(other.id, other.scenario.name)))
    }
    return Menu(.baselines, title: "Compare \(document.scenario.name) with", items)
  }

  mutating func compareWith(_ index: Int) {
    switch index {
    case -2:
      baseline = engine.evaluate(document.baseline)
      baselineKind = .opened
    case -1:
      baseline = wholeBoot
      baselineKind = .moment
    default:
      guard let other = shelf[index] else { return }
      baseline = engine.evaluate(other.document.scenario)
      baselineKind = .other(other.document.id, other.document.scenario.name)
    }
    compare()
    showOldValues()
    notice = Notice(text: "\(changesTitle): \(keyName(.toggleComparison)) hides the old values")
  }

  var recoverableMenu: Menu {
    let items = recoverable.map { session in
      let edits = session.editCount == 1 ? "1 edit" : "\(session.editCount) edits"
      return Menu.Item(index: session.id, text: session.name, detail: "\(edits), the last \(session.age)")
    }
    return Menu(.recovery, title: "Unsaved edits of sessions that did not end cleanly", items)
  }
}
