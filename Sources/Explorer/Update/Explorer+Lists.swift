import MemtypeEngine
import Screen

extension Explorer {
  mutating func performOnList(_ command: Command) {
    switch command {
    case .goToRow:
      guard let address = selectedLine?.address else { return }
      go(to: address)
      focus(on: .ruler)
    case .scrollLeft: indents[focus, default: 0] = max(0, indents[focus, default: 0] - 8)
    case .scrollRight:
      let widest = lines(of: focus).map(\.width).max() ?? 0
      indents[focus, default: 0] = min(indents[focus, default: 0] + 8, max(0, widest - 8))
    default: break
    }
  }

  /// The row of the focused list that the cursor is on.
  var selectedLine: ListLine? {
    let lines = lines(of: focus)
    let row = viewports[focus]?.cursor ?? 0
    return lines.indices.contains(row) ? lines[row] : nil
  }

  /// The rows of a list as wide as it is on the screen.
  func lines(of pane: Pane) -> [ListLine] {
    lines(of: pane, width: layout.content(of: pane)?.columns ?? 40)
  }

  func lines(of pane: Pane, width: Int) -> [ListLine] {
    if let cached = cachedLines[pane], cached.width == width { return cached.lines }
    return switch pane {
    case .drivers: driverLines(width: width)
    case .types: typeLines(width: width)
    case .reasons: reasonLines(width: width)
    case .log: derived.log
    case .steps: stepLines(width: width)
    case .ruler, .inputs: []
    }
  }
}
