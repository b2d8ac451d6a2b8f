import MemtypeEngine
import Screen

/// Each device: who asked for what, what came of it, and which step mapped its registers first.
struct DriversPane: ListRoom {
  let number = 3
  let name = "drivers"
  let purpose = "the drivers"
  let title = "Drivers"

  func rows(in explorer: Explorer, width: Int) -> [ListRow] {
    explorer.isComparing ? explorer.comparedDriverRows(width: width) : explorer.driverRows(width: width)
  }

  func line(_ row: ListRow, in explorer: Explorer, width: Int) -> ListLine {
    switch row {
    case .line(let line): line
    case .item(let index) where explorer.isComparing: explorer.driverPairLine(index, width: width)
    case .item(let index): explorer.driverLine(index, width: width)
    case .detail(let index): explorer.effectLine(index, width: width)
    case .named(let title):
      explorer.deviceGroup(titled: title).map { explorer.deviceGroupLine($0, width: width) } ?? ListLine()
    }
  }

  /// Folds or unfolds a group.
  func open(_ row: ListRow, in explorer: inout Explorer) -> Bool {
    guard case .named(let title) = row else { return false }
    explorer.toggle(.devices(title))
    return true
  }

  func isBad(_ row: ListRow, in explorer: Explorer) -> Bool {
    guard case .item(let index) = row else { return false }
    guard explorer.isComparing else { return explorer.isFailure(index) }
    let pairs = explorer.comparison.pairs
    return pairs.indices.contains(index) && pairs[index].new.map(explorer.isFailure) ?? false
  }
}

extension Pane {
  static let drivers = Pane(DriversPane())
}

extension Explorer {
  fileprivate func isFailure(_ index: Int) -> Bool {
    evaluation.outcomes.indices.contains(index) && evaluation.outcomes[index].isFailure
  }

  fileprivate func driverRows(width: Int) -> [ListRow] {
    guard !evaluation.outcomes.isEmpty else {
      return notes(
        "this scenario has no devices: \(keyName(.addDevice, in: .inputs)) among the inputs adds one", width)
    }
    var rows: [ListRow] = [.line(driverTitles(DriverColumns(width: width, widestName: derived.widestName)))]
    for row in evaluation.deviceRows {
      switch row {
      case .device(let index): rows += driverRows(of: index, width: width)
      case .group(let group):
        rows.append(.named(group.title))
        if unfolded.contains(.devices(group.title)) {
          rows += group.members.flatMap { driverRows(of: $0, width: width) }
        }
      }
    }
    return rows
  }

  fileprivate func deviceGroup(titled title: String) -> DeviceGroup? {
    evaluation.deviceRows.lazy.compactMap { row in
      if case .group(let group) = row, group.title == title { group } else { nil }
    }.first
  }

  private func driverRows(of index: Int, width: Int) -> [ListRow] {
    let outcome = evaluation.outcomes[index]
    if outcome.isFailure { return [.item(index)] + blame(outcome, width: width).map { .line($0) } }
    return width >= Self.effectWidth && outcome.step != nil
      ? [.item(index), .detail(index)] : [.item(index)]
  }

  /// `> 27 ACPI tables   WB  WB  mapped`: Enter unfolds it.
  fileprivate func deviceGroupLine(_ group: DeviceGroup, width: Int) -> ListLine {
    let columns = DriverColumns(width: width, widestName: derived.widestName)
    var line = ListLine(address: group.start)
    if group.isRegression {
      line.add("!", Style(.warning, bold: true))
    } else {
      line.add(String(glyphs.check), group.requested == nil ? .dim : .good)
    }
    line.add(String(unfolded.contains(.devices(group.title)) ? glyphs.arrowDown : glyphs.arrowRight), .note)
    line.add(clipped("\(group.members.count) \(group.title)", columns.name), .text, width: columns.name + 1)
    if columns.hasAddress { line.add(group.start.groupedDigits, .address, width: 11) }
    line.add(group.requested?.name ?? "", role(of: group.requested), width: 5)
    line.add(group.got?.name ?? "", role(of: group.got), width: 4)
    if case .mapped = group.status {
      line.add("mapped", group.isRegression ? .warning : .good)
    } else {
      line.add(group.status == .notDriven && boot != nil ? "not yet" : group.status.text, .dim)
    }
    return line
  }

  private func driverTitles(_ columns: DriverColumns) -> ListLine {
    var line = ListLine(isSelectable: false)
    line.add("  device", .dim, width: columns.name + 3)
    if columns.hasAddress { line.add("at", .dim, width: 11) }
    line.add("want got result", .dim)
    let left = columns.width - line.width
    line.add(left < 5 ? "" : left < 9 ? "step" : "1st step", .dim, width: left, align: .trailing)
    return line
  }

