import MemtypeEngine
import Screen

extension Explorer {
  /// The kernel log of a boot; lines about failures stand out.
  static func log(of evaluation: Evaluation, _ glyphs: GlyphSet) -> [ListLine] {
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
