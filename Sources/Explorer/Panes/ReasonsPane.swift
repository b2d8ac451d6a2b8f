import MemtypeEngine
import Screen

/// The chain of reasons for the address under the ruler's cursor.
struct ReasonsPane: ListRoom {
  let number = 5
  let name = "reasons"
  let purpose = "the reasons"
  let title = "Why"
  var followsCursor: Bool { true }
  var hints: [Hint] { [Hint(.goToRow, "unfold")] }

  func heading(in explorer: Explorer) -> [Span] {
    if let conclusion = explorer.conclusionAtCursor, let device = explorer.scenario.device(conclusion.device)
    {
      return [Span("Why \(device.name) fails")]
    }
    return explorer.reasonsTitle
  }

  func rows(in explorer: Explorer, width: Int) -> [ListRow] {
    (explorer.conclusionLines(width: width) + explorer.reasonLines(width: width)).map { .line($0) }
  }
}

extension Pane {
  static let reasons = Pane(ReasonsPane())
}

extension Explorer {
  /// The chain of reasons for the address under the ruler's cursor.
  fileprivate func reasonLines(width: Int) -> [ListLine] {
    var lines: [ListLine] = []
    // The last column stays free between the text and the border.
    let width = width - 1
    for (i, reason) in reasons.enumerated() {
      let number = String(i + 1)
      let indent = number.utf8.count + 1
      let fold = Fold(reason)
      let isOpen = unfolded.contains(fold)
      for (j, part) in wrapped(reason.text, width: width - indent).enumerated() {
        var line = ListLine(isSelectable: j == 0)
        line.fold = fold
        line.add(j == 0 ? number : "", isOpen ? .key : .dim, width: indent)
        line.add(part, isOpen ? .strong : .text)
        lines.append(line)
      }
      lines +=
        isOpen
        ? details(reason, indent: indent, width: width).map { detail in
          // One can go down them, and fold them from anywhere.
          var line = detail
          (line.isSelectable, line.fold) = (true, fold)
          return line
        } : hung(reason.source, indent, width, .dim)
    }
    return lines.isEmpty ? [note("nothing is known about this address")] : lines
  }

  /// Where the mapping of a boot step lies.
  func address(ofStep number: Int) -> PhysicalAddress? {
    guard let step = wholeBoot.step(number) else { return nil }
    return step.mapping?.range.start ?? step.device.flatMap { scenario.device($0)?.range.start }
  }

  /// `Why fed4_0000 is WB`: the address looks like those of the ruler, beside which it changes.
  fileprivate var reasonsTitle: [Span] {
    guard let segment = evaluation.segment(at: cursorAddress) else { return [Span("Why")] }
    return [
      Span("Why "), Span(cursorAddress.groupedDigits, Style(.address)), Span(" is \(segment.type.name)"),
    ]
  }
}
