import MemtypeEngine
import Screen

/// Where the parts of a ruler's row stand.
struct RulerColumns: Hashable, Sendable {
  /// After the cursor's mark.
  var addressWidth: Int
  var bar: Range<Int>
  var type: Int
  var typeWidth: Int
  /// By segment only; the column after the size's last digit.
  var sizeEnd: Int?
  var what: Int
  var whatWidth: Int
  /// One column for each variable range that is in force, if there is room for them.
  var lanes: Int
  var laneCount: Int
  var tracked: Int
  var mark: Int

  static let trackedWidth = 3

  init(width: Int, addressWidth: Int, reading: Ruler.Reading, laneCount: Int) {
    self.addressWidth = addressWidth
    let barWidth =
      switch reading {
      case .bySegment: width < 46 ? 2 : width < 60 ? 3 : 6
      // A power of two, so that each cell stands for a power of two of bytes.
      case .toScale: width < 42 ? 4 : width < 52 ? 8 : width < 90 ? 16 : 32
      }
    bar = addressWidth + 3..<addressWidth + 3 + barWidth
    type = bar.upperBound + 1
    typeWidth = 3
    let afterType = type + typeWidth + 1
    sizeEnd = reading == .bySegment && width >= 42 ? afterType + 5 : nil
    what = (sizeEnd ?? afterType - 1) + 1
    mark = width - 2
    tracked = mark - 1 - Self.trackedWidth
    // What lies there keeps a fair share before registers get lanes.
    let spare = tracked - 1 - what - 18
    self.laneCount = laneCount <= spare ? laneCount : 0
    lanes = tracked - 1 - self.laneCount
    whatWidth = max(0, lanes - 1 - what)
  }
}

extension Explorer {
  func drawRuler(on canvas: inout Canvas) {
    let rows = rulerRows
    let height = max(0, canvas.rows - 1)
    let columns = rulerColumns(rows, width: canvas.columns, height: height)
    drawRulerTitles(columns, rows.reading, on: &canvas)
    let cursor = rows.row(of: cursorAddress)
    canvas.within(Region(row: 1, columns: canvas.columns, rows: height)) { canvas in
      for row in 0..<min(height, max(0, rows.count - ruler.top)) {
        let index = ruler.top + row
        switch rows[index] {
        case .divider(let marks): drawDivider(marks, row: row, columns, on: &canvas)
        case .stretch(let range, let segments):
          drawStretch(range, segments, row: row, isCursor: index == cursor, columns, rows, on: &canvas)
        }
        if index == cursor { drawCursor(row: row, columns, on: &canvas) }
      }
    }
  }

  /// The cursor is a slide on the gutter: over a slow line it costs a third of what a whole row does.
  private func drawCursor(row: Int, _ columns: RulerColumns, on canvas: inout Canvas) {
    canvas.put(canvas.glyphs.cursorMark, column: 0, row: row, Style(.address, bold: true))
    let slide = Region(row: row, columns: columns.addressWidth + 2, rows: 1)
    guard focus == .ruler else {
      canvas.lay(slide, on: .cursorUnfocused)
      return
    }
    canvas.restyle(slide) {
      $0.role = .strong
      $0.attributes.insert(.bold)
      $0.attributes.insert(.reversed)
    }
  }

  /// The trailing title: the scale, always.
  var rulerScaleText: String {
    switch ruler.reading {
    case .bySegment: "by segment"
    case .toScale: "to scale, \(rulerRows.scale.bytesPerRow.sizeText) a row"
    }
  }

  func rulerColumns(_ rows: RulerRows, width: Int, height: Int) -> RulerColumns {
    let last: PhysicalAddress
    switch rows.reading {
    case .bySegment: last = evaluation.segments.last?.range.start ?? 0
    case .toScale: last = rows.start(ofRow: min(rows.count - 1, ruler.top + max(0, height - 1))) ?? 0
    }
    let digits =
      rows.reading == .bySegment ? DisplayWidth.of(last.groupedDigits) : Self.addressWidth(last)
    return RulerColumns(
      width: width, addressWidth: max(9, digits), reading: rows.reading, laneCount: derived.laneCount)
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
    canvas.text("MTRR", column: columns.bar.lowerBound, row: 0, style)
    if let end = columns.sizeEnd { canvas.text("size", column: end - 4, row: 0, style) }
    canvas.text(
      columns.whatWidth < 15 ? "what" : "what lies there", column: columns.what, row: 0, style,
      width: columns.whatWidth)
    for lane in 0..<columns.laneCount {
      canvas.text(String(lane % 10), column: columns.lanes + lane, row: 0, style)
    }
    canvas.text("trk", column: columns.tracked, row: 0, style)
  }

