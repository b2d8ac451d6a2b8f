import MemtypeEngine
import Screen

/// Every remedy side by side, for the present scenario: how far it came, and what each driver gets under it.
///
/// The cursor begins on the present state.
struct CureList: Layer {
  var rows: [CureRow]
  var selected: Int

  init(_ scenario: Scenario, _ engine: Engine) {
    rows = cureTable(for: scenario, shouldStop: engine.shouldStop)
    selected = rows.firstIndex(where: \.isCurrent) ?? 0
  }

  var context: Context { .cures }
  var helpSection: String { "The screen" }
  var hints: [Hint] { [Hint(.applyCure, "apply"), Hint(.cancel, "close"), Hint(.down, "next")] }

  func move(_ motion: Motion, in explorer: inout Explorer) {
    let page = page(in: explorer)
    explorer.change(CureList.self) { $0.selected = motion.from($0.selected, page: page, count: rows.count) }
  }

  func press(column: Int, row: Int, in explorer: inout Explorer) -> [Effect] {
    let top = top(in: explorer)
    let part = OverlayPart.at(
      column, row, in: explorer.overlayPage, first: 2,
      count: min(rows.count, page(in: explorer)) * rowsPerCure(in: explorer)
    ) { top + $0 / rowsPerCure(in: explorer) }
    return press(part, selected: selected, in: &explorer, enter: .applyCure) { explorer, item in
      explorer.change(CureList.self) { $0.selected = item }
    }
  }

  /// Applies the selected cure to the document, as one step that can be undone.
  fileprivate func apply(in explorer: inout Explorer) {
    guard rows.indices.contains(selected) else { return }
    let cure = rows[selected].cure
    explorer.close()
    let next = cure.apply(to: explorer.document.scenario)
    guard next != explorer.document.scenario else {
      explorer.notice = Explorer.Notice(text: "\(cure.title) changes nothing here: \(cure.verdict)")
      return
    }
    explorer.commit(next, title: "cure \(cure.title)")
  }
}

extension Command {
  static let showCures = Command("show-cures", .anyPane, ["C"], "every remedy side by side, to choose from") {
    let list = CureList($0.document.scenario, $0.engine)
    if list.rows.isEmpty {
      $0.notice = Explorer.Notice(text: Scenario.nothingToHeal)
    } else {
      $0.open(list)
    }
  }

  static let applyCure = Command(
    "apply-cure", .cures, [.enter], "apply the cure, as one step that u takes back"
  ) { $0.top(CureList.self)?.apply(in: &$0) }
}

// MARK: Drawing

extension CureList {
  /// The columns, as far as there is room: a failing device is the last to go.
  private struct Columns {
    var name: Int
    var status: Int
    var devices: [CureRow.Entry]
    static let device = 11

    init(_ rows: [CureRow], width: Int) {
      name = 24
      status = width < name + 16 + Self.device ? 0 : 16
      // The risks keep their title at the least.
      let count = max(1, (width - name - status - 5) / Self.device)
      devices = Array(Self.ordered(rows).prefix(count))
    }

    /// The devices that drivers map: those that fail now, then those on which the remedies differ.
    private static func ordered(_ rows: [CureRow]) -> [CureRow.Entry] {
      guard let now = rows.first(where: \.isCurrent) ?? rows.first else { return [] }
      func differs(_ device: CureRow.Entry) -> Bool {
        rows.contains { row in row.devices.contains { $0.id == device.id && $0.status != device.status } }
      }
      func fails(_ device: CureRow.Entry) -> Bool {
        rows.contains { row in row.failures.contains { $0.id == device.id } }
      }
      let driven = now.devices.filter {
        $0.status != .fixmap && $0.status != .notDriven && $0.status != .unknown
      }
      func rank(_ device: CureRow.Entry) -> Int {
        if now.failures.contains(where: { $0.id == device.id }) { return 0 }
        return fails(device) ? 1 : differs(device) ? 2 : 3
      }
      return driven.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
        .map(\.element)
    }
  }

  /// The rows of the screen for a cure: two where there is room for the verdict of each.
  private func rowsPerCure(in explorer: Explorer) -> Int {
    explorer.overlayPage.rows - Self.otherRows >= rows.count * 2 ? 2 : 1
  }

  /// Borders, head, and what is said about the selected one.
  private static let otherRows = 8

  /// The cures on one page.
  private func page(in explorer: Explorer) -> Int {
    max(1, (explorer.overlayPage.rows - Self.otherRows) / rowsPerCure(in: explorer))
  }

