import MemtypeEngine
import Screen

/// A value that is typed where it stands.
extension FieldEdit: Layer {
  var context: Context { .editing }
  var takesText: Bool { true }
  var leavesPanes: Bool { true }
  var helpSection: String { "Inputs" }
  var hints: [Hint] {
    [
      Hint(.commit, "keep"), Hint(.cancel, "as before"), Hint(.nudgeUp, "nudge"),
      Hint(.complete, "complete"), Hint(.clearText, "clear"),
    ]
  }

  /// What may be typed.
  func remark(in explorer: Explorer) -> String { accepts }

  var accepts: String { field.field.map { $0.hint ?? $0.accepted } ?? "" }

  /// Changes the text; the answer changes with every one that is a legal value.
  func edit(_ change: (inout LineEditor) -> Void, in explorer: inout Explorer) {
    var edit = self
    change(&edit.editor)
    if edit.editor.characters != editor.characters { edit.preview(in: &explorer) }
    explorer.update(edit)
  }

  /// Shows what would follow from the text as it stands. What cannot be leaves the last answer in force.
  private mutating func preview(in explorer: inout Explorer) {
    do {
      explorer.show(try explorer.document.scenario.setting(field, to: editor.text, places: places))
      error = nil
    } catch {
      self.error = error
    }
  }

  fileprivate func nudge(up: Bool, in explorer: inout Explorer) {
    var edit = self
    do {
      let next = try explorer.scenario.stepping(
        field, forward: up, baseline: explorer.document.baseline)
      edit.editor.replaceAll(next.editableText(at: field))
      edit.preview(in: &explorer)
    } catch {
      edit.error = error
    }
    explorer.update(edit)
  }

  /// Tab: a name is completed; in a row of several values it keeps this one and goes to the next.
  func complete(in explorer: inout Explorer) {
    guard explorer.hasNextCell, !explorer.hasNames(for: self) else { return explorer.completeValue(self) }
    _ = commit(in: &explorer)
    if explorer.top(FieldEdit.self) == nil { explorer.editNextCell() }
  }

  func commit(in explorer: inout Explorer) -> [Effect] {
    if let error {
      explorer.notice = Explorer.Notice(text: error.reason, isBad: true)
      return []
    }
    explorer.close()
    // Untouched text is the value as it was, possibly rounded for reading.
    if explorer.scenario != explorer.document.scenario { explorer.commit(explorer.scenario, field) }
    explorer.show(explorer.document.scenario)
    return []
  }

  func cancel(in explorer: inout Explorer) -> [Effect] {
    explorer.close()
    explorer.show(explorer.document.scenario)
    return []
  }

  func press(column: Int, row: Int, in explorer: inout Explorer) -> [Effect] {
    explorer.keepTyping()
    return []
  }
}

extension Command {
  static let nudgeUp = Command("nudge-up", .editing, [.up, .control("p")], "more by one step") {
    $0.top(FieldEdit.self)?.nudge(up: true, in: &$0)
  }

  static let nudgeDown = Command("nudge-down", .editing, [.down, .control("n")], "less by one step") {
    $0.top(FieldEdit.self)?.nudge(up: false, in: &$0)
  }
}

extension Explorer {
  mutating func startEditing(_ field: InputPath) {
    var edit = FieldEdit(field: field, editor: LineEditor(scenario.editableText(at: field)))
    if field.field?.takesAddress == true { edit.places = evaluation.places }
    open(edit)
  }

  /// The row under the inputs' cursor has a value behind the one that it is on.
  fileprivate var hasNextCell: Bool {
    let (rows, row) = (inputRows, viewports[.inputs]?.cursor ?? 0)
    return rows.indices.contains(row) && inputColumn + 1 < rows[row].cells.count
  }

  /// Goes on to the next value of the row, and types it where it is one that is typed.
  fileprivate mutating func editNextCell() {
    guard hasNextCell else { return }
    inputColumn += 1
    if let field = currentField, field.isTyped { startEditing(field) }
  }

  /// What all of some names begin with; nil for none.
  static func commonPrefix(_ names: [String]) -> String? {
    guard var common = names.first else { return nil }
    for name in names {
      while !name.hasPrefix(common) { common.removeLast() }
    }
    return common
  }
}
