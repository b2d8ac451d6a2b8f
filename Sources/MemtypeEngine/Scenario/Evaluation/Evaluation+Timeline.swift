extension Evaluation {
  /// The tracker's entries after a step, in list order: all of them after the last step, none before the first.
  ///
  /// The recorded changes are played again, O(n log n) in their number.
  public func tracked(afterStep step: Int) -> [TrackedEntry] {
    guard step < trace.steps.count else { return tracked }
    var entries = TrackedRanges()
    for change in trace.changes {
      if change.step > step { break }
      if change.isAdded {
        entries.insert(change.entry)
      } else if let position = entries.exactMatch(
        start: change.entry.range.start, end: change.entry.range.end)
      {
        entries.remove(at: position)
      }
    }
    return entries.entries
  }

  /// What the kernel knows of memory after a step. Before the first one it knows nothing.
  public func state(afterStep step: Int) -> BootState {
    trace.states.last { $0.step <= step }
      ?? BootState(step: 0, memoryMap: [], mtrr: MTRRState(cpu: scenario.cpu, kernel: scenario.kernel))
  }

  /// The address space as it is after a step: the memory map and the MTRR types as the kernel knows them by then,
  /// and what is tracked.
  public func segments(afterStep step: Int) -> [AddressSegment] {
    guard step < trace.steps.count else { return segments }
    let state = state(afterStep: step)
    return MemtypeEngine.segments(
      of: scenario, tolud: tolud, memoryMap: state.memoryMap, mtrr: state.mtrr,
      tracked: tracked(afterStep: step), DeviceIndex(scenario.devices))
  }

  /// The step that a driver's failure goes back to: the mapping that decided, or the one that decided about that.
  /// The driver's own step if nobody came before it; nil for a driver that did not fail.
  public func blame(for outcome: DeviceOutcome) -> BootStep? {
    guard outcome.isFailure, var culprit = outcome.step.flatMap({ step($0) }) else { return nil }
    while let earlier = culprit.mapping?.decidedBy, earlier < culprit.number, let step = step(earlier) {
      culprit = step
    }
    return culprit
  }
}
