import MemtypeEngine
import Screen

/// What the kernel prints, word for word.
struct LogPane: ListRoom {
  let number = 6
  let name = "log"
  let purpose = "the kernel log"
  let title = "Kernel log"
  var endsAtBottom: Bool { true }

  func trailing(in explorer: Explorer) -> String {
    let count = explorer.derived.log.count
    return count == 0 ? "" : "\((explorer.viewports[.log]?.cursor ?? 0) + 1)/\(count)"
  }

  func rows(in explorer: Explorer, width: Int) -> [ListRow] {
    let log = explorer.derived.log
    guard log.isEmpty else { return log }
    return explorer.notes(
      "the kernel has said nothing yet: \(explorer.keyName(.nextStep)) takes the next step", width)
  }

  /// The kernel log of a boot; lines about failures stand out.
  static func lines(of evaluation: Evaluation, _ glyphs: GlyphSet) -> [ListLine] {
    var lines: [ListLine] = []
    for step in evaluation.trace.steps {
      let address = step.mapping?.range.start
      for message in step.log {
        let text = message.text
        let isBad = isFailure(text)
        var line = ListLine(address: address, isBad: isBad)
        line.add(isBad ? String(glyphs.cross) : "", .bad, width: 2)
        line.add(text, isBad ? Style(.bad, bold: true) : Style(.text))
        lines.append(line)
      }
    }
    return lines
  }

  /// The words with which the kernel says that something did not work; its lines carry no level here.
  private static let complaints = [
    "failed", "Failed", "ioremap error", "abort,", "can't ", "Error", "WARNING", "no address or irqs",
    "conflicting memory types",
  ]

  private static func isFailure(_ text: String) -> Bool { complaints.contains { text.contains($0) } }
}

extension Pane {
  static let log = Pane(LogPane())
}
