import Foundation
import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// Real machines: what is read from them against the kernel's own words in the same capture.
///
/// `MTRRSCOPE_CAPTURES=DIR` reads another set. Nothing is known here of any capture in particular.
@Suite("Captures", .bounded) struct Captures {
  @Test("every capture: TOLUD, address width, MTRRs and their map as the kernel says")
  func allCaptures() throws {
    var counts: [String: Int] = [:]
    let directories = CaptureDirectory.all
    for capture in directories {
      do {
        try check(capture, try capture.open(), &counts)
      } catch {
        Issue.record("\(capture.name): \(error)")
      }
    }
    try expectCounts(
      ["\(directories.count) directories"]
        + counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" },
      "compared")
    #expect(counts["TOLUD", default: 0] > 0, "no capture in \(CaptureDirectory.root.path)")
  }

  /// How much was compared is recorded for the project's own captures, so that nothing drops out unseen; for others it
  /// is printed.
  func expectCounts(_ lines: [String], _ name: String) throws {
    let text = lines.joined(separator: "\n") + "\n"
    if CaptureDirectory.isForeign {
      print("\(name) (\(CaptureDirectory.root.path)):\n\(text)")
    } else {
      try expectSnapshot(text, name, in: "Counts")
    }
  }

  func check(
    _ capture: CaptureDirectory, _ machine: OpenedMachine, _ counts: inout [String: Int]
  ) throws {
    let scenario = machine.scenario
    let boot = evaluate(scenario)
    let log = boot.trace.log.map(\.text)
    func compare<T: Equatable>(_ what: String, _ got: T, _ expected: T) {
      counts[what, default: 0] += 1
      #expect(got == expected, "\(capture.name): \(what)")
    }

    if let low = capture.lastPFNs.last(where: { $0 <= 0x100000 }) { compare("TOLUD", boot.tolud, low << 12) }
    if let bits = capture.physBits { compare("phys bits", scenario.cpu.physBits, max(bits, 36)) }
    if let line = capture.messages.first(where: { $0.hasPrefix("MTRR map: ") }) {
      compare("map line", log.first { $0.hasPrefix("MTRR map: ") } ?? "", String(line))
    }
    let dump = registerDump(in: capture.messages.map(String.init))
    if !dump.isEmpty {
      compare("register dump", registerDump(in: log), dump)
    }
    let entries = mapEntries(in: capture.messages.map(String.init))
    if !entries.isEmpty { compare("effective map", mapEntries(in: log), entries) }
    compareRegisters(capture, machine, compare)
    compareMemtypes(machine, compare)
    compareBoot(capture, machine, boot, log, compare)
    let ids = scenario.devices.map(\.id)
    #expect(Set(ids).count == ids.count, "\(capture.name): device names are not unique")
  }

  /// The lines of the dump, from the default type to the last register.
  func registerDump(in messages: [String]) -> [String] {
    guard let start = messages.firstIndex(where: { $0.hasPrefix("MTRR default type: ") }) else { return [] }
    return Array(
      messages[start...].prefix { message in
        let text = message.drop { $0 == " " }
        return message.hasPrefix("MTRR default") || message.hasPrefix("MTRR fixed")
          || message.hasPrefix("MTRR var")
          || message.hasPrefix("  ") && text.first?.isHexDigit == true
      })
  }

  /// The numbered lines behind the summary.
  func mapEntries(in messages: [String]) -> [String] {
    guard let start = messages.firstIndex(where: { $0.hasPrefix("MTRR map: ") }) else { return [] }
    return Array(
      messages[(start + 1)...].prefix { message in
        let text = message.drop { $0 == " " }.drop(while: \.isNumber)
        return message.hasPrefix("  ") && text.hasPrefix(": 0")
      })
  }

  /// The scenario's registers, /proc/mtrr and the MSRs. The dump in the log is older than both.
  private func compareRegisters(
    _ capture: CaptureDirectory, _ machine: OpenedMachine, _ compare: (String, String, String) -> Void
  ) {
    let msrs = capture.msrs
    guard let capabilities = msrs[0xfe], let defaultType = msrs[0x2ff] else { return }
    var current = machine.scenario.mtrr
    current.capabilities = capabilities
    current.defaultTypeRegister = defaultType
    current.variable = (0..<(capabilities & 0xff)).map { n in
      VariableRange(base: msrs[0x200 + 2 * n] ?? 0, mask: msrs[0x201 + 2 * n] ?? 0)
    }
    // The dump may be later than the log. Then the boot's registers are the log's, and both are told.
    let later = machine.report.laterRegisters
    compare(
      "variable MSRs", "\((later?.registers ?? machine.scenario.mtrr).variable)", "\(current.variable)")
    #expect(machine.report.contradictions == [], "\(capture.name)")
    guard let listing = capture.text("mtrr.txt") else { return }
    var state = MTRRState(cpu: machine.scenario.cpu, kernel: machine.scenario.kernel)
    var log = KernelLog()
    state.initialize(current, log: &log)
    guard case .lines(let lines) = state.readProcFile(log: &log) else {
      if !listing.isEmpty { compare("/proc/mtrr", "cannot be opened", listing) }
      return
    }
    compare(
      "/proc/mtrr", lines.map { withoutCount($0.text) }.joined(separator: "\n"),
      listing.split(separator: "\n").map { withoutCount(String($0)) }.joined(separator: "\n"))
  }

