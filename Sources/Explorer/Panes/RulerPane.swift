import MemtypeEngine
import Screen

/// The physical address space, read by segment or to scale.
struct RulerPane: PaneRoom {
  let number = 1
  let name = "ruler"
  let purpose = "the ruler"
  let title = "Physical addresses"
  var context: Context { .ruler }
  var helpSection: String { "The ruler" }
  var hints: [Hint] {
    [
      Hint(.explainAddress, "why"), Hint(.toggleGroup, "unfold"), Hint(.zoomIn, "zoom"),
      Hint(.nextDevice, "device"),
      Hint(.select, "select"), Hint(.want, "want a type"),
    ]
  }

  func trailing(in explorer: Explorer) -> String { explorer.rulerScaleText }
  func draw(in explorer: Explorer, on canvas: inout Canvas) { explorer.drawRuler(on: &canvas) }

  func extent(in explorer: Explorer, height: Int) -> (top: Int, count: Int, height: Int, first: Int) {
    // The first row has the columns' titles.
    (explorer.ruler.top, explorer.rulerRows.count, max(0, height - 1), 1)
  }

  func normalize(in explorer: inout Explorer, _ region: Region) {
    let rows = explorer.rulerRows
    let top = Viewport.settledTop(
      explorer.ruler.top, cursor: rows.row(of: explorer.cursorAddress), count: rows.count,
      height: max(0, region.rows - 1))
    // The first row shown is not a stretch whose mark is just hidden.
    explorer.ruler.top = top == 1 && rows.reading == .bySegment ? 0 : top
  }

  func move(_ motion: Motion, in explorer: inout Explorer) {
    let rows = explorer.rulerRows
    let row = rows.row(of: explorer.cursorAddress)
    let target = motion.from(row, page: max(1, explorer.pageHeight(of: pane)), count: rows.count)
    explorer.moveRuler(to: target, forward: target >= row, rows)
  }

  func press(column: Int, row: Int, _ region: Region, in explorer: inout Explorer) {
    let rows = explorer.rulerRows
    let target = explorer.ruler.top + row - 1
    guard row > 0, target < rows.count else { return }
    explorer.grab(column: column, row: row - 1, width: region.columns)
    explorer.ruler.anchor = nil
    guard case .stretch(let range, _) = rows[target] else { return }
    let isThere = rows.row(of: explorer.cursorAddress) == target
    explorer.moveRuler(to: target, forward: true, rows)
    // A second click on a group unfolds it.
    if isThere, let group = explorer.segmentRows.group(shownAs: range), explorer.focus == pane {
      explorer.toggle(group.fold)
    }
  }

  func copied(in explorer: Explorer) -> String {
    guard let selection = explorer.selection else { return explorer.rulerRowText }
    return "\(selection.start.grouped)-\(selection.last.grouped) \(selection.size.sizeText)"
  }
}

extension Pane {
  static let ruler = Pane(RulerPane())
}

extension Explorer {
  fileprivate func drawRuler(on canvas: inout Canvas) {
    let rows = rulerRows
    let height = max(0, canvas.rows - 1)
    let columns = rulerColumns(rows, width: canvas.columns, height: height)
    drawRulerTitles(columns, rows.reading, on: &canvas)
    let cursor = rows.row(of: cursorAddress)
    canvas.within(Region(row: 1, columns: canvas.columns, rows: height)) { canvas in
      for row in 0..<min(height, max(0, rows.count - ruler.top)) {
        let index = ruler.top + row
        switch rows[index] {
        case .divider(let marks):
          drawDivider(marks, row: row, columns, on: &canvas)
          if let address = marks.first?.address {
            drawLanes(acrossDividerAt: address, row: row, columns, on: &canvas)
          }
        case .stretch(let range, let segments):
          drawStretch(range, segments, row: row, isCursor: index == cursor, columns, rows, on: &canvas)
        }
        if case .stretch(let range, _) = rows[index], isPointed(range) { Self.light(row: row, on: &canvas) }
        if isSelected(rows[index]) { drawSelected(row: row, columns, on: &canvas) }
        if index == cursor { drawCursor(row: row, columns, on: &canvas) }
      }
    }
  }

