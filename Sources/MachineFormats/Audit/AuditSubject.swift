import MemtypeEngine

/// A machine under audit: what was read, what follows from it, and where each of its values stands.
package struct AuditSubject: Sendable {
  package let name: String
  package let machine: OpenedMachine
  package let diagnosis: Diagnosis

  package init(name: String, _ machine: OpenedMachine) {
    self.name = name
    self.machine = machine
    diagnosis = diagnose(machine.scenario, evidence: machine.evidence, machine: machine.scenario)
  }

  var report: MachineReport { machine.report }
  var scenario: Scenario { machine.scenario }
  var evaluation: Evaluation { diagnosis.evaluation }
  var log: BootLog? { report.log?.value }

  // MARK: How sure

  /// The registers were read and not assumed.
  var knowsRegisters: Bool {
    machine.isScenarioFile || report.msrs?.value.mtrr != nil || report.firmwareLog?.value.mtrr != nil
      || log?.mtrr.dump != nil
  }

  /// No part of the memory map is made up.
  var knowsMemoryMap: Bool { !scenario.assumptions.contains { $0.missing.contains("memory map") } }

  var registerCertainty: AuditFinding.Certainty { knowsRegisters ? .certain : .depends }

  /// What would settle the registers.
  var registersHangOn: [String] {
    if knowsRegisters { return [] }
    let open = scenario.assumptions.filter { $0.missing.contains("MSR") || $0.missing.contains("MTRR") }.map(
      \.text)
    return (open.isEmpty ? ["the registers were not read"] : open) + [
      "settled by: an MSR dump (mtrrscope inputs)"
    ]
  }

  // MARK: Where things stand

  /// The registers are in force and nothing replaced them: what is wrong with them matters.
  var usesRegisters: Bool {
    scenario.cpu.hasMTRR && !evaluation.override.isApplied && scenario.mtrr.isEnabled
  }

  /// A file by the name that a reader gave it.
  func path(_ file: String) -> String {
    report.sources.first { $0.name == file || $0.name.hasSuffix("/" + file) }?.name ?? file
  }

  /// The machine's first file, where nothing nearer is known.
  var whole: AuditFinding.Evidence {
    let file = report.sources.first?.name ?? name
    return .init(file: file, line: nil, text: "the files as a whole")
  }

  func evidence(_ fact: Fact) -> AuditFinding.Evidence {
    .init(file: path(fact.place.file), line: fact.place.line == 0 ? nil : fact.place.line, text: fact.text)
  }

  func evidence(_ failure: Logged<LogFailure>) -> AuditFinding.Evidence {
    .init(file: path(report.log?.file ?? name), line: failure.line, text: failure.value.text)
  }

  /// The line that says what is in a register, by its number.
  func evidence(register msr: UInt32, _ text: String) -> AuditFinding.Evidence? {
    guard let dump = report.msrs, let register = dump.value.registers[msr], let value = register.value else {
      return nil
    }
    return .init(
      file: path(dump.file), line: register.line,
      text: "\(msr.prefixedHex()) is \(value.prefixedHex()): \(text)")
  }

  /// Where the pair of a variable range stands: the register dump of the boot's own log first.
  func evidence(pair index: Int) -> AuditFinding.Evidence {
    let pair = scenario.mtrr.variable[index]
    let text = "MTRR \(index): base \(pair.base.prefixedHex()), mask \(pair.mask.prefixedHex())"
    if let line = log?.mtrr.dump?.variable.first(where: { $0.number == index })?.line,
      let file = report.log?.file
    {
      return .init(file: path(file), line: line, text: text)
    }
    if let found = evidence(register: 0x201 + 2 * UInt32(index), text) { return found }
    if let log = report.firmwareLog, let line = log.value.variable[index]?.line {
      return .init(file: path(log.file), line: line, text: text)
    }
    return .init(file: whole.file, line: nil, text: text)
  }

  /// Where the default type stands.
  var defaultTypeEvidence: AuditFinding.Evidence {
    let text = "default type \(scenario.mtrr.defaultType.name)"
    if let dump = log?.mtrr.dump, let file = report.log?.file {
      return .init(file: path(file), line: dump.line, text: text)
    }
    if let found = evidence(register: 0x2ff, text) { return found }
    if let log = report.firmwareLog, let line = log.value.defaultType?.line {
      return .init(file: path(log.file), line: line, text: text)
    }
    return .init(file: whole.file, line: nil, text: text)
  }

  /// What gives an address its MTRR type: the pairs over it, or the default type.
  func typeEvidence(at address: PhysicalAddress) -> [AuditFinding.Evidence] {
    let width = scenario.cpu.physBits
    let pairs = scenario.mtrr.variable.indices.filter { index in
      let pair = scenario.mtrr.variable[index]
      return pair.isValid && MaskMatch(pair, width: width).contains(address)
    }
    return pairs.isEmpty ? [defaultTypeEvidence] : pairs.map(evidence(pair:))
  }

  /// The line of the memory map that a range is in.
  func mapEvidence(_ range: AddressRange) -> [AuditFinding.Evidence] {
    guard let log, let file = report.log?.file else { return [] }
    for event in log.e820 {
      guard case .entry(_, let entry) = event.value, entry.range.overlaps(range) else { continue }
      return [
        .init(
          file: path(file), line: event.line, text: "\(entry.range.start.prefixedHex()): \(entry.type.name)")
      ]
    }
    return []
  }

  /// What the log says of a device: its failure, else the first line about it.
  func evidence(_ device: Device) -> [AuditFinding.Evidence] {
    let facts = machine.evidence.facts
    if let observed = device.observed, let fact = facts.first(where: { $0.text == observed.text }) {
      return [evidence(fact)]
    }
    let bus = device.busName
    if !bus.isEmpty, let fact = facts.first(where: { $0.claim == .device && $0.text.contains(bus) }) {
      return [evidence(fact)]
    }
    return [.init(file: whole.file, line: nil, text: "\(device.name) at \(device.range.start.prefixedHex())")]
  }

  /// The stretches in which the processor's reading has one answer, of those that matter below some bound.
  func hardwareSegments(in range: AddressRange, limit: Int = 4096) -> [HardwareReading.Segment] {
    Array(HardwareReading(evaluation.mtrr).segments(in: range).prefix(limit))
  }

  /// Devices with a driver whose registers are no plain memory, and do not lie in it.
  var deviceRegisters: [Device] {
    scenario.devices.filter { device in
      device.hasDriver && !device.range.isEmpty
        && device.kind.traits.isDisjoint(with: [.plainMemory, .firmwareTables])
        && device.range.start >= evaluation.tolud && device.range.end <= evaluation.lastAddress
    }
  }
}
