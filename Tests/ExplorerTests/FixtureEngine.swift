import Explorer
@testable import MemtypeEngine

/// A stand-in for the model: just enough of an answer to look at.
enum FixtureEngine {
  static let engine = Engine(
    evaluate: evaluate,
    explain: { address, evaluation in
      [
        Reason(
          "the guest forced its MTRR state: default type WB, no variable range",
          source: "guest_force_mtrr_state"),
        Reason(
          "ACPI's _STA of \\_SB.TPM reads a SystemMemory field here: ioremap_cache asks WB and gets WB",
          source: "acpi_os_map_iomem", step: 5),
        Reason(
          "the driver asks for UC-, and the tracker answers WB: not compatible, so ioremap fails",
          source: "memtype_check_conflict", step: 8),
      ]
    })

  static func evaluate(_ scenario: Scenario) -> Evaluation {
    let isHole = scenario.behaviour != .forcedWB
    let tolud = scenario.tolud
    var cuts: Set<UInt64> = [
      0, 0xa0000, 0xc0000, 0x100000, tolud, .fourGiB, 1 << UInt64(scenario.cpu.physBits),
    ]
    for e in scenario.firmwareMap { cuts.insert(e.range.start); cuts.insert(e.range.end) }
    for d in scenario.devices { let r = d.range.pageRounded; cuts.insert(r.start); cuts.insert(r.end) }
    let sorted = cuts.sorted()
    var steps: [BootStep] = []
    var outcomes: [DeviceOutcome] = []
    var tracked: [(AddressRange, PageCacheMode)] = []
    func add(
      _ phase: BootStep.Phase, _ f: String, _ t: String, _ d: Int, _ m: MappingAttempt,
      _ log: [KernelMessage] = []
    ) {
      steps.append(
        BootStep(
          number: steps.count + 1, phase: phase, function: f, title: t, device: d, mapping: m, log: log))
    }
    for (i, d) in scenario.devices.enumerated() {
      switch d.kind {
      case .tpmTIS:
        if scenario.readsForTest(i), !isHole {
          add(
            .subsys, "acpi_init", "ACPI reads a field of \(d.name)", i,
            MappingAttempt(
              call: "ioremap_cache", range: d.range, requested: .wb, got: .wb, outcome: .mapped(.wb)))
          let first = steps.count
          add(
            .device, "tpm_tis_init", "the \(d.name) driver maps its registers", i,
            MappingAttempt(
              call: "ioremap", range: d.range, requested: .ucMinus, got: .wb, outcome: .failed(-12),
              decidedBy: first), [.driver(.probeFailed(device: d.busName, driver: "tpm_tis", error: -12))])
          outcomes.append(
            DeviceOutcome(
              device: i, status: .failed(-12), requested: .ucMinus, got: .wb, step: steps.count,
              firstStep: first, firstMode: .wb))
          tracked.append((d.range, .wb))
        } else {
          add(
            .device, "tpm_tis_init", "the \(d.name) driver maps its registers", i,
            MappingAttempt(
              call: "ioremap", range: d.range, requested: .ucMinus, got: .ucMinus, outcome: .mapped(.ucMinus))
          )
          outcomes.append(
            DeviceOutcome(
              device: i, status: .mapped(.ucMinus), requested: .ucMinus, got: .ucMinus, step: steps.count,
              firstStep: steps.count, firstMode: .ucMinus))
          tracked.append((d.range, .ucMinus))
        }
      case .hpet, .ecam:
        add(
          .startKernel, "hpet_enable", "\(d.name) is mapped early", i,
          MappingAttempt(
            call: "ioremap", range: d.range, requested: .ucMinus, got: .ucMinus, outcome: .mapped(.ucMinus)))
        outcomes.append(
          DeviceOutcome(
            device: i, status: .mapped(.ucMinus), requested: .ucMinus, got: .ucMinus, step: steps.count,
            firstStep: steps.count, firstMode: .ucMinus))
        tracked.append((d.range, .ucMinus))
      case .localAPIC, .ioAPIC: outcomes.append(DeviceOutcome(device: i, status: .fixmap))
      default: outcomes.append(DeviceOutcome(device: i, status: .notDriven))
      }
    }
    let hole = AddressRange.pciHole(tolud: tolud)
    let segments = zip(sorted, sorted.dropFirst()).map { start, end -> AddressSegment in
      let range = AddressRange(start, end)
      let isUC = isHole && hole.contains(start)
      return AddressSegment(
        range: range, e820: scenario.firmwareMap.first { $0.range.contains(start) }?.type,
        type: isUC ? .uc : .wb, source: isUC ? .variable([0]) : .defaultType,
        tracked: tracked.first { $0.0.pageRounded.contains(start) }?.1,
        devices: scenario.devices.indices.filter { scenario.devices[$0].range.overlaps(range) })
    }
    return Evaluation(
      scenario: scenario, tolud: tolud, memoryMap: scenario.firmwareMap, trace: BootTrace(steps: steps),
      outcomes: outcomes, segments: segments)
  }
}

extension Scenario {
  func readsForTest(_ i: Int) -> Bool { devices[i].regions.contains { !$0.reads.isEmpty } }
}
