import MemtypeEngine
import Screen

extension Explorer {
  mutating func performOnList(_ command: Command) {
    switch command {
    case .goToRow:
      if toggleGroup() { return }
      guard let address = selectedLine?.address else { return }
      go(to: address)
      focus(on: .ruler)
    case .scrollLeft: indents[focus, default: 0] = max(0, indents[focus, default: 0] - 8)
    case .scrollRight:
      let top = viewports[focus]?.top ?? 0
      let shown = rows(of: focus).dropFirst(top).prefix(pageHeight(of: focus))
      let widest = shown.map { line($0, in: focus).width }.max() ?? 0
      indents[focus, default: 0] = min(indents[focus, default: 0] + 8, max(0, widest - 8))
    default: break
    }
  }

  /// Folds or unfolds the group under the cursor, if there is one.
  private mutating func toggleGroup() -> Bool {
    let rows = rows(of: focus)
    let row = viewports[focus]?.cursor ?? 0
    guard rows.indices.contains(row), case .deviceGroup(let group, let isOpen) = rows[row] else {
      return false
    }
    if isOpen { openGroups.remove(group.title) } else { openGroups.insert(group.title) }
    cachedRows[.drivers] = nil
    return true
  }

  /// The row of the focused list that the cursor is on.
  var selectedLine: ListLine? {
    let rows = rows(of: focus)
    let row = viewports[focus]?.cursor ?? 0
    return rows.indices.contains(row) ? line(rows[row], in: focus) : nil
  }

  /// The rows of a list as wide as it is on the screen.
  func rows(of pane: Pane) -> [ListRow] { rows(of: pane, width: width(of: pane)) }

  func rows(of pane: Pane, width: Int) -> [ListRow] {
    if let cached = cachedRows[pane], cached.width == width { return cached.rows }
    return switch pane {
    case .drivers: driverRows(width: width)
    case .types: typeLines(width: width).map { .line($0) }
    case .reasons: reasonLines(width: width).map { .line($0) }
    case .log:
      derived.log.isEmpty
        ? notes("the kernel has said nothing yet: \(keyName(.nextStep)) takes the next step", width)
        : derived.log
    case .steps: stepRows(width: width)
    case .changes: changeRows(width: width)
    case .ruler, .inputs: []
    }
  }

  /// What a row looks like.
  func line(_ row: ListRow, in pane: Pane) -> ListLine { line(row, width: width(of: pane)) }

  func line(_ row: ListRow, width: Int) -> ListLine {
    switch row {
    case .line(let line): line
    case .driver(let index): driverLine(index, width: width)
    case .deviceGroup(let group, let isOpen): deviceGroupLine(group, isOpen: isOpen, width: width)
    case .driverPair(let pair): driverPairLine(pair, width: width)
    case .effect(let index): effectLine(index, width: width)
    case .step(let index): stepLine(index, width: width)
    case .switchedOff(let id): switchedOffLine(id, width: width)
    }
  }

  /// Whether a row is about a failure.
  func isBad(_ row: ListRow) -> Bool {
    switch row {
    case .line(let line): line.isBad
    case .effect, .switchedOff, .deviceGroup: false
    case .driver(let index): isFailure(index)
    case .driverPair(let pair): pair.new.map(isFailure) ?? false
    case .step(let index):
      wholeBoot.trace.steps.indices.contains(index)
        && Self.isFailure(wholeBoot.trace.steps[index].mapping?.outcome)
    }
  }

  private func isFailure(_ index: Int) -> Bool {
    evaluation.outcomes.indices.contains(index) && evaluation.outcomes[index].isFailure
  }

  private func width(of pane: Pane) -> Int { layout.content(of: pane)?.columns ?? 40 }
}
