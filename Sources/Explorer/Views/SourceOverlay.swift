import Screen

/// The scenario as its file, above the other panes.
extension Explorer {
  /// The lines on one page.
  var sourcePage: Int { max(1, overlayPage.rows - 2) }

  func part(of view: SourceView, column: Int, row: Int) -> OverlayPart {
    let region = overlayPage
    return .at(column, row, in: region, first: 1, count: region.rows - 2) {
      // While a line is typed the others wait.
      view.edit == nil && view.lines.indices.contains(view.top + $0) ? view.top + $0 : nil
    }
  }

  func drawSource(_ view: SourceView, on canvas: inout Canvas) {
    canvas.within(overlayPage, on: .overlay) { canvas in
      let inside = canvas.box(
        title: "\(scenario.name) as its file", trailing: "\(view.selection + 1) of \(view.lines.count)",
        isFocused: true)
      canvas.within(inside) { canvas in drawLines(of: view, on: &canvas) }
      canvas.scrollBar(
        column: canvas.columns - 1, row: 1, rows: sourcePage, top: view.top, content: view.lines.count)
    }
  }

  private func drawLines(of view: SourceView, on canvas: inout Canvas) {
    var row = 0
    for index in view.top..<max(view.top, view.lines.count) where row < canvas.rows {
      let isCursor = index == view.selection
      if let edit = view.edit, isCursor, !edit.isNew {
        draw(edit, row: &row, on: &canvas)
        continue
      }
      drawGutter(view, index, row: row, on: &canvas)
      draw(view.lines[index], isChanged: view.marks.changed.contains(index), row: row, on: &canvas)
      if isCursor, view.edit == nil {
        canvas.put(canvas.glyphs.cursorMark, column: 0, row: row, Style(.strong))
        canvas.lay(Region(row: row, columns: canvas.columns, rows: 1), on: .cursor)
      }
      row += 1
      if let edit = view.edit, isCursor { draw(edit, row: &row, on: &canvas) }
    }
  }

  /// What is new here, and where something is gone.
  private func drawGutter(_ view: SourceView, _ line: Int, row: Int, on canvas: inout Canvas) {
    let (marks, isLast) = (view.marks, line + 1 == view.lines.count)
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
  private func draw(_ edit: SourceView.Edit, row: inout Int, on canvas: inout Canvas) {
    let place = Region(column: 3, row: row, columns: canvas.columns - 4, rows: 1)
    canvas.within(place, on: edit.problem == nil ? .field : .fieldInvalid) { canvas in
      drawEditor(edit.editor, width: canvas.columns, on: &canvas)
    }
    row += 1
    guard let problem = edit.problem else { return }
    for line in wrapped("\(canvas.glyphs.cross) \(problem)", width: canvas.columns - 6).prefix(3) {
      canvas.text(line, column: 4, row: row, Style(.bad, bold: true))
      row += 1
    }
  }
}
