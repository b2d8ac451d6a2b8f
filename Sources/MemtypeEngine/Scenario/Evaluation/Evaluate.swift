/// Everything that follows from a scenario: a pure function, the same output for the same input.
///
/// Any value is safe, whatever its numbers; nothing traps.
public func evaluate(_ scenario: Scenario) -> Evaluation {
  var boot = BootSimulator(scenario)
  boot.run()
  let tracked = boot.mappings.tracker.entries.entries
  let index = DeviceIndex(scenario.devices)
  return Evaluation(
    scenario: scenario, tolud: boot.tolud, memoryMap: boot.memoryMap.entries, override: boot.override,
    mtrr: boot.mtrr, pat: boot.pat, tracked: tracked, trace: boot.trace,
    outcomes: outcomes(of: scenario, steps: boot.trace.steps, pat: boot.pat, mtrr: boot.mtrr, index),
    segments: segments(
      of: scenario, tolud: boot.tolud, memoryMap: boot.memoryMap.entries, mtrr: boot.mtrr, tracked: tracked,
      index))
}

/// What becomes of a scenario's drivers, and nothing else: the same outcomes as `evaluate`'s in less than half of its
/// time, for the many cases of a sweep.
package func evaluateOutcomes(_ scenario: Scenario) -> [DeviceOutcome] {
  var boot = BootSimulator(scenario, keepsAll: false)
  boot.run()
  return outcomes(
    of: scenario, steps: boot.trace.steps, pat: boot.pat, mtrr: boot.mtrr, DeviceIndex(scenario.devices))
}

/// The address space cut wherever anything changes.
func segments(
  of scenario: Scenario, tolud: PhysicalAddress, memoryMap: [E820Entry], mtrr: MTRRState,
  tracked: [TrackedEntry], _ devices: DeviceIndex
) -> [AddressSegment] {
  AddressSpaceCutter(
    limit: UInt64.mask(bits: scenario.cpu.physBits) &+ 1, memoryMap: memoryMap,
    types: typeRanges(of: mtrr, physBits: scenario.cpu.physBits),
    devices: devices,
    tracked: tracked, marks: [tolud, .fourGiB, .mib]
  ).segments()
}

/// The MTRR types over the whole address space, cut wherever the type or its source changes.
private func typeRanges(of mtrr: MTRRState, physBits: Int) -> [Evaluation.TypeRange] {
  let limit = UInt64.mask(bits: physBits) &+ 1
  guard mtrr.isComplete else {
    return [Evaluation.TypeRange(range: AddressRange(0, limit), type: .invalid, source: .unread)]
  }
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
/// with several ranges needs all of them, but for parts that it can go on without.
func outcomes(
  of scenario: Scenario, steps: [BootStep], pat: PATConfiguration, mtrr: MTRRState,
  _ devices: DeviceIndex
) -> [DeviceOutcome] {
  // By index: a device is a large value to copy.
  let list = scenario.devices
  var outcomes = list.indices.map { index in
    DeviceOutcome(device: index, status: list[index].isDriverUnknown ? .unknown : .notDriven)
  }
  for step in steps {
    guard let mapping = step.mapping else { continue }
    if case .fixmap = step.work, let index = step.device { outcomes[index].status = .fixmap }
    if mapping.isMapped, !mapping.isUntracked, step.device != nil {
      devices.places.forEach(overlapping: mapping.range.pageRounded) { index in
        guard outcomes[index].firstStep == nil else { return }
        outcomes[index].firstStep = step.number
        outcomes[index].firstMode = mapping.got ?? mapping.requested
      }
    }
    guard let index = step.device, step.work.isDriver else { continue }
    if let regression = regression(of: step, mapping, pat: pat, mtrr: mtrr) {
      outcomes[index].regression = outcomes[index].regression ?? regression
    }
    guard outcomes[index].accepts(step.work, mapping, list[index]) else { continue }
    outcomes[index].step = step.number
    outcomes[index].requested = mapping.requested
    outcomes[index].got = mapping.got
    switch mapping.outcome {
    case .mapped(let mode), .reused(let mode): outcomes[index].status = .mapped(mode)
    case .failed(let error): outcomes[index].status = .failed(error)
    }
  }
  for index in list.indices {
    guard let observed = list[index].observed, observed.isUnexplained else { continue }
    // Not before its driver has run.
    if outcomes[index].step != nil || list[index].driver == nil { outcomes[index].take(observed) }
  }
  return outcomes
}

/// WC, WT or WB was asked for, and the mapping that stands has something slower; without PAT a WC MTRR does for WC. Or
/// uncached was asked for, and the mapping is cached, as a window that is not tracked allows, and the MTRRs do not heal
/// that.
private func regression(
  of step: BootStep, _ mapping: MappingAttempt, pat: PATConfiguration, mtrr: MTRRState
) -> DeviceOutcome.Regression? {
  let got: PageCacheMode
  switch mapping.outcome {
  case .mapped(let mode), .reused(let mode): got = mode
  case .failed: return nil
  }
  switch (mapping.requested, got) {
  case (.wc, .ucMinus), (.wc, .uc), (.wt, .ucMinus), (.wt, .uc):
    let start = mapping.range.start
    if !pat.isEnabled, mtrr.typeLookup(start, start &+ 1).type == .wc { return nil }
  case (.wb, .ucMinus), (.wb, .uc), (.wb, .wc), (.wb, .wt): break
  case (.ucMinus, .wb), (.uc, .wb), (.wc, .wb):
    let start = mapping.range.start
    guard mtrr.typeLookup(start, start &+ 1).type == .wb else { return nil }
  default: return nil
  }
  return DeviceOutcome.Regression(asked: mapping.requested, got: got, step: step.number)
}

extension DeviceOutcome {
  /// Whether a step of the device's own has a say in how it fared.
  fileprivate func accepts(_ work: BootWork, _ mapping: MappingAttempt, _ device: Device) -> Bool {
    if case .driver(_, _, let part) = work {
      if !mapping.isMapped, device.parts[safe: part]?.error == 0 { return false }
      if part > 0, step != nil { return !isFailure && !mapping.isMapped }
    }
    if case .mapped = status { return false }
    return true
  }
}
