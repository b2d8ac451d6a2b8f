import MemtypeEngine
import Screen

/// The address space as a strip to scale, and a part of it enlarged.
///
/// From top to bottom, as far as there are rows: addresses, the scale with the cursor, the MTRR type with the register
/// that makes it, what lies there, how the drivers fare, and the stretch around the cursor enlarged.
struct MapStripView {
  var evaluation: Evaluation
  /// Of the evaluation.
  var content: StripContent
  var cursor: PhysicalAddress
  var divergences: [MTRRState.Divergence]
  /// What lies ahead in a boot that is stepped through is not shown.
  var hidesOutcomes = false

  /// Columns of the words before each row.
  static let labelWidth = 11

  enum Row: Hashable, Sendable { case addresses, scale, types, places, drivers, magnifier }

  /// Which rows are shown where there is room for so many.
  static func rows(_ count: Int) -> [Row] {
    switch count {
    case ...2: [.scale, .types]
    case 3: [.addresses, .types, .magnifier]
    case 4: [.addresses, .scale, .types, .magnifier]
    case 5: [.addresses, .scale, .types, .drivers, .magnifier]
    default: [.addresses, .scale, .types, .places, .drivers, .magnifier]
    }
  }

  func draw(on canvas: inout Canvas) {
    draw(rows: Self.rows(canvas.rows), types: "MTRR type", on: &canvas)
  }

  /// Draws some rows; `types` stands before the one with the types.
  func draw(rows: [Row], types: String, on canvas: inout Canvas) {
    let width = canvas.columns - Self.labelWidth - 1
    guard width >= 24, canvas.rows > 0 else { return }
    let axis = axis(width: width)
    let strip = MapStrip(
      content, (0..<axis.cellCount).map { axis.range(ofCell: $0) }, divergences: divergences)
    for (row, kind) in rows.prefix(canvas.rows).enumerated() {
      switch kind {
      case .addresses: drawAddresses(axis, row, on: &canvas)
      case .scale: drawScale(axis, row, on: &canvas)
      case .types: drawTypes(strip, types, row, on: &canvas)
      case .places: drawPlaces(strip, row, on: &canvas)
      case .drivers: drawDrivers(strip, row, on: &canvas)
      case .magnifier: drawMagnifier(width: width, row, on: &canvas)
      }
    }
  }

  /// Where a click on the strip goes.
  func address(atColumn column: Int, row: Int, _ size: Size) -> PhysicalAddress? {
    let width = size.columns - Self.labelWidth - 1
    let cell = column - Self.labelWidth
    let rows = Self.rows(size.rows)
    guard width >= 24, rows.indices.contains(row), cell >= 0 else { return nil }
    let isEnlarged = rows[row] == .magnifier
    let range =
      isEnlarged
      ? magnifiedScale(width: width).flatMap { $0.cells.contains(cell) ? $0.range(ofCell: cell) : nil }
      : axis(width: width).range(ofCell: cell)
    guard let range else { return nil }
    // A device in the cell is what one aims at; those that fail come first.
    let devices = content.devices(startingIn: range)
    let aim = devices.first { $0.mark == .failure } ?? devices.first
    return aim?.range.start ?? range.start
  }

  private func magnifiedScale(width: Int) -> StripAxis.Part? {
    StripAxis.Part(
      range: Magnifier(around: cursor, content, limit: limit).range, cells: 0..<width - width % 16)
  }

  /// The end of the address space.
  private var limit: PhysicalAddress { 1 << UInt64(min(max(evaluation.scenario.cpu.physBits, 32), 52)) }

  private func axis(width: Int) -> StripAxis {
    let ram = evaluation.memoryMap.last { $0.type == .ram }?.range.end ?? 0
    return StripAxis(width: width, ramEnd: min(ram, limit), limit: limit)
  }

  private func label(_ text: String, _ row: Int, on canvas: inout Canvas) {
    canvas.text(text, column: 1, row: row, Style(.label), width: Self.labelWidth - 2)
  }

  // MARK: Addresses

