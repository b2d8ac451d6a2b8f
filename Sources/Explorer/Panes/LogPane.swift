import MemtypeEngine
import Screen

/// What the kernel prints, word for word.
struct LogPane: ListRoom {
  let number = 6
  let name = "log"
  let purpose = "the kernel log"
  let title = "Kernel log"

  func heading(in explorer: Explorer) -> [Span] {
    guard let diagnosis = explorer.diagnosis, !diagnosis.evidence.isEmpty else { return [Span(title)] }
    return [Span("Kernel log, = as logged")]
  }

  var endsAtBottom: Bool { true }

  func trailing(in explorer: Explorer) -> String {
    let count = explorer.derived.log.count
    return count == 0 ? "" : "\((explorer.viewports[.log]?.cursor ?? 0) + 1)/\(count)"
  }

  func rows(in explorer: Explorer, width: Int) -> [ListRow] {
    let log = explorer.derived.log
    guard log.isEmpty else { return log.indices.map { .item($0) } }
    return explorer.notes(
      "the kernel has said nothing yet: \(explorer.keyName(.nextStep)) takes the next step", width)
  }

  /// Lines about failures stand out.
  func line(_ row: ListRow, in explorer: Explorer, width: Int) -> ListLine {
    guard case .item(let index) = row, let entry = explorer.derived.logLine(index) else {
      if case .line(let line) = row { return line }
      return ListLine()
    }
    let isBad = entry.message.isFailure
    var line = ListLine(address: entry.address, isBad: isBad)
    let mark = explorer.isInMachineLog(index) ? "=" : ""
    line.add(isBad ? String(explorer.glyphs.cross) : mark, isBad ? .bad : .dim, width: 2)
    line.add(entry.message.text, isBad ? Style(.bad, bold: true) : Style(.text))
    return line
  }

  func isBad(_ row: ListRow, in explorer: Explorer) -> Bool {
    guard case .item(let index) = row else { return false }
    return explorer.derived.logLine(index)?.message.isFailure ?? false
  }
}

extension Pane {
  static let log = Pane(LogPane())
}
