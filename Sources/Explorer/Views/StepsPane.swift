import MemtypeEngine
import Screen

extension Explorer {
  /// The boot, step by step, under the names of its phases.
  func stepRows(width: Int) -> [ListRow] {
    var rows: [ListRow] = []
    var phase: BootStep.Phase?
    for (i, step) in wholeBoot.trace.steps.enumerated() {
      if step.phase != phase {
        rows.append(.line(note(step.phase.name)))
        phase = step.phase
      }
      rows.append(.step(i))
    }
    let off = scenario.disabledSteps.isEmpty ? [] : scenario.possibleSteps.filter { !$0.isOn }
    if !off.isEmpty { rows.append(.line(note("left out"))) }
    rows += off.map { .switchedOff($0.id) }
    return rows.isEmpty
      ? notes("no step of this boot maps anything: a device and its driver would", width) : rows
  }

  func stepLine(_ index: Int, width: Int) -> ListLine {
    guard wholeBoot.trace.steps.indices.contains(index) else { return ListLine() }
    let step = wholeBoot.trace.steps[index]
    let digits = String(wholeBoot.trace.steps.count).utf8.count
    let isBad = Self.isFailure(step.mapping?.outcome)
    let result = step.mapping.map(answer) ?? ""
    let room = width - digits - 3 - (result.isEmpty ? 0 : DisplayWidth.of(result) + 1)
    var line = ListLine(address: address(ofStep: step.number), isBad: isBad)
    let isCurrent = boot?.step == step.number
    let isAhead = boot.map { $0.step < step.number } ?? false
    if isBad {
      line.add(String(glyphs.cross), Style(.bad, bold: true))
    } else if blamedSteps.contains(step.number) {
      line.add(String(glyphs.warning), .warning)
    } else {
      line.add(" ")
    }
    let number = (isCurrent ? String(glyphs.cursorMark) : "") + String(step.number)
    line.add(
      number, isCurrent ? Style(.strong, bold: true, reversed: true) : Style(.dim), width: digits + 1,
      align: .trailing)
    line.add(" ")
    let style =
      isBad ? Style(.bad, bold: true) : isCurrent ? Style(.strong, bold: true) : Style(isAhead ? .dim : .text)
    line.add(clipped(step.title, room), style, width: room)
    if let mapping = step.mapping {
      line.add(" ")
      line.add(result, isBad ? Style(.bad, bold: true) : Style(role(of: mapping.got)))
    }
    return line
  }

  /// A step that the boot is without.
  func switchedOffLine(_ id: String, width: Int) -> ListLine {
    let step = scenario.possibleSteps.first { $0.id == id }
    var line = ListLine(address: step?.device.flatMap { scenario.device($0)?.range.start })
    let digits = String(wholeBoot.trace.steps.count).utf8.count
    line.add("-", .dim, width: digits + 2, align: .trailing)
    line.add(" ")
    line.add(clipped(step?.title ?? id, max(0, width - line.width)), .dim)
    return line
  }

  static func isFailure(_ outcome: MappingAttempt.Outcome?) -> Bool {
    if case .failed = outcome { true } else { false }
  }

  /// `UC-`, or `UC- got WB` where they differ.
  private func answer(_ mapping: MappingAttempt) -> String {
    switch mapping.outcome {
    case .mapped(let mode):
      mode == mapping.requested ? mode.name : "\(mapping.requested.name) got \(mode.name)"
    case .reused(let mode): "reuses \(mode.name)"
    case .failed(let error): "\(mapping.requested.name) got \(mapping.got?.name ?? "none") \(error)"
    }
  }
}
