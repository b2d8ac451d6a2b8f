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
  var isHPETMapped = false
  var steps: [BootStep] = []
  /// The log of the set-up; later lines are in the log of `mappings`.
  var log: [KernelMessage] = []
  /// The mappings that stand and are tracked, with the step that made them; in the order in which they were made.
  var claims: [Claim] = []

  struct Claim {
    var range: AddressRange
    var step: Int
    var mode: PageCacheMode
  }

  init(_ scenario: Scenario) {
    self.scenario = scenario
    memoryMap = E820Table(kernel: scenario.kernel)
    mtrr = MTRRState(cpu: scenario.cpu, kernel: scenario.kernel)
    mappings = KernelMappings(physBits: scenario.cpu.physBits, mtrr: mtrr, resources: ResourceTree())
  }

  /// Runs the whole boot.
  mutating func run() {
    setUpArchitecture()
    mapACPITables()
    mapHPETEarly()
    mapECAM()
    runAML()
    probeHPET()
    probeTPMs()
    probePCIDevices()
  }

  /// Closes a step: it gets the log lines since the last one.
  mutating func record(
    _ phase: BootStep.Phase, _ function: String, _ title: String, device: Int? = nil,
    mapping: MappingAttempt? = nil
  ) {
    steps.append(
      BootStep(
        number: nextStep, phase: phase, function: function, title: title, device: device, mapping: mapping,
        log: log.isEmpty ? mappings.log : log + mappings.log))
    log.removeAll()
    mappings.log.removeAll()
  }

  /// The number that the step in progress will get.
  var nextStep: Int { steps.count + 1 }
}
