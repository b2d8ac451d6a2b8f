import MemtypeEngine

/// Editing the scenario as its file.
extension Explorer {
  mutating func performOnSource(_ command: Command) {
    switch command {
    case .editSource:
      let lines = SourceView.lines(of: texts.source(document.scenario))
      let before = SourceView.lines(of: texts.source(baseline.scenario))
      var view = SourceView(lines: lines, baseline: Set(before))
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
    changeSource { view in
      view.lines = lines
      view.selection = min(max(0, place), max(0, view.lines.count - 1))
    }
  }

  /// Undo and redo reach the file, too.
  mutating func refreshSource() {
    let lines = SourceView.lines(of: texts.source(document.scenario))
    changeSource { view in
      view.lines = lines
      view.selection = min(view.selection, max(0, lines.count - 1))
    }
  }

  /// Tab: completes a key, or a value out of a few. What is accepted the reader itself says: it is asked with
  /// something that it certainly does not know.
  mutating func completeLine() {
    guard case .source(let view) = mode, let edit = view.edit else { return }
    let line = edit.editor.text
    let head: String
    let word: String
    if let colon = line.lastIndex(of: ":"), line[colon...].hasPrefix(": ") {
      let value = line.index(colon, offsetBy: 2)
      (head, word) = (String(line[..<value]), String(line[value...]))
    } else {
      let start = line.index(line.startIndex, offsetBy: min(SourceView.depth(line), line.count))
      (head, word) = (String(line[..<start]), String(line[start...]))
    }
    let candidates = self.candidates(head, isKey: !head.hasSuffix(": "), view).filter { $0.hasPrefix(word) }
    guard let common = Self.commonPrefix(candidates) else {
      notice = Notice(text: "nothing that begins with \"\(word)\" is known here", isBad: true)
      return
    }
    if candidates.count > 1 { notice = Notice(text: candidates.joined(separator: "  ")) }
    editLine { $0.replaceAll(head + common) }
  }

  private func candidates(_ head: String, isKey: Bool, _ view: SourceView) -> [String] {
    let unknown = head + (isKey ? "unknown: 0" : "unknown")
    guard case .failure(let problem) = texts.scenario(SourceView.joined(view.edited(by: unknown))) else {
      return []
    }
    let known = problem.accepted.split(separator: ",").map { AddressExpression.trimmed(String($0)) }
    guard isKey else { return known }
    return known.compactMap { part in
      // The last word: what stands before the first key is a sentence.
      let word = part.split(separator: " ").last.map(String.init) ?? part
      return word.allSatisfy { $0.isLetter || $0 == "-" } ? word + ": " : nil
    }
  }
}
