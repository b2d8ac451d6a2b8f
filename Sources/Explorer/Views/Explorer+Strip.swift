import MemtypeEngine
import Screen

/// The strip above the panes.
extension Explorer {
  private var strip: MapStripView {
    MapStripView(
      evaluation: evaluation, content: derived.strip, cursor: cursorAddress, divergences: derived.divergences,
      hidesOutcomes: boot != nil)
  }

  func drawStrip(_ layout: ScreenLayout, on canvas: inout Canvas) {
    guard let region = layout.strip else { return }
    var end = canvas.text(
      " To scale ", column: region.column + 1, row: region.row, Style(.title))
    let room = region.endColumn - end - 4
    if let summary, room >= 24 {
      let width = min(DisplayWidth.of(summary), room)
      end = region.endColumn - 3 - width
      canvas.spans(
        [Span(" "), Span(summary, Style(.label)), Span(" ")], column: end - 1, row: region.row,
        width: width + 2)
    }
    guard !isCovered(.ruler) else { return }
    canvas.within(region.inset(columns: 1, rows: 1)) { canvas in strip.draw(on: &canvas) }
  }

  /// The scenario's sentence, as long as it is about what is shown: it may have been saved after changes.
  private var summary: String? {
    guard !scenario.summary.isEmpty, !isModified, boot == nil else { return nil }
    let original = Scenario.builtIn.first { $0.summary == scenario.summary }
    guard var same = original else { return scenario.summary }
    same.name = scenario.name
    return same == scenario ? scenario.summary : nil
  }

  /// Where a click on the strip goes; nil beside it.
  func stripAddress(column: Int, row: Int) -> PhysicalAddress? {
    guard let inside = layout.strip?.inset(columns: 1, rows: 1), inside.contains(column: column, row: row)
    else { return nil }
    return strip.address(atColumn: column - inside.column, row: row - inside.row, inside.size)
  }
}
