/// The steps after `setup_arch` that a scenario's boot consists of, in the order in which they run.
struct BootPlan {
  /// One step to come.
  struct Step {
    enum Task: UInt8 {
      case reserveHole, tables, earlyHPET, region, driver
    }

    var task: Task
    var phase: BootStep.Phase
    /// The place in link order: the phase, what comes first in it, and the scenario's own order.
    fileprivate var key: UInt64 = 0
    var device = 0
    /// A region's index, or which of a driver's ranges.
    var part = 0
    /// A field read's index.
    var read = 0
  }

  private(set) var steps: [Step] = []

  /// Without what is switched off, and in the scenario's own order.
  init(_ scenario: Scenario) {
    self.init(allStepsOf: scenario)
    if !scenario.disabledSteps.isEmpty {
      steps.removeAll { Self.isOff($0, in: scenario) }
    }
    if !scenario.bootOrder.isEmpty { reorder(scenario) }
  }

  /// Everything in link order, also what is switched off.
  init(allStepsOf scenario: Scenario) {
    steps.reserveCapacity(scenario.devices.count + 4)
    if scenario.patches.contains(.reservesPCIHole) {
      add(Step(task: .reserveHole, phase: .startKernel), rank: 0)
    }
    var knowsHPET = scenario.platform.replacesTimerInit
    // By index: a device is a large value to copy.
    for index in scenario.devices.indices {
      let traits = scenario.devices[index].kind.traits
      if traits.contains(.firmwareTables) {
        add(Step(task: .tables, phase: .startKernel, device: index), rank: 1)
      }
      if traits.contains(.timer), !knowsHPET, scenario.devices[index].hasDriver {
        knowsHPET = true
        add(Step(task: .earlyHPET, phase: .startKernel, device: index), rank: 2)
      }
      for part in scenario.devices[index].regions.indices
      where scenario.devices[index].regions[part].space == .systemMemory {
        for read in scenario.devices[index].regions[part].reads.indices {
          add(Step(task: .region, phase: .subsys, device: index, part: part, read: read), rank: 0)
        }
      }
      guard let phase = scenario.devices[index].driver?.phase else { continue }
      let rank = scenario.devices[index].kind.model.linkRank
      for part in 0..<scenario.devices[index].mappingCount {
        add(Step(task: .driver, phase: phase, device: index, part: part), rank: rank)
      }
    }
    steps.sort { $0.key < $1.key }
  }

  private mutating func add(_ step: Step, rank: UInt64) {
    var step = step
    let phase = UInt64(step.phase.rawValue)
    step.key = phase << 56 | rank << 48 | UInt64(steps.count)
    steps.append(step)
  }

  /// Steps named in the scenario's order change places among themselves, phase by phase; the others stay.
  private mutating func reorder(_ scenario: Scenario) {
    var wanted: [String: Int] = [:]
    for (place, id) in scenario.bootOrder.enumerated() where wanted[id] == nil { wanted[id] = place }
    var start = 0
    while start < steps.count {
      let phase = steps[start].phase
      var end = start
      while end < steps.count, steps[end].phase == phase { end += 1 }
      if phase.isReorderable {
        let named = (start..<end).compactMap { index in
          wanted[scenario.id(of: steps[index])].map { (place: $0, index: index, step: steps[index]) }
        }
        let sorted = named.sorted { ($0.place, $0.index) < ($1.place, $1.index) }
        for (target, source) in zip(named, sorted) { steps[target.index] = source.step }
      }
      start = end
    }
  }

  private static func isOff(_ step: Step, in scenario: Scenario) -> Bool {
    let work = scenario.work(of: step)
    let device = scenario.devices.isEmpty ? "" : scenario.devices[step.device].id
    guard let id = work.switchID(deviceID: device) else { return false }
    if scenario.disabledSteps.contains(id) { return true }
    // A region's name alone means all accesses to it.
    guard case .region(let path, let base, _, _, let isOnly) = work, !isOnly else { return false }
    return scenario.disabledSteps.contains(BootWork.regionID(path, base))
  }
}

extension Scenario {
  /// What a step of the plan does.
  func work(of step: BootPlan.Step) -> BootWork {
    switch step.task {
    case .reserveHole: return .reserveHole
    case .tables: return .tables
    case .earlyHPET: return .earlyHPET
    case .region:
      let region = devices[step.device].regions[step.part]
      let read = region.reads[step.read]
      return .region(
        path: region.path, base: region.base, offset: read.offset, method: read.method,
        isOnly: region.reads.count == 1)
    case .driver:
      guard let driver = devices[step.device].driver(ofPart: step.part) else { return .tables }
      return .driver(name: driver.name, function: driver.function, part: step.part)
    }
  }

  func id(of step: BootPlan.Step) -> String {
    work(of: step).id(deviceID: devices.isEmpty ? "" : devices[step.device].id)
  }
}