  /// The places that have a word, the more important first.
  private func landmarks(_ axis: StripAxis) -> [(cell: Int, text: String, style: Style)] {
    var result: [(cell: Int, text: String, style: Style)] = []
    let tolud = evaluation.tolud
    result.append((axis.cell(of: tolud), "TOLUD \(tolud.offsetSizeText)", Style(.strong, bold: true)))
    for part in axis.parts.dropFirst() {
      let isLast = part.range.end.nonzeroBitCount == 1 && part.cells.upperBound == axis.cellCount
      if part.range.start == .fourGiB { result.append((part.cells.lowerBound - 1, "4G", Style(.address))) }
      if part.cells.count > 4 {
        result.append((part.cells.upperBound, part.range.end.sizeText, Style(.address)))
      } else if isLast {
        result.append(
          (part.cells.lowerBound + 1, "2^\(part.range.end.trailingZeroBitCount)", Style(.address)))
      }
    }
    for gib: UInt64 in [0, 1, 2, 3] where gib << 30 < .fourGiB {
      result.append((axis.cell(of: gib << 30), gib == 0 ? "0" : "\(gib)G", Style(.address)))
    }
    return result
  }

  private func drawAddresses(_ axis: StripAxis, _ row: Int, on canvas: inout Canvas) {
    var taken: [Range<Int>] = []
    for mark in landmarks(axis) {
      let width = DisplayWidth.of(mark.text)
      let start = min(max(0, mark.cell), axis.cellCount + 4 - width)
      let place = start - 1..<start + width + 1
      guard start >= 0, !taken.contains(where: { $0.overlaps(place) }) else { continue }
      taken.append(place)
      canvas.text(mark.text, column: Self.labelWidth + start, row: row, mark.style)
    }
  }

  private func drawScale(_ axis: StripAxis, _ row: Int, on canvas: inout Canvas) {
    let box = canvas.glyphs.box
    for part in axis.parts {
      canvas.horizontal(
        column: Self.labelWidth + part.cells.lowerBound, row: row, columns: part.cells.count)
      canvas.put(box.teeLeft, column: Self.labelWidth + part.cells.lowerBound, row: row, Style(.border))
      canvas.put(box.teeRight, column: Self.labelWidth + part.cells.upperBound - 1, row: row, Style(.border))
    }
    for quarter in 1..<16 {
      let cell = axis.cell(of: UInt64(quarter) << 28)
      let glyph = quarter % 4 == 0 ? box.crossing : box.teeBottom
      canvas.put(glyph, column: Self.labelWidth + cell, row: row, Style(.border))
    }
    canvas.put(
      canvas.glyphs.laneStart, column: Self.labelWidth + axis.cell(of: evaluation.tolud), row: row,
      Style(.strong, bold: true))
    canvas.put(
      canvas.glyphs.menu, column: Self.labelWidth + axis.cell(of: cursor), row: row,
      Style(.address, bold: true, reversed: true))
  }

  // MARK: Types and places

  private func drawTypes(_ strip: MapStrip, _ words: String, _ row: Int, on canvas: inout Canvas) {
    label(words, row, on: &canvas)
    for run in strip.runs({ [$0.type.name, $0.source.name] }) {
      let start = Self.labelWidth + run.cells.lowerBound
      canvas.pattern(TypePattern(run.cell.type), column: start, row: row, width: run.cells.count)
      let pattern = TypePattern(run.cell.type)
      let source = run.cell.source
      let word = source.word(for: run.cell.type)
      for words in [source.hasType ? "\(word) \(source.name)" : source.name, word] {
        if place(words, run.cells, row, Style(pattern.role, bold: true), on: &canvas) { break }
      }
    }
    for (i, cell) in strip.cells.enumerated() where cell?.isDivergent == true {
      canvas.put(
        canvas.glyphs.differs, column: Self.labelWidth + i, row: row, Style(.warning, bold: true))
    }
  }

