import MemtypeEngine
import Screen

/// The minimap: the ruler's last column is the whole address space, and the border beside it is heavy along the part
/// that the ruler shows.
extension Explorer {
  /// Where it stands, if there is one.
  func minimapRegion(_ layout: ScreenLayout) -> Region? {
    guard let box = layout.boxes.first(where: { $0.pane == .ruler }), box.inside.columns >= 42 else {
      return nil
    }
    return Region(column: box.inside.endColumn - 1, row: box.inside.row, columns: 1, rows: box.inside.rows)
  }

  func drawMinimap(_ layout: ScreenLayout, on canvas: inout Canvas) {
    guard let region = minimapRegion(layout) else { return }
    let map = minimap(height: region.rows)
    guard map.cells.count == region.rows else { return }
    for place in 0..<region.rows {
      let cell = map.cells[turned(place, region.rows)]
      let pattern = TypePattern(cell.type)
      let (glyph, style): (Unicode.Scalar, Style) =
        switch cell.mark {
        case .type:
          (
            pattern.glyph(at: 0, of: canvas.glyphs.kind == .ascii ? 1 : 2, in: canvas.glyphs),
            Style(pattern.role)
          )
        case .device: (canvas.glyphs.diamond, Style(pattern.role))
        case .failure: (canvas.glyphs.cross, Style(.bad, bold: true))
        }
      canvas.put(glyph, column: region.column, row: region.row + place, style)
    }
    drawShownPart(map, region, on: &canvas)
  }

  /// The border along the stretch of the map that the ruler shows, and the cursor in it.
  private func drawShownPart(_ map: Minimap, _ region: Region, on canvas: inout Canvas) {
    let rows = rulerRows
    let last = min(rows.count, ruler.top + region.rows - 1) - 1
    guard last >= ruler.top else { return }
    let ends = [ruler.top, last].map { place(of: shownAddress(ofRow: $0, rows), map, region) }
    let cursor = place(of: cursorAddress, map, region)
    let column = region.endColumn
    for place in min(ends[0], ends[1], cursor)...max(ends[0], ends[1], cursor) {
      canvas.put(canvas.glyphs.scrollThumb, column: column, row: region.row + place, Style(.address))
    }
    canvas.put(canvas.glyphs.arrowLeft, column: column, row: region.row + cursor, Style(.address))
  }

  private func shownAddress(ofRow row: Int, _ rows: RulerRows) -> PhysicalAddress {
    switch rows[row] {
    case .stretch(let range, _): range.start
    case .divider(let marks): marks.first?.address ?? 0
    }
  }

  /// The cell of the map, from the top of the screen, that an address lies in.
  private func place(of address: PhysicalAddress, _ map: Minimap, _ region: Region) -> Int {
    turned(map.cell(ofStretch: segmentRows.index(of: address)), region.rows)
  }

  private func turned(_ place: Int, _ count: Int) -> Int {
    ruler.isLowAtBottom ? count - 1 - place : place
  }

  /// Where a click on the map goes; nil beside it.
  func minimapAddress(column: Int, row: Int) -> PhysicalAddress? {
    guard let region = minimapRegion(layout), row >= region.row, row < region.endRow,
      column == region.column || column == region.endColumn
    else { return nil }
    let map = minimap(height: region.rows)
    guard map.cells.count == region.rows else { return nil }
    return map.cells[turned(row - region.row, region.rows)].address
  }
}
