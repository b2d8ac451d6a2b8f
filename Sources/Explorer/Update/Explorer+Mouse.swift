import MemtypeEngine
import Screen

/// The mouse: a click focuses and selects, the wheel moves the cursor of what is under it.
extension Explorer {
  mutating func update(mouse event: MouseEvent) -> [Effect] {
    switch event.action {
    case .press: return press(column: event.column, row: event.row)
    case .wheelUp: turn(up: true, column: event.column, row: event.row)
    case .wheelDown: turn(up: false, column: event.column, row: event.row)
    case .drag:
      if let region = layout.content(of: .ruler) { drag(toRow: event.row - region.row - 1) }
    case .release: drop()
    }
    return []
  }

  private mutating func turn(up: Bool, column: Int, row: Int) {
    switch mode {
    case .reader, .cures, .menu, .source:
      for _ in 0..<3 { move(up ? .up : .down) }
      return
    default: break
    }
    guard mode == .browse, let pane = layout.pane(column: column, row: row) else { return }
    for _ in 0..<3 { move(up ? .up : .down, in: pane) }
  }

  private mutating func press(column: Int, row: Int) -> [Effect] {
    let layout = layout
    cancelDrag()
    if layout.hints.contains(column: column, row: row) {
      notice = nil
      return hint(at: column).map { perform($0) } ?? []
    }
    guard mode == .browse, let pane = layout.pane(column: column, row: row) else { return [] }
    notice = nil
    if let address = minimapAddress(column: column, row: row) {
      go(to: address)
      focus(on: .ruler)
      return []
    }
    guard let region = layout.content(of: pane), region.contains(column: column, row: row) else {
      focus(on: pane)
      return []
    }
    switch pane {
    case .ruler:
      let rows = rulerRows
      let target = ruler.top + row - region.row - 1
      if row > region.row, target < rows.count {
        grab(column: column - region.column, row: row - region.row - 1, width: region.columns)
        ruler.anchor = nil
        if case .stretch = rows[target] { moveRuler(to: target, forward: true, rows) }
      }
    case .inputs:
      let target = viewports[.inputs, default: Viewport()].top + row - region.row
      let rows = derived.inputRows
      if rows.indices.contains(target), !rows[target].fields.isEmpty {
        viewports[.inputs, default: Viewport()].cursor = target
        inputColumn = InputColumns(width: region.columns).column(at: column - region.column, in: rows[target])
      }
    case .drivers, .types, .reasons, .log, .steps, .changes:
      let target = viewports[pane, default: Viewport()].top + row - region.row
      let rows = rows(of: pane)
      if rows.indices.contains(target), rows[target].isSelectable {
        viewports[pane, default: Viewport()].cursor = target
      }
    }
    focus(on: pane)
    return []
  }
}