  private func drawPlaces(_ strip: MapStrip, _ row: Int, on canvas: inout Canvas) {
    label("what", row, on: &canvas)
    for run in strip.runs({ $0.e820?.rawValue ?? .max }) {
      let isRAM = run.cell.e820 == .ram
      let glyph: Unicode.Scalar =
        canvas.glyphs.kind == .ascii ? (isRAM ? "=" : ".") : (isRAM ? "━" : run.cell.e820 == nil ? "·" : "╌")
      let style = Style(isRAM ? .value : .dim)
      canvas.repeatGlyph(
        glyph,
        in: Region(
          column: Self.labelWidth + run.cells.lowerBound, row: row, columns: run.cells.count, rows: 1), style)
      _ = place(words(run), run.cells, row, style, on: &canvas)
    }
  }

  private func words(_ run: (cells: Range<Int>, cell: MapStrip.Cell)) -> String {
    if let type = run.cell.e820 { return type.name }
    // Only the low part has holes that are PCI's.
    return run.cells.count > 6 ? "PCI hole" : "empty"
  }

  /// Words in the middle of a run; false where there is no room for them.
  private func place(
    _ words: String, _ cells: Range<Int>, _ row: Int, _ style: Style, on canvas: inout Canvas
  ) -> Bool {
    let width = DisplayWidth.of(words) + 2
    guard cells.count >= width + 2 else { return false }
    let start = Self.labelWidth + cells.lowerBound + (cells.count - width) / 2
    canvas.text(" \(words) ", column: start, row: row, style)
    return true
  }

  // MARK: Drivers

  private func drawDrivers(_ strip: MapStrip, _ row: Int, on canvas: inout Canvas) {
    label("drivers", row, on: &canvas)
    for (i, cell) in strip.cells.enumerated() {
      guard let mark = cell?.mark else { continue }
      let (glyph, style) = look(mark, canvas.glyphs)
      canvas.put(glyph, column: Self.labelWidth + i, row: row, style)
    }
  }

  private func look(_ mark: MapStrip.Mark, _ glyphs: GlyphSet) -> (Unicode.Scalar, Style) {
    if hidesOutcomes { return (glyphs.diamond, Style(.note)) }
    switch mark {
    case .failure: return (glyphs.cross, Style(.bad, bold: true))
    case .regression: return (glyphs.warning, Style(.warning, bold: true))
    case .works: return (glyphs.check, Style(.good))
    case .present: return (glyphs.diamond, Style(.note))
    }
  }

  // MARK: The magnifier

  private func drawMagnifier(width: Int, _ row: Int, on canvas: inout Canvas) {
    guard let scale = magnifiedScale(width: width) else { return }
    let (range, cells) = (scale.range, scale.cells.count)
    label("\(range.start.groupedDigits)", row, on: &canvas)
    let strip = MapStrip(
      content, (0..<cells).map { scale.range(ofCell: $0) }, divergences: divergences)
    for run in strip.runs({ $0.type.rawValue }) {
      canvas.pattern(
        TypePattern(run.cell.type), column: Self.labelWidth + run.cells.lowerBound, row: row,
        width: run.cells.count)
    }
    var free = 0
    let devices = Array(content.devices(startingIn: range))
    for (i, device) in devices.enumerated() {
      let start = max(free, scale.cell(of: device.range.start))
      let end = i + 1 < devices.count ? scale.cell(of: devices[i + 1].range.start) : cells
      guard start < cells else { break }
      let (glyph, style) = look(device.mark, canvas.glyphs)
      canvas.put(glyph, column: Self.labelWidth + start, row: row, style)
      let name = evaluation.scenario.devices[evaluation.outcomes[device.outcome].device].name
      let room = min(DisplayWidth.of(name), max(end, start + 4) - start - 2, cells - start - 1)
      if room >= 3 {
        canvas.text(
          name, column: Self.labelWidth + start + 1, row: row, style, width: room,
          truncate: name.last?.isNumber == true ? .head : .tail)
      }
      free = start + max(room, 0) + 2
    }
    let at = scale.cell(of: min(max(cursor, range.start), range.last))
    canvas.restyle(Region(column: Self.labelWidth + at, row: row, columns: 1, rows: 1)) {
      $0.attributes.insert(.reversed)
    }
    // Whole, even if it takes the gap before it.
    let size = range.size.sizeText
    canvas.text(
      size, column: min(Self.labelWidth + cells + 1, max(0, canvas.columns - DisplayWidth.of(size))),
      row: row,
      Style(.label))
  }
}
