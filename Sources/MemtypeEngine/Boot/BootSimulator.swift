/// Boots a scenario's kernel, as far as memory types go, and writes down what happens.
///
/// The order of the steps is Linux's: `setup_arch`, `start_kernel`, then the initcall levels (init/main.c,
/// arch/x86/kernel/setup.c).
struct BootSimulator {
  let scenario: Scenario
  var memoryMap: E820Table
  var tolud: PhysicalAddress = 0
  var override = GuestOverride.notTried
  var mtrr: MTRRState
  var pat = PATConfiguration.standard
  /// Made anew once the set-up is done.
  var mappings: KernelMappings
  /// What has its mapping by now, by its model's traits.
  var mapped: DriverModel.Traits = []
  /// What drivers of the firmware's framebuffers hold, until the display's own driver comes.
  var framebuffers = HeldFramebuffers()
  /// The step in progress has changed the MTRRs.
  var hasNewMTRR = false
  var trace = BootTrace()
  /// Whether the log, the machine's states and the steps without a mapping are written down: not where the outcomes
  /// alone are asked for.
  private let keepsAll: Bool
  private var stepCount = 0
  /// The log of the set-up; later lines are in the log of `mappings`.
  var log: KernelLog
  /// Windows of the regions that were accessed.
  var windows = OpenWindows()
  var claims = MappingClaims()

  init(_ scenario: Scenario, keepsAll: Bool = true) {
    self.scenario = scenario
    self.keepsAll = keepsAll
    log = keepsAll ? KernelLog() : .unread
    memoryMap = E820Table(kernel: scenario.kernel)
    mtrr = MTRRState(cpu: scenario.cpu, kernel: scenario.kernel)
    mappings = KernelMappings(physBits: scenario.cpu.physBits, mtrr: mtrr, resources: ResourceTree())
    mappings.log = log
  }

  /// Runs the whole boot.
  mutating func run() {
    let plan = BootPlan(scenario)
    trace.steps.reserveCapacity(plan.steps.count + 12)
    setUpArchitecture()
    for step in plan.steps {
      switch step.task {
      case .reserveHole: reserveHole(step)
      case .tables: mapTables(step)
      case .earlyHPET: mapHPETEarly(step)
      case .region: readRegion(step)
      case .driver: probe(step)
      }
    }
  }

  /// Closes a step: it gets the log lines since the last one.
  mutating func record(
    _ phase: BootStep.Phase, _ work: BootWork, device: Int? = nil, mapping: MappingAttempt? = nil
  ) {
    guard keepsAll || mapping != nil else { return skip() }
    append(
      BootStep(
        number: nextStep, phase: phase, work: work, device: device,
        deviceID: device.map { scenario.devices[$0].id } ?? "",
        deviceName: device.map { scenario.devices[$0].name } ?? "", mapping: mapping))
  }

  /// The same for a driver's step.
  mutating func record(_ step: BootPlan.Step, _ work: BootWork, _ device: Device, mapping: MappingAttempt) {
    append(
      BootStep(
        number: nextStep, phase: step.phase, work: work, device: step.device, deviceID: device.id,
        deviceName: device.name, mapping: mapping))
  }

  private mutating func append(_ step: BootStep) {
    guard keepsAll else {
      trace.steps.append(step)
      return skip()
    }
    stepCount += 1
    var step = step
    step.log = log.take() + mappings.log.take()
    trace.steps.append(step)
  }

  /// Closes a step that nobody will look at.
  private mutating func skip() {
    stepCount += 1
    log.removeAll()
    mappings.log.removeAll()
  }

  /// Closes a step of the plan.
  mutating func record(_ step: BootPlan.Step, mapping: MappingAttempt?) {
    record(
      step.phase, scenario.work(of: step), device: step.task == .reserveHole ? nil : step.device,
      mapping: mapping)
  }

  /// Keeps the memory map and the MTRRs as the step that was closed last left them.
  mutating func snapshot() {
    guard keepsAll else { return }
    trace.states.append(BootState(step: stepCount, memoryMap: memoryMap.entries, mtrr: mtrr))
  }

  /// The number that the step in progress will get.
  var nextStep: Int { stepCount + 1 }
}

/// Which step made each entry of the tracker's list.
struct MappingClaims {
  private var list: [(entry: TrackedEntry, step: Int)] = []
  /// Used once there are many.
  private var index: [TrackedEntry: Int] = [:]

  mutating func add(_ entry: TrackedEntry, step: Int) {
    list.append((entry, step))
  }

  /// Takes back what was added last.
  mutating func removeLast() {
    guard let last = list.popLast() else { return }
    if indexed > list.count {
      indexed = list.count
      if !list.contains(where: { $0.entry == last.entry }) { index[last.entry] = nil }
    }
  }

  /// The first step that made such an entry.
  mutating func step(of entry: TrackedEntry) -> Int? {
    guard list.count > 64 else { return list.first { $0.entry == entry }?.step }
    if index.isEmpty { index.reserveCapacity(2 * list.count) }
    for (entry, step) in list.dropFirst(indexed) where index[entry] == nil { index[entry] = step }
    indexed = list.count
    return index[entry]
  }

  /// How many of the list are in the index.
  private var indexed = 0
}
