import MemtypeEngine

/// Draws the scenario out of what was read. What is missing is assumed, and each assumption is written down.
struct ScenarioBuilder {
  var report: MachineReport
  var assumptions: [Assumption] = []
  /// The map that was taken has `mem=` and `memmap=` in it already.
  var isMemoryApplied = false
  /// The map from before the kernel trimmed it, if it did.
  var untrimmedMap: [E820Entry]?

  /// The words around the log's lines that may say what the machine is; where lines say it, nobody looks for them.
  lazy var prose = Prose(report.log?.value)
  /// What they say that it is.
  var platformGuess: PlatformGuess?
  /// The functions with memory BARs, read once: the address width follows from them, and later the devices.
  lazy var pciFunctions = readPCIFunctions()
  /// Devices whose range somebody else had claimed, by `id`: no mapping was tried, so none was refused.
  var claimedDevices: Set<String> = []
  /// Failures that name no place and no device that is known.
  var unplaced: [ObservedOutcome] = []
  /// What is open, with its candidates.
  var open: [OpenInput] = []
  /// What the machine said, for the scenario to be held against.
  var evidence = Evidence.none

  /// What became of mappings was left out of the report on purpose.
  let isPredicting: Bool
  /// The registers at boot, where they have been found out already.
  let knownRegisters: MTRRRegisters?

  init(report: MachineReport, isPredicting: Bool = false, knownRegisters: MTRRRegisters? = nil) {
    self.report = report
    self.isPredicting = isPredicting
    self.knownRegisters = knownRegisters
  }

  var log: BootLog? { report.log?.value }

  /// Where tables and controllers lie: by the kernel's log, or by Xen's console in the same words.
  var deviceLines: DeviceLines? {
    guard let log, !log.devices.tables.isEmpty || log.devices.hpet != nil || !log.devices.ioAPICs.isEmpty
    else {
      return report.xenConsole?.value.log.devices ?? log?.devices
    }
    return log.devices
  }

  mutating func assume(_ missing: String, _ assumed: String) {
    let assumption = Assumption(missing: missing, assumed: assumed)
    if !assumptions.contains(assumption) { assumptions.append(assumption) }
  }

  /// An open input: what may be there, the most ordinary first, and what would settle it.
  mutating func assume(
    _ missing: String, oneOf candidates: [OpenInput.Candidate], settledBy command: String = ""
  ) {
    guard let first = candidates.first else { return }
    assume(missing, first.name)
    open.append(OpenInput(missing, candidates, settledBy: command))
  }

  mutating func note(_ text: String) { report.notes.append(text) }

  mutating func contradict(_ text: String) { report.contradictions.append(text) }

  /// `dmesg.txt:12`, for notes.
  func place(_ line: Int) -> String { "\(report.log?.file ?? "log"):\(line)" }

  mutating func build() -> Scenario {
    noteLog()
    let kernel = kernelRevision()
    let platform = platform()
    let firmwareMap = memoryMap(kernel: kernel)
    let physBits = physicalWidth(firmwareMap)
    let forced = forcedState(kernel: kernel, platform: platform)
    if log?.is32Bit == true {
      assume("a 32-bit kernel, by its max_arch_pfn", "the rules of a 64-bit one of that release")
    }
    let cpu = cpu(physBits: physBits, forced: forced, platform: platform)
    let mtrr = registers(
      MTRRContext(
        cpu: cpu, kernel: kernel, platform: platform, firmwareMap: firmwareMap, isForced: forced.isForced))
    let devices = devices(platform: platform, kernel: kernel)
    var scenario = Scenario(
      name: report.name, summary: "", cpu: cpu, kernel: kernel, platform: platform,
      parameters: parameters(), firmwareMap: firmwareMap, mtrr: mtrr, devices: devices,
      hasEarlyHPET: hasEarlyHPET(devices, platform: platform))
    scenario.behaviour = forced.behaviour
    considerPlatforms(scenario, isForced: forced.isForced)
    useUntrimmedMap(&scenario)
    scenario.summary = summary(of: scenario)
    compare(scenario)
    // People see the scenario, not the report: what they are shown must say where the files disagree.
    scenario.assumptions =
      assumptions + report.contradictions.map { Assumption(missing: "files that disagree", assumed: $0) }
    noteOverlaps(scenario)
    if !isPredicting { settle(&scenario) }
    return scenario
  }

