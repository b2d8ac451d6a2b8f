import MemtypeEngine
import Screen

/// The strip above the panes.
extension Explorer {
  private var strip: MapStripView {
    MapStripView(
      evaluation: evaluation, cursor: cursorAddress, divergences: derived.divergences,
      hidesOutcomes: boot != nil)
  }

  func drawStrip(_ layout: ScreenLayout, on canvas: inout Canvas) {
    guard let region = layout.strip else { return }
    var end = canvas.text(
      " Address space, to scale ", column: region.column + 1, row: region.row, Style(.title))
    // The sentence is about the scenario as it was opened.
    let room = region.endColumn - end - 4
    if !scenario.summary.isEmpty, !isModified, boot == nil, room >= 24 {
      let width = min(DisplayWidth.of(scenario.summary), room)
      end = region.endColumn - 3 - width
      canvas.spans(
        [Span(" "), Span(scenario.summary, Style(.label)), Span(" ")], column: end - 1, row: region.row,
        width: width + 2)
    }
    guard !isCovered(.ruler) else { return }
    canvas.within(region.inset(columns: 1, rows: 1)) { canvas in strip.draw(on: &canvas) }
  }

  /// Where a click on the strip goes; nil beside it.
  func stripAddress(column: Int, row: Int) -> PhysicalAddress? {
    guard let inside = layout.strip?.inset(columns: 1, rows: 1), inside.contains(column: column, row: row)
    else { return nil }
    return strip.address(atColumn: column - inside.column, row: row - inside.row, inside.size)
  }
}
