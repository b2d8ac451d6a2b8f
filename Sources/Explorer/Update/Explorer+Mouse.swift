import MemtypeEngine
import Screen

/// The mouse: a click focuses and selects, the wheel moves the cursor of what is under it.
extension Explorer {
  mutating func update(mouse event: MouseEvent) -> [Effect] {
    switch event.action {
    case .press: return press(column: event.column, row: event.row)
    case .wheelUp: turn(up: true, column: event.column, row: event.row)
    case .wheelDown: turn(up: false, column: event.column, row: event.row)
    case .drag:
      if let region = layout.content(of: .ruler) { drag(toRow: event.row - region.row - 1) }
    case .release: drop()
    }
    return []
  }

  private mutating func turn(up: Bool, column: Int, row: Int) {
    switch mode {
    case .reader, .cures, .menu, .source, .prompt:
      for _ in 0..<3 { move(up ? .up : .down) }
      return
    default: break
    }
    guard mode == .browse, let pane = layout.pane(column: column, row: row) else { return }
    for _ in 0..<3 { move(up ? .up : .down, in: pane) }
  }

  private mutating func press(column: Int, row: Int) -> [Effect] {
    let layout = layout
    cancelDrag()
    if layout.hints.contains(column: column, row: row) {
      notice = nil
      return hint(at: column).map { perform($0) } ?? []
    }
    if let effects = pressOnOverlay(column: column, row: row) { return effects }
    guard mode == .browse, let pane = layout.pane(column: column, row: row) else { return [] }
    notice = nil
    if let address = minimapAddress(column: column, row: row) {
      go(to: address)
      focus(on: .ruler)
      return []
    }
    guard let region = layout.content(of: pane), region.contains(column: column, row: row) else {
      focus(on: pane)
      return []
    }
    switch pane {
    case .ruler:
      let rows = rulerRows
      let target = ruler.top + row - region.row - 1
      if row > region.row, target < rows.count {
        grab(column: column - region.column, row: row - region.row - 1, width: region.columns)
        ruler.anchor = nil
        if case .stretch = rows[target] { moveRuler(to: target, forward: true, rows) }
      }
    case .inputs:
      let target = viewports[.inputs, default: Viewport()].top + row - region.row
      let rows = derived.inputRows
      if rows.indices.contains(target), !rows[target].fields.isEmpty {
        viewports[.inputs, default: Viewport()].cursor = target
        inputColumn = InputColumns(width: region.columns).column(at: column - region.column, in: rows[target])
        if case .section(let section, let isOpen, _) = rows[target] { setOpen(section, !isOpen) }
      }
    case .drivers, .types, .reasons, .log, .steps, .changes:
      let target = viewports[pane, default: Viewport()].top + row - region.row
      let rows = rows(of: pane)
      if rows.indices.contains(target), rows[target].isSelectable {
        viewports[pane, default: Viewport()].cursor = target
      }
    }
    focus(on: pane)
    return []
  }

  /// A click in a list goes to the row, and on the row that one is on already does what Enter does; one beside the
  /// list closes it. nil where there is none.
  private mutating func pressOnOverlay(column: Int, row: Int) -> [Effect]? {
    switch mode {
    case .browse: return nil
    case .menu(let menu):
      return press(part(of: menu, column: column, row: row), selected: menu.selection, .commit) {
        explorer, item in explorer.changeMenu { $0.selection = item }
      }
    case .cures(let list):
      return press(part(of: list, column: column, row: row), selected: list.selected, .applyCure) {
        explorer, item in
        var list = list
        list.selected = item
        explorer.mode = .cures(list)
      }
    case .source(let view):
      let part = part(of: view, column: column, row: row)
      if view.edit != nil { return keepsTyping(part) }
      return press(part, selected: view.selection, .editLine) { explorer, item in
        explorer.changeSource { $0.selection = item }
      }
    case .prompt(let prompt) where prompt.kind == .command:
      switch part(of: prompt, column: column, row: row) {
      case .item(let item):
        let items = Palette.items(for: AddressExpression.trimmed(prompt.editor.text))
        mode = .browse
        return items.indices.contains(item) ? run(items[item].command) : []
      case .inside: return []
      case .outside: return perform(.cancel)
      }
    case .reader:
      return partOfReader(column: column, row: row) == .outside ? perform(.cancel) : []
    case .editing, .prompt: return keepsTyping(.outside)
    case .letter, .question: return []
    }
  }

  private mutating func press(
    _ part: OverlayPart, selected: Int, _ enter: Command, select: (inout Explorer, Int) -> Void
  ) -> [Effect] {
    switch part {
    case .item(selected): return perform(enter)
    case .item(let item):
      notice = nil
      select(&self, item)
      return []
    case .inside: return []
    case .outside: return perform(.cancel)
    }
  }

  /// A stray click does not throw away what is typed.
  private mutating func keepsTyping(_ part: OverlayPart) -> [Effect] {
    if part == .outside {
      notice = Notice(
        text:
          "\(keyName(.commit, in: context)) keeps what is typed, \(keyName(.cancel, in: context)) leaves it")
    }
    return []
  }
}
