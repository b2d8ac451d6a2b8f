import MemtypeEngine

/// Editing the scenario as its file.
extension Explorer {
  mutating func performOnSource(_ command: Command) {
    switch command {
    case .editSource:
      let lines = SourceView.lines(of: texts.source(document.scenario))
      let before = SourceView.lines(of: texts.source(baseline.scenario))
      var view = SourceView(lines, baseline: before)
      view.selection = min(1, max(0, lines.count - 1))
      leaveBootFirst()
      mode = .source(view)
    case .editLine: startLine(isNew: false)
    case .newLine: startLine(isNew: true)
    case .deleteLine: deleteLine()
    default: break
    }
  }

  private mutating func leaveBootFirst() { if boot != nil { leaveBoot() } }

  mutating func changeSource(_ change: (inout SourceView) -> Void) {
    guard case .source(var view) = mode else { return }
    change(&view)
    mode = .source(view)
  }

  private mutating func startLine(isNew: Bool) {
    changeSource { view in
      let text =
        isNew ? view.newLine : view.lines.indices.contains(view.selection) ? view.lines[view.selection] : ""
      var editor = LineEditor(text, longest: SourceView.longestLine)
      // A line is changed, seldom replaced: what is typed is put in.
      editor.moveToEnd()
      view.edit = SourceView.Edit(editor: editor, isNew: isNew)
    }
  }

  /// Shows what would follow from the line as it stands.
  mutating func editLine(_ change: (inout LineEditor) -> Void) {
    guard case .source(var view) = mode, var edit = view.edit else { return }
    let before = edit.editor.characters
    change(&edit.editor)
    view.edit = edit
    if edit.editor.characters != before, view.lines.count <= SourceView.mostPreviewed {
      switch texts.scenario(view.text) {
      case .success(let scenario):
        view.edit?.problem = nil
        show(scenario)
      case .failure(let problem): view.edit?.problem = Self.text(of: problem)
      }
    }
    mode = .source(view)
  }

  private static func text(of problem: Texts.Problem) -> String {
    "\(problem.found); accepted: \(problem.accepted)"
  }

  /// Enter: the line is kept if the whole is a scenario with it.
  mutating func finishLine() {
    guard case .source(var view) = mode, let edit = view.edit else { return }
    switch texts.scenario(view.text) {
    case .success(let scenario):
      let place = view.selection + (edit.isNew ? 1 : 0)
      view.edit = nil
      mode = .source(view)
      keepSource(scenario, "edit \(Self.trimmed(edit.editor.text))", at: place)
    case .failure(let problem):
      view.edit?.problem = Self.text(of: problem)
      mode = .source(view)
    }
  }

  private static func trimmed(_ line: String) -> String {
    String(AddressExpression.trimmed(line).prefix(60))
  }

  mutating func cancelLine() {
    changeSource { $0.edit = nil }
    show(document.scenario)
  }

  /// Takes out the cursor's line with what belongs to it, if the rest is a scenario.
  private mutating func deleteLine() {
    guard case .source(let view) = mode, let line = view.block.first else { return }
    var lines = view.lines
    lines.removeSubrange(view.block)
    switch texts.scenario(SourceView.joined(lines)) {
    case .success(let scenario): keepSource(scenario, "delete \(Self.trimmed(view.lines[line]))", at: line)
    case .failure(let problem):
      notice = Notice(text: "without it: \(Self.text(of: problem))", isBad: true)
    }
  }

  private mutating func keepSource(_ scenario: Scenario, _ title: String, at place: Int) {
    keep(scenario, title)
    let lines = SourceView.lines(of: texts.source(scenario))
    changeSource { $0.show(lines, selection: place) }
  }

  /// Undo and redo reach the file, too.
  mutating func refreshSource() {
    let lines = SourceView.lines(of: texts.source(document.scenario))
    changeSource { $0.show(lines, selection: $0.selection) }
  }
}
