import MemtypeEngine

/// MSRs and /proc/mtrr show the end of the boot, or what somebody made of it hours later; the log shows its beginning.
/// Where the two do not agree both are true, each at its time: the boot's go into the scenario, the others are kept.
extension ScenarioBuilder {
  /// The registers at boot, where they were read later.
  mutating func bootRegisters(_ msrs: MTRRRegisters, _ context: MTRRContext) -> MTRRRegisters {
    let file = report.msrs?.file ?? "the MSR dump"
    if let line = log?.mtrr.cleanup {
      note("\(file) shows the registers after the cleanup (\(place(line))), not as the firmware left them")
    }
    let valid = msrs.variable.indices.filter { msrs.variable[$0].isValid }
    if let used = report.anyProcMTRR, used.registers.count != valid.count, msrs.isEnabled {
      contradict("\(file) has \(valid.count) variable MTRRs in use, /proc/mtrr \(used.registers.count)")
    }
    let found = completed(msrs, context)
    guard let reason = disagreement(found, context) else { return found }
    guard let boot = earlier(found, file, context) else {
      contradict("\(reason) does not follow from \(file): the MSRs are taken")
      return found
    }
    noteLater(found, than: boot, context)
    return boot
  }

  /// What the registers may have been before somebody changed them; nil where nothing leads to what the log says.
  mutating func earlier(
    _ found: MTRRRegisters, _ file: String, _ context: MTRRContext
  ) -> MTRRRegisters? {
    let missing = "registers at boot, as \(file) is later"
    if let boot = fromMapEntries(found, context) {
      assume(missing, "variable ranges from the entries of the MTRR map")
      return boot
    }
    // A new range takes the first free register.
    var fewer = found
    for number in found.variable.indices.reversed() where found.variable[number].isValid {
      fewer.variable[number] = .unused
      if disagreement(fewer, context) == nil {
        assume(missing, "the same without variable MTRRs from \(number) on, which the kernel did not count")
        return fewer
      }
    }
    return chooseBootLayout(missing, count: found.variable.count, fixed: found.fixed, context)
  }

  /// A layout of ordinary firmware that leads to what the log says.
  mutating func chooseBootLayout(
    _ missing: String, count: Int, fixed: FixedRanges?, _ context: MTRRContext
  ) -> MTRRRegisters? {
    let candidates = layouts(count: count, fixed: fixed, context).filter { candidate in
      guard case .registers(let registers) = candidate.edit else { return false }
      return disagreement(registers, context) == nil
    }
    guard !candidates.isEmpty else { return nil }
    return choose(missing, candidates, settledBy: "dmesg of a boot with mtrr=debug")
  }

  /// The same machine with the ranges that the kernel printed behind the map line.
  private func fromMapEntries(_ found: MTRRRegisters, _ context: MTRRContext) -> MTRRRegisters? {
    guard let map = log?.mtrr.map, !map.entries.isEmpty, map.entries.count == map.count else { return nil }
    let pairs = Self.pairs(Array(map.entries.dropFirst(map.fixed)), physBits: context.cpu.physBits)
    guard pairs.count <= found.variable.count else { return nil }
    var boot = found
    boot.variable = pairs + Array(repeating: .unused, count: found.variable.count - pairs.count)
    return disagreement(boot, context) == nil ? boot : nil
  }

  // MARK: What the log says of the registers at boot

  /// What of the log does not follow from these registers; nil if they may be the boot's.
  func disagreement(_ registers: MTRRRegisters, _ context: MTRRContext) -> String? {
    guard let log else { return nil }
    var state = MTRRState(cpu: context.cpu, kernel: context.kernel)
    var messages = KernelLog()
    state.initialize(registers, log: &messages)
    if let map = log.mtrr.map, context.kernel.has(.cacheMap), !Self.agrees(state, with: map) {
      return "the MTRR map line (\(place(map.line)))"
    }
    return trackedTypes(log).first { (state.typeLookup($0.value.range).type == .wb) != $0.value.isWB }
      .map { "what was tracked for \($0.value.range.start.grouped) (\(place($0.line)))" }
  }

  /// Whether the kernel counts as many map entries as its summary says, and the same where it printed them.
  private static func agrees(_ state: MTRRState, with map: MTRRMapLines) -> Bool {
    let entries = state.map.entries
    guard entries.count == map.count,
      entries.lazy.filter({ $0.isFixed && $0.start < .mib }).count == map.fixed
    else { return false }
    guard map.entries.count == map.count else { return true }
    return zip(entries, map.entries).allSatisfy { $0.range == $1.range && $0.type == $1.type }
  }

  private struct TrackedType: Hashable {
    var range: AddressRange
    var isWB: Bool
  }

