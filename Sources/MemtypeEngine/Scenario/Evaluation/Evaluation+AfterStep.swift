extension Evaluation {
  /// The machine after a step of the boot, as if the boot had stopped there: memory map, MTRRs, tracked ranges,
  /// drivers and log. Itself after the last step; before the first one the kernel knows nothing.
  public func evaluation(afterStep step: Int) -> Evaluation {
    guard step < trace.steps.count else { return self }
    let step = max(0, step)
    let state = state(afterStep: step)
    var result = self
    if !hasOverrideRun(by: step) { result.override = .notTried }
    result.memoryMap = state.memoryMap
    result.mtrr = state.mtrr
    result.tracked = tracked(afterStep: step)
    result.trace.steps = Array(trace.steps.prefix(step))
    result.trace.changes = Array(trace.changes.prefix { $0.step <= step })
    result.trace.states = Array(trace.states.prefix { $0.step <= step })
    let index = DeviceIndex(scenario.devices)
    result.outcomes = MemtypeEngine.outcomes(
      of: scenario, steps: result.trace.steps, pat: pat, mtrr: state.mtrr, index)
    result.segments = MemtypeEngine.segments(
      of: scenario, tolud: tolud, memoryMap: state.memoryMap, mtrr: state.mtrr, tracked: result.tracked,
      index)
    return result
  }

  /// Whether the kernel has asked for another MTRR state by then.
  private func hasOverrideRun(by step: Int) -> Bool {
    trace.steps.prefix(step).contains { step in
      guard case .setUp(let work) = step.work else { return false }
      return [.kvmOverride, .xenOverride, .hyperVOverride, .stateOverride].contains(work)
    }
  }
}
