import MemtypeEngine
import Screen

/// Every remedy side by side, for the present scenario: what each driver gets under it.
struct CureList: Hashable, Sendable {
  var rows: [CureRow]
  var selected = 0

  init(_ scenario: Scenario) { rows = cureTable(for: scenario) }
}

extension Explorer {
  /// The cures on one page: the head and what is said about the selected one take the other rows.
  var curesPage: Int { max(1, overlayPage.rows - 8) }

  func part(of list: CureList, column: Int, row: Int) -> OverlayPart {
    .at(column, row, in: overlayPage, first: 2, count: min(list.rows.count, curesPage)) {
      curesTop(list) + $0
    }
  }

  private func curesTop(_ list: CureList) -> Int {
    max(0, min(list.selected - curesPage / 2, list.rows.count - curesPage))
  }

  func drawCures(_ list: CureList, on canvas: inout Canvas) {
    canvas.within(overlayPage, on: .overlay) { canvas in
      let inside = canvas.box(
        title: "Cures for \(scenario.name)", trailing: "\(list.selected + 1) of \(list.rows.count)",
        isFocused: true)
      canvas.within(inside.inset(columns: 1)) { canvas in
        let devices = shownDevices(list, columns: canvas.columns)
        drawHead(devices, on: &canvas)
        let top = curesTop(list)
        for (row, index) in (top..<min(list.rows.count, top + curesPage)).enumerated() {
          draw(list.rows[index], devices, row: row + 1, isSelected: index == list.selected, on: &canvas)
        }
        guard list.rows.indices.contains(list.selected) else { return }
        drawDetails(of: list.rows[list.selected], row: min(list.rows.count, curesPage) + 2, on: &canvas)
      }
    }
  }

  /// The devices that drivers map, as many as fit: those on which the cures differ first.
  private func shownDevices(_ list: CureList, columns: Int) -> [CureRow.Entry] {
    guard let first = list.rows.first else { return [] }
    let driven = first.devices.filter {
      $0.status != .fixmap && $0.status != .notDriven && $0.status != .unknown
    }
    let varying = driven.filter { device in
      list.rows.contains { row in row.devices.contains { $0.id == device.id && $0.status != device.status } }
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
    var lines = wrapped(cure.cure.summary, width: canvas.columns).map {
      ListLine(spans: [Span($0, Style(.text))])
    }
    if cure.isRefused {
      lines.append(
        ListLine(spans: [Span("the kernel refuses to force a state on this platform", Style(.warning))]))
    }
    lines += wrapped("verdict: " + cure.cure.verdict, width: canvas.columns).map {
      ListLine(spans: [Span($0, Style(.note))])
    }
    for (offset, line) in lines.enumerated() where row + offset < canvas.rows {
      canvas.spans(line.spans, column: 0, row: row + offset, width: canvas.columns)
    }
  }
}
