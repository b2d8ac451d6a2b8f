import MemtypeEngine
import Screen

/// The screen for the state that an explorer is in.
public func frame(of explorer: Explorer, size: Size) -> Frame {
  var explorer = explorer
  let size = ScreenLayout.drawable(size)
  if explorer.size != size {
    explorer.size = size
    explorer.settle()
  }
  var canvas = Canvas(size: size, glyphs: explorer.glyphs)
  explorer.draw(on: &canvas)
  return canvas.frame
}

extension Explorer {
  fileprivate func draw(on canvas: inout Canvas) {
    guard ScreenLayout.fits(canvas.size) else {
      let least = ScreenLayout.smallest
      canvas.text("mtrrscope needs \(least.columns)x\(least.rows), q quits", column: 0, row: 0)
      return
    }
    let layout = layout
    drawBorders(layout, on: &canvas)
    for box in layout.boxes {
      canvas.within(box.inside) { canvas in draw(box.pane, on: &canvas) }
      if box.pane != .ruler || minimapRegion(layout) == nil { drawScrollMark(box, on: &canvas) }
    }
    drawMinimap(layout, on: &canvas)
    drawBreadcrumbs(layout, on: &canvas)
    if let log = layout.log { canvas.within(log) { canvas in drawList(.log, on: &canvas) } }
    canvas.within(layout.title, on: .bar) { canvas in drawTitle(on: &canvas) }
    switch mode {
    case .prompt(let prompt) where prompt.kind == .command: drawPalette(prompt, on: &canvas)
    case .reader(let reader, _): drawReader(reader, on: &canvas)
    case .cures(let list): drawCures(list, on: &canvas)
    case .menu(let menu): drawMenu(menu, on: &canvas)
    case .source(let view): drawSource(view, on: &canvas)
    default: break
    }
    drawBottom(layout.hints, on: &canvas)
  }

  private func draw(_ pane: Pane, on canvas: inout Canvas) {
    switch pane {
    case .ruler: drawRuler(on: &canvas)
    case .inputs: drawInputs(on: &canvas)
    case .drivers, .types, .reasons, .steps, .log, .changes: drawList(pane, on: &canvas)
    }
  }

  private func drawBorders(_ layout: ScreenLayout, on canvas: inout Canvas) {
    var grid = BorderGrid(size: canvas.size)
    for box in layout.boxes { grid.add(box.frame) }
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
      drawPaneTitle(box.pane, title(of: box.pane), box.frame, trailing: trailing(of: box.pane), on: &canvas)
    }
    if let log = layout.log {
      let edge = Region(row: log.row - 1, columns: log.columns, rows: 1)
      drawPaneTitle(.log, title(of: .log), edge, trailing: trailing(of: .log), on: &canvas)
    }
  }

  private func drawPaneTitle(
    _ pane: Pane, _ title: [Span], _ edge: Region, trailing: String, on canvas: inout Canvas
  ) {
    let room = edge.columns - 4
    guard room > 6 else { return }
    let number = [Span(" "), Span("\(pane.rawValue)", Style(.key)), Span(" ")]
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

  private func title(of pane: Pane) -> [Span] {
    switch pane {
    case .reasons: reasonsTitle
    case .changes: [Span(changesTitle)]
    default: [Span(pane.title)]
    }
  }

  private func trailing(of pane: Pane) -> String {
    switch pane {
    case .ruler: return rulerScaleText
    case .inputs: return scenario.assumptions.isEmpty ? "" : "\(scenario.assumptions.count) assumed"
    case .types: return divergenceCount
    case .log:
      let viewport = viewports[.log] ?? Viewport()
      let count = derived.log.count
      return count == 0 ? "" : "\(viewport.cursor + 1)/\(count)"
    default: return ""
    }
  }

  /// Arrows on the border where a list goes on.
  private func drawScrollMark(_ box: ScreenLayout.Box, on canvas: inout Canvas) {
    let (top, count, height): (Int, Int, Int)
    switch box.pane {
    case .ruler: (top, count, height) = (ruler.top, rulerRows.count, rulerHeight(box.inside))
    case .inputs:
      (top, count, height) = (
        viewports[.inputs]?.top ?? 0, derived.inputRows.count, box.inside.rows
      )
    default:
      (top, count, height) = (viewports[box.pane]?.top ?? 0, rows(of: box.pane).count, box.inside.rows)
    }
    let column = box.frame.endColumn - 1
    let first = box.inside.row + (box.pane == .ruler ? 1 : 0)
    if top > 0 { canvas.put(canvas.glyphs.arrowUp, column: column, row: first, Style(.label)) }
    if top + height < count {
      canvas.put(canvas.glyphs.arrowDown, column: column, row: box.inside.endRow - 1, Style(.label))
    }
  }
}
