import MemtypeEngine
import Screen

/// Everything that differs from the baseline.
struct ChangesPane: ListRoom {
  let number = 8
  let name = "changes"
  let purpose = "the list of what differs from the baseline"
  let title = "Changes"
  var helpSection: String { "Comparing" }

  func heading(in explorer: Explorer) -> [Span] { [Span(explorer.changesTitle)] }
  func rows(in explorer: Explorer, width: Int) -> [ListRow] { explorer.changeRows(width: width) }
}

extension Pane {
  static let changes = Pane(ChangesPane())
}

extension Explorer {
  /// Everything that differs, old and new, each with its reason.
  fileprivate func changeRows(width: Int) -> [ListRow] {
    var lines: [ListLine] = []
    let inputs = changedInputs
    if !inputs.isEmpty { lines.append(heading("Inputs")) }
    for input in inputs {
      lines += change(input.name, [(input.old, .text)], [(input.new, .changed)], width: width)
    }
    if !comparison.drivers.isEmpty { lines.append(heading("Drivers")) }
    for driver in comparison.drivers { lines += line(for: driver, width: width) }
    if !comparison.types.isEmpty { lines.append(heading("Memory types")) }
    for stretch in comparison.types { lines += line(for: stretch, width: width) }
    if !comparison.tracked.isEmpty { lines.append(heading("Tracked")) }
    for stretch in comparison.tracked { lines += line(for: stretch, width: width) }
    if !comparison.map.isEmpty { lines.append(heading("Memory map")) }
    for stretch in comparison.map {
      lines += change(
        place(stretch.range, width), [(stretch.old?.name ?? "nothing", .text)],
        [(stretch.new?.name ?? "nothing", .changed)], address: stretch.range.start, width: width)
    }
    guard lines.isEmpty else { return lines.map { .line($0) } }
    return notes(
      "nothing differs: edit an input, \(keyName(.cycleBehaviour)) tries the next behaviour, "
        + "\(keyName(.compareWith)) chooses what to compare with", width)
  }

  /// Between an old value and a new one.
  var becomes: String { glyphs.kind == .ascii ? "->" : String(glyphs.arrowRight) }

  private func heading(_ title: String) -> ListLine {
    ListLine(spans: [Span(title, Style(.title, bold: true))], isSelectable: false)
  }

  /// `± NAME  OLD → NEW`, on two lines where one is too short, and the reason below.
  private func change(
    _ name: String, _ old: [(String, Role)], _ new: [(String, Role)], address: PhysicalAddress? = nil,
    isBad: Bool = false, reason: String = "", width: Int
  ) -> [ListLine] {
    var line = ListLine(address: address, isBad: isBad)
    line.add(String(glyphs.changed), .changed)
    line.add(" ")
    line.add(name, address == nil ? .label : .address)
    var values: [Span] = old.map { Span($0.0, Style($0.1)) }
    values.append(Span(" \(becomes) ", Style(.dim)))
    values += new.map { Span($0.0, Style($0.1)) }
    let needed = values.reduce(0) { $0 + DisplayWidth.of($1.text) }
    var lines = [line]
    if line.width + 1 + needed <= width {
      lines[0].spans += [Span(" ")] + values
    } else {
      lines.append(ListLine(spans: [Span("    ")] + values, isSelectable: false))
    }
    guard !reason.isEmpty else { return lines }
    return lines
      + wrapped(reason, width: width - 5).map { part in
        ListLine(spans: [Span("    "), Span(part, Style(.dim))], isSelectable: false)
      }
  }

  /// `8000_0000-ffff_ffff`, or the start and the size where there is little room.
  private func place(_ range: AddressRange, _ width: Int) -> String {
    let text = "\(range.start.groupedDigits)-\(range.last.groupedDigits)"
    if DisplayWidth.of(text) + 4 <= width { return text }
    return "\(range.start.groupedDigits) \(range.size.shortSize)"
  }

  private func line(for driver: Comparison.DriverChange, width: Int) -> [ListLine] {
    guard evaluation.outcomes.indices.contains(driver.index) else { return [] }
    let outcome = evaluation.outcomes[driver.index]
    guard let device = scenario.device(outcome.device) else { return [] }
    return change(
      device.name, [(driver.old.text, .text)],
      [(outcome.status.text, outcome.isFailure ? .bad : .good)], address: device.range.start,
      isBad: outcome.isFailure, reason: reason(for: outcome, device), width: width)
  }

  /// Who decided what a driver got.
  private func reason(for outcome: DeviceOutcome, _ device: Device) -> String {
    guard let number = outcome.step, let mapping = evaluation.step(number)?.mapping else {
      return device.hasDriver ? "no step maps it" : "its driver is switched off"
    }
    guard let decider = mapping.decidedBy, let step = evaluation.step(decider) else {
      return "step \(number) is the first to map it" + (mapping.got.map { " and gets \($0.name)" } ?? "")
    }
    return "held \(mapping.got?.name ?? "") since step \(decider): \(step.title)"
  }

  private func line(for stretch: Comparison.Stretch<Comparison.Typed?>, width: Int) -> [ListLine] {
    let (old, new) = (stretch.old, stretch.new)
    let reason =
      switch (old, new) {
      case (let old?, let new?) where old.source != new.source:
        "by \(new.source.name), before by \(old.source.name)"
      case (_, let new?): "by \(new.source.name)"
      default: "beyond \(scenario.cpu.physBits) phys bits"
      }
    return change(
      place(stretch.range, width), [named(old?.type)], [named(new?.type)], address: stretch.range.start,
      reason: reason, width: width)
  }

  private func named(_ type: MemoryType?) -> (String, Role) {
    type.map { ($0.name, TypePattern($0).role) } ?? ("nothing", .dim)
  }

  private func line(for stretch: Comparison.Stretch<PageCacheMode?>, width: Int) -> [ListLine] {
    let holder = evaluation.trace.steps.first { step in
      guard let mapping = step.mapping, mapping.got == stretch.new else { return false }
      return mapping.range.pageRounded.overlaps(stretch.range)
    }
    let reason = stretch.new == nil ? "nothing maps it" : holder.map { "step \($0.number): \($0.title)" }
    return change(
      place(stretch.range, width), [named(stretch.old?.memoryType)], [named(stretch.new?.memoryType)],
      address: stretch.range.start, reason: reason ?? "", width: width)
  }
}
