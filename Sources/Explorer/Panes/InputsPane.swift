import MemtypeEngine
import Screen

/// Where the parts of the rows of inputs stand.
struct InputColumns: Hashable, Sendable {
  static let value = 12
  static let driver = 16
  static let region = 23

  /// Of a variable range: valid, base, size, type.
  var valid: Range<Int>
  var base: Range<Int>
  var size: Range<Int>
  var type: Range<Int>
  /// Of an entry of the memory map.
  var start: Range<Int>
  var length: Range<Int>
  var kind: Range<Int>

  /// Of a slot of the fixed ranges, 0 to 7 in its register.
  static func slot(_ slot: Int) -> Range<Int> { 8 + 3 * slot..<10 + 3 * slot }

  init(width: Int) {
    let spare = max(0, min(width - 31, 6))
    valid = 4..<5
    base = 6..<18 + spare
    size = base.upperBound + 1..<base.upperBound + 8
    type = size.upperBound + 1..<size.upperBound + 5
    start = 2..<14 + spare
    length = start.upperBound + 1..<start.upperBound + 8
    kind = length.upperBound + 1..<max(length.upperBound + 2, width)
  }

  /// A value with its label; labels of folded parts are longer.
  static func value(_ path: InputPath) -> Int { path.field?.section.isFolded == true ? 16 : value }

  /// A column of a variable range.
  func range(_ key: String) -> Range<Int> {
    switch key {
    case "valid": valid
    case "base": base
    case "size": size
    default: type
    }
  }

  /// A column of an entry of the memory map.
  func entry(_ key: String) -> Range<Int> {
    switch key {
    case "start": start
    case "size": length
    default: kind
    }
  }

  /// The index of the field at a column of a row, for the mouse.
  func column(at column: Int, in row: InputRow) -> Int {
    switch row {
    case .range: InputRow.rangeColumns.lastIndex { range($0).lowerBound <= column } ?? 0
    case .device, .deviceMapping: column >= Self.region ? 1 : 0
    case .devicePlace: column >= Self.driver ? 1 : 0
    case .entry: column >= kind.lowerBound ? 2 : column >= length.lowerBound ? 1 : 0
    case .fixed: min(7, max(0, (column - Self.slot(0).lowerBound) / 3))
    default: 0
    }
  }
}

/// What the evaluation starts from.
struct InputsPane: PaneRoom {
  let number = 2
  let name = "inputs"
  let purpose = "the inputs"
  let title = "Inputs"
  var context: Context { .inputs }
  var helpSection: String { "Inputs" }
  var hints: [Hint] {
    [
      Hint(.editValue, "edit"), Hint(.increase, "nudge"), Hint(.chooseValue, "choose"),
      Hint(.addRange, "add range"), Hint(.addDevice, "add device"), Hint(.deleteRange, "delete"),
      Hint(.revertValue, "revert"),
    ]
  }

  func trailing(in explorer: Explorer) -> String {
    let count = explorer.scenario.assumptions.count
    return count == 0 ? "" : "\(count) assumed"
  }

  /// What the input under the cursor is, where its name alone may not say it.
  func remark(in explorer: Explorer) -> String {
    guard let field = explorer.currentField?.field, field.section.isFolded,
      field.list == nil || field.section == .registers
    else { return "" }
    return field.help
  }

  func draw(in explorer: Explorer, on canvas: inout Canvas) { explorer.drawInputs(on: &canvas) }

  func extent(in explorer: Explorer, height: Int) -> (top: Int, count: Int, height: Int, first: Int) {
    (explorer.viewports[pane]?.top ?? 0, explorer.inputRows.count, height, 0)
  }

  func normalize(in explorer: inout Explorer, _ region: Region) {
    let rows = explorer.inputRows
    explorer.normalizeViewport(of: pane, count: rows.count, height: region.rows) { !rows[$0].cells.isEmpty }
  }

