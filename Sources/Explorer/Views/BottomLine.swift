import MemtypeEngine
import Screen

/// The last line: a prompt, a message, or the keys that work here.
extension Explorer {
  /// A message or a question that is too long for one line takes those above it, until the next key.
  func drawBottom(_ line: Region, on canvas: inout Canvas) {
    let above = textAbove(width: line.columns)
    let region = Region(
      column: line.column, row: line.row - above.lines.count, columns: line.columns,
      rows: line.rows + above.lines.count)
    canvas.within(region, on: .bar) { canvas in
      for (row, text) in above.lines.enumerated() {
        canvas.text(text, column: 1, row: row, above.style, width: canvas.columns - 2)
      }
      let last = Region(row: above.lines.count, columns: canvas.columns, rows: 1)
      canvas.within(last) { canvas in drawBottomLine(on: &canvas) }
    }
  }

  /// A long message but for its last line, or a long question.
  private func textAbove(width: Int) -> (lines: [String], style: Style) {
    if let notice { return (noticeLines(notice, width: width).dropLast(), style(of: notice)) }
    if case .question(let question) = mode, isQuestionAbove(width: width) {
      return (Array(wrapped(question.text, width: width - 2).prefix(3)), Style(.warning, bold: true))
    }
    return ([], Style(.text))
  }

  private func style(of notice: Notice) -> Style {
    notice.isBad ? Style(.bad, bold: true) : Style(.strong)
  }

  private func noticeLines(_ notice: Notice, width: Int) -> [String] {
    let text = (notice.isBad ? "\(glyphs.cross) " : "") + notice.text
    if DisplayWidth.of(text) <= width - 2 { return [text] }
    let lines = wrapped(text, width: width - 2)
    // What is longer still is a list of names: its beginning says enough.
    return lines.count <= Self.mostNoticeLines
      ? lines
      : lines.prefix(Self.mostNoticeLines - 1) + [lines[(Self.mostNoticeLines - 1)...].joined(separator: " ")]
  }

  private static let mostNoticeLines = 3

  private func drawBottomLine(on canvas: inout Canvas) {
    if let notice {
      let line = noticeLines(notice, width: canvas.columns).last ?? ""
      canvas.text(line, column: 1, row: 0, style(of: notice), width: canvas.columns - 2)
      return
    }
    if case .prompt(let prompt) = mode {
      drawPrompt(prompt, on: &canvas)
      return
    }
    if case .reader(let reader, _) = mode, let typing = reader.typing {
      let start = canvas.text("/ ", column: 1, row: 0, Style(.key, bold: true))
      canvas.within(Region(column: start, columns: max(12, canvas.columns / 2), rows: 1), on: .field) {
        canvas in
        drawEditor(typing.editor, width: canvas.columns, on: &canvas)
      }
      return
    }
    if case .letter(let use) = mode {
      let text = use == .setMark ? "mark this address with a letter:" : "go to the mark with a letter:"
      canvas.text(text, column: 1, row: 0, Style(.key, bold: true))
      return
    }
    if case .question(let question) = mode, !isQuestionAbove(width: canvas.columns) {
      canvas.text(question.text, column: 1, row: 0, Style(.warning, bold: true))
    }
    drawExplanation(on: &canvas)
    for hint in hints(width: canvas.columns) {
      let next = canvas.text(hint.key, column: hint.column, row: 0, Style(.key, bold: true))
      canvas.text(" \(hint.text)", column: next, row: 0, Style(.label))
    }
    if case .editing(let edit) = mode { drawAccepted(edit, on: &canvas) }
  }

  /// A key and what it does, where it stands on the line.
  struct Hint: Hashable, Sendable {
    var column: Int
    var key: String
    var text: String
    var command: Command

    var end: Int { column + DisplayWidth.of(key) + 1 + DisplayWidth.of(text) }
  }

  /// As many hints as there is room for; help first, since it leads to all others.
  func hints(width: Int) -> [Hint] {
    let entries = keymap.entries(in: context).filter { $0.hint != nil && whyNot($0.command) == nil }
    let first: [Command] = [.help, .nextPane]
    let sorted =
      first.compactMap { command in entries.first { $0.command == command } }
      + entries.filter { !first.contains($0.command) }
    var hints: [Hint] = []
    var column = 1
    if case .question(let question) = mode, !isQuestionAbove(width: width) {
      column += DisplayWidth.of(question.text) + 3
    }
    let gap = width < 60 ? 2 : 3
    let width = width - (explanation.isEmpty ? 0 : DisplayWidth.of(explanation) + 3)
    for entry in sorted {
      guard let key = entry.keys.first, let text = entry.hint else { continue }
      let hint = Hint(column: column, key: key.name, text: text, command: entry.command)
      guard hint.end < width else { break }
      hints.append(hint)
      column = hint.end + gap
    }
    return hints
  }

