import MachineFormats
import MemtypeEngine
import Testing

/// Captures of machines on which somebody rewrote registers after the boot, before the MSRs and /proc/mtrr were read:
/// made of others by what such a write changes.
struct RewrittenRegisters {
  let capture: String
  /// The registers as they were later.
  let msrs: [UInt64: UInt64]
  /// /proc/mtrr as it was later.
  let listing: String
  /// The kernel printed neither its register dump nor the entries of its map.
  var isQuiet = false
  /// What is told of the later state.
  let changes: [String]

  static let all = [
    RewrittenRegisters(
      capture: "q35-seabios-3g-phys36-tis-7.2", msrs: [0x200: 0x8000_0000, 0x201: 0xf_8000_0800],
      listing: "reg00: base=0x080000000 ( 2048MB), size= 2048MB, count=1: uncachable\n",
      changes: ["MTRR 0: UC 0xc000_0000-0xffff_ffff at boot, later UC 0x8000_0000-0xffff_ffff"]),
    RewrittenRegisters(
      capture: "q35-seabios-3g-phys36-tis-7.2", msrs: [0x200: 0, 0x201: 0], listing: "",
      changes: ["MTRR 0: UC 0xc000_0000-0xffff_ffff at boot, later unused"]),
    RewrittenRegisters(
      capture: "q35-seabios-2g-tis-6.12", msrs: [0x200: 0, 0x201: 0], listing: "",
      changes: ["MTRR 0: UC 0xc000_0000-0xffff_ffff at boot, later unused"]),
    RewrittenRegisters(
      capture: "q35-seabios-2g-tis-6.12", msrs: [0x202: 0x8000_0001, 0x203: 0xff_ff00_0800],
      listing: """
        reg00: base=0x0c0000000 ( 3072MB), size= 1024MB, count=1: uncachable
        reg01: base=0x080000000 ( 2048MB), size=   16MB, count=1: write-combining

        """,
      changes: ["MTRR 1: unused at boot, later WC 0x8000_0000-0x80ff_ffff"]),
    // Somebody tries the cure by hand: too late for the driver that failed.
    RewrittenRegisters(
      capture: "bios-no-uc-hole-tpm-6.12", msrs: [0x200: 0xc000_0000, 0x201: 0xff_c000_0800],
      listing: "reg00: base=0x0c0000000 ( 3072MB), size= 1024MB, count=1: uncachable\n",
      changes: ["MTRR 0: unused at boot, later UC 0xc000_0000-0xffff_ffff"]),
    RewrittenRegisters(
      capture: "bios-no-uc-hole-tpm-6.12", msrs: [0x200: 0xc000_0000, 0x201: 0xff_c000_0800],
      listing: "reg00: base=0x0c0000000 ( 3072MB), size= 1024MB, count=1: uncachable\n", isQuiet: true,
      changes: ["MTRR 0: unused at boot, later UC 0xc000_0000-0xffff_ffff"]),
    RewrittenRegisters(
      capture: "q35-seabios-8g-5.10", msrs: [0x200: 0x8000_0000, 0x201: 0xff_8000_0800],
      listing: "reg00: base=0x080000000 ( 2048MB), size= 2048MB, count=1: uncachable\n",
      changes: ["MTRR 0: UC 0xc000_0000-0xffff_ffff at boot, later UC 0x8000_0000-0xffff_ffff"]),
  ]

  static var captures: [CaptureDirectory] { all.enumerated().map { $1.directory(number: $0) } }

  func directory(number: Int) -> CaptureDirectory {
    let original = CaptureDirectory.named(capture)
    var result = CaptureDirectory(name: "\(capture), rewritten (\(number))", url: original.url)
    let lines = (original.text("msrs.txt") ?? "").split(separator: "\n").map { line -> String in
      let words = line.split(separator: " ")
      guard let first = words.first, let number = UInt64(first.dropFirst(2), radix: 16),
        let value = msrs[number]
      else { return String(line) }
      return "\(first) \(value.hex(width: 16))"
    }
    result.replaced["msrs.txt"] = lines.joined(separator: "\n") + "\n"
    result.replaced["mtrr.txt"] = listing
    if isQuiet { result.replaced["dmesg.txt"] = withoutDump(original.text("dmesg.txt") ?? "") }
    return result
  }
}

