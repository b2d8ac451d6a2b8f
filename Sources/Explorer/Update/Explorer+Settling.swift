import MemtypeEngine
import Screen

/// Brings the view in line with what it shows, after every event.
extension Explorer {
  /// Evaluates a scenario, unless it is the one in force, and shows the answer.
  ///
  /// The row under the ruler's cursor stays where it is on the screen.
  mutating func show(_ scenario: Scenario) {
    guard scenario != evaluation.scenario else { return }
    install(engine.evaluate(scenario))
  }

  /// Puts the cursor of a list on the first line about a failure; at the log's end where nothing fails.
  private mutating func showFailure(in pane: Pane, _ rows: [ListRow]) {
    guard showsFailure.remove(pane) != nil else { return }
    let row = rows.firstIndex(where: isBad) ?? (pane == .log ? rows.count : 0)
    viewports[pane] = Viewport(cursor: row, top: pane == .log ? row : max(0, row - 4))
  }

  /// Brings every cursor into range and into view, and looks up the reasons for the ruler's.
  mutating func settle() {
    if reasonsAddress != cursorAddress {
      reasons = engine.explain(cursorAddress, evaluation)
      reasonsAddress = cursorAddress
      cachedRows[.reasons] = nil
    }
    let layout = layout
    if let region = layout.content(of: .ruler) {
      let rows = rulerRows
      ruler.top = Viewport.settledTop(
        ruler.top, cursor: rows.row(of: cursorAddress), count: rows.count, height: rulerHeight(region))
      showDividerAbove(rows)
      if derived.minimap?.cells.count != region.rows {
        derived.minimap = Minimap(
          height: region.rows, derived.segmentRows, evaluation, failing: derived.failing)
      }
    }
    for pane in Pane.allCases where pane != .ruler {
      guard let region = layout.content(of: pane) else { continue }
      if pane == .inputs {
        var viewport = viewports[pane] ?? Viewport()
        let rows = derived.inputRows
        viewport.cursor = Self.nearest(viewport.cursor, count: rows.count) { !rows[$0].fields.isEmpty }
        viewport.settle(count: rows.count, height: region.rows)
        viewports[pane] = viewport
      } else {
        let rows = rows(of: pane, width: region.columns)
        cachedRows[pane] = ListRows(width: region.columns, rows: rows)
        showFailure(in: pane, rows)
        var viewport = viewports[pane] ?? Viewport()
        viewport.cursor = Self.nearest(viewport.cursor, count: rows.count) { rows[$0].isSelectable }
        viewport.settle(count: rows.count, height: region.rows)
        viewports[pane] = viewport
      }
    }
    let sourcePage = sourcePage
    changeSource {
      $0.top = Viewport.settledTop($0.top, cursor: $0.selection, count: $0.lines.count, height: sourcePage)
    }
    settleReader()
  }

  /// The first row shown is not a stretch whose mark is just hidden.
  private mutating func showDividerAbove(_ rows: RulerRows) {
    if ruler.top == 1, rows.reading == .bySegment { ruler.top = 0 }
  }

  /// The row nearest to one that the cursor may stand on, downwards first.
  static func nearest(_ row: Int, count: Int, _ isSelectable: (Int) -> Bool) -> Int {
    guard count > 0 else { return 0 }
    let row = min(max(0, row), count - 1)
    return (row..<count).first(where: isSelectable) ?? (0..<row).last(where: isSelectable) ?? 0
  }

  /// The rows for the ruler itself, without its column titles.
  func rulerHeight(_ region: Region) -> Int { max(0, region.rows - 1) }
}