  private func withoutCount(_ line: String) -> String {
    guard let start = line.range(of: ", count="), let end = line.range(of: ": ", options: .backwards) else {
      return line
    }
    return String(line[..<start.lowerBound] + line[end.lowerBound...])
  }

  /// The tracker's messages, replayed, leave what its list shows.
  private func compareMemtypes(_ machine: OpenedMachine, _ compare: (String, String, String) -> Void) {
    guard let list = machine.report.memtypeList?.value, let log = machine.report.log?.value,
      !log.memtypes.isEmpty
    else { return }
    var held: [String] = []
    func text(_ range: AddressRange, _ mode: PageCacheMode) -> String {
      "\(range.start.hex(width: 16))-\(range.end.hex(width: 16)) \(mode.word)"
    }
    for event in log.memtypes {
      switch event.value {
      case .added(let range, let track, _, _): held.append(text(range, track))
      case .freed(let range):
        let prefix = "\(range.start.hex(width: 16))-\(range.end.hex(width: 16)) "
        if let i = held.firstIndex(where: { $0.hasPrefix(prefix) }) { held.remove(at: i) }
      case .ioremapError: break
      }
    }
    compare(
      "memtype list", held.sorted().joined(separator: "\n"),
      list.entries.map { text($0.range, $0.mode) }.sorted().joined(separator: "\n"))
  }

  /// The evaluated boot against the real one: what it said, what is tracked where, and how the TPM's driver fared.
  private func compareBoot(
    _ capture: CaptureDirectory, _ machine: OpenedMachine, _ boot: Evaluation, _ log: [String],
    _ compare: (String, String, String) -> Void
  ) {
    let messages = capture.messages.map(String.init)
    let places = machine.scenario.devices.map {
      "ioremap error for \($0.range.pageRounded.start.prefixedHex())-"
    }
    func lines(_ list: [String], _ isWanted: (String) -> Bool) -> String {
      list.filter(isWanted).joined(separator: "\n")
    }
    let kinds: [(String, (String) -> Bool)] = [
      ("PAT layout", { $0.hasPrefix("x86/PAT: Configuration") }), ("MTRR state", { $0.hasPrefix("MTRRs ") }),
      // Other drivers than those of the scenario may fail, too.
      ("ioremap errors", { line in places.contains { line.hasPrefix($0) } }),
      ("TPM probe", { $0.hasPrefix("tpm_") && $0.contains("failed with error") }),
    ]
    for (what, isWanted) in kinds {
      let expected = lines(messages, isWanted)
      let got = lines(log, isWanted)
      if !expected.isEmpty || !got.isEmpty { compare(what, got, expected) }
    }
    compare(
      "last_pfn lines", lines(log) { $0.hasPrefix("last_pfn") }, lines(messages) { $0.hasPrefix("last_pfn") })
    let modified = lines(messages) { $0.hasPrefix("modified: ") || $0.contains("losing") }
    if !modified.isEmpty {
      compare("trimmed map", lines(log) { $0.hasPrefix("modified: ") || $0.contains("losing") }, modified)
    }
    compareTracking(capture, machine, log, messages, compare)
    guard let list = machine.report.memtypeList?.value else { return }
    for device in machine.scenario.devices where device.hasDriver {
      switch device.kind {
      case .hpet, .tpmTIS, .tpmCRB, .ecam, .acpiTables: break
      default: continue
      }
      let page = AddressRange(start: device.range.start & ~0xfff, size: .page)
      guard let real = list.entries.first(where: { $0.range.overlaps(page) }) else { continue }
      let tracked = boot.tracked.first { $0.range.overlaps(page) }
      compare(
        "tracked type", "\(device.id) \(tracked?.mode.word ?? "none")", "\(device.id) \(real.mode.word)")
    }
  }

  /// Every message of the tracker about the pages of HPET, TPM and ECAM, in order; mappings of users aside.
  private func compareTracking(
    _ capture: CaptureDirectory, _ machine: OpenedMachine, _ log: [String], _ messages: [String],
    _ compare: (String, String, String) -> Void
  ) {
    guard capture.bytes("mmap_requests.txt") == nil, machine.scenario.parameters.debugPAT else { return }
    for device in machine.scenario.devices {
      switch device.kind {
      case .hpet, .tpmTIS, .tpmCRB, .ecam: break
      default: continue
      }
      let start = device.range.pageRounded.start.prefixedHex(width: 10) + "-"
      func lines(_ list: [String]) -> String {
        list.filter { ($0.hasPrefix("x86/PAT: ") || $0.hasPrefix("ioremap error")) && $0.contains(start) }
          .joined(separator: "\n")
      }
      let expected = lines(messages)
      if !expected.isEmpty { compare("tracker messages", lines(log), expected) }
    }
  }
}
