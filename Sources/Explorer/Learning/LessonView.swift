import Screen

/// The lesson's pane: beside the explorer where the screen is wide, below it otherwise.
extension Explorer {
  /// Where the lesson stands on the screen; nil where none is open or there is no room for both.
  var lessonRegion: Region? {
    guard learning != nil else { return nil }
    let size = screenSize
    if size.columns >= Self.besideColumns, size.rows >= 24 {
      let width = min(72, size.columns * 2 / 5)
      return Region(column: size.columns - width, row: 0, columns: width, rows: size.rows)
    }
    guard size.rows >= 22, size.columns >= ScreenLayout.smallest.columns else {
      // Too small for both: the lesson alone while it has the keyboard.
      return learning?.isFocused == true ? Region(size) : nil
    }
    let rows = min(max(12, size.rows * 2 / 5), size.rows - 12)
    return Region(column: 0, row: size.rows - rows, columns: size.columns, rows: rows)
  }

  private static let besideColumns = 112

  /// What is left for the explorer.
  var sizeBesideLesson: Size {
    guard let region = lessonRegion, region.size != screenSize else { return screenSize }
    return region.row == 0
      ? Size(columns: screenSize.columns - region.columns, rows: screenSize.rows)
      : Size(columns: screenSize.columns, rows: screenSize.rows - region.rows)
  }

  func drawLesson(on canvas: inout Canvas) {
    guard let learning, let region = lessonRegion else { return }
    let inner = Region(
      column: region.column + 2, row: region.row + 1, columns: region.columns - 4, rows: region.rows - 2)
    let lines = lessonLines(width: inner.columns)
    let top = min(learning.top, max(0, lines.count - inner.rows))
    canvas.within(region) { canvas in
      canvas.fill()
      canvas.box(
        title: "\(learning.lesson.title): \(learning.step.title)", trailing: trailing(learning),
        isFocused: learning.isFocused)
      canvas.scrollBar(
        column: canvas.columns - 1, row: 1, rows: inner.rows, top: top, content: lines.count)
      drawKeys(learning, on: &canvas)
    }
    canvas.within(inner) { canvas in
      for row in 0..<canvas.rows where lines.indices.contains(top + row) {
        canvas.spans(lines[top + row].spans, column: 0, row: row, width: canvas.columns)
      }
    }
  }

  private func trailing(_ learning: Learning) -> String {
    let place = "\(learning.index + 1)/\(learning.lesson.steps.count)"
    return learning.isAsking ? "\(place), \(learning.isSure ? "sure" : "a guess")" : place
  }

  /// What can be done, on the lower border.
  private func drawKeys(_ learning: Learning, on canvas: inout Canvas) {
    guard learning.isFocused else {
      let words = [
        Span(" "), Span(keyName(.learn), Style(.key, bold: true)),
        Span(" comes back to the lesson ", Style(.label)),
      ]
      canvas.spans(words, column: 2, row: canvas.rows - 1, width: canvas.columns - 4)
      return
    }
    var column = 2
    for hint in lessonHints(learning) {
      guard let key = keymap.key(for: hint.command, in: .lesson), whyNot(hint.command) == nil else {
        continue
      }
      let width = DisplayWidth.of(key.name) + DisplayWidth.of(hint.words) + 3
      guard column + width < canvas.columns - 2 else { break }
      canvas.text(" ", column: column, row: canvas.rows - 1)
      let next = canvas.text(key.name, column: column + 1, row: canvas.rows - 1, Style(.key, bold: true))
      canvas.text(" \(hint.words) ", column: next, row: canvas.rows - 1, Style(.label))
      column += width
    }
  }

  private func lessonHints(_ learning: Learning) -> [Hint] {
    let enter = learning.isOffPath ? "come back" : learning.isAsking ? "answer" : "go on"
    return [
      Hint(.answerOrGoOn, enter), Hint(.takeHint, "hint"),
      Hint(.toggleSure, learning.isSure ? "guess" : "sure"),
      Hint(.lookAround, "panes"), Hint(.pageDown, "more"), Hint(.leavePath, "try"),
      Hint(.previousLessonStep, "back"),
      Hint(.nextLessonStep, "next"), Hint(.explainTerm, "term"), Hint(.endLesson, "leave"),
      Hint(.help, "help"),
    ]
  }

  // MARK: Motions and mouse

  /// Arrows go through the options, pages through the text.
  mutating func moveInLesson(_ motion: Motion) {
    guard var learning, let region = lessonRegion else { return }
    let height = max(1, region.rows - 2)
    let count = lessonLines(width: region.columns - 4).count
    let options = learning.asked?.options.count ?? 0
    switch motion {
    case .up, .down:
      if learning.isAsking, options > 0 {
        learning.selection = motion.from(learning.selection, page: 1, count: options)
        // The option is seen.
        let line = lessonLines(width: region.columns - 4).firstIndex {
          $0.text.hasPrefix(String(glyphs.cursorMark))
        }
        learning.top = Viewport.settledTop(
          min(learning.top, max(0, count - height)), cursor: (line ?? 0) + (motion == .down ? 1 : -1),
          count: count,
          height: height)
      } else {
        learning.top = min(
          max(0, min(learning.top, max(0, count - height)) + (motion == .up ? -1 : 1)), max(0, count - height)
        )
      }
    default:
      let top = min(learning.top, max(0, count - height))
      learning.top = min(motion.from(top, page: height, count: max(1, count)), max(0, count - height))
    }
    self.learning = learning
  }

  /// A click on the lesson: it takes the keyboard, and an option is gone to; a second click gives it as the answer.
  mutating func pressLesson(row: Int) -> [Effect] {
    guard var learning, let region = lessonRegion else { return [] }
    let wasFocused = learning.isFocused
    learning.isFocused = true
    self.learning = learning
    let lines = lessonLines(width: region.columns - 4)
    let line = min(learning.top, max(0, lines.count - (region.rows - 2))) + row - region.row - 1
    guard learning.isAsking, lines.indices.contains(line),
      let option = learning.asked?.options.indices.first(where: { index in
        let key = String(UnicodeScalar(UInt8(97 + min(index, 25))))
        return lines[line].text.dropFirst(2).hasPrefix("\(key)) ")
      })
    else { return [] }
    if wasFocused, learning.selection == option { return perform(.answerOrGoOn) }
    self.learning?.selection = option
    return []
  }
}
