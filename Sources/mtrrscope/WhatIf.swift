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
  @OptionGroup var shorthands: Shorthands
  @Option(help: "A remedy, as \"mtrrscope cures\" lists them: forced-wb, pci-hole, ...")
  var cure: Cure?

  func validate() throws {
    guard cure == nil || value(of: "behaviour") == nil else {
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

  /// What the options set, the shorthands first.
  var settings: [Setting] { shorthands.settings + edits.map(Self.setting) }

  /// What the options set an input to, by any of its names; nil where they say nothing of it.
  func value(of key: String) -> String? {
    settings.last { Schema.field(named: $0.key)?.key == key }?.value
  }

  private static func setting(_ text: String) -> Setting {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    return Setting(key: parts[0], value: parts.count > 1 ? parts[1] : "")
  }
}

extension Cure: ExpressibleByArgument {}
