import MemtypeEngine
import Screen

extension Explorer {
  /// Where the processor's mask compare gives another type than Linux's reading of the same registers.
  func divergenceLines(width: Int) -> [ListLine] {
    let divergences = derived.divergences
    // What is wrong comes before what follows from it.
    let causes = evaluation.mtrr.shortMasks.flatMap { warning($0.text, width: width) }
    guard !divergences.isEmpty || !derived.hasAllDivergences else { return causes }
    let digits = divergences.map { DisplayWidth.of($0.range.start.groupedDigits) }.max() ?? 1
    var lines = causes
    if !divergences.isEmpty { lines += warning("\(glyphs.differs) hardware would read", width: width) }
    lines += divergences.map { line(for: $0, digits: digits, width: width) }
    if !derived.hasAllDivergences {
      let text = "the list is cut: after \(EvaluationView.comparedPieces) pieces nothing more was compared"
      lines += warning(text, width: width)
    }
    return lines
  }

  /// `8000_0000-feff_ffff WB, Linux UC`; with a size in place of the end where there is little room.
  private func line(for divergence: MTRRState.Divergence, digits: Int, width: Int) -> ListLine {
    let (range, hardware) = (divergence.range, divergence.hardware)
    let pattern = TypePattern(hardware.type)
    let last = "-\(range.last.groupedDigits)"
    let answer = hardware.isDefined ? hardware.type.name : "undefined"
    let rest = DisplayWidth.of(answer) + DisplayWidth.of(", Linux \(divergence.linux.name)") + 1
    var line = ListLine(address: range.start)
    line.add(range.start.groupedDigits, .address, width: digits, align: .trailing)
    if digits + DisplayWidth.of(last) + rest <= width {
      line.add(last + " ", .address)
    } else {
      line.add(range.size.shortSize, .text, width: 6, align: .trailing)
      line.add(" ")
    }
    line.add(answer, hardware.isDefined ? Style(pattern.role) : Style(.warning))
    line.add(", Linux ", .label)
    line.add(divergence.linux.name, TypePattern(divergence.linux).role)
    return line
  }

  private func warning(_ text: String, width: Int) -> [ListLine] {
    wrapped(text, width: width - 1).map { part in
      ListLine(spans: [Span(part, Style(.warning))], isSelectable: false)
    }
  }

  /// `≠ 3`, or `≠ 256+` where not all could be compared; empty where both readings agree.
  var divergenceCount: String {
    guard !derived.divergences.isEmpty || !derived.hasAllDivergences else { return "" }
    return "\(glyphs.differs) \(derived.divergences.count)\(derived.hasAllDivergences ? "" : "+")"
  }
}