  func move(_ motion: Motion, in explorer: inout Explorer) {
    let rows = explorer.inputRows
    explorer.moveList(pane, motion, count: rows.count) { !rows[$0].cells.isEmpty }
  }

  func press(column: Int, row: Int, _ region: Region, in explorer: inout Explorer) {
    let target = (explorer.viewports[pane]?.top ?? 0) + row
    let rows = explorer.inputRows
    guard rows.indices.contains(target), !rows[target].cells.isEmpty else { return }
    let isThere = explorer.focus == pane && explorer.viewports[pane]?.cursor == target
    explorer.viewports[pane, default: Viewport()].cursor = target
    let column = InputColumns(width: region.columns).column(at: column, in: rows[target])
    let isSameCell = isThere && explorer.inputColumn == column
    explorer.inputColumn = column
    switch rows[target] {
    case .section(let section, let isOpen, _): explorer.setOpen(section, !isOpen)
    case .deviceGroup(let title, _, _): explorer.toggle(.devices(title))
    // A second click on a value does what Enter does.
    default: if isSameCell { _ = explorer.perform(.editValue) }
    }
  }

  /// As the field takes it again.
  func copied(in explorer: Explorer) -> String {
    explorer.currentField.map { explorer.scenario.editableText(at: $0) } ?? ""
  }
}

extension Pane {
  static let inputs = Pane(InputsPane())
}

extension Explorer {
  fileprivate func drawInputs(on canvas: inout Canvas) {
    let rows = inputRows
    let viewport = viewports[.inputs] ?? Viewport()
    for row in 0..<canvas.rows {
      let index = viewport.top + row
      guard rows.indices.contains(index) else { break }
      let isCursor = focus == .inputs && index == viewport.cursor
      draw(rows[index], row: row, on: &canvas)
      if isCursor { drawInputCursor(rows[index], row: row, on: &canvas) }
    }
    if let edit = layer(FieldEdit.self) { drawEdit(edit, row: viewport.cursor - viewport.top, on: &canvas) }
  }

  private func draw(_ input: InputRow, row: Int, on canvas: inout Canvas) {
    switch input {
    case .heading(let section): drawHeading(section, row: row, on: &canvas)
    case .moreHeading: drawTitle("More", row: row, on: &canvas)
    case .assumedHeading: drawTitle("Assumed", row: row, on: &canvas)
    case .value(let path):
      let value = InputColumns.value(path)
      canvas.text(Self.label(of: path), column: 1, row: row, Style(.label), width: value - 2)
      drawValue(path, place: value..<canvas.columns, row: row, on: &canvas)
    case .rangeTitles:
      let columns = InputColumns(width: canvas.columns)
      canvas.text("#", column: 2, row: row, Style(.dim))
      canvas.text("V", column: columns.valid.lowerBound, row: row, Style(.dim))
      for (title, place) in [("base", columns.base), ("size", columns.size)] {
        canvas.text(
          title, column: place.lowerBound, row: row, Style(.dim), width: place.count, align: .trailing)
      }
      canvas.text("type", column: columns.type.lowerBound, row: row, Style(.dim))
    case .range(let index): drawRange(index, row: row, on: &canvas)
    case .unusedRanges(let count): drawUnusedRanges(count, row: row, on: &canvas)
    case .deviceGroup(let title, let count, let isOpen):
      canvas.put(
        isOpen ? canvas.glyphs.arrowDown : canvas.glyphs.arrowRight, column: 1, row: row, Style(.key))
      canvas.text("\(count) \(title)", column: 3, row: row, Style(.label), width: canvas.columns - 3)
    case .device(let index):
      canvas.text(
        clippedInside(scenario.device(index)?.name ?? "", InputColumns.driver - 3), column: 1, row: row,
        Style(.label), width: InputColumns.driver - 3)
      drawSwitch(.device(index, "driver"), column: InputColumns.driver, row: row, on: &canvas)
      if scenario.device(index)?.regions.isEmpty == false {
        drawSwitch(.device(index, "acpi-read"), column: InputColumns.region, row: row, on: &canvas)
      }
    case .devicePlace(let index):
      drawSmall(.device(index, "base"), row: row, on: &canvas)
      drawSmall(.device(index, "size"), row: row, on: &canvas)
    case .deviceMapping(let index):
      drawSmall(.device(index, "maps-with"), row: row, on: &canvas)
      drawSmall(.device(index, "when"), row: row, on: &canvas)
    case .newDevice:
      let key = keyName(.addDevice, in: .inputs)
      canvas.spans(
        [Span(key, Style(.key)), Span(" adds a device here", Style(.dim))], column: 3, row: row)
    case .section(let section, let isOpen, let summary):
      canvas.put(
        isOpen ? canvas.glyphs.arrowDown : canvas.glyphs.arrowRight, column: 1, row: row, Style(.key))
      let end = canvas.text(section.rawValue, column: 3, row: row, Style(.label))
      canvas.text(summary, column: end + 2, row: row, Style(.dim), width: max(0, canvas.columns - end - 2))
    case .entry(let index): drawEntry(index, row: row, on: &canvas)
    case .newEntry:
      canvas.spans(
        [Span(keyName(.addRange, in: .inputs), Style(.key)), Span(" adds an entry here", Style(.dim))],
        column: 3,
        row: row)
    case .fixed(let register): drawFixed(register, row: row, on: &canvas)
    case .assumption(let text, let isFirst):
      if isFirst { canvas.put(canvas.glyphs.bullet, column: 1, row: row, Style(.note)) }
      canvas.text(text, column: 3, row: row, Style(.note), width: canvas.columns - 3)
    }
  }

