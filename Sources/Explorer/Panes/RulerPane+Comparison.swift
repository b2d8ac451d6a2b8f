import MemtypeEngine
import Screen

/// The ruler while comparing: before and now in every row.
extension Explorer {
  /// `░WB →` before a row's present type; the arrow only where it is another.
  func drawOldType(_ range: AddressRange, row: Int, _ columns: RulerColumns, on canvas: inout Canvas) {
    guard let column = columns.old else { return }
    let before = comparedWith.segments[comparedWith.segmentIndexes(in: range)]
    let isChanged = !comparison.types(in: range).isEmpty
    guard let first = before.first, range.start <= comparedWith.lastAddress else {
      canvas.text("none", column: column, row: row, Style(.dim))
      return
    }
    let isMixed = before.contains { $0.type != first.type }
    let pattern = TypePattern(first.type)
    let role = isChanged ? pattern.role : .dim
    canvas.pattern(pattern, column: column, row: row, width: 1)
    canvas.restyle(Region(column: column, row: row, columns: 1, rows: 1)) { $0.role = role }
    canvas.text(
      isMixed ? "mix" : first.typeWord, column: column + 1, row: row, Style(isMixed ? .note : role))
    if isChanged { canvas.put(canvas.glyphs.arrowRight, column: column + 4, row: row, Style(.changed)) }
  }

  /// What the tracker held before, left of what it holds now.
  func drawOldTracked(_ range: AddressRange, row: Int, _ columns: RulerColumns, on canvas: inout Canvas) {
    guard let column = columns.oldTracked else { return }
    let before = comparedWith.segments[comparedWith.segmentIndexes(in: range)]
    let isChanged = !comparison.tracked(in: range).isEmpty
    if isChanged {
      canvas.put(
        canvas.glyphs.arrowRight, column: column + RulerColumns.trackedWidth, row: row, Style(.changed))
    }
    let modes = Set(before.compactMap(\.tracked))
    guard let mode = before.lazy.compactMap(\.tracked).first else {
      if isChanged { canvas.text("-", column: column, row: row, Style(.dim)) }
      return
    }
    canvas.text(
      modes.count > 1 ? "mix" : mode.name, column: column, row: row,
      Style(modes.count > 1 ? .note : isChanged ? role(of: mode) : .dim))
  }

  /// `held none` behind what lies in a row, where old and new do not fit side by side.
  func oldSpans(in range: AddressRange, _ columns: RulerColumns, after what: [Span]) -> [Span] {
    guard isComparing, columns.oldTracked == nil, let first = comparison.tracked(in: range).first,
      let last = what.last?.text.last
    else { return [] }
    let text = "held \(first.old?.name ?? "none")"
    let used = what.reduce(0) { $0 + DisplayWidth.of($1.text) }
    guard used + 1 + DisplayWidth.of(text) <= columns.whatWidth else { return [] }
    return [Span(last == " " ? "" : " "), Span(text, Style(.changed))]
  }
}
