import MemtypeEngine

/// Every edit is a step that can be taken back and done again.
extension Command {
  static let undo = Command(
    "undo", .anyPane, ["u"], "take the last edit back",
    also: [Use([.source, .bits], ["u"], "take the last edit back")],
    unless: {
      $0.document.history.canUndo ? nil : "nothing to take back: this is the scenario as it was opened"
    }
  ) { $0.undo() }

  static let redo = Command(
    "redo", .anyPane, [.control("r"), "U"], "do the edit again that was taken back",
    also: [Use([.source, .bits], [.control("r"), "U"], "do the edit again that was taken back")],
    unless: { $0.document.history.canRedo ? nil : "nothing was taken back" }
  ) { $0.redo() }

  static let showHistory = Command(
    "show-history", .anyPane, ["H"], "every edit so far, to go back to or forward"
  ) { $0.open($0.historyMenu) }
}

extension Explorer {
  fileprivate mutating func undo() {
    if let title = document.undo() { notice = Notice(text: "undone: \(title)") }
    show(document.scenario)
  }

  fileprivate mutating func redo() {
    if let title = document.redo() { notice = Notice(text: "done again: \(title)") }
    show(document.scenario)
  }

  /// From the scenario as it was opened to the last edit that was taken back.
  fileprivate var historyMenu: Menu {
    let titles = ["as opened"] + document.history.titles
    let items = titles.enumerated().map { step, title in
      Menu.Item(
        index: step, text: "\(step)  \(title)", isCurrent: step == document.history.depth,
        isDim: step > document.history.depth)
    }
    return Menu(
      title: "Edits of \(document.scenario.name)", items, helpSection: "Scenarios, saving, recovery"
    ) { explorer, item in
      explorer.document.go(toStep: item.index)
      explorer.show(explorer.document.scenario)
      explorer.notice = Notice(text: "this is \(item.text)")
      return []
    }
  }
}