  private func drawUnusedRanges(_ count: Int, row: Int, on canvas: inout Canvas) {
    let key = keyName(.addRange, in: .inputs)
    let end = canvas.text(
      count == 0 ? "no unused range" : "\(count) unused", column: 3, row: row, Style(.dim))
    canvas.spans(
      [Span(key, Style(.key)), Span(" adds one", Style(.dim))], column: end + 2, row: row)
  }

  /// `PHYSBASE0` for a register of a range.
  private static func label(of path: InputPath) -> String {
    guard let field = path.field else { return path.key }
    return path.list == .variableRanges && field.section == .registers
      ? "\(field.label)\(path.index)" : field.label
  }

  @discardableResult
  private func drawTitle(_ title: String, row: Int, on canvas: inout Canvas) -> Int {
    canvas.text(title, column: 0, row: row, Style(.title, bold: true))
  }

  private func drawHeading(_ section: InputSection, row: Int, on canvas: inout Canvas) {
    let end = drawTitle(section.rawValue, row: row, on: &canvas)
    switch section {
    case .ranges where evaluation.override.isApplied:
      canvas.text(
        canvas.columns >= 36 ? "not used: Linux forces its own" : "not used", column: end + 1, row: row,
        Style(.note))
    case .devices:
      canvas.text("driver", column: InputColumns.driver, row: row, Style(.dim))
      canvas.text("ACPI", column: InputColumns.region, row: row, Style(.dim))
    default: break
    }
  }

  private func drawValue(_ field: InputPath, place: Range<Int>, row: Int, on canvas: inout Canvas) {
    let isFirmware = field == "firmware"
    let text = isFirmware ? firmware : scenario.text(at: field)
    let before = isFirmware ? baselineFirmware : scenario.text(at: field, in: baseline.scenario)
    let isChanged = text != before
    if isChanged {
      canvas.put(canvas.glyphs.changed, column: place.lowerBound - 1, row: row, Style(.changed))
    }
    let style = Style(isChanged ? .changed : .value)
    let end = canvas.text(
      text, column: place.lowerBound, row: row, style, width: place.count)
    let note = scenario.note(at: field)
    if !note.isEmpty { canvas.text(note, column: end + 2, row: row, Style(.dim)) }
  }