  private func drawDivider(_ marks: [RulerMark], row: Int, _ columns: RulerColumns, on canvas: inout Canvas) {
    canvas.horizontal(column: 0, row: row, columns: canvas.columns, Style(.border))
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
    var what =
      rows.reading == .bySegment
      ? description(of: first, width: columns.whatWidth)
      : description(of: here, in: range, width: columns.whatWidth)
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
      canvas.put(
        canvas.glyphs.differs, column: columns.type + columns.typeWidth - 1, row: row, Style(.warning))
    }
    if let search, search.number(of: range.start) != nil {
      for i in what.indices where what[i].text != " " { what[i].style.role = .match }
    }
    drawOldType(range, row: row, columns, on: &canvas)
    canvas.spans(
      what + oldSpans(in: range, width: columns.whatWidth, after: what), column: columns.what, row: row,
      width: columns.whatWidth)
    drawLanes(range, segments, row: row, columns, on: &canvas)
    drawTracked(here, row: row, columns, on: &canvas)
  }

  /// Rows whose address is worth reading: by segment all, to scale every eighth and where something begins.
  private func isMajor(_ range: AddressRange, _ rows: RulerRows) -> Bool {
    rows.reading == .bySegment || range.start >> UInt64(min(rows.scale.shift, 60)) & 7 == 0
  }

  /// Each cell of the bar stands for a part of the row; a device is marked where it begins.
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
      var style = Style(pattern.role)
      if isCursor, cellRange.contains(cursorAddress) { style.attributes.insert(.reversed) }
      canvas.put(
        canvas.glyphs.kind == .ascii
          ? pattern.glyph(at: 0, of: 1, in: canvas.glyphs) : pattern.glyph(at: 0, of: 2, in: canvas.glyphs),
        column: columns.bar.lowerBound + cell, row: row, style)
    }
  }

  /// The letters of the types in a row, so that no colour is needed.
  private func drawTypes(
    _ segments: ArraySlice<AddressSegment>, row: Int, _ columns: RulerColumns, on canvas: inout Canvas
  ) {
    var types: [MemoryType] = []
    for segment in segments where !types.contains(segment.type) { types.append(segment.type) }
    let names = types.map(\.name)
    let text = names.joined(separator: " ")
    if DisplayWidth.of(text) > columns.typeWidth {
      canvas.text("mix", column: columns.type, row: row, Style(.note))
      return
    }
    var column = columns.type
    for type in types {
      column = canvas.text(type.name, column: column, row: row, Style(TypePattern(type).role)) + 1
    }
  }

  private func drawLanes(
    _ range: AddressRange, _ segments: Range<Int>, row: Int, _ columns: RulerColumns, on canvas: inout Canvas
  ) {
    for lane in 0..<columns.laneCount {
      guard let covered = segments.first(where: { covers(lane, $0) }) else { continue }
      let goesUp =
        isCovered(range.start, by: lane) && range.start > 0 && isCovered(range.start &- 1, by: lane)
      let goesDown = isCovered(range.last, by: lane) && isCovered(range.end, by: lane)
      let glyphs = canvas.glyphs
      let shape = goesUp == goesDown ? glyphs.lane : goesUp ? glyphs.laneEnd : glyphs.laneStart
      let type = evaluation.segments[covered].type
      canvas.put(shape, column: columns.lanes + lane, row: row, Style(TypePattern(type).role))
    }
  }

  private func isCovered(_ address: PhysicalAddress, by lane: Int) -> Bool {
    address <= evaluation.lastAddress && covers(lane, evaluation.segmentIndex(of: address))
  }

  /// Whether a variable range is in force over a segment.
  private func covers(_ lane: Int, _ segment: Int) -> Bool {
    guard evaluation.segments.indices.contains(segment),
      case .variable(let indexes) = evaluation.segments[segment].source
    else { return false }
    return indexes.contains(lane)
  }

  private func drawTracked(
    _ segments: ArraySlice<AddressSegment>, row: Int, _ columns: RulerColumns, on canvas: inout Canvas
  ) {
    var modes: [PageCacheMode] = []
    for case let mode? in segments.map(\.tracked) where !modes.contains(mode) { modes.append(mode) }
    if let mode = modes.first {
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

  /// A cross if a device in a row fails, or a check if one is mapped.
  private func drawOutcome(
    _ segments: ArraySlice<AddressSegment>, row: Int, _ columns: RulerColumns, on canvas: inout Canvas
  ) {
    let hasFailure =
      !derived.failing.isEmpty && segments.contains { !derived.failing.isDisjoint(with: $0.devices) }
    if hasFailure {
      canvas.put(canvas.glyphs.cross, column: columns.mark, row: row, Style(.bad, bold: true))
      return
    }
    let isMapped = segments.contains { segment in
      segment.devices.contains { index in
        if case .mapped = status(ofDevice: index) { true } else { false }
      }
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