  /// What requests for WB got before user space ran: WB only where the MTRRs are WB (`pat_x_mtrr_type`).
  private func trackedTypes(_ log: BootLog) -> [Logged<TrackedType>] {
    let end = log.devices.marks.userSpace ?? .max
    var held = RangeMap<Bool>()
    var result: [Logged<TrackedType>] = []
    for event in log.memtypes.prefix(2_000) where event.line < end {
      guard case .added(let range, let track, let request, _) = event.value, !range.isEmpty else { continue }
      // Where something is held already, its type decides.
      if request == .wb, held.overlapping(range).isEmpty {
        result.append(Logged(TrackedType(range: range, isWB: track == .wb), line: event.line))
      }
      held.assign(true, to: range)
    }
    return result
  }

  // MARK: The later state

  /// Keeps registers that were found later and are not the boot's.
  mutating func noteLater(_ msrs: MTRRRegisters?, than boot: MTRRRegisters, _ context: MTRRContext) {
    if let msrs {
      report.laterRegisters = LaterRegisters(
        source: report.msrs?.file ?? "the MSR dump", registers: msrs, since: boot,
        physBits: context.cpu.physBits,
        showsFixed: report.msrs?.value.hasFixed == true)
    } else if let list = report.anyProcMTRR, let listed = listed(boot, context), !listed.agrees(with: list) {
      var registers = boot
      registers.variable = listedPairs(list, physBits: context.cpu.physBits)
      let count = boot.variable.count
      registers.variable += Array(repeating: .unused, count: max(0, count - registers.variable.count))
      report.laterRegisters = LaterRegisters(
        source: report.procMTRR?.file ?? report.log?.file ?? ProcMTRRError.format, registers: registers,
        since: boot, physBits: context.cpu.physBits)
    }
  }

  /// /proc/mtrr as these registers make it.
  private func listed(_ registers: MTRRRegisters, _ context: MTRRContext) -> ProcMTRR? {
    var state = MTRRState(cpu: context.cpu, kernel: context.kernel)
    var messages = KernelLog()
    state.initialize(registers, log: &messages)
    guard case .lines(let lines) = state.readProcFile(log: &messages) else { return nil }
    var list = ProcMTRR()
    list.registers = lines.compactMap { ProcMTRR.register(Array($0.text.utf8)[...], line: 0) }
    return list
  }

  func listedPairs(_ list: ProcMTRR, physBits: Int) -> [VariableRange] {
    var variable: [VariableRange] = []
    for register in list.registers {
      while variable.count < register.number { variable.append(.unused) }
      variable.append(
        Self.pair(base: register.base, size: register.size, register.type, physBits: physBits))
    }
    return variable
  }

  /// Registers by a second list of /proc/mtrr in the same text, which somebody read after he had changed something.
  private func secondList(_ scenario: Scenario) -> LaterRegisters? {
    guard let file = report.procMTRR, let list = file.value.later, !list.isEmpty else { return nil }
    var later = ProcMTRR()
    later.registers = list
    var registers = scenario.mtrr
    registers.variable = listedPairs(later, physBits: scenario.cpu.physBits)
    let missing = scenario.mtrr.variable.count - registers.variable.count
    registers.variable += Array(repeating: .unused, count: max(0, missing))
    return LaterRegisters(
      source: "\(file.file):\(list[0].line)", registers: registers, since: scenario.mtrr,
      physBits: scenario.cpu.physBits, showsFixed: false)
  }

  /// Says what is different from the boot's registers, once these are settled.
  mutating func settleLater(_ scenario: Scenario) {
    guard let found = report.laterRegisters ?? secondList(scenario) else { return }
    let later = LaterRegisters(
      source: found.source, registers: found.registers, since: scenario.mtrr,
      physBits: scenario.cpu.physBits, showsFixed: false)
    evidence.later = later
    guard let later else {
      report.laterRegisters = nil
      return
    }
    evidence.facts += later.facts
    note(
      "\(later.source) shows the registers as they were later: the boot began with others"
        + (report.laterRegisters == nil ? "" : ", by the log"))
    for change in later.changes.prefix(16) { note(change) }
    report.laterRegisters = later
  }
}

extension LaterRegisters {
  /// Whether it was the kernel itself that left them so, with its cleanup.
  func isLeft(by boot: Evaluation) -> Bool {
    registers.isEnabled && registers.defaultType == boot.mtrr.defaultType
      && registers.variable.filter(\.isValid) == boot.mtrr.variable.filter(\.isValid)
  }
}

extension ProcMTRR {
  /// The same ranges; how often each is used is another question.
  fileprivate func agrees(with other: ProcMTRR) -> Bool {
    func keys(_ list: ProcMTRR) -> [[UInt64]] {
      list.registers.map { [UInt64(clamping: $0.number), $0.base, $0.size, UInt64($0.type.rawValue)] }
    }
    return keys(self) == keys(other)
  }
}