  private func drawRange(_ index: Int, row: Int, on canvas: inout Canvas) {
    let columns = InputColumns(width: canvas.columns)
    let isValid = scenario.mtrr.variable.indices.contains(index) && scenario.mtrr.variable[index].isValid
    canvas.text(String(index), column: 1, row: row, Style(.label), width: 2, align: .trailing)
    for column in InputRow.rangeColumns {
      let field = InputPath.range(index, column)
      let place = columns.range(column)
      let value = scenario.text(at: field)
      let isChanged = value != scenario.text(at: field, in: baseline.scenario)
      // A mask with holes has no size; it stands below, whole.
      var text = column == "size" && value.hasPrefix("m0x") ? "mask \(glyphs.arrowDown)" : value
      // Better without its groups than without its end.
      if text.utf8.count > place.count { text.removeAll { $0 == "_" } }
      var style = Style(isChanged ? .changed : isValid ? .value : .dim)
      if isChanged { style.attributes.insert(.underlined) }
      if column == "valid" {
        canvas.put(isValid ? canvas.glyphs.check : "-", column: place.lowerBound, row: row, style)
      } else if column == "type", !isChanged, isValid {
        canvas.text(text, column: place.lowerBound, row: row, Style(typeRole(index)))
      } else {
        canvas.text(
          text, column: place.lowerBound, row: row, style, width: place.count,
          align: column == "type" ? .leading : .trailing)
      }
    }
  }

  private func drawEntry(_ index: Int, row: Int, on canvas: inout Canvas) {
    guard scenario.firmwareMap.indices.contains(index) else { return }
    let entry = scenario.firmwareMap[index]
    // Its number changes with every entry before it that comes or goes.
    let isChanged = !baseline.scenario.firmwareMap.contains(entry)
    if isChanged { canvas.put(canvas.glyphs.changed, column: 1, row: row, Style(.changed)) }
    for column in InputRow.entryColumns {
      let field = InputPath.entry(index, column)
      let place = region(of: field, row: row, columns: canvas.columns)
      canvas.text(
        column == "size" ? entry.size.shortSize : scenario.text(at: field), column: place.column, row: row,
        Style(isChanged ? .changed : .value), width: place.columns,
        align: column == "type" ? .leading : .trailing)
    }
  }

  /// `a_0000  UC UC WB WB WB WB WB WB`: one register, its lowest address first.
  private func drawFixed(_ register: Int, row: Int, on canvas: inout Canvas) {
    let start = FixedRanges.range(ofSlot: register * 8).start
    canvas.text(start.groupedDigits, column: 1, row: row, Style(.label), width: 6, align: .trailing)
    for slot in 0..<8 {
      let field = InputPath.fixed(register * 8 + slot)
      let text = scenario.text(at: field)
      let isChanged = text != baseline.scenario.text(at: field)
      let role = TypePattern(scenario.mtrr.fixed[register * 8 + slot]).role
      canvas.text(
        text, column: InputColumns.slot(slot).lowerBound, row: row,
        Style(isChanged ? .changed : role), width: 2)
    }
  }

  private func typeRole(_ index: Int) -> Role { TypePattern(scenario.mtrr.variable[index].type).role }

  private func drawSwitch(_ field: InputPath, column: Int, row: Int, on canvas: inout Canvas) {
    let text = scenario.text(at: field)
    let isChanged = text != scenario.text(at: field, in: baseline.scenario)
    if isChanged { canvas.put(canvas.glyphs.changed, column: column - 1, row: row, Style(.changed)) }
    let isOff = text == "off" || text == "not read"
    canvas.text(text, column: column, row: row, Style(isChanged ? .changed : isOff ? .dim : .value))
  }

