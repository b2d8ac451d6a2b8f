import MemtypeEngine

/// One list of a machine, for `mtrrscope show`; what a machine itself gives is in the form that every reader takes again.
package enum ShowReport: String, CaseIterable, Sendable {
  /// /proc/mtrr.
  case mtrr
  /// The PAT's entries.
  case pat
  /// The sanitised memory map, as the kernel prints it.
  case e820
  /// debugfs' pat_memtype_list.
  case tracker
  /// The registers as the firmware leaves them.
  case msrs
  /// What the machine's own texts say, with file and line.
  case facts
  /// The memory that ACPI's code can touch, and touches at boot.
  case acpi

  /// Why a machine does not have it.
  package struct Missing: Error {
    package var reason: String
  }

  package func lines(
    _ evaluation: Evaluation, evidence: Evidence = .none, acpi: ACPITables? = nil
  ) throws(Missing) -> [String] {
    switch self {
    case .acpi: return try Self.acpi(acpi)
    case .mtrr: return try Self.procMTRR(evaluation, later: evidence.later)
    case .pat: return Self.pat(evaluation)
    case .e820:
      let wording = E820Type.Wording(evaluation.scenario.kernel)
      return evaluation.memoryMap.map { E820Message.entry(.biosE820, $0, wording).text }
    case .tracker:
      guard evaluation.pat.isEnabled else {
        throw Missing(reason: "the PAT is off: nothing is tracked, and there is no pat_memtype_list")
      }
      return MemtypeTracker.listText(evaluation.tracked)
    case .facts:
      guard !evidence.facts.isEmpty else { throw Missing(reason: "no log says anything of this machine") }
      return evidence.facts.map { "\($0.place.text): \($0.text)" }
    case .msrs: return Self.registers(evaluation.scenario).map { "\($0.prefixedHex()) \($1.hex(width: 16))" }
    }
  }

  /// What reading /proc/mtrr gives on this kernel; where it was found to be another one later, both.
  private static func procMTRR(_ evaluation: Evaluation, later: LaterRegisters?) throws(Missing) -> [String] {
    let boot = try procMTRR(evaluation)
    guard let later else { return boot }
    var state = MTRRState(cpu: evaluation.scenario.cpu, kernel: evaluation.scenario.kernel)
    var unread = KernelLog.unread
    state.initialize(later.registers, log: &unread)
    guard case .lines(let lines) = state.readProcFile(log: &unread) else { return boot }
    return ["# at boot"] + boot + ["# later, as \(later.source) has it"] + lines.map(\.text)
  }

  /// What reading /proc/mtrr gives on this kernel.
  package static func procMTRR(_ evaluation: Evaluation) throws(Missing) -> [String] {
    var state = evaluation.mtrr
    var unread = KernelLog.unread
    switch state.readProcFile(log: &unread) {
    case .lines(let lines): return lines.map(\.text)
    case .failed(let error):
      let cause =
        evaluation.override.isApplied
        ? "the guest replaces the MTRR state, and no register holds it" : "the kernel has no MTRR driver here"
      throw Missing(reason: "/proc/mtrr cannot be opened, \(Errno.name(error)): \(cause)")
    }
  }

  private static func pat(_ evaluation: Evaluation) -> [String] {
    let pat = evaluation.pat
    let origin = pat.isWritten ? "written by Linux" : "found by Linux"
    let head = "IA32_PAT \(pat.layout.hex(width: 16)), \(origin)" + (pat.isEnabled ? "" : ", not used")
    let entries = PATConfiguration.entries(of: pat.layout).enumerated().map { slot, type in
      ["\(slot)", "PAT \(slot >> 2 & 1) PCD \(slot >> 1 & 1) PWT \(slot & 1)", type.name]
    }
    return [head] + TextReport.table(entries)
  }

  /// Number and value of each register that the machine has, in the order of their numbers.
  package static func registers(_ scenario: Scenario) -> [(UInt32, UInt64)] {
    let mtrr = scenario.mtrr
    var list: [(UInt32, UInt64)] = []
    if scenario.cpu.hasMTRR {
      list.append((0xfe, mtrr.capabilities))
      for (index, pair) in mtrr.variable.enumerated() {
        let number = 0x200 + 2 * UInt32(truncatingIfNeeded: index)
        list += [(number, pair.base), (number + 1, pair.mask)]
      }
      if mtrr.hasFixed { list += zip(FixedRanges.msrNumbers, mtrr.fixed.registers) }
      list.append((0x2ff, mtrr.defaultTypeRegister))
    }
    if scenario.cpu.hasPAT { list.append((0x277, scenario.cpu.patMSR)) }
    if let syscfg = mtrr.syscfg { list.append((0xc001_0010, syscfg)) }
    if let top = mtrr.topMem2 { list.append((0xc001_001d, top)) }
    return list.sorted { $0.0 < $1.0 }
  }
}
