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
    if let notice {
      let lines = noticeLines(notice, width: width)
      // A line that is typed stays.
      return (layers.last?.showsHints == false ? lines : lines.dropLast(), style(of: notice))
    }
    if let question = layers.last?.question, isQuestionAbove(width: width) {
      return (Array(wrapped(question, width: width - 2).prefix(3)), Style(.warning, bold: true))
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
    if let layer = layers.last, !layer.showsHints {
      layer.drawLine(in: self, on: &canvas)
      return
    }
    if let notice {
      let line = noticeLines(notice, width: canvas.columns).last ?? ""
      canvas.text(line, column: 1, row: 0, style(of: notice), width: canvas.columns - 2)
    } else if let question = layers.last?.question, !isQuestionAbove(width: canvas.columns) {
      canvas.text(question, column: 1, row: 0, Style(.warning, bold: true))
    }
    let hints = hints(width: canvas.columns)
    for hint in hints {
      let next = canvas.text(hint.key, column: hint.column, row: 0, Style(.key, bold: true))
      canvas.text(" \(hint.text)", column: next, row: 0, Style(.label))
    }
    guard notice == nil else { return }
    let remark = remark(width: canvas.columns)
    let end = (hints.last?.end ?? 0) + 3
    if DisplayWidth.of(remark) <= canvas.columns - end - 1 {
      canvas.text(
        remark, column: end, row: 0, Style(.dim), width: canvas.columns - end - 1, align: .trailing)
    }
  }

  /// A key and what it does, where it stands on the line.
  struct PlacedHint: Hashable, Sendable {
    var column: Int
    var key: String
    var text: String
    var command: Command

    var end: Int { column + DisplayWidth.of(key) + 1 + DisplayWidth.of(text) }
  }

  /// What can be done here, in the order of the bottom line: what matters now comes first.
  private var offers: [Hint] {
    let all = layers.last.map(\.hints) ?? offersOfPanes
    return all.filter { whyNot($0.command) == nil }
  }

  private var offersOfPanes: [Hint] {
    let own = focus.room.hints
    let edit = focus == .inputs ? [] : [Hint(.editInputs, "edit")]
    return [Hint(.help, "help")] + own.prefix(1) + [Hint(.cycleBehaviour, behaviourHint)] + edit
      + Self.offersFirst + own.dropFirst() + Self.offersThen
  }

  /// Where the next behaviour is the merged cure of what fails, it is called that.
  private var behaviourHint: String {
    scenario.behaviour == .forcedWB && !evaluation.failures.isEmpty ? "cure" : "behaviour"
  }

  private static let offersFirst = [
    Hint(.undo, "undo"), Hint(.nextStep, "step"), Hint(.toggleComparison, "compare"),
    Hint(.showCures, "cures"), Hint(.search, "search"), Hint(.nextPane, "pane"),
  ]
  private static let offersThen = [
    Hint(.goToAddress, "go to"), Hint(.runCommand, "command"), Hint(.save, "save"),
    Hint(.nextFailure, "failure"), Hint(.nextChange, "change"), Hint(.switchReading, "reading"),
    Hint(.toggleRemap, "remap"), Hint(.redo, "redo"), Hint(.maximizePane, "maximize"),
    Hint(.openScenario, "open"), Hint(.editSource, "everything"), Hint(.copyLine, "copy"),
    Hint(.quit, "quit"),
  ]

  /// As many hints as there is room for.
  func hints(width: Int) -> [PlacedHint] {
    var hints: [PlacedHint] = []
    var column = 1
    if let notice {
      // Behind a message as many as there is room for.
      column += DisplayWidth.of(noticeLines(notice, width: width).last ?? "") + 3
    } else if let question = layers.last?.question, !isQuestionAbove(width: width) {
      column += DisplayWidth.of(question) + 3
    }
    let gap = width < 100 ? 2 : 3
    let remark = layers.isEmpty && notice == nil ? remark(width: width) : ""
    let width = width - (remark.isEmpty ? 0 : DisplayWidth.of(remark) + 3)
    for offer in offers {
      guard let key = keymap.key(for: offer.command, in: context) else { continue }
      let hint = PlacedHint(column: column, key: key.name, text: offer.words, command: offer.command)
      guard hint.end < width else { break }
      hints.append(hint)
      column = hint.end + gap
    }
    return hints
  }

  /// What is said behind the hints, where there is room for more than help.
  private func remark(width: Int) -> String {
    if let layer = layers.last { return layer.remark(in: self) }
    let remark = focus.room.remark(in: self)
    return width - DisplayWidth.of(remark) >= 40 ? remark : ""
  }

  /// Whether a question and its answers are too much for one line: then it has the line above them.
  private func isQuestionAbove(width: Int) -> Bool {
    guard let question = layers.last?.question else { return false }
    return offers.reduce(DisplayWidth.of(question) + 2) { used, offer in
      let key = keymap.key(for: offer.command, in: context)?.name ?? ""
      return used + DisplayWidth.of(key) + DisplayWidth.of(offer.words) + 4
    } > width
  }

  /// The command of the hint at a column, for the mouse.
  func hint(at column: Int) -> Command? {
    guard layers.last?.showsHints ?? true else { return nil }
    return hints(width: size.columns).first { $0.column <= column && column < $0.end }?.command
  }
}