  /// The cursor is a slide on the gutter: over a slow line it costs a third of what a whole row does.
  private func drawCursor(row: Int, _ columns: RulerColumns, on canvas: inout Canvas) {
    canvas.put(canvas.glyphs.cursorMark, column: 0, row: row, Style(.address))
    let slide = Region(row: row, columns: columns.addressWidth + 2, rows: 1)
    guard focus == .ruler else {
      canvas.lay(slide, on: .cursorUnfocused)
      return
    }
    canvas.restyle(slide) {
      $0.role = .address
      $0.attributes = .reversed
    }
  }

  private func isSelected(_ row: RulerRows.Row) -> Bool {
    guard let selection, case .stretch(let range, _) = row else { return false }
    return selection.contains(range.start)
  }

  /// A bar down the gutter, and the addresses on another ground.
  private func drawSelected(row: Int, _ columns: RulerColumns, on canvas: inout Canvas) {
    canvas.put(canvas.glyphs.lane, column: 0, row: row, Style(.strong, bold: true))
    canvas.lay(Region(row: row, columns: columns.addressWidth + 2, rows: 1), on: .cursorUnfocused)
  }

  /// The trailing title: the scale, always; while something is selected how much.
  var rulerScaleText: String {
    if let selection { return "\(selection.size.sizeText) selected" }
    if !wish.isEmpty { return "\(wishTitle): \(keyName(.makeLegal))" }
    let key = keyName(.switchReading)
    let isWide = width(of: .ruler) >= 46
    return switch ruler.reading {
    case .bySegment: isWide ? "stretches, \(key) to scale" : "\(key) to scale"
    case .toScale:
      "\(rulerRows.scale.bytesPerRow.sizeText) a row" + (isWide ? ", \(key) stretches" : "")
    }
  }

  func rulerColumns(_ rows: RulerRows, width: Int, height: Int) -> RulerColumns {
    let last: PhysicalAddress
    switch rows.reading {
    case .bySegment: last = evaluation.segments.last?.range.start ?? 0
    case .toScale:
      let ends = [ruler.top, min(rows.count - 1, ruler.top + max(0, height - 1))]
      last = ends.compactMap { rows.start(ofRow: $0) }.max() ?? 0
    }
    let digits =
      rows.reading == .bySegment ? DisplayWidth.of(last.groupedDigits) : Self.addressWidth(last)
    return RulerColumns(
      width: width, addressWidth: max(9, digits), reading: rows.reading, lanes: derived.lanes,
      isComparing: isComparing)
  }

  /// Wide enough for every address of the same magnitude, so that scrolling does not shift the columns.
  private static func addressWidth(_ address: PhysicalAddress) -> Int {
    switch address {
    case ..<(1 << 32): 9
    case ..<(1 << 36): 11
    case ..<(1 << 40): 12
    case ..<(1 << 48): 14
    default: 16
    }
  }

  private func drawRulerTitles(_ columns: RulerColumns, _ reading: Ruler.Reading, on canvas: inout Canvas) {
    let style = Style(.dim)
    canvas.text("address", column: 1, row: 0, style, width: columns.addressWidth, align: .trailing)
    if let old = columns.old { canvas.text("was", column: old, row: 0, style) }
    canvas.text("MTRR", column: columns.bar.lowerBound, row: 0, style)
    if let end = columns.sizeEnd { canvas.text("size", column: end - 4, row: 0, style) }
    canvas.text(
      columns.whatWidth < 15 ? "what" : "what lies there", column: columns.what, row: 0, style,
      width: columns.whatWidth)
    drawLaneTitles(columns, on: &canvas)
    if let old = columns.oldTracked { canvas.text("was", column: old, row: 0, style) }
    canvas.text("holds", column: columns.tracked, row: 0, style)
  }

  private func drawDivider(_ marks: [RulerMark], row: Int, _ columns: RulerColumns, on canvas: inout Canvas) {
    canvas.horizontal(column: 0, row: row, columns: columns.mark + 2, Style(.border))
    var column = 1
    for mark in marks {
      let address = mark.address.groupedDigits
      let start = max(column, columns.addressWidth + 1 - address.utf8.count)
      canvas.text(" ", column: start - 1, row: row)
      column = canvas.text(address, column: start, row: row, Style(.address))
      column = canvas.text(" \(mark.name) ", column: column, row: row, Style(.strong, bold: true))
      column += 2
    }
  }

