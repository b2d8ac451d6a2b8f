/// A change of a scenario as a value: what makes one candidate out of another.
public enum ScenarioEdit: Hashable, Sendable {
  case registers(MTRRRegisters)
  case kernel(KernelRevision)
  case platform(Platform)
  /// The processor's vendor, which is the host's, too.
  case vendor(CPU.Vendor)
  case memoryMap([E820Entry])
  /// The regions of the device with this `id`.
  case regions(device: String, [OperationRegion])
  /// Whether the device with this `id` has a driver.
  case hasDriver(device: String, Bool)
  /// Whether the early timer set-up maps the HPET.
  case earlyHPET(Bool)
  /// Several, in order.
  case all([ScenarioEdit])

  /// Without effect where it is about a device that is not there.
  public func apply(to scenario: inout Scenario) {
    switch self {
    case .registers(let registers): scenario.mtrr = registers
    case .kernel(let kernel): scenario.kernel = kernel
    case .platform(let platform): scenario.platform = platform
    case .vendor(let vendor):
      scenario.cpu.vendor = vendor
      scenario.host = KVMHost(vendor: vendor)
    case .memoryMap(let map): scenario.firmwareMap = map
    case .regions(let id, let regions):
      guard let place = scenario.devices.firstIndex(where: { $0.id == id }) else { return }
      scenario.devices[place].regions = regions
    case .hasDriver(let id, let hasDriver):
      guard let place = scenario.devices.firstIndex(where: { $0.id == id }) else { return }
      scenario.devices[place].hasDriver = hasDriver
    case .earlyHPET(let isEarly): scenario.hasEarlyHPET = isEarly
    case .all(let edits):
      for edit in edits { edit.apply(to: &scenario) }
    }
  }

  /// Whether the scenario is as the edit would make it.
  public func holds(in scenario: Scenario) -> Bool {
    var copy = scenario
    apply(to: &copy)
    return copy == scenario
  }
}
