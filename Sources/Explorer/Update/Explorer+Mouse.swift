import MemtypeEngine
import Screen

/// The mouse: a click focuses and selects, the wheel moves the cursor of what is under it.
extension Explorer {
  mutating func update(mouse event: MouseEvent) -> [Effect] {
    if let region = lessonRegion, region.contains(column: event.column, row: event.row) {
      switch event.action {
      case .press: return layers.isEmpty ? pressLesson(row: event.row) : []
      case .wheelUp: moveInLesson(.halfPageUp)
      case .wheelDown: moveInLesson(.halfPageDown)
      case .drag, .release: break
      }
      return []
    }
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
    let motion: Motion = up ? .up : .down
    if !layers.isEmpty {
      // A step at a time, each from where the last one led.
      for _ in 0..<3 { layers.last?.move(motion, in: &self) }
    } else if let pane = layout.pane(column: column, row: row) {
      for _ in 0..<3 { move(motion, in: pane) }
    }
  }

  private mutating func press(column: Int, row: Int) -> [Effect] {
    let layout = layout
    cancelDrag()
    if layout.hints.contains(column: column, row: row) {
      notice = nil
      return hint(at: column).map { perform($0) } ?? []
    }
    if let layer = layers.last { return layer.press(column: column, row: row, in: &self) }
    if let address = stripAddress(column: column, row: row) {
      notice = nil
      go(to: address)
      focus(on: .ruler)
      return []
    }
    notice = nil
    if layout.title.contains(column: column, row: row) { return pressTitle(column: column) }
    if let ruler = layout.boxes.first(where: { $0.pane == .ruler })?.frame, row == ruler.row,
      column >= ruler.endColumn - 4 - DisplayWidth.of(rulerScaleText), column < ruler.endColumn
    {
      return perform(.switchReading)
    }
    guard let pane = layout.pane(column: column, row: row) else { return [] }
    if let region = layout.content(of: pane), region.contains(column: column, row: row) {
      pane.room.press(column: column - region.column, row: row - region.row, region, in: &self)
    }
    focus(on: pane)
    return []
  }

  /// The verdict leads to what it is about: the first failure, or the evidence.
  private mutating func pressTitle(column: Int) -> [Effect] {
    guard column >= size.columns - DisplayWidth.of(outcome.text) - 2 else { return [] }
    if !evaluation.failures.isEmpty {
      ruler.cursor = Self.firstAddress(of: evaluation)
      focus(on: .reasons)
    } else if diagnosis != nil {
      focus(on: .evidence)
    }
    return []
  }
}
