import ArgumentParser
import MachineFormats
import MemtypeEngine
import VisibleText
import Workspace

/// Changes to a scenario from the command line, the same that the explorer's inputs pane makes.
struct WhatIf: ParsableArguments {
  @Flag(
    help: "Look at this machine: its kernel log, maps, registers and ACPI tables (as root for all of them).")
  var live = false
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Change any input by its path: cpu.phys-bits=39, mtrr.variable[1]=0xe0000000+512M:WC, devices.tpm.driver=off. Repeatable.",
      valueName: "key=value"), completion: .inputs)
  var edits: [String] = []
  @Option(help: "Move TOLUD: 0x7f000000, 2G, 3.5G. The same as --set tolud=.")
  var tolud: String?
  @Option(help: "Physical address bits, 36 to 52.", completion: .physBits)
  var physBits: String?
  @Option(
    help: ArgumentHelp("What the kernel does with the MTRRs: \(Self.names(of: "behaviour"))."),
    completion: .list(Scenario.initial.choices(at: "behaviour", baseline: .initial).map(shellName)))
  var behaviour: String?
  @Option(help: "A remedy, as \"mtrrscope cures\" lists them: forced-wb, pci-hole, ...")
  var cure: Cure?
  @Option(help: "The Linux release whose rules apply, such as 6.1 or 7.2.", completion: .releases)
  var kernel: String?
  @Flag(inversion: .prefixedNo, help: "RAM cut off by a lower TOLUD reappears above 4 GiB.")
  var remap: Bool?

  func validate() throws {
    guard cure == nil || behaviour == nil && !edits.contains(where: { $0.hasPrefix("behaviour=") }) else {
      throw ValidationError("--behaviour and --cure both say what the kernel does: give one of them")
    }
    if let edit = edits.first(where: { !$0.contains("=") }) {
      throw ValidationError("--set \(edit): accepted: KEY=VALUE, such as tolud=2G")
    }
  }

  /// The scenario that the words name, with the changes made.
  func scenario(from inputs: [String]) throws -> Scenario { try changed(try opened(inputs).scenario) }

  /// What the words name, as it is.
  func opened(_ inputs: [String]) throws -> Opened {
    live ? try Inputs.live(inputs) : try Inputs.open(inputs)
  }

  /// The scenario with the changes made; a remedy comes last.
  func changed(_ scenario: Scenario) throws -> Scenario { try changed(scenario, with: settings) }

  /// The same with these changes instead of those that the options say.
  func changed(_ scenario: Scenario, with settings: [Setting]) throws -> Scenario {
    do {
      let changed = try scenario.applying(settings.map { try $0.edit() })
      return cure.map { $0.apply(to: changed) } ?? changed
    } catch let error as InputEditError {
      throw Failure(printable("\(error.key): \(error.reason)"))
    } catch let error as ScenarioFileError {
      throw Failure(printable(error.description))
    }
  }

  /// What the options set, those that stand for an input each first.
  var settings: [Setting] {
    let values: [(String, String?)] = [
      ("tolud", tolud), ("cpu.phys-bits", physBits), ("kernel", kernel), ("behaviour", behaviour),
      ("remap-cut-ram", remap.map { $0 ? "on" : "off" }),
    ]
    let shorthands = values.compactMap { key, value in value.map { Setting(key: key, value: $0) } }
    return shorthands + edits.map(Self.setting)
  }

  private static func setting(_ text: String) -> Setting {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    return Setting(key: parts[0], value: parts.count > 1 ? parts[1] : "")
  }

  private static func names(of key: InputPath) -> String {
    Scenario.initial.choices(at: key, baseline: .initial).map(shellName).joined(separator: ", ")
  }

  /// A choice's name without blanks: every reader takes it as well.
  static func shellName(_ name: String) -> String {
    name.lowercased().split { " +(),".contains($0) }.joined(separator: "-")
  }
}

extension Cure: ExpressibleByArgument {}
