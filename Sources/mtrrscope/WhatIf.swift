import ArgumentParser
import MemtypeEngine
import Workspace

/// Changes to a scenario from the command line, the same that the explorer's inputs pane makes.
struct WhatIf: ParsableArguments {
  @Flag(
    help: "Look at this machine: its kernel log, maps, registers and ACPI tables (as root for all of them).")
  var live = false
  @Option(help: "Move TOLUD: 0x7f000000, 2G, 3.5G.")
  var tolud: String?
  @Option(help: "Physical address bits, 36 to 52.", completion: .physBits)
  var physBits: Int?
  @Option(help: "What the kernel does with the MTRRs.")
  var behaviour: KernelBehaviour?
  @Option(help: "A remedy, as \"mtrrscope cures\" lists them: forced-wb, pci-hole, ...")
  var cure: Cure?
  @Option(help: "The Linux release whose rules apply, such as 6.1 or 7.2.", completion: .releases)
  var kernel: KernelRevision?
  @Flag(inversion: .prefixedNo, help: "RAM cut off by a lower TOLUD reappears above 4 GiB.")
  var remap: Bool?

  func validate() throws {
    guard behaviour == nil || cure == nil else {
      throw ValidationError("--behaviour and --cure both say what the kernel does: give one of them")
    }
  }

  /// The scenario that the words name, with the changes made.
  func scenario(from inputs: [String]) throws -> Scenario { try changed(try opened(inputs).scenario) }

  /// What the words name, as it is.
  func opened(_ inputs: [String]) throws -> Opened {
    live ? try Inputs.live(inputs) : try Inputs.open(inputs)
  }

  /// The scenario with the changes made.
  func changed(_ scenario: Scenario) throws -> Scenario {
    var scenario = scenario
    if let remap { scenario.remapsCutRAM = remap }
    if let behaviour { scenario.behaviour = behaviour }
    if let kernel { scenario.kernel = kernel }
    do {
      if let physBits { scenario = try scenario.settingPhysBits(physBits) }
      if let tolud { scenario = try scenario.settingTOLUD(try Inputs.address(tolud, in: evaluate(scenario))) }
    } catch let error as EditError {
      throw Failure(error.reason)
    }
    if let cure { scenario = cure.apply(to: scenario) }
    return scenario
  }
}

extension KernelBehaviour: ExpressibleByArgument {
  /// `none`, `forced-wb`, `forced-wb-pci-hole`.
  public init?(argument: String) {
    guard let match = Self.allCases.first(where: { $0.argumentName == argument }) else { return nil }
    self = match
  }

  public static var allValueStrings: [String] { allCases.map(\.argumentName) }

  private var argumentName: String {
    switch self {
    case .firmwareMTRRs: "none"
    case .forcedWB: "forced-wb"
    case .forcedWBAndPCIHole: "forced-wb-pci-hole"
    case .untrackedPCIHole: "forced-wb-untracked-hole"
    }
  }
}

extension Cure: ExpressibleByArgument {}

extension KernelRevision: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
