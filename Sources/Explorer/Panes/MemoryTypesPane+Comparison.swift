import MemtypeEngine
import Screen

/// The memory types while comparing: cut wherever either side changes, old and new type in one row.
extension Explorer {
  func comparedTypeLines(width: Int) -> [ListLine] {
    let pieces = comparedTypes
    let digits = pieces.map { DisplayWidth.of($0.range.start.groupedDigits) }.max() ?? 1
    // `MTRR 0` at the least.
    let room = width - digits - 20 >= 6 ? width - digits - 20 : 0
    var titles = ListLine(isSelectable: false)
    titles.add("", .dim, width: digits + 7)
    titles.add("before now", .dim, width: 13)
    titles.add(room > 0 ? "by" : "", .dim)
    let lines = pieces.map { piece in
      var line = ListLine(address: piece.range.start)
      let isChanged = piece.old?.type != piece.new?.type
      line.add(piece.range.start.groupedDigits, .address, width: digits, align: .trailing)
      line.add(piece.range.size.shortSize, .text, width: 6, align: .trailing)
      line.add(" ")
      line.spans += spans(of: piece.old, isDim: !isChanged)
      line.add(isChanged ? String(glyphs.changed) : " ", isChanged ? .changed : .text)
      line.spans += spans(of: piece.new, isDim: false)
      line.add(" ")
      let source = piece.new.map { name(of: $0.source, isShort: room < 12) } ?? "beyond phys bits"
      if room > 0 { line.add(clipped(source, room), .label) }
      return line
    }
    return [titles] + lines + divergenceLines(width: width)
  }

  private typealias Piece = (range: AddressRange, old: Evaluation.TypeRange?, new: Evaluation.TypeRange?)

  /// Both maps cut at every border of either.
  private var comparedTypes: [Piece] {
    var pieces: [Piece] = []
    Comparison.forEachPiece(comparedWith.typeRanges, derived.typeRanges, \.range) { range, old, new in
      pieces.append((range, old, new))
    }
    return pieces
  }

  /// `█ UC-`, five columns.
  private func spans(of range: Evaluation.TypeRange?, isDim: Bool) -> [Span] {
    var line = ListLine()
    let pattern = range.map { TypePattern($0.type) } ?? .none
    let role = isDim ? Role.dim : pattern.role
    line.add(pattern.strip(1, in: glyphs), role)
    line.add(" ")
    line.add(range?.type.name ?? "-", role, width: 3)
    return line.spans
  }
}
