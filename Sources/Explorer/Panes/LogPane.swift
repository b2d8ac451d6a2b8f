import MemtypeEngine
import Screen

/// What the kernel prints, word for word: as modelled, and beside it as the machine's own log has it.
struct LogPane: ListRoom {
  let number = 6
  let name = "log"
  let purpose = "the kernel log"
  let title = "Kernel log, as modelled"
  var hints: [Hint] { [Hint(.goToRow, "go there")] }

  func heading(in explorer: Explorer) -> [Span] {
    guard !explorer.logLines.isEmpty else { return [Span(title)] }
    let isChanged = explorer.diagnosis?.isWhatIf == true
    let model = isChanged ? "the model's, as changed" : "the model's"
    let sides = isWide(explorer.width(of: pane)) ? ("left", "right") : ("+", "-")
    return [Span("Kernel log: = both, \(sides.0) only the machine's, \(sides.1) only \(model)")]
  }

  var endsAtBottom: Bool { true }

  func trailing(in explorer: Explorer) -> String {
    let count = explorer.rows(of: pane).count
    return explorer.derived.log.isEmpty
      ? "" : "line \((explorer.viewports[.log]?.cursor ?? 0) + 1) of \(count)"
  }

  func rows(in explorer: Explorer, width: Int) -> [ListRow] {
    let both = explorer.logLines
    guard both.isEmpty else { return both.indices.map { .item($0) } }
    let log = explorer.derived.log
    guard log.isEmpty else { return log.indices.map { .item($0) } }
    return explorer.notes(
      "the kernel has said nothing yet: \(explorer.keyName(.nextStep)) takes the next step", width)
  }

  func line(_ row: ListRow, in explorer: Explorer, width: Int) -> ListLine {
    guard case .item(let index) = row else {
      if case .line(let line) = row { return line }
      return ListLine()
    }
    let both = explorer.logLines
    if both.indices.contains(index) { return line(both[index], in: explorer, width: width) }
    guard let entry = explorer.derived.logLine(index) else { return ListLine() }
    let isBad = entry.message.isFailure
    var line = ListLine(address: entry.address, isBad: isBad)
    line.add(isBad ? String(explorer.glyphs.cross) : "", .bad, width: 2)
    line.add(entry.message.text, isBad ? Style(.bad, bold: true) : Style(.text))
    return line
  }

  /// Side by side where there is room, with the mark between them; otherwise one below the other.
  private func line(_ pair: LogComparison.Line, in explorer: Explorer, width: Int) -> ListLine {
    let entry = pair.modelled.flatMap { explorer.derived.logLine($0) }
    let fact = pair.fact.flatMap { explorer.document.evidence.facts[safe: $0] }
    let isContradiction = pair.fact.map { explorer.isContradicted($0) } ?? explorer.isMissing(pair.modelled)
    let isBad = entry?.message.isFailure == true || fact?.claim == .failure || isContradiction
    var line = ListLine(address: entry?.address ?? fact.flatMap(explorer.addressNamed), isBad: isBad)
    line.fact = pair.fact
    let style = isBad ? Style(.bad, bold: true) : pair.side == .both ? Style(.text) : Style(.label)
    let mark = (text: pair.side.mark, style: isBad ? Style(.bad, bold: true) : Style(.note, bold: true))
    guard isWide(width) else {
      line.add(mark.text, mark.style, width: 2)
      line.add(fact?.text ?? entry?.message.text ?? "", style)
      return line
    }
    let half = max(1, (width - 3) / 2)
    line.add(ListLine.cut(fact?.text ?? "", half, explorer.glyphs), style, width: half)
    line.add(" \(pair.side == .both ? mark.text : String(explorer.glyphs.lane)) ", mark.style)
    line.add(entry?.message.text ?? (pair.side == .both ? fact?.text ?? "" : ""), style)
    return line
  }

  private func isWide(_ width: Int) -> Bool { width >= 160 }

  func isBad(_ row: ListRow, in explorer: Explorer) -> Bool {
    line(row, in: explorer, width: explorer.width(of: pane)).isBad
  }

  func whyNotEnter(in explorer: Explorer) -> String? {
    guard let line = explorer.selectedLine(of: pane) else { return "there is no line yet" }
    if let fact = line.fact { return explorer.whyNotRead(fact) }
    return line.address == nil ? "this line is about no address" : nil
  }

  /// A line of the machine's log opens that, one of the model's goes to the ruler.
  func open(_ row: ListRow, in explorer: inout Explorer) -> Bool {
    guard let fact = line(row, in: explorer, width: explorer.width(of: pane)).fact else { return false }
    return explorer.read(fact: fact)
  }

  /// The whole line, with its mark where there are two logs.
  func copied(in explorer: Explorer) -> String {
    guard case .item(let index) = explorer.selectedRow(of: pane),
      let pair = explorer.logLines[safe: index]
    else { return explorer.selectedLine(of: pane)?.text ?? "" }
    let entry = pair.modelled.flatMap { explorer.derived.logLine($0)?.message.text }
    let fact = pair.fact.flatMap { explorer.document.evidence.facts[safe: $0]?.text }
    return "\(pair.side.mark) \(fact ?? entry ?? "")"
  }
}

extension Pane {
  static let log = Pane(LogPane())
}

extension Explorer {
  fileprivate func isContradicted(_ fact: Int) -> Bool {
    diagnosis?.comparison.marks[safe: fact] == .contradicted
  }

  /// Whether the machine would have printed a line of the model that it has not.
  fileprivate func isMissing(_ modelled: Int?) -> Bool {
    modelled.map { diagnosis?.comparison.missing.contains($0) == true } ?? false
  }
}
