import MemtypeEngine
import Screen

extension Explorer {
  /// Moves the cursor of the pane that has the focus; in the help the text, in the list of commands the choice.
  mutating func move(_ command: Command) {
    if case .reader = mode {
      let page = readerRows
      changeReader { reader, lines in
        reader.top = Self.moved(reader.top, command, page: page, count: lines.count)
      }
      return
    }
    if case .prompt(var prompt) = mode {
      guard prompt.kind == .command else { return }
      let items = Palette.items(for: AddressExpression.trimmed(prompt.editor.text))
      prompt.selection = Self.moved(prompt.selection, command, page: 1, count: items.count)
      mode = .prompt(prompt)
      return
    }
    if case .cures(var list) = mode {
      list.selected = Self.moved(list.selected, command, page: curesPage, count: list.rows.count)
      mode = .cures(list)
      return
    }
    if case .source(var view) = mode {
      view.selection = Self.moved(view.selection, command, page: sourcePage, count: view.lines.count)
      mode = .source(view)
      return
    }
    if case .menu(let menu) = mode {
      let page = menuPage(menu)
      changeMenu {
        $0.selection = Self.moved($0.selection, command, page: page, count: $0.shown.count)
      }
      return
    }
    move(command, in: focus)
  }

  mutating func move(_ command: Command, in pane: Pane) {
    let page = max(1, pageHeight(of: pane))
    switch pane {
    case .ruler:
      let rows = rulerRows
      let row = rows.row(of: cursorAddress)
      let target = Self.moved(row, command, page: page, count: rows.count)
      moveRuler(to: target, forward: target >= row, rows)
    case .inputs:
      let rows = derived.inputRows
      moveList(pane, command, page: page, count: rows.count) { !rows[$0].fields.isEmpty }
    case .drivers, .types, .reasons, .log, .steps, .changes:
      let rows = rows(of: pane)
      moveList(pane, command, page: page, count: rows.count) { rows[$0].isSelectable }
    }
  }

  private mutating func moveList(
    _ pane: Pane, _ command: Command, page: Int, count: Int, isSelectable: (Int) -> Bool
  ) {
    let old = viewports[pane]?.cursor ?? 0
    var target = Self.moved(old, command, page: page, count: count)
    if target >= old {
      // Below the last row that one can stand on there may be others.
      target =
        (target..<max(target, count)).first(where: isSelectable)
        ?? (old..<max(old, count)).last(where: isSelectable) ?? old
    } else {
      let above = (0...max(0, target)).last { $0 < count && isSelectable($0) }
      target = above ?? old
      if above == nil { showTop(of: pane) }
    }
    viewports[pane, default: Viewport()].cursor = target
  }

  /// Nothing to stand on is further up, but headings may be.
  private mutating func showTop(of pane: Pane) { viewports[pane, default: Viewport()].top = 0 }

  /// Goes to a row of the ruler, or past a divider to the next one.
  mutating func moveRuler(to row: Int, forward: Bool, _ rows: RulerRows) {
    let row = min(max(0, row), max(0, rows.count - 1))
    for candidate in [row, row + (forward ? 1 : -1), row + (forward ? -1 : 1)] {
      guard candidate >= 0, candidate < rows.count, let start = rows.start(ofRow: candidate) else { continue }
      ruler.cursor = start
      return
    }
  }

  func pageHeight(of pane: Pane) -> Int {
    guard let region = layout.content(of: pane) else { return 1 }
    return pane == .ruler ? rulerHeight(region) : region.rows
  }

  private static func moved(_ row: Int, _ command: Command, page: Int, count: Int) -> Int {
    let target: Int
    switch command {
    case .up: target = row - 1
    case .down: target = row + 1
    case .pageUp: target = row - max(1, page - 1)
    case .pageDown: target = row + max(1, page - 1)
    case .halfPageUp: target = row - max(1, page / 2)
    case .halfPageDown: target = row + max(1, page / 2)
    case .first: target = 0
    case .last: target = count - 1
    default: target = row
    }
    return min(max(0, target), max(0, count - 1))
  }
}
