import MemtypeEngine
import Screen

/// The scenario as its file, line by line: everything in it can be changed here, also what has no input of its own.
struct SourceView: Layer {
  /// A line that is being typed.
  struct Edit: Hashable, Sendable {
    var editor: LineEditor
    /// It is a new one below the cursor's.
    var isNew: Bool
    /// Why the text cannot be as it stands.
    var problem: String?
  }

  private(set) var lines: [String]
  /// What the lines are of.
  private var scenario: Scenario
  /// The lines of the scenario that is compared with.
  let baseline: [String]
  private(set) var marks: LineMarks
  var selection = 0
  var top = 0
  var edit: Edit?

  /// Longer files are looked at once a line is finished, not at every key.
  static let mostPreviewed = 1500
  static let longestLine = 2000

  init(_ scenario: Scenario, baseline: Scenario, _ formats: ScenarioFormats) {
    self.scenario = scenario
    lines = Self.lines(of: formats.source(scenario))
    self.baseline = Self.lines(of: formats.source(baseline))
    marks = LineMarks(of: lines, against: self.baseline)
    selection = min(1, max(0, lines.count - 1))
  }

  /// The scenario became another.
  mutating func show(_ scenario: Scenario, selection: Int, _ formats: ScenarioFormats) {
    if scenario != self.scenario {
      self.scenario = scenario
      lines = Self.lines(of: formats.source(scenario))
      marks = LineMarks(of: lines, against: baseline)
    }
    self.selection = min(max(0, selection), max(0, lines.count - 1))
  }

  /// The text with the line as it is being typed.
  var text: String { Self.joined(edited(by: edit?.editor.text)) }

  /// The lines with another text in place of the one that is typed, or at the cursor.
  func edited(by text: String?) -> [String] {
    var lines = lines
    guard let text else { return lines }
    if edit?.isNew == true {
      lines.insert(text, at: min(selection + 1, lines.count))
    } else if lines.indices.contains(selection) {
      lines[selection] = text
    }
    return lines
  }

  static func joined(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }

  static func lines(of text: String) -> [String] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// Blanks before a line's text, those of a list's dash included.
  static func depth(_ line: String) -> Int { line.prefix { $0 == " " || $0 == "-" }.count }

  /// The lines that belong to the one at the cursor: those below it that lie deeper.
  var block: Range<Int> {
    guard lines.indices.contains(selection) else { return 0..<0 }
    let own = lines[selection].prefix { $0 == " " }.count
    var end = selection + 1
    while end < lines.count, lines[end].prefix(while: { $0 == " " }).count > own { end += 1 }
    return selection..<end
  }

  /// What a new line below the cursor's begins with.
  var newLine: String {
    guard lines.indices.contains(selection) else { return "" }
    let line = lines[selection]
    let indent = line.prefix { $0 == " " }
    if line.dropFirst(indent.count).hasPrefix("- ") { return indent + "- " }
    // Below a heading what is new belongs to it.
    if line.hasSuffix(":"), lines.indices.contains(selection + 1) {
      let next = lines[selection + 1]
      let deeper = next.prefix { $0 == " " }
      if deeper.count > indent.count {
        return deeper + (next.dropFirst(deeper.count).hasPrefix("- ") ? "- " : "")
      }
    }
    return String(indent)
  }
}

// MARK: Keys and mouse

extension SourceView {
  var context: Context { edit == nil ? .source : .editing }
  var takesText: Bool { edit != nil }
  var helpSection: String { "Everything as a file" }
  var hints: [Hint] {
    edit == nil
      ? [
        Hint(.editLine, "edit"), Hint(.newLine, "new line"), Hint(.deleteLine, "delete"),
        Hint(.undo, "undo"), Hint(.cancel, "close"),
      ]
      : [
        Hint(.commit, "keep"), Hint(.cancel, "as before"), Hint(.complete, "complete"),
        Hint(.clearText, "clear"),
      ]
  }

  /// Undo and redo reach the file, too.
  func normalized(in explorer: Explorer) -> SourceView {
    var view = self
    if edit == nil { view.show(explorer.document.scenario, selection: selection, explorer.formats) }
    view.top = Viewport.settledTop(
      top, cursor: view.selection, count: view.lines.count, height: page(in: explorer))
    return view
  }

