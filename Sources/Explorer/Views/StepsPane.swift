import MemtypeEngine
import Screen

extension Explorer {
  /// The boot, step by step, under the names of its phases.
  func stepLines(width: Int) -> [ListLine] {
    var lines: [ListLine] = []
    var phase: BootStep.Phase?
    let digits = String(evaluation.trace.steps.count).utf8.count
    for step in evaluation.trace.steps {
      if step.phase != phase {
        lines.append(note(step.phase.name))
        phase = step.phase
      }
      lines.append(line(for: step, digits: digits, width: width))
    }
    return lines.isEmpty ? [note("no step of this boot maps anything")] : lines
  }

  private func line(for step: BootStep, digits: Int, width: Int) -> ListLine {
    let isBad = Self.isFailure(step.mapping?.outcome)
    let result = step.mapping.map(answer) ?? ""
    let room = width - digits - 3 - (result.isEmpty ? 0 : DisplayWidth.of(result) + 1)
    var line = ListLine(address: address(ofStep: step.number), isBad: isBad)
    line.add(isBad ? String(glyphs.cross) : "", Style(.bad, bold: true), width: 1)
    line.add(String(step.number), .dim, width: digits + 1, align: .trailing)
    line.add(" ")
    line.add(clipped(step.title, room), isBad ? Style(.bad, bold: true) : Style(.text), width: room)
    if let mapping = step.mapping {
      line.add(" ")
      line.add(result, isBad ? Style(.bad, bold: true) : Style(role(of: mapping.got)))
    }
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
