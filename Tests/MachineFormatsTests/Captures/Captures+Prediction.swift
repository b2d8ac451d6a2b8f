import MachineFormats
import MemtypeEngine
import Testing

extension Captures {
  /// Nothing that the log says of mappings is used, and of registers only what no MSR tells. What users mapped is
  /// input, as in the replay.
  @Test("prediction: map, registers, devices and tables lead to the same types, outcomes and mappings")
  func prediction() throws {
    var total = PredictedBoot.Counts()
    var lines: [String] = []
    for capture in CaptureDirectory.all {
      do {
        let boot = PredictedBoot(capture, try capture.open())
        compareSetUp(boot)
        compareDrivers(boot)
        if boot.isWhole { #expect(boot.missing == [], "\(capture.name): not predicted") }
        lines.append("\(capture.name): \(boot.text)")
        total.add(boot.counts)
      } catch {
        Issue.record("\(capture.name): \(error)")
      }
    }
    try expectCounts(lines + ["all: \(total.text)"], "predicted")
    #expect(total.entries > 0)
  }

  func compareSetUp(_ boot: PredictedBoot) {
    let capture = boot.capture
    let messages = capture.messages.map(String.init)
    if let low = capture.lastPFNs.last(where: { $0 <= 0x100000 }) {
      #expect(boot.evaluation.tolud == low << 12, "\(capture.name): TOLUD")
    }
    for prefix in ["MTRR map: ", "x86/PAT: Configuration", "MTRRs "] {
      let lines = messages.filter { $0.hasPrefix(prefix) }
      #expect(boot.log.filter { $0.hasPrefix(prefix) } == lines, "\(capture.name)")
    }
    let dump = registerDump(in: messages)
    if !dump.isEmpty { #expect(registerDump(in: boot.log) == dump, "\(capture.name)") }
    let entries = mapEntries(in: messages)
    if !entries.isEmpty { #expect(mapEntries(in: boot.log) == entries, "\(capture.name)") }
  }

  /// HPET and TPM: without the ACPI tables nobody can tell what AML reads before their drivers come.
  func compareDrivers(_ boot: PredictedBoot) {
    guard boot.hasTables else { return }
    let messages = boot.capture.messages.map(String.init)
    let isDebugging =
      boot.evaluation.scenario.parameters.debugPAT && boot.capture.bytes("mmap_requests.txt") == nil
    for device in boot.evaluation.scenario.devices {
      switch device.kind {
      case .hpet, .tpmTIS, .tpmCRB: break
      default: continue
      }
      let start = device.range.pageRounded.start
      func lines(_ list: [String]) -> [String] {
        list.filter { line in
          line.hasPrefix("ioremap error for \(start.prefixedHex())-")
            || device.kind != .hpet && line.hasPrefix("tpm_") && line.contains("failed with error")
            || isDebugging && line.hasPrefix("x86/PAT: ") && line.contains(start.prefixedHex(width: 10) + "-")
        }
      }
      #expect(lines(boot.log) == lines(messages), "\(boot.capture.name): \(device.id)")
    }
  }
}

/// A capture's boot as it follows from what was there before the boot, next to the list that the kernel kept.
struct PredictedBoot {
  struct Counts {
    var entries = 0
    var predicted = 0
    var users = 0
    var surplus = 0

    var text: String {
      let share =
        entries == 0 ? "" : " (\(predicted * 1000 / entries / 10).\(predicted * 1000 / entries % 10) %)"
      return
        "\(predicted) of \(entries) list entries predicted\(share), \(users) of them asked for by users, "
        + "\(surplus) more that are not in the list"
    }

    mutating func add(_ other: Counts) {
      entries += other.entries
      predicted += other.predicted
      users += other.users
      surplus += other.surplus
    }
  }

  let capture: CaptureDirectory
  let evaluation: Evaluation
  let log: [String]
  let hasTables: Bool
  /// Entries of the kernel's list that did not come out.
  private(set) var missing: [String] = []
  /// What the prediction has instead, or in addition.
  private(set) var surplus: [String] = []
  private(set) var counts = Counts()

  init(_ capture: CaptureDirectory, _ machine: OpenedMachine) {
    self.capture = capture
    let prediction = machine.report.prediction(heldAgainst: machine.evidence)
    var scenario = prediction.scenario
    let users = MmapRequest.all(in: capture, scenario)
    // The switch of the captures' kernel that leaves hpet_enable out; it is in no other.
    if machine.report.anyCommandLine?.contains("hpetlab_noearly") == true { scenario.hasEarlyHPET = false }
    scenario.devices += users.enumerated().map { $1.device(number: $0) }
    // The captures' kernels have a switch of their own for this, which no other kernel knows.
    if capture.messages.contains(where: { $0.contains("hpetlab_noearly") }) { scenario.hasEarlyHPET = false }
    evaluation = evaluate(scenario)
    log = evaluation.trace.log.map(\.text)
    hasTables = prediction.report.acpi != nil
    surplus = evaluation.pat.isEnabled ? evaluation.tracked.map(\.listLine) : []
    for line in capture.memtypeList {
      counts.entries += 1
      guard let match = surplus.firstIndex(of: line) else {
        missing.append(line)
        continue
      }
      surplus.remove(at: match)
      counts.predicted += 1
      if users.contains(where: { line.contains($0.range.listText) }) { counts.users += 1 }
    }
    counts.surplus = surplus.count
  }

  /// One of those of which every entry must come out: a small kernel and all its tables.
  var isWhole: Bool {
    hasTables && (capture.name.hasPrefix("seed-") || capture.name.hasPrefix("bios-no-uc-hole-"))
  }

  var text: String {
    let names = missing.map { "\n  not modelled: \($0)" } + surplus.map { "\n  predicted only: \($0)" }
    return counts.text + names.joined()
  }
}

extension MmapRequest {
  func device(number: Int) -> Device {
    let task = KernelTask(comm: "user", pid: number)
    let kind: Device.Kind =
      isMemoryDevice
      ? .deviceMemory(isSynchronous: mode == .ucMinus, task)
      : .resourceFile(isWriteCombining: mode == .wc, task)
    return Device(id: "user-\(number)", name: text, kind: kind, range: range)
  }
}

extension AddressRange {
  /// As in the memtype list.
  var listText: String { "0x\(start.hex(width: 16))-0x\(end.hex(width: 16))" }
}