  func move(_ motion: Motion, in explorer: inout Explorer) {
    let page = page(in: explorer)
    explorer.change(SourceView.self) { $0.selection = motion.from(selection, page: page, count: lines.count) }
  }

  /// Shows what would follow from the line as it stands.
  func edit(_ change: (inout LineEditor) -> Void, in explorer: inout Explorer) {
    guard var edit else { return }
    var view = self
    change(&edit.editor)
    view.edit = edit
    if edit.editor.characters != self.edit?.editor.characters, lines.count <= Self.mostPreviewed {
      switch explorer.formats.scenario(view.text) {
      case .success(let scenario):
        view.edit?.problem = nil
        explorer.show(scenario)
      case .failure(let problem): view.edit?.problem = problem.text
      }
    }
    explorer.update(view)
  }

  func paste(_ line: String, in explorer: inout Explorer) { edit({ $0.insert(line) }, in: &explorer) }

  func complete(in explorer: inout Explorer) { explorer.completeLine() }

  /// Enter: the line is kept if the whole is a scenario with it.
  func commit(in explorer: inout Explorer) -> [Effect] {
    guard let edit else { return [] }
    var view = self
    switch explorer.formats.scenario(text) {
    case .success(let scenario):
      view.edit = nil
      explorer.update(view)
      commit(
        scenario, "edit \(Self.title(edit.editor.text))", at: selection + (edit.isNew ? 1 : 0), in: &explorer)
    case .failure(let problem):
      view.edit?.problem = problem.text
      explorer.update(view)
    }
    return []
  }

  func cancel(in explorer: inout Explorer) -> [Effect] {
    guard edit != nil else {
      explorer.close()
      return []
    }
    explorer.change(SourceView.self) { $0.edit = nil }
    explorer.show(explorer.document.scenario)
    return []
  }

  func copied(in explorer: Explorer) -> String? { lines.indices.contains(selection) ? lines[selection] : "" }

  func press(column: Int, row: Int, in explorer: inout Explorer) -> [Effect] {
    let region = explorer.overlayPage
    let part = OverlayPart.at(column, row, in: region, first: 1, count: region.rows - 2) {
      // While a line is typed the others wait.
      edit == nil && lines.indices.contains(top + $0) ? top + $0 : nil
    }
    guard edit == nil else {
      if part == .outside { explorer.keepTyping() }
      return []
    }
    return press(part, selected: selection, in: &explorer, enter: .editLine) { explorer, item in
      explorer.change(SourceView.self) { $0.selection = item }
    }
  }

  fileprivate func startLine(isNew: Bool, in explorer: inout Explorer) {
    let text = isNew ? newLine : lines.indices.contains(selection) ? lines[selection] : ""
    var editor = LineEditor(text, longest: Self.longestLine)
    // A line is changed, seldom replaced: what is typed is put in.
    editor.moveToEnd()
    explorer.change(SourceView.self) { $0.edit = Edit(editor: editor, isNew: isNew) }
  }

  /// Takes out the cursor's line with what belongs to it, if the rest is a scenario.
  fileprivate func deleteLine(in explorer: inout Explorer) {
    guard let line = block.first else { return }
    var rest = lines
    rest.removeSubrange(block)
    switch explorer.formats.scenario(Self.joined(rest)) {
    case .success(let scenario):
      commit(scenario, "delete \(Self.title(lines[line]))", at: line, in: &explorer)
    case .failure(let problem):
      explorer.notice = Explorer.Notice(text: "without it: \(problem.text)", isBad: true)
    }
  }

  private func commit(_ scenario: Scenario, _ title: String, at place: Int, in explorer: inout Explorer) {
    explorer.commit(scenario, title: title)
    let formats = explorer.formats
    explorer.change(SourceView.self) { $0.show(scenario, selection: place, formats) }
  }

  private static func title(_ line: String) -> String { String(AddressExpression.trimmed(line).prefix(60)) }
}

extension ScenarioFileError {
  fileprivate var text: String { "\(found); accepted: \(accepted)" }
}

extension Command {
  static let editSource = Command(
    "edit-source", .anyPane, ["E"], "the whole scenario as its file, to change anything in it",
    unless: { $0.formats.isAvailable ? nil : "no format is known here" }
  ) {
    if $0.boot != nil { $0.leaveBoot() }
    $0.open(SourceView($0.document.scenario, baseline: $0.baseline.scenario, $0.formats))
  }

