import MemtypeEngine
import Screen

/// Where one is, from the large to the small, on the border below the ruler.
extension Explorer {
  func drawBreadcrumbs(_ layout: ScreenLayout, on canvas: inout Canvas) {
    guard !isCovered(.ruler), let place = breadcrumbRegion(layout) else { return }
    let crumbs = breadcrumbs
    var spans: [Span] = [Span(" ")]
    for (i, crumb) in crumbs.enumerated() {
      if i > 0 { spans.append(Span(" \(separator) ")) }
      spans.append(crumb)
    }
    spans.append(Span(" "))
    // What is left out are whole crumbs, from the large ones on.
    while spans.count > 3, spans.reduce(0, { $0 + DisplayWidth.of($1.text) }) > place.columns {
      spans.removeSubrange(1...2)
    }
    // To the end, so that the line is not drawn anew behind them with every step.
    let width = spans.reduce(0) { $0 + DisplayWidth.of($1.text) }
    spans.append(Span(String(repeating: " ", count: max(0, place.columns - width))))
    canvas.spans(spans, column: place.column, row: place.row, width: place.columns)
  }

  private var separator: String { glyphs.kind == .unicode ? "\u{203a}" : ">" }

  /// Behind the log's title, below the ruler.
  private func breadcrumbRegion(_ layout: ScreenLayout) -> Region? {
    guard let log = layout.log, log.row > 0 else { return nil }
    let edge = Region(row: log.row - 1, columns: log.columns, rows: 1)
    // Where the ruler stands at the left, the log's own words are below it.
    guard let ruler = layout.boxes.first(where: { $0.pane == .ruler })?.frame, ruler.column > 0 else {
      return nil
    }
    let headingWidth = Pane.log.room.heading(in: self).reduce(0) { $0 + DisplayWidth.of($1.text) }
    let start = max(headingWidth + 7, ruler.column + 1)
    let end = ruler.endColumn - 1
    return end - start >= 16 ? Region(column: start, row: edge.row, columns: end - start, rows: 1) : nil
  }

  /// `PCI hole`, `UC by MTRR 0`, `TPM TIS`; or what is selected. What changes most often stands last, and only types
  /// and failures have colours: a cursor step over a slow line sends little of it.
  var breadcrumbs: [Span] {
    if let selection {
      return [
        Span("selected", Style(.label)),
        Span("\(selection.start.groupedDigits)-\(selection.last.groupedDigits)", Style(.address)),
        Span(selection.size.sizeText, Style(.strong)),
      ]
    }
    guard let segment = evaluation.segment(at: cursorAddress) else { return [] }
    var crumbs = [Span(part(of: cursorAddress))]
    let devices = segment.devices.compactMap { scenario.device($0) }
    crumbs.append(
      Span("\(segment.type.name) by \(segment.source.name)", Style(TypePattern(segment.type).role)))
    let what = devices.isEmpty ? place(of: segment) : devices.map(\.name).joined(separator: ", ")
    if what != crumbs[0].text {
      let fails = !derived.failing.isDisjoint(with: segment.devices)
      crumbs.append(Span(what, fails ? Style(.bad, bold: true) : Style()))
    }
    return crumbs
  }

  /// The part of the address space that everybody has a name for.
  private func part(of address: PhysicalAddress) -> String {
    switch address {
    case ..<0x10_0000: "first MiB"
    case ..<evaluation.tolud: "below TOLUD"
    case ..<PhysicalAddress.fourGiB: "PCI hole"
    default: "above 4 GiB"
    }
  }
}
