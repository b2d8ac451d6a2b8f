import MemtypeEngine
import Screen

/// A layer that is a line on the bottom of the screen: a label, a text, and what that would do.
protocol LinePrompt: Layer {
  var editor: LineEditor { get set }
  var label: String { get }
  /// The widest that the text's place may be, and the part of the line that it may take.
  var fieldWidth: (most: Int, share: Int) { get }
  /// What the text would do, before Enter does it.
  func answer(in explorer: Explorer) -> (text: String, isGood: Bool)
  /// The text has become another.
  mutating func textChanged(in explorer: inout Explorer)
}

extension LinePrompt {
  var context: Context { .prompt }
  var takesText: Bool { true }
  var leavesPanes: Bool { true }
  var showsHints: Bool { false }
  var helpSection: String { "Finding one's way" }
  var fieldWidth: (most: Int, share: Int) { (40, 3) }
  var hints: [Hint] {
    [Hint(.commit, "go"), Hint(.cancel, "stay"), Hint(.complete, "complete"), Hint(.clearText, "clear")]
  }
  var text: String { AddressExpression.trimmed(editor.text) }

  mutating func textChanged(in explorer: inout Explorer) {}

  func edit(_ change: (inout LineEditor) -> Void, in explorer: inout Explorer) {
    var prompt = self
    change(&prompt.editor)
    explorer.update(prompt)
    guard prompt.editor.characters != editor.characters else { return }
    prompt.textChanged(in: &explorer)
    explorer.update(prompt)
  }

  func press(column: Int, row: Int, in explorer: inout Explorer) -> [Effect] {
    explorer.keepTyping()
    return []
  }

  func drawLine(in explorer: Explorer, on canvas: inout Canvas) {
    let start = canvas.text(label, column: 1, row: 0, Style(.key, bold: true))
    let answer = answer(in: explorer)
    let usual = min(fieldWidth.most, max(12, canvas.columns / fieldWidth.share))
    // A long text takes the room of the answer, but for the beginning of that.
    let most = canvas.columns - start - 3 - min(24, DisplayWidth.of(answer.text))
    let width = max(usual, min(DisplayWidth.of(editor.text) + 1, most))
    canvas.within(Region(column: start, columns: width, rows: 1), on: .field) { canvas in
      explorer.drawEditor(editor, width: canvas.columns, on: &canvas)
    }
    canvas.text(
      answer.text, column: start + width + 2, row: 0, Style(answer.isGood ? .good : .note),
      width: max(0, canvas.columns - start - width - 3))
  }

  /// Tab: the text becomes what all names that begin with it begin with.
  func complete(from names: [String], in explorer: inout Explorer) {
    let typed = editor.text.lowercased()
    let matches = names.filter { $0.hasPrefix(typed) }
    guard let common = Explorer.commonPrefix(matches) else {
      explorer.notice = Explorer.Notice(
        text: "nothing begins with \"\(typed)\": with nothing typed, Tab shows the names", isBad: true)
      return
    }
    var prompt = self
    prompt.editor.replaceAll(common)
    explorer.update(prompt)
    if matches.count > 1 { explorer.notice = Explorer.Notice(text: matches.joined(separator: "  ")) }
  }
}