  /// What the input under the cursor is, where its name alone may not say it and there is room for more than help.
  private var explanation: String {
    guard mode == .browse, focus == .inputs, case .property(let property) = currentField,
      size.columns - DisplayWidth.of(property.explanation) >= 40
    else { return "" }
    return property.explanation
  }

  private func drawExplanation(on canvas: inout Canvas) {
    guard !explanation.isEmpty else { return }
    canvas.text(explanation, column: 1, row: 0, Style(.dim), width: canvas.columns - 2, align: .trailing)
  }

  /// Whether the line has the keys on it, and not something that is typed.
  private var showsHints: Bool {
    switch mode {
    case .prompt, .letter: false
    case .reader(let reader, _): reader.typing == nil
    default: true
    }
  }

  /// Whether a question and its answers are too much for one line: then it has the line above them.
  private func isQuestionAbove(width: Int) -> Bool {
    guard case .question(let question) = mode else { return false }
    let answers = keymap.entries(in: .question).filter { $0.hint != nil && whyNot($0.command) == nil }
    return DisplayWidth.of(question.text) + answers.reduce(2) { $0 + Self.width(of: $1) } > width
  }

  /// The columns that a hint takes, with the blanks behind it.
  private static func width(of entry: CommandTable.Entry) -> Int {
    DisplayWidth.of(entry.keys.first?.name ?? "") + DisplayWidth.of(entry.hint ?? "") + 4
  }

  /// The command of the hint at a column, for the mouse.
  func hint(at column: Int) -> Command? {
    guard notice == nil, showsHints else { return nil }
    return hints(width: size.columns).first { $0.column <= column && column < $0.end }?.command
  }

  private func drawPrompt(_ prompt: Prompt, on canvas: inout Canvas) {
    let label =
      switch prompt.kind {
      case .address: "go to "
      case .command: ": "
      case .search: "/ "
      case .open: "open "
      case .saveAs: "save as "
      }
    let start = canvas.text(label, column: 1, row: 0, Style(.key, bold: true))
    let isPath = prompt.kind == .open || prompt.kind == .saveAs
    let fieldWidth = min(isPath ? 60 : 40, max(12, canvas.columns / (isPath ? 2 : 3)))
    canvas.within(Region(column: start, columns: fieldWidth, rows: 1), on: .field) { canvas in
      drawEditor(prompt.editor, width: canvas.columns, on: &canvas)
    }
    let answer = answer(to: prompt)
    canvas.text(
      answer.text, column: start + fieldWidth + 2, row: 0, Style(answer.isGood ? .good : .note),
      width: max(0, canvas.columns - start - fieldWidth - 3))
  }

  /// What the prompt's text would do, before Enter does it.
  private func answer(to prompt: Prompt) -> (text: String, isGood: Bool) {
    let text = AddressExpression.trimmed(prompt.editor.text)
    if prompt.kind == .search { return searchAnswer }
    if prompt.kind == .open { return ("a scenario's name, or files of one machine", false) }
    if prompt.kind == .saveAs { return ("a scenario file, NAME.yaml", false) }
    if prompt.kind == .command {
      guard !text.isEmpty else { return ("the name of a command", false) }
      if let command = Self.command(named: text) {
        let help = keymap.entries.first { $0.command == command }?.help ?? ""
        return ("\(command.rawValue): \(whyNot(command) ?? help)", whyNot(command) == nil)
      }
      let matches = Self.commandNames.filter { $0.hasPrefix(text.lowercased()) }
      return (matches.isEmpty ? "no such command" : matches.joined(separator: " "), false)
    }
    guard !text.isEmpty else { return (evaluation.placeNames.joined(separator: " "), false) }
    let names = evaluation.placeNames.filter { $0.hasPrefix(text.lowercased()) }
    if !names.isEmpty, !names.contains(text.lowercased()) { return (names.joined(separator: " "), false) }
    do {
      let address = try address(text)
      let what = evaluation.segment(at: address).map { description(of: $0).map(\.text).joined() } ?? ""
      return ("\(address.grouped) \(what)", true)
    } catch {
      return (error.text, false)
    }
  }

  /// Behind the hints while a value is typed: what may be typed.
  private func drawAccepted(_ edit: FieldEdit, on canvas: inout Canvas) {
    let end = hints(width: canvas.columns).last?.end ?? 0
    let room = canvas.columns - end - 4
    if DisplayWidth.of(edit.field.accepts) <= room {
      canvas.text(
        edit.field.accepts, column: end + 3, row: 0, Style(.dim), width: room, align: .trailing)
    }
  }
}