  private func drawStretch(
    _ range: AddressRange, _ segments: Range<Int>, row: Int, isCursor: Bool, _ columns: RulerColumns,
    _ rows: RulerRows, on canvas: inout Canvas
  ) {
    let here = evaluation.segments[segments]
    guard let first = here.first else { return }
    // As few changes of style as there can be: each costs some thirty bytes on the line.
    let isMajor = isMajor(range, rows)
    let gutter = Style(isMajor ? .address : .dim)
    canvas.text(
      range.start.groupedDigits, column: 1, row: row, gutter, width: columns.addressWidth, align: .trailing)
    let shapes = canvas.glyphs.box
    canvas.put(
      isMajor ? shapes.teeRight : shapes.vertical, column: columns.addressWidth + 1, row: row, gutter)
    let group = rows.reading == .bySegment ? segmentRows.group(shownAs: range) : nil
    var what =
      group.map { description(of: $0, width: columns.whatWidth) }
      ?? (rows.reading == .bySegment
        ? description(of: first, width: columns.whatWidth)
        : description(of: here, in: range, width: columns.whatWidth))
    switch rows.reading {
    case .bySegment:
      canvas.pattern(
        TypePattern(first.type), column: columns.bar.lowerBound, row: row, width: columns.bar.count)
      if let end = columns.sizeEnd {
        canvas.text(
          range.size.shortSize, column: end - 5, row: row, Style(what.first?.style.role ?? .text), width: 5,
          align: .trailing)
      }
    case .toScale:
      drawSubdividedBar(range, row: row, isCursor: isCursor, columns, on: &canvas)
    }
    drawTypes(here, row: row, columns, on: &canvas)
    if derived.isDivergent(in: range) {
      canvas.put(canvas.glyphs.differs, column: columns.type + columns.typeWidth, row: row, Style(.warning))
      let count = derived.divergenceCount(in: range)
      if rows.reading == .bySegment, !derived.hasFewDivergences, count > 1 {
        let more = derived.hasAllDivergences ? "" : "+"
        what.append(Span("\(count)\(more) slivers", Style(.warning)))
      }
    }
    if search != nil, matches.number(of: range.start) != nil {
      for i in what.indices where what[i].text != " " { what[i].style.role = .match }
    }
    drawOldType(range, row: row, columns, on: &canvas)
    canvas.spans(
      wantedSpans(at: range.start) + what + oldSpans(in: range, columns, after: what), column: columns.what,
      row: row,
      width: columns.whatWidth)
    drawLanes(range, row: row, isFirst: row == 0, columns, on: &canvas)
    drawOldTracked(range, row: row, columns, on: &canvas)
    drawTracked(here, row: row, isGroup: group != nil, columns, on: &canvas)
  }

  /// Rows whose address is worth reading: by segment all, to scale every eighth and where something begins.
  private func isMajor(_ range: AddressRange, _ rows: RulerRows) -> Bool {
    rows.reading == .bySegment || range.start >> UInt64(min(rows.scale.shift, 60)) & 7 == 0
  }

  /// Each cell of the bar stands for a part of the row; where a device begins in it or several things fall together
  /// it says so.
  private func drawSubdividedBar(
    _ range: AddressRange, row: Int, isCursor: Bool, _ columns: RulerColumns, on canvas: inout Canvas
  ) {
    let count = columns.bar.count
    let part = max(1, range.size / UInt64(count))
    for cell in 0..<count {
      let start = range.start &+ part &* UInt64(cell)
      let cellRange = AddressRange(start: start, size: part)
      guard start < range.end, let segment = evaluation.segment(at: start) else { break }
      let inside = evaluation.segments[evaluation.segmentIndexes(in: cellRange)]
      let pattern = TypePattern(inside.first { $0.type != segment.type }.map(\.type) ?? segment.type)
      var (glyph, style) = (
        pattern.glyph(at: 0, of: canvas.glyphs.kind == .ascii ? 1 : 2, in: canvas.glyphs),
        Style(pattern.role)
      )
      if let mark = mark(of: inside, in: cellRange, canvas.glyphs) { (glyph, style) = mark }
      if isCursor, cellRange.contains(cursorAddress) { style.attributes.insert(.reversed) }
      canvas.put(glyph, column: columns.bar.lowerBound + cell, row: row, style)
    }
  }