  private func top(in explorer: Explorer) -> Int {
    let page = page(in: explorer)
    return max(0, min(selected - page / 2, rows.count - page))
  }

  func draw(in explorer: Explorer, on canvas: inout Canvas) {
    let (page, top, step) = (page(in: explorer), top(in: explorer), rowsPerCure(in: explorer))
    canvas.within(explorer.overlayPage, on: .overlay) { canvas in
      let inside = canvas.box(
        title: "Cures for \(explorer.scenario.name)", trailing: "\(selected + 1) of \(rows.count)",
        isFocused: true)
      canvas.within(inside.inset(columns: 1)) { canvas in
        let columns = Columns(rows, width: canvas.columns)
        drawHead(columns, on: &canvas)
        for (row, index) in (top..<min(rows.count, top + page)).enumerated() {
          draw(rows[index], columns, row: row * step + 1, isSelected: index == selected, on: &canvas)
          if step == 2 {
            canvas.text(
              rows[index].cure.verdict, column: 4, row: row * step + 2, Style(.dim), width: canvas.columns - 4
            )
          }
        }
        guard rows.indices.contains(selected) else { return }
        drawDetails(
          of: rows[selected], hasVerdict: step == 2, row: min(rows.count, page) * step + 2, on: &canvas)
      }
    }
  }

  private func drawHead(_ columns: Columns, on canvas: inout Canvas) {
    canvas.text("    cure", column: 0, row: 0, Style(.dim))
    if columns.status > 0 { canvas.text("status", column: columns.name, row: 0, Style(.dim)) }
    var column = columns.name + columns.status
    for device in columns.devices {
      // The end is what tells one of many from the others.
      canvas.text(
        device.name, column: column, row: 0, Style(.dim), width: Columns.device - 1, truncate: .head)
      column += Columns.device
    }
    canvas.text("risk", column: column, row: 0, Style(.dim), width: max(0, canvas.columns - column))
  }

  private func draw(
    _ cure: CureRow, _ columns: Columns, row: Int, isSelected: Bool, on canvas: inout Canvas
  ) {
    let glyphs = canvas.glyphs
    var line = ListLine()
    let mark = cure.works ? glyphs.check : glyphs.cross
    line.add(isSelected ? String(glyphs.cursorMark) : " ", .strong)
    line.add(cure.isCurrent ? String(glyphs.bullet) : " ", .strong)
    line.add(String(mark) + " ", cure.works ? .good : .bad)
    line.add(
      cure.cure.title, Style(cure.isCurrent ? .strong : .text, bold: isSelected || cure.isCurrent),
      width: columns.name - 4)
    if columns.status > 0 { line.add(cure.cure.statusText, .label, width: columns.status) }
    for device in columns.devices {
      let entry = cure.devices.first { $0.id == device.id }
      let (text, role): (String, Role) =
        switch entry?.status {
        case .mapped(let mode)?: (mode.name + (entry?.tracked == nil ? " loose" : ""), .text)
        case .failed(let error)?: ("\(error)", .bad)
        case .unknown?: ("?", .dim)
        case .fixmap?, .notDriven?, nil: ("-", .dim)
        }
      line.add(text, role, width: Columns.device)
    }
    line.add(cure.risks.map(\.rawValue).joined(separator: ", "), .warning)
    canvas.spans(line.spans, column: 0, row: row, width: canvas.columns)
    if isSelected { canvas.lay(Region(row: row, columns: canvas.columns, rows: 1), on: .cursor) }
  }

  private func drawDetails(of cure: CureRow, hasVerdict: Bool, row: Int, on canvas: inout Canvas) {
    var lines = wrapped(cure.cure.summary, width: canvas.columns).map { Span($0, Style(.text)) }
    if cure.isRefused {
      lines.append(Span("the kernel refuses to force a state on this platform", Style(.warning)))
    }
    if cure.isCurrent {
      lines.append(Span("\(canvas.glyphs.bullet) this is the present state", Style(.strong)))
    }
    if !hasVerdict {
      lines += wrapped("verdict: " + cure.cure.verdict, width: canvas.columns).map { Span($0, Style(.note)) }
    }
    let isLoose = cure.devices.contains { device in
      if case .mapped = device.status { device.tracked == nil } else { false }
    }
    if isLoose {
      lines.append(Span("loose: mapped, but held by no entry of the memtype tracker", Style(.dim)))
    }
    for (offset, line) in lines.enumerated() where row + offset < canvas.rows {
      canvas.spans([line], column: 0, row: row + offset, width: canvas.columns)
    }
  }
}