  /// A value that stands without its label under a device's name.
  private func drawSmall(_ field: InputPath, row: Int, on canvas: inout Canvas) {
    let text = scenario.text(at: field)
    let isChanged = text != scenario.text(at: field, in: baseline.scenario)
    let place = region(of: field, row: row, columns: canvas.columns)
    if isChanged { canvas.put(canvas.glyphs.changed, column: place.column - 1, row: row, Style(.changed)) }
    canvas.text(
      text, column: place.column, row: row, Style(isChanged ? .changed : .dim), width: place.columns)
  }

  /// The whole row, or the one value of several.
  private func drawInputCursor(_ input: InputRow, row: Int, on canvas: inout Canvas) {
    canvas.put(canvas.glyphs.cursorMark, column: 0, row: row, Style(.strong))
    let whole = Region(row: row, columns: canvas.columns, rows: 1)
    guard input.cells.count > 1, let field = currentField else {
      canvas.lay(whole, on: .cursor)
      return
    }
    canvas.lay(whole, on: .cursorUnfocused)
    canvas.restyle(region(of: field, row: row, columns: canvas.columns)) {
      $0.attributes.insert(.reversed)
    }
  }

  private func region(of path: InputPath, row: Int, columns: Int) -> Region {
    let place: Range<Int>
    switch (path.list, path.key) {
    case (.variableRanges?, let key) where InputRow.rangeColumns.contains(key):
      place = InputColumns(width: columns).range(key)
    case (.entries?, let key): place = InputColumns(width: columns).entry(key)
    case (.fixedSlots?, _): place = InputColumns.slot(path.index % 8)
    case (.devices?, "driver"): place = InputColumns.driver..<InputColumns.region - 1
    case (.devices?, "acpi-read"): place = InputColumns.region..<columns
    case (.devices?, "base"): place = 3..<InputColumns.driver - 1
    case (.devices?, "size"): place = InputColumns.driver..<InputColumns.region
    case (.devices?, "maps-with"): place = 3..<InputColumns.driver + 2
    case (.devices?, "when"): place = InputColumns.driver + 3..<max(InputColumns.driver + 4, columns)
    default: place = InputColumns.value(path)..<columns
    }
    return Region(column: place.lowerBound, row: row, columns: place.count, rows: 1)
  }

  /// The text being typed in place of the value, and below it what it means or why it cannot be.
  private func drawEdit(_ edit: FieldEdit, row: Int, on canvas: inout Canvas) {
    let place = region(of: edit.field, row: row, columns: canvas.columns)
    let surface: Surface = edit.error == nil ? .field : .fieldInvalid
    canvas.within(place, on: surface) { canvas in
      drawEditor(edit.editor, width: canvas.columns, on: &canvas)
    }
    let lines: [String]
    let style: Style
    if let error = edit.error {
      lines = wrapped("\(canvas.glyphs.cross) \(error.reason)", width: canvas.columns - 2)
      style = Style(.bad, bold: true)
    } else {
      let value = scenario.text(at: edit.field)
      let note = scenario.note(at: edit.field)
      lines = ["= \(value)" + (note.isEmpty ? "" : "  \(note)")]
      style = Style(.good)
    }
    let below = row + 1 + lines.count <= canvas.rows
    let top = below ? row + 1 : max(0, row - lines.count)
    canvas.within(Region(row: top, columns: canvas.columns, rows: lines.count), on: .overlay) { canvas in
      for (i, line) in lines.enumerated() { canvas.text(line, column: 1, row: i, style) }
    }
  }

  /// A line being typed, moved to the left as far as its cursor needs.
  func drawEditor(_ editor: LineEditor, width: Int, on canvas: inout Canvas) {
    let before = DisplayWidth.of(String(editor.characters.prefix(editor.cursor)))
    let indent = max(0, before - max(0, width - 1))
    canvas.text(
      editor.text, column: -indent, row: 0, Style(.value, bold: true, underlined: editor.isUntouched),
      truncate: .clip)
    canvas.setCursor(column: before - indent, row: 0)
  }
}