  static let editLine = Command("edit-line", .source, [.enter, "e"], "change this line") {
    $0.top(SourceView.self)?.startLine(isNew: false, in: &$0)
  }

  static let newLine = Command("new-line", .source, ["a", "o"], "add a line below, or a list's next element")
  {
    $0.top(SourceView.self)?.startLine(isNew: true, in: &$0)
  }

  static let deleteLine = Command(
    "delete-line", .source, ["d", .delete], "take out this line and what belongs to it"
  ) { $0.top(SourceView.self)?.deleteLine(in: &$0) }
}

// MARK: Drawing

extension SourceView {
  /// The lines on one page.
  private func page(in explorer: Explorer) -> Int { max(1, explorer.overlayPage.rows - 2) }

  func draw(in explorer: Explorer, on canvas: inout Canvas) {
    canvas.within(explorer.overlayPage, on: .overlay) { canvas in
      let inside = canvas.box(
        title: "\(explorer.scenario.name) as its file", trailing: "\(selection + 1) of \(lines.count)",
        isFocused: true)
      canvas.within(inside) { canvas in drawLines(explorer, on: &canvas) }
      canvas.scrollBar(
        column: canvas.columns - 1, row: 1, rows: page(in: explorer), top: top, content: lines.count)
    }
  }

  private func drawLines(_ explorer: Explorer, on canvas: inout Canvas) {
    var row = 0
    for index in top..<max(top, lines.count) where row < canvas.rows {
      let isCursor = index == selection
      if let edit, isCursor, !edit.isNew {
        draw(edit, explorer, row: &row, on: &canvas)
        continue
      }
      drawGutter(index, row: row, on: &canvas)
      draw(lines[index], isChanged: marks.changed.contains(index), row: row, on: &canvas)
      if isCursor, edit == nil {
        canvas.put(canvas.glyphs.cursorMark, column: 0, row: row, Style(.strong))
        canvas.lay(Region(row: row, columns: canvas.columns, rows: 1), on: .cursor)
      }
      row += 1
      if let edit, isCursor { draw(edit, explorer, row: &row, on: &canvas) }
    }
  }

  /// What is new here, and where something is gone.
  private func drawGutter(_ line: Int, row: Int, on canvas: inout Canvas) {
    let isLast = line + 1 == lines.count
    if marks.changed.contains(line) {
      canvas.put(canvas.glyphs.changed, column: 1, row: row, Style(.changed))
    } else if marks.removedAbove.contains(line) || isLast && marks.removedAbove.contains(line + 1) {
      canvas.put("-", column: 1, row: row, Style(.changed))
    }
  }

  /// `key:` quiet, the value plain, what the baseline does not have marked.
  private func draw(_ line: String, isChanged: Bool, row: Int, on canvas: inout Canvas) {
    guard !line.hasPrefix("#"), let colon = line.firstIndex(of: ":") else {
      canvas.text(
        line, column: 3, row: row, Style(line.hasPrefix("#") ? .dim : isChanged ? .changed : .value),
        width: canvas.columns - 4)
      return
    }
    let value = line.index(after: colon)
    canvas.spans(
      [
        Span(String(line[..<value]), Style(.label)),
        Span(String(line[value...]), Style(isChanged ? .changed : .value)),
      ], column: 3, row: row, width: canvas.columns - 4)
  }

  /// The line as it is typed, and below it why it cannot be.
  private func draw(_ edit: Edit, _ explorer: Explorer, row: inout Int, on canvas: inout Canvas) {
    let place = Region(column: 3, row: row, columns: canvas.columns - 4, rows: 1)
    canvas.within(place, on: edit.problem == nil ? .field : .fieldInvalid) { canvas in
      explorer.drawEditor(edit.editor, width: canvas.columns, on: &canvas)
    }
    row += 1
    guard let problem = edit.problem else { return }
    for line in wrapped("\(canvas.glyphs.cross) \(problem)", width: canvas.columns - 6).prefix(3) {
      canvas.text(line, column: 4, row: row, Style(.bad, bold: true))
      row += 1
    }
  }
}
