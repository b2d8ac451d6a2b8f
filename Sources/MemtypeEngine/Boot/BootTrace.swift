/// The boot as a list of steps, with what is needed to show the machine after each of them.
public struct BootTrace: Hashable, Sendable {
  public var steps: [BootStep]
  /// Every change of the tracker's list, in order.
  public var changes: [TrackerChange]
  /// The memory map and the MTRRs, once for each step that changed them.
  public var states: [BootState]

  public init(steps: [BootStep] = [], changes: [TrackerChange] = [], states: [BootState] = []) {
    self.steps = steps
    self.changes = changes
    self.states = states
  }

  /// The kernel log of the boot, in order.
  public var log: [KernelMessage] { steps.flatMap(\.log) }
}

/// An entry that came to the tracker's list in a step, or left it.
public struct TrackerChange: Hashable, Sendable {
  public var step: Int
  public var entry: TrackedEntry
  public var isAdded: Bool

  public init(step: Int, entry: TrackedEntry, isAdded: Bool) {
    self.step = step
    self.entry = entry
    self.isAdded = isAdded
  }
}

/// What the kernel knows of memory from a step on.
public struct BootState: Hashable, Sendable {
  /// The number of the step that brought it about.
  public var step: Int
  public var memoryMap: [E820Entry]
  public var mtrr: MTRRState

  public init(step: Int, memoryMap: [E820Entry], mtrr: MTRRState) {
    self.step = step
    self.memoryMap = memoryMap
    self.mtrr = mtrr
  }
}
