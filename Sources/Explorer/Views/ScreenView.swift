import MemtypeEngine
import Screen

/// The screen for the state that an explorer is in.
public func frame(of explorer: Explorer, size: Size) -> Frame {
  let size = ScreenLayout.drawable(size)
  var explorer = explorer
  if explorer.screenSize != size { _ = explorer.update(.resized(size)) }
  var canvas = Canvas(size: size, glyphs: explorer.glyphs)
  canvas.within(Region(explorer.size)) { canvas in explorer.draw(on: &canvas) }
  explorer.drawLesson(on: &canvas)
  return canvas.frame
}

extension Explorer {
  fileprivate func draw(on canvas: inout Canvas) {
    guard ScreenLayout.fits(canvas.size) else {
      let least = ScreenLayout.smallest
      let needs = "needs \(least.columns)x\(least.rows), q quits"
      canvas.text(canvas.columns < needs.count + 10 ? needs : "mtrrscope \(needs)", column: 0, row: 0)
      return
    }
    let layout = layout
    drawBorders(layout, on: &canvas)
    for box in layout.boxes {
      canvas.within(box.inside) { canvas in draw(box.pane, on: &canvas) }
      drawScrollMark(box, on: &canvas)
    }
    drawStrip(layout, on: &canvas)
    drawBreadcrumbs(layout, on: &canvas)
    if let log = layout.log {
      canvas.within(log) { canvas in draw(.log, on: &canvas) }
    }
    canvas.within(layout.title, on: .bar) { canvas in drawTitle(on: &canvas) }
    // What fills the screen hides the layers below it.
    for layer in layers.suffix(layers.reversed().prefix { $0.leavesPanes }.count + 1) {
      layer.draw(in: self, on: &canvas)
    }
    drawBottom(layout.hints, on: &canvas)
    drawKeys(layout.hints, on: &canvas)
  }

  /// A pane, or that a lesson has it covered.
  private func draw(_ pane: Pane, on canvas: inout Canvas) {
    guard isCovered(pane) else { return pane.room.draw(in: self, on: &canvas) }
    for (row, line) in wrapped("covered until the lesson's question is answered", width: canvas.columns - 2)
      .enumerated()
    {
      canvas.text(line, column: 1, row: row, Style(.dim))
    }
  }

  private func drawBorders(_ layout: ScreenLayout, on canvas: inout Canvas) {
    var grid = BorderGrid(size: canvas.size)
    for box in layout.boxes { grid.add(box.frame) }
    if let strip = layout.strip { grid.add(strip) }
    grid.draw(on: &canvas)
    if let box = layout.boxes.first(where: { $0.pane == focus })?.frame {
      let sides = [
        Region(column: box.column, row: box.row, columns: box.columns, rows: 1),
        Region(column: box.column, row: box.endRow - 1, columns: box.columns, rows: 1),
        Region(column: box.column, row: box.row, columns: 1, rows: box.rows),
        Region(column: box.endColumn - 1, row: box.row, columns: 1, rows: box.rows),
      ]
      for side in sides { canvas.restyle(side) { $0.role = .borderFocused } }
    }
    for box in layout.boxes {
      drawPaneTitle(box.pane, box.frame, on: &canvas)
    }
    if let log = layout.log {
      let edge = Region(row: log.row - 1, columns: log.columns, rows: 1)
      drawPaneTitle(.log, edge, on: &canvas)
    }
  }

  private func drawPaneTitle(_ pane: Pane, _ edge: Region, on canvas: inout Canvas) {
    let (title, trailing) = (pane.room.heading(in: self), pane.room.trailing(in: self))
    let room = edge.columns - 4
    guard room > 6 else { return }
    let number = [Span(" "), Span("\(pane.number)", Style(.key)), Span(" ")]
    var end = canvas.spans(number, column: edge.column + 1, row: edge.row)
    let style = Style(.title, bold: true)
    let words = title.map { Span($0.text, $0.style.role == .text ? style : $0.style) }
    let start = end
    end = canvas.spans(words, column: start, row: edge.row, width: room - 4)
    if focus == pane {
      canvas.restyle(Region(column: start, row: edge.row, columns: end - start, rows: 1)) {
        $0.attributes.insert(.reversed)
      }
    }
    end = canvas.text(" ", column: end, row: edge.row)
    let width = DisplayWidth.of(trailing)
    let trailingStart = edge.endColumn - 3 - width
    if !trailing.isEmpty, trailingStart > end {
      canvas.spans(
        [Span(" "), Span(trailing, Style(.label)), Span(" ")], column: trailingStart, row: edge.row)
    }
  }

  /// Arrows on the border where a list goes on.
  private func drawScrollMark(_ box: ScreenLayout.Box, on canvas: inout Canvas) {
    let shown = box.pane.room.extent(in: self, height: box.inside.rows)
    let column = box.frame.endColumn - 1
    if shown.top > 0 {
      canvas.put(canvas.glyphs.arrowUp, column: column, row: box.inside.row + shown.first, Style(.label))
    }
    if shown.top + shown.height < shown.count {
      canvas.put(canvas.glyphs.arrowDown, column: column, row: box.inside.endRow - 1, Style(.label))
    }
  }
}