  fileprivate func driverLine(_ index: Int, width: Int) -> ListLine {
    guard evaluation.outcomes.indices.contains(index) else { return ListLine() }
    let outcome = evaluation.outcomes[index]
    guard let device = scenario.device(outcome.device) else { return ListLine() }
    let columns = DriverColumns(width: width, widestName: derived.widestName)
    var line = ListLine(address: device.range.start, isBad: outcome.isFailure)
    let name = outcome.isFailure ? Style(.bad, bold: true) : Style(.text)
    line.spans.append(mark(of: outcome))
    let isChanged = comparison.driver(index) != nil
    line.add(isChanged ? String(glyphs.changed) : " ", isChanged ? .changed : .text)
    line.add(clippedInside(device.name, columns.name), name, width: columns.name + 1)
    if columns.hasAddress { line.add(device.range.start.groupedDigits, .address, width: 11) }
    line.add(outcome.requested?.name ?? "", role(of: outcome.requested), width: 5)
    line.add(outcome.got?.name ?? "", role(of: outcome.got), width: 4)
    switch outcome.status {
    case .failed(let error): line.add("\(error) \(Errno.name(error))", Style(.bad, bold: true))
    case .mapped where outcome.regression != nil: line.add("mapped", .warning)
    case .mapped: line.add("mapped", .good)
    case .fixmap: line.add("fixed page", .dim)
    case .unknown: line.add("not known", .dim)
    case .notDriven: line.add(isAhead(index) ? "not yet" : "no driver", .dim)
    }
    if let step = outcome.firstStep {
      let room = width - line.width
      if room > 3 { line.add("\(step)", .dim, width: room, align: .trailing) }
    }
    return line
  }

  /// `ACPI mapped it WB first, in step 9` under a driver that failed.
  func blame(_ outcome: DeviceOutcome, width: Int) -> [ListLine] {
    let indent = 2
    guard let first = outcome.firstStep, first != outcome.step, let mode = outcome.firstMode else {
      return []
    }
    let title = evaluation.step(first)?.title ?? ""
    let text = "the kernel holds it \(mode.name) since step \(first): \(title)"
    return wrapped(text, width: width - indent - 1).prefix(3).map { part in
      var line = ListLine(isSelectable: false, isBad: true)
      line.add(String(repeating: " ", count: indent))
      line.add(part, .warning)
      return line
    }
  }

  /// Whether the driver's step is still to come in the boot that is gone through.
  private func isAhead(_ index: Int) -> Bool {
    guard boot != nil, let device = scenario.device(index) else { return false }
    return device.hasDriver || !device.regions.isEmpty
  }

  /// A mark that tells success and failure without colour.
  func mark(of outcome: DeviceOutcome) -> Span {
    switch outcome.status {
    case .mapped where outcome.regression != nil: Span("!", Style(.warning, bold: true))
    case .mapped: Span(String(glyphs.check), Style(.good))
    case .failed: Span(String(glyphs.cross), Style(.bad, bold: true))
    case .fixmap, .notDriven: Span(" ")
    case .unknown: Span("?", Style(.dim))
    }
  }

  func role(of mode: PageCacheMode?) -> Role { mode.map { TypePattern($0.memoryType).role } ?? .dim }

  /// The text, or its beginning and its end with an ellipsis between them, where it ends with a number or a note: of names
  /// that begin alike, `virtio-pci 00:03.0 BAR 4`, the end tells.
  func clippedInside(_ text: String, _ width: Int) -> String {
    guard DisplayWidth.of(text) > width, width > 4, let last = text.last, last.isNumber || last == ")" else {
      return clipped(text, width)
    }
    var (head, tail) = (text, "")
    while DisplayWidth.of(tail) < width - 1 - max(2, width / 4), let last = head.popLast() {
      tail.insert(last, at: tail.startIndex)
    }
    while DisplayWidth.of(head) + DisplayWidth.of(tail) > width - 1, !head.isEmpty { head.removeLast() }
    return head + String(glyphs.ellipsis) + tail
  }

  /// The text, or its beginning and an ellipsis.
  func clipped(_ text: String, _ width: Int) -> String {
    guard DisplayWidth.of(text) > width else { return text }
    var result = text
    while DisplayWidth.of(result) > max(0, width - 1), !result.isEmpty { result.removeLast() }
    return result + String(glyphs.ellipsis)
  }
}

/// How the width of the drivers pane is shared.
private struct DriverColumns {
  var width: Int
  var name: Int
  var hasAddress: Bool

  init(width: Int, widestName: Int) {
    self.width = width
    hasAddress = width >= 44
    // Beside the name: the mark, wanted, got, and `-12 ENOMEM`; the address where there is room.
    name = max(6, min(max(8, widestName), width - (hasAddress ? 33 : 22)))
  }
}

extension TypePattern {
  init(_ type: MemoryType) {
    switch type {
    case .uc: self = .uc
    case .ucMinus: self = .ucMinus
    case .wc: self = .wc
    case .wt: self = .wt
    case .wp: self = .wp
    case .wb: self = .wb
    default: self = .none
    }
  }

  /// A strip of the texture as text.
  func strip(_ width: Int, in glyphs: GlyphSet) -> String {
    var result = String.UnicodeScalarView()
    for i in 0..<max(0, width) { result.append(glyph(at: i, of: width, in: glyphs)) }
    return String(result)
  }
}