  private mutating func settle(_ scenario: inout Scenario) {
    evidence = report.evidence
    evidence.unplaced = unplaced
    noteOtherFailures()
    evidence.open = open
    evidence.settle(&scenario)
    settleLater(scenario)
  }

  private mutating func noteLog() {
    guard let log else { return }
    if log.earlierBoots > 0 {
      note("\(log.earlierBoots + 1) boots in the log: the last one with a memory map was taken")
    }
    if let first = log.damages.first {
      let count = log.damages.count
      assume(
        "\(count) damaged line\(count == 1 ? "" : "s") of the log, first \(place(first.line))", "left out")
    }
    for damage in log.damages.prefix(8) {
      note("\(place(damage.line)): damaged line left out: \(damage.found)")
    }
    if log.damages.count > 8 { note("\(log.damages.count - 8) more damaged lines left out") }
  }

  private mutating func parameters() -> KernelParameters {
    var parameters = report.anyCommandLine?.parameters ?? KernelParameters()
    if isMemoryApplied { parameters.memory = [] }
    if let log {
      if log.mtrr.cleanup != nil { parameters.mtrr.cleansUp = true }
      if !log.memtypes.isEmpty { parameters.debugPAT = parameters.debugPAT || report.anyCommandLine == nil }
      if log.pat.isDisabledByOption { parameters.noPAT = true }
      if lacksPATSupport { parameters.configuresPAT = false }
      if keepsFirmwarePAT, !parameters.noPAT, parameters.configuresPAT {
        assume(
          "why Linux left the PAT as it was", "nopat, as the log shows a layout that Linux does not write")
        parameters.noPAT = true
      }
    }
    return parameters
  }

  private func summary(of scenario: Scenario) -> String {
    var ram: UInt64 = 0
    for entry in scenario.firmwareMap where entry.type.isSystemRAM { ram = ram.adding(clamped: entry.size) }
    return "Linux \(scenario.kernel.name) on \(scenario.platform.rawValue), \(ram / .mib) MiB of RAM, "
      + "\(scenario.cpu.physBits) physical address bits"
  }

  /// What the log says and what follows from the scenario must be the same; where not, it is said.
  private mutating func compare(_ scenario: Scenario) {
    guard let log else { return }
    let evaluation = evaluate(scenario)
    if report.laterRegisters?.isLeft(by: evaluation) == true { report.laterRegisters = nil }
    if let logged = log.pat.configuration, !isPredicting {
      let modelled = (0..<8).map { evaluation.pat.mode(ofSlot: $0).memoryType }
      if logged.value != modelled {
        contradict(
          "the PAT is \(logged.value.map(\.name).joined(separator: " ")) by the log (\(place(logged.line))), "
            + "and by the model \(modelled.map(\.name).joined(separator: " "))")
      }
    }
    guard !log.lastPFNs.isEmpty, log.hasMap else { return }
    let low = evaluation.tolud >> 12
    guard !log.lastPFNs.contains(where: { $0.value == low }) else { return }
    // Where there is RAM above 4 GiB, the first count is of all of it; the second one may be missing.
    let all = Self.end(of: evaluation.memoryMap) >> 12
    guard low == all || !log.lastPFNs.allSatisfy({ $0.value == all }) else { return }
    let last = log.lastPFNs[log.lastPFNs.count - 1]
    contradict(
      "the printed memory map ends at \((low << 12).grouped) below 4 GiB, but the kernel says last_pfn = "
        + "\(last.value.prefixedHex()) (\(place(last.line))): the map is taken")
  }
}