extension Captures {
  @Test("registers that were rewritten after the boot: both states are told, each at its time")
  func rewrittenRegisters() throws {
    for (number, rewritten) in RewrittenRegisters.all.enumerated() {
      let capture = rewritten.directory(number: number)
      let machine = try capture.open()
      #expect(machine.report.contradictions == [], "\(capture.name)")
      let later = try #require(machine.report.laterRegisters, "\(capture.name)")
      #expect(later.changes == rewritten.changes, "\(capture.name)")
      #expect(machine.evidence.later == later, "\(capture.name)")
      // What holds for all captures: the log against the boot, the other files against the later state.
      var counts: [String: Int] = [:]
      try check(capture, machine, &counts)
      var replay = TrackerReplay(capture, machine)
      if replay.hasRequests { replay.run() }
      #expect(replay.mismatches == [], "\(capture.name)")
      let predicted = PredictedBoot(capture, machine)
      compareSetUp(predicted)
      compareDrivers(predicted)
      let facts = machine.evidence.facts.filter { $0.claim == .later }
      #expect(facts.map(\.text) == rewritten.changes && facts.allSatisfy { $0.place.text == "msrs.txt" })
      // The boot is that of the capture as it was.
      let original = try CaptureDirectory.named(rewritten.capture).open()
      let boots = [machine, original].map { evaluate($0.scenario) }
      #expect(boots[0].typeRanges.map(\.type) == boots[1].typeRanges.map(\.type), "\(capture.name)")
      #expect(boots[0].outcomes.map(\.isFailure) == boots[1].outcomes.map(\.isFailure), "\(capture.name)")
      let diagnosis = diagnose(boots[0], evidence: machine.evidence)
      #expect(diagnosis.comparison.contradicted == [], "\(capture.name)")
      let shown = try ShowReport.mtrr.lines(boots[0], evidence: machine.evidence)
      let places = try #require(shown.firstIndex { $0.hasPrefix("# later") }, "\(capture.name)")
      #expect(shown.first == "# at boot")
      #expect(
        shown[(places + 1)...].map { $0 + "\n" }.joined() == rewritten.listing, "\(capture.name)")
      // What is shown can be read again.
      let read = try ProcMTRR(SourceText(name: "mtrr", text: shown.joined(separator: "\n")))
      #expect(read.registers.count == places - 1 && (read.later ?? []).count == shown.count - places - 1)
    }
  }

  @Test("/proc/mtrr alone may be later than the log, too")
  func rewrittenListing() throws {
    let capture = CaptureDirectory.named("q35-seabios-3g-phys36-tis-7.2")
    let log = try #require(capture.text("dmesg.txt"))
    let listing = "reg00: base=0x080000000 ( 2048MB), size= 2048MB, count=1: uncachable"
    for log in [log, withoutDump(log)] {
      let machine = try readMachine(
        named: "x",
        [
          MachineInput(name: "dmesg", bytes: Array(log.utf8)),
          MachineInput(
            name: "mtrr",
            bytes: Array(
              (listing + "\nreg01: base=0x060000000 ( 1536MB), size=  1MB, count=2: write-combining").utf8)),
        ])
      let later = try #require(machine.report.laterRegisters)
      #expect(later.source == "mtrr" && machine.report.contradictions == [])
      #expect(later.registers.variable.filter(\.isValid).count == 2)
      #expect(machine.scenario.mtrr.variable.filter(\.isValid).count == 1)
      #expect(later.changes.contains { $0.hasSuffix("later WC 0x6000_0000-0x600f_ffff") })
    }
  }
}
