import MemtypeEngine
import Screen

/// The drivers while comparing: how each fared before, and how it fares now, in one row.
extension Explorer {
  func comparedDriverRows(width: Int) -> [ListRow] {
    guard !comparison.pairs.isEmpty else {
      return notes(
        "neither side has devices: \(keyName(.addDevice, in: .inputs)) among the inputs adds one", width)
    }
    let columns = PairColumns(width: width, widestName: derived.widestName)
    var titles = ListLine(isSelectable: false)
    titles.add("  device", .dim, width: columns.name + 3)
    titles.add("before", .dim, width: columns.result + 3)
    titles.add("now", .dim)
    var rows: [ListRow] = [.line(titles)]
    for (i, pair) in comparison.pairs.enumerated() {
      rows.append(.item(i))
      if let index = pair.new, evaluation.outcomes[index].isFailure {
        rows += blame(evaluation.outcomes[index], width: width).map { .line($0) }
      }
    }
    return rows
  }

  func driverPairLine(_ index: Int, width: Int) -> ListLine {
    guard comparison.pairs.indices.contains(index) else { return ListLine() }
    let pair = comparison.pairs[index]
    let columns = PairColumns(width: width, widestName: derived.widestName)
    let (old, new) = (pair.old.flatMap(oldOutcome), pair.new.map { evaluation.outcomes[$0] })
    let isChanged = old?.status != new?.status
    let fails = new?.isFailure ?? false
    let device =
      new.flatMap { scenario.device($0.device) } ?? old.flatMap { comparison.old.device($0.device) }
    var line = ListLine(address: device?.range.start, isBad: fails)
    line.add(isChanged ? String(glyphs.changed) : " ", isChanged ? .changed : .text)
    line.add(" ")
    line.add(
      clipped(name(of: pair), columns.name), fails ? Style(.bad, bold: true) : Style(.text),
      width: columns.name + 1)
    line.spans += spans(of: old, columns, isDim: !isChanged)
    line.add(isChanged ? " \(becomes.first.map(String.init) ?? "") " : "   ", .dim)
    line.spans += spans(of: new, columns, isDim: false)
    return line
  }

  /// `✗ -12 ENOMEM`, `✓ UC- mapped`: the mark and the short form always, the words where there is room.
  private func spans(of outcome: DeviceOutcome?, _ columns: PairColumns, isDim: Bool) -> [Span] {
    let (short, long, role): (String, String, Role) =
      switch outcome?.status {
      case .mapped(let mode)?: (mode.name, "mapped", self.role(of: mode))
      case .failed(let error)?: ("\(error)", Errno.name(error), .bad)
      case .fixmap?: ("fixmap", "", .dim)
      case .notDriven?: ("none", "no driver", .dim)
      case .unknown?: ("?", "not known", .dim)
      case nil: ("-", "not there", .dim)
      }
    let isWhole = long.isEmpty || outcome?.status == .notDriven || outcome == nil
    let text = !columns.isWide ? short : isWhole ? (long.isEmpty ? short : long) : "\(short) \(long)"
    let style = Style(isDim ? .dim : role, bold: !isDim && role == .bad)
    let sign = outcome.map { mark(of: $0) } ?? Span(" ")
    var result = ListLine()
    result.add(sign.text, isDim ? Style(.dim) : sign.style)
    result.add(" ")
    result.add(text, style, width: columns.result - 2)
    return result.spans
  }

  private func oldOutcome(_ index: Int) -> DeviceOutcome? {
    comparedWith.outcomes.indices.contains(index) ? comparedWith.outcomes[index] : nil
  }

  private func name(of pair: Comparison.DriverPair) -> String {
    let device =
      pair.new.flatMap { scenario.device(evaluation.outcomes[$0].device) }
      ?? pair.old.flatMap(oldOutcome).flatMap { comparison.old.device($0.device) }
    return device?.name ?? ""
  }
}

/// How the width is shared between a device's name and two results.
private struct PairColumns {
  var name: Int
  var result: Int
  var isWide: Bool

  init(width: Int, widestName: Int) {
    let widest = max(8, widestName)
    // `✗ -12 ENOMEM` twice, and an arrow between.
    isWide = width >= 2 + min(widest, 9) + 1 + 12 + 3 + 12
    result = isWide ? 12 : 8
    name = max(6, min(widest, width - 2 * result - 6))
  }
}
