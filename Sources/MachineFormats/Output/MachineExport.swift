import MemtypeEngine

/// A machine in the forms that other programs take, for `mtrrscope convert`.
package enum MachineExport: String, CaseIterable, Sendable {
  /// A scenario file.
  case yaml
  /// The same keys as JSON.
  case json
  /// What /proc/mtrr shows.
  case proc
  /// Lines to write to /proc/mtrr: `base=0x80000000 size=0x80000000 type=uncachable`.
  case ranges
  /// Commands of msr-tools for every register.
  case wrmsr
  /// Initialisers of Linux's `struct mtrr_var_range`.
  case c
  /// A QEMU command line.
  case qemu

  package struct Result: Sendable {
    package var text: String
    /// What the form cannot say, a line each.
    package var unsaid: [String] = []
  }

  /// - Throws: `ShowReport.Missing` where the machine has nothing of the kind.
  package func export(_ evaluation: Evaluation) throws -> Result {
    let scenario = evaluation.scenario
    switch self {
    case .yaml: return Result(text: ScenarioFile.text(of: scenario))
    case .json: return Result(text: try JSONText.pretty(InputsReport(scenario)))
    case .proc: return Result(lines: try ShowReport.procMTRR(evaluation))
    case .ranges: return Self.ranges(evaluation)
    case .wrmsr:
      let lines = ShowReport.registers(scenario).filter { Self.isWritable($0.0) }.map {
        "wrmsr -a \($0.prefixedHex()) \($1.prefixedHex())"
      }
      return Result(lines: lines, unsaid: Self.forcedState(evaluation))
    case .c:
      let lines = scenario.mtrr.variable.map(RegisterExport.initialiser)
      return Result(
        lines: lines, unsaid: Self.forcedState(evaluation) + Self.emptyList(lines, "no variable MTRR"))
    case .qemu: return QEMUExport(evaluation).result
    }
  }

  /// MTRRcap is read-only.
  private static func isWritable(_ register: UInt32) -> Bool { register != 0xfe }

  private static func ranges(_ evaluation: Evaluation) -> Result {
    let scenario = evaluation.scenario
    var (blocks, unsaid): ([RegisterBlock], [String]) = ([], forcedState(evaluation))
    for (index, register) in scenario.mtrr.variable.enumerated() where register.isValid {
      if let block = RegisterBlock(register, physBits: scenario.cpu.physBits) {
        blocks.append(block)
      } else {
        unsaid.append(
          "MTRR \(index), \(register.base.prefixedHex()) \(register.mask.prefixedHex()): no power of two with an "
            + "aligned base and a type of its own, which /proc/mtrr cannot take")
      }
    }
    let lines = RegisterExport.proc.lines(
      blocks, defaultType: scenario.mtrr.defaultType, physBits: scenario.cpu.physBits)
    if scenario.mtrr.defaultType != .uc {
      unsaid.append("the default type, \(scenario.mtrr.defaultType.name): /proc/mtrr has no word for it")
    }
    return Result(lines: lines, unsaid: unsaid + emptyList(lines, "no variable MTRR is in use"))
  }

  private static func forcedState(_ evaluation: Evaluation) -> [String] {
    evaluation.override.isApplied
      ? ["the MTRR state that Linux forces on itself is in no register: these are the firmware's"] : []
  }

  private static func emptyList(_ lines: [String], _ reason: String) -> [String] {
    lines.isEmpty ? [reason] : []
  }
}

extension MachineExport.Result {
  init(lines: [String], unsaid: [String] = []) {
    text = lines.map { $0 + "\n" }.joined()
    self.unsaid = unsaid
  }
}
