import MemtypeEngine
import Screen

/// Every remedy side by side, for the present scenario: what each driver gets under it.
struct CureList: Layer {
  var rows: [CureRow]
  var selected = 0

  init(_ scenario: Scenario) { rows = cureTable(for: scenario) }

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
      column, row, in: explorer.overlayPage, first: 2, count: min(rows.count, page(in: explorer))
    ) { top + $0 }
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
      explorer.notice = Explorer.Notice(text: "\(cure.name) changes nothing here: \(cure.verdict)")
      return
    }
    explorer.commit(next, title: "cure \(cure.name)")
  }
}

extension Command {
  static let showCures = Command("show-cures", .anyPane, ["C"], "every remedy side by side, to choose from") {
    let list = CureList($0.document.scenario)
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
  /// The cures on one page: the head and what is said about the selected one take the other rows.
  private func page(in explorer: Explorer) -> Int { max(1, explorer.overlayPage.rows - 8) }

  private func top(in explorer: Explorer) -> Int {
    let page = page(in: explorer)
    return max(0, min(selected - page / 2, rows.count - page))
  }

  func draw(in explorer: Explorer, on canvas: inout Canvas) {
    let (page, top) = (page(in: explorer), top(in: explorer))
    canvas.within(explorer.overlayPage, on: .overlay) { canvas in
      let inside = canvas.box(
        title: "Cures for \(explorer.scenario.name)", trailing: "\(selected + 1) of \(rows.count)",
        isFocused: true)
      canvas.within(inside.inset(columns: 1)) { canvas in
        let devices = shownDevices(columns: canvas.columns)
        drawHead(devices, on: &canvas)
        for (row, index) in (top..<min(rows.count, top + page)).enumerated() {
          draw(rows[index], devices, row: row + 1, isSelected: index == selected, on: &canvas)
        }
        guard rows.indices.contains(selected) else { return }
        drawDetails(of: rows[selected], row: min(rows.count, page) + 2, on: &canvas)
      }
    }
  }

  /// The devices that drivers map, as many as fit: those on which the cures differ first.
  private func shownDevices(columns: Int) -> [CureRow.Entry] {
    guard let first = rows.first else { return [] }
    let driven = first.devices.filter {
      $0.status != .fixmap && $0.status != .notDriven && $0.status != .unknown
    }
    let varying = driven.filter { device in
      rows.contains { row in row.devices.contains { $0.id == device.id && $0.status != device.status } }
    }
    let others = driven.filter { device in !varying.contains { $0.id == device.id } }
    return Array((varying + others).prefix(max(1, (columns - Self.nameWidth - 14) / Self.deviceWidth)))
  }

  private static let nameWidth = 22
  private static let deviceWidth = 11

  private func drawHead(_ devices: [CureRow.Entry], on canvas: inout Canvas) {
    var line = ListLine()
    line.add("  cure", .dim, width: Self.nameWidth)
    for device in devices {
      line.add(String(device.name.prefix(Self.deviceWidth - 1)), .dim, width: Self.deviceWidth)
    }
    line.add("risk", .dim)
    canvas.spans(line.spans, column: 0, row: 0, width: canvas.columns)
  }

  private func draw(
    _ cure: CureRow, _ devices: [CureRow.Entry], row: Int, isSelected: Bool, on canvas: inout Canvas
  ) {
    let glyphs = canvas.glyphs
    var line = ListLine()
    let mark = cure.works ? glyphs.check : glyphs.cross
    line.add(isSelected ? String(glyphs.cursorMark) : " ", .strong)
    line.add(String(mark) + " ", cure.works ? .good : .bad)
    line.add(cure.cure.name, Style(.text, bold: isSelected), width: Self.nameWidth - 3)
    for device in devices {
      guard let entry = cure.devices.first(where: { $0.id == device.id }) else { continue }
      let (text, role): (String, Role) =
        switch entry.status {
        case .mapped(let mode): (mode.name + (entry.tracked == nil ? " loose" : ""), .text)
        case .failed(let error): ("\(error)", .bad)
        case .fixmap, .notDriven: ("-", .dim)
        case .unknown: ("?", .dim)
        }
      line.add(text, role, width: Self.deviceWidth)
    }
    line.add(cure.risks.map(\.rawValue).joined(separator: ", "), .warning)
    canvas.spans(line.spans, column: 0, row: row, width: canvas.columns)
  }

  private func drawDetails(of cure: CureRow, row: Int, on canvas: inout Canvas) {
    var lines = wrapped(cure.cure.summary, width: canvas.columns).map { Span($0, Style(.text)) }
    if cure.isRefused {
      lines.append(Span("the kernel refuses to force a state on this platform", Style(.warning)))
    }
    lines += wrapped("verdict: " + cure.cure.verdict, width: canvas.columns).map { Span($0, Style(.note)) }
    for (offset, line) in lines.enumerated() where row + offset < canvas.rows {
      canvas.spans([line], column: 0, row: row + offset, width: canvas.columns)
    }
  }
}
