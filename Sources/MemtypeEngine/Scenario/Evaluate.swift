/// Everything that follows from a scenario: a pure function, the same output for the same input.
///
/// Any value is safe, whatever its numbers; nothing traps.
public func evaluate(_ scenario: Scenario) -> Evaluation {
  var boot = BootSimulator(scenario)
  boot.run()
  let tracked = boot.mappings.tracker.entries.entries
  let cutter = AddressSpaceCutter(
    limit: UInt64.mask(bits: scenario.cpu.physBits) &+ 1, memoryMap: boot.memoryMap.entries,
    types: typeRanges(of: boot.mtrr, physBits: scenario.cpu.physBits),
    devices: scenario.devices.map { AddressRange($0.range.start, max($0.range.start, $0.range.end)) },
    tracked: tracked, marks: [boot.tolud, .fourGiB, .mib])
  return Evaluation(
    scenario: scenario, tolud: boot.tolud, memoryMap: boot.memoryMap.entries, override: boot.override,
    mtrr: boot.mtrr, pat: boot.pat, tracked: tracked, trace: BootTrace(steps: boot.steps),
    outcomes: outcomes(of: scenario, steps: boot.steps), segments: cutter.segments())
}

/// The MTRR types over the whole address space, cut wherever the type or its source changes.
private func typeRanges(of mtrr: MTRRState, physBits: Int) -> [Evaluation.TypeRange] {
  let limit = UInt64.mask(bits: physBits) &+ 1
  let cuts = mtrr.boundaries.filter { $0 > 0 && $0 < limit }
  var result: [Evaluation.TypeRange] = []
  result.reserveCapacity(cuts.count + 1)
  var start: PhysicalAddress = 0
  for end in cuts + [limit] where end > start {
    result.append(
      Evaluation.TypeRange(
        range: AddressRange(start, end), type: mtrr.typeLookup(start, start &+ 1).type,
        source: mtrr.source(at: start)))
    start = end
  }
  return result
}

/// How each device's driver fared: its own last step decides, and the HPET counts as mapped once it is.
private func outcomes(of scenario: Scenario, steps: [BootStep]) -> [DeviceOutcome] {
  scenario.devices.enumerated().map { index, device in
    var outcome = DeviceOutcome(device: index, status: device.isFixmap ? .fixmap : .notDriven)
    let pages = device.range.pageRounded
    for step in steps {
      guard let mapping = step.mapping else { continue }
      if outcome.firstStep == nil, mapping.isMapped, mapping.range.pageRounded.overlaps(pages) {
        outcome.firstStep = step.number
        outcome.firstMode = mapping.got ?? mapping.requested
      }
      guard step.device == index, step.isDriver, !outcome.status.isMapped else { continue }
      outcome.step = step.number
      outcome.requested = mapping.requested
      outcome.got = mapping.got
      switch mapping.outcome {
      case .mapped(let mode), .reused(let mode): outcome.status = .mapped(mode)
      case .failed(let error): outcome.status = .failed(error)
      }
    }
    return outcome
  }
}

extension Device {
  /// Mapped by early code at a fixed virtual address, past the tracker.
  fileprivate var isFixmap: Bool { kind == .localAPIC || kind == .ioAPIC }
}

extension BootStep {
  /// Whether it is the device's own driver that maps, not ACPI on its way.
  fileprivate var isDriver: Bool { function != "acpi_init" }
}

extension DeviceOutcome.Status {
  fileprivate var isMapped: Bool {
    if case .mapped = self { true } else { false }
  }
}