  /// For a cell of the bar: a device that begins there, one that fails first; or that more than two things meet.
  private func mark(
    of segments: ArraySlice<AddressSegment>, in range: AddressRange, _ glyphs: GlyphSet
  ) -> (Unicode.Scalar, Style)? {
    let beginning = segments.lazy.filter { range.contains($0.range.start) }.flatMap(\.devices).filter {
      index in
      self.scenario.device(index).map { range.contains($0.range.start) } ?? false
    }
    guard let first = beginning.first else {
      return segments.count > 2 ? (glyphs.bullet, Style(.text)) : nil
    }
    return beginning.contains(where: derived.failing.contains)
      ? (glyphs.cross, Style(.bad, bold: true))
      : (glyphs.diamond, Style(TypePattern(evaluation.type(ofDevice: first) ?? .uc).role))
  }

  /// The letters of the types in a row, so that no colour is needed.
  private func drawTypes(
    _ segments: ArraySlice<AddressSegment>, row: Int, _ columns: RulerColumns, on canvas: inout Canvas
  ) {
    guard let first = segments.first else { return }
    guard segments.allSatisfy({ $0.type == first.type }) else {
      canvas.text("mix", column: columns.type, row: row, Style(.note))
      return
    }
    canvas.text(first.typeWord, column: columns.type, row: row, Style(TypePattern(first.type).role))
  }

  private func drawTracked(
    _ segments: ArraySlice<AddressSegment>, row: Int, isGroup: Bool, _ columns: RulerColumns,
    on canvas: inout Canvas
  ) {
    var modes: [PageCacheMode] = []
    for case let mode? in segments.map(\.tracked) where !modes.contains(mode) { modes.append(mode) }
    // Of a group only some may be tracked: its rows say which.
    if let mode = modes.first, !isGroup || segments.allSatisfy({ $0.tracked != nil }) {
      canvas.text(
        modes.count > 1 ? "mix" : mode.name, column: columns.tracked, row: row,
        Style(modes.count > 1 ? .note : role(of: mode)))
    }
    drawOutcome(segments, row: row, columns, on: &canvas)
    if let first = segments.first, let last = segments.last,
      comparison.hasChanged(in: AddressRange(first.range.start, last.range.end))
    {
      canvas.put(canvas.glyphs.changed, column: columns.mark + 1, row: row, Style(.changed))
    }
  }

  /// A cross if a device in a row fails, `!` if one is mapped but not as it was asked for, or a check if one is mapped.
  private func drawOutcome(
    _ segments: ArraySlice<AddressSegment>, row: Int, _ columns: RulerColumns, on canvas: inout Canvas
  ) {
    let hasFailure =
      !derived.failing.isEmpty && segments.contains { !derived.failing.isDisjoint(with: $0.devices) }
    if hasFailure {
      canvas.put(canvas.glyphs.cross, column: columns.mark, row: row, Style(.bad, bold: true))
      return
    }
    let devices = segments.lazy.flatMap(\.devices)
    if !derived.regressed.isEmpty, devices.contains(where: derived.regressed.contains) {
      canvas.put("!", column: columns.mark, row: row, Style(.warning, bold: true))
      return
    }
    let isMapped = devices.contains { index in
      if case .mapped = self.status(ofDevice: index) { true } else { false }
    }
    if isMapped { canvas.put(canvas.glyphs.check, column: columns.mark, row: row, Style(.good)) }
  }

  func status(ofDevice index: Int) -> DeviceOutcome.Status? {
    guard evaluation.outcomes.indices.contains(index), evaluation.outcomes[index].device == index else {
      return evaluation.outcomes.first { $0.device == index }?.status
    }
    return evaluation.outcomes[index].status
  }
}
