import MemtypeEngine
import Screen

extension Explorer {
  /// From this width on the drivers pane says what each mapping amounts to.
  static let effectWidth = 44

  /// What the processor makes of a driver's mapping; nil for a driver that has none.
  func effect(of outcome: DeviceOutcome) -> MappingEffect? {
    guard !outcome.isFailure, let number = outcome.step,
      let mapping = evaluation.step(number)?.mapping
    else { return nil }
    return evaluation.effect(
      of: mapping, on: scenario.device(outcome.device), reading: derived.processor)
  }

  /// `emulated: every access traps`, `MTRR UC x PAT UC- = UC`, under a driver.
  func effectLine(_ index: Int, width: Int) -> ListLine {
    var line = ListLine(isSelectable: false)
    guard evaluation.outcomes.indices.contains(index), let effect = effect(of: evaluation.outcomes[index])
    else { return line }
    line.add("  ")
    line.add(clipped(effect.shortText, max(0, width - 3)), .dim)
    return line
  }
}

extension MappingEffect {
  /// In a line: what traps has no memory type at all.
  var shortText: String {
    if traps { return "emulated: every access traps" }
    let answer = effective?.name ?? "unknown"
    switch base {
    case .ept(let entry) where entry.ignoresPAT: return "EPT \(entry.type.name), PAT ignored = \(answer)"
    case .mtrr, .ept, .nestedPage, .unknown: return "\(baseText) x PAT \(pat.name) = \(answer)"
    }
  }
}
