import MemtypeEngine

/// What came of what was asked of the outside.
extension Explorer {
  /// Takes in what came of an effect.
  public mutating func receive(_ outcome: Outcome) -> [Effect] {
    defer { normalizeViewState() }
    switch outcome {
    case .saved(let request): return wasSaved(request)
    case .written(let request): notice = Notice(text: "wrote \(request.what) to \(request.path)")
    case .nameIsTaken(let request):
      var replacing = request
      replacing.replaces = true
      askToReplace("\(request.path) exists") { [replacing] in .write(replacing) }
    case .fileExists(let request):
      askToReplace(request, "\(request.path) exists")
    case .fileChanged(let request):
      askToReplace(request, "\(request.path) was changed by somebody else")
    case .opened(let scenario, let origin, let path, let record):
      add(scenario, origin, path: path, record: record)
      notice = Notice(text: "\(others.front + 1) of \(others.count): \(scenario.name)")
    case .reloaded(let id, let scenario, let record):
      changeDocument(id) { $0.wasRead(scenario, record: record) }
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

  private mutating func askToReplace(_ request: SaveRequest, _ text: String) {
    var replacing = request
    replacing.policy = .replace
    askToReplace(text) { [replacing] in .save(replacing) }
  }

  private mutating func askToReplace(_ text: String, _ effect: @escaping @Sendable () -> Effect) {
    notice = nil
    open(
      Question(text: text, answers: [.answerYes: { _ in [effect()] }]) { explorer in
        explorer.notice = Notice(text: "nothing was written")
        return []
      })
  }

  private mutating func changeDocument(_ id: Int, _ change: (inout Document) -> Void) {
    if document.id == id { change(&document) } else { others.changeDocument(id, change) }
  }

  /// So many are listed with their names; older ones are one line, which unfolds.
  public static let listedSessions = 12

  fileprivate func recoverableMenu(isUnfolded: Bool = false) -> Menu {
    var items = recoverable.map { session in
      let edits = session.editCount == 1 ? "1 edit," : "\(session.editCount) edits, the last"
      let last = session.lastEdit.map { ": \($0)" } ?? ""
      return Menu.Item(
        index: session.id, text: session.name, detail: "\(edits) \(session.age)\(last)")
    }
    let older = items.count - Self.listedSessions
    if !isUnfolded, older > 1 {
      items.removeLast(older)
      items.append(
        Menu.Item(
          index: -1, text: "\(older) older ones", detail: "the last \(recoverable[Self.listedSessions].age)"))
    }
    var menu = Menu(
      title: "Unsaved edits of sessions that did not end cleanly", items,
      helpSection: "Scenarios, saving, recovery"
    ) { explorer, item in
      guard item.index >= 0 else {
        explorer.open(explorer.recoverableMenu(isUnfolded: true))
        return []
      }
      explorer.recoverable.removeAll { $0.id == item.index }
      return [.recover(item.index)]
    }
    menu.forget = { explorer, item in
      explorer.recoverable.removeAll { $0.id == item.index }
      if !explorer.recoverable.isEmpty { explorer.open(explorer.recoverableMenu(isUnfolded: isUnfolded)) }
      return item.index < 0 ? [] : [.discardRecovery(item.index)]
    }
    return menu
  }
}

extension Command {
  static let showRecoverable = Command(
    "show-recoverable", .anyPane, ["!"], "unsaved edits of sessions that did not end cleanly",
    unless: {
      $0.recoverable.isEmpty ? "every earlier session ended cleanly: there is nothing to recover" : nil
    }
  ) { $0.open($0.recoverableMenu()) }
}
