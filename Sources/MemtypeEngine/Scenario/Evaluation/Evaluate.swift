/// Everything that follows from a scenario: a pure function, the same output for the same input.
///
/// Any value is safe, whatever its numbers; nothing traps.
public func evaluate(_ scenario: Scenario) -> Evaluation {
  var boot = BootSimulator(scenario)
  boot.run()
  let tracked = boot.mappings.tracker.entries.entries
  return Evaluation(
    scenario: scenario, tolud: boot.tolud, memoryMap: boot.memoryMap.entries, override: boot.override,
    mtrr: boot.mtrr, pat: boot.pat, tracked: tracked, trace: boot.trace,
    outcomes: outcomes(of: scenario, steps: boot.trace.steps),
    segments: segments(
      of: scenario, tolud: boot.tolud, memoryMap: boot.memoryMap.entries, mtrr: boot.mtrr, tracked: tracked))
}

/// The address space cut wherever anything changes.
func segments(
  of scenario: Scenario, tolud: PhysicalAddress, memoryMap: [E820Entry], mtrr: MTRRState,
  tracked: [TrackedEntry]
) -> [AddressSegment] {
  AddressSpaceCutter(
    limit: UInt64.mask(bits: scenario.cpu.physBits) &+ 1, memoryMap: memoryMap,
    types: typeRanges(of: mtrr, physBits: scenario.cpu.physBits),
    devices: scenario.devices.map { AddressRange($0.range.start, max($0.range.start, $0.range.end)) },
    tracked: tracked, marks: [tolud, .fourGiB, .mib]
  ).segments()
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

/// How each device's driver fared: its own last step decides, and the HPET counts as mapped once it is. A driver
/// with several ranges needs all of them.
func outcomes(of scenario: Scenario, steps: [BootStep]) -> [DeviceOutcome] {
  var outcomes = scenario.devices.enumerated().map { index, device in
    DeviceOutcome(device: index, status: device.isFixmap ? .fixmap : .notDriven)
  }
  let places = DevicePlaces(scenario.devices)
  for step in steps {
    guard let mapping = step.mapping else { continue }
    if mapping.isMapped, !mapping.isUntracked, step.device != nil {
      places.forEach(overlapping: mapping.range.pageRounded) { index in
        guard outcomes[index].firstStep == nil else { return }
        outcomes[index].firstStep = step.number
        outcomes[index].firstMode = mapping.got ?? mapping.requested
      }
    }
    guard let index = step.device, step.work.isDriver, outcomes[index].accepts(step.work, mapping) else {
      continue
    }
    outcomes[index].step = step.number
    outcomes[index].requested = mapping.requested
    outcomes[index].got = mapping.got
    switch mapping.outcome {
    case .mapped(let mode), .reused(let mode): outcomes[index].status = .mapped(mode)
    case .failed(let error): outcomes[index].status = .failed(error)
    }
  }
  return outcomes
}

/// Finds the devices whose pages a range touches.
private struct DevicePlaces {
  /// By start; `highestEnd` is the highest end so far, which tells where a search may stop.
  private var places: [(pages: AddressRange, index: Int, highestEnd: PhysicalAddress)] = []

  init(_ devices: [Device]) {
    places = devices.enumerated().map { ($0.element.range.pageRounded, $0.offset, 0) }
    places.sort { $0.pages.start < $1.pages.start }
    var highest: PhysicalAddress = 0
    for i in places.indices {
      highest = max(highest, places[i].pages.end)
      places[i].highestEnd = highest
    }
  }

  func forEach(overlapping range: AddressRange, _ body: (Int) -> Void) {
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if places[middle].pages.start < range.end { low = middle + 1 } else { high = middle }
    }
    while low > 0, places[low - 1].highestEnd > range.start {
      low -= 1
      if places[low].pages.overlaps(range) { body(places[low].index) }
    }
  }
}

extension Device {
  /// Mapped by early code at a fixed virtual address, past the tracker.
  fileprivate var isFixmap: Bool { kind == .localAPIC || kind == .ioAPIC }
}

extension DeviceOutcome {
  /// Whether a step of the device's own has a say in how it fared.
  fileprivate func accepts(_ work: BootWork, _ mapping: MappingAttempt) -> Bool {
    if case .driver(_, _, let part) = work, part > 0 { return !isFailure && !mapping.isMapped }
    if case .mapped = status { return false }
    return true
  }
}
