import MemtypeEngine

extension MachineReport {
  /// The same without what is known of mappings: the tracker's messages and its list, how drivers fared, and where
  /// the MSRs tell the same, the registers and the PAT layout that the kernel printed.
  private func withoutOutcomes() -> MachineReport {
    var report = self
    report.notes = []
    report.contradictions = []
    report.memtypeList = nil
    report.devices?.value.tpm = nil
    guard var log = report.log?.value else { return report }
    log.memtypes = []
    log.memtypeList = nil
    log.devices.tpm = []
    log.devices.hpetSuccess = nil
    log.devices.probeFailures = []
    log.devices.hpetClockSource = nil
    if let msrs = report.msrs?.value {
      if msrs.mtrr != nil { log.mtrr.dump = nil }
      if msrs[0x277] != nil { log.pat.configuration = nil }
    }
    report.log?.value = log
    return report
  }

  /// The machine as it follows from its memory map, registers, devices and tables alone, as if nobody had looked at
  /// what became of its mappings. What has to be read from the log all the same is an assumption. The evidence is what
  /// the machine said all the same.
  package func prediction(heldAgainst evidence: Evidence) -> OpenedMachine {
    var builder = ScenarioBuilder(
      report: withoutOutcomes(), isPredicting: true, knownRegisters: laterRegisters?.boot)
    let scenario = builder.build()
    var evidence = evidence
    evidence.open = builder.open
    return OpenedMachine(scenario: scenario, report: builder.report, evidence: evidence)
  }
}
