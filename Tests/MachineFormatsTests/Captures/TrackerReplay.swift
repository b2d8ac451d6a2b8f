import MachineFormats
import MemtypeEngine

/// One boot's requests to the memtype tracker, taken out of its log and asked again.
///
/// Input: each request's range and type, their order, what was given back, and which of them users made
/// (mmap_requests.txt). All other words of the tracker's lines are compared, as are the lines that follow from an
/// answer: `ioremap error`, `map pfn expected`, and the release of what was refused.
struct TrackerReplay {
  struct Counts {
    var captures = 0
    var requests = 0
    var frees = 0
    var lines = 0
    var refusals = 0
    var userMappings = 0
    var entries = 0

    var text: String {
      "\(requests) requests, \(frees) frees, \(lines) lines, \(refusals) refused, \(userMappings) user mappings, "
        + "\(entries) list entries"
    }

    mutating func add(_ other: Counts) {
      captures += 1
      requests += other.requests
      frees += other.frees
      lines += other.lines
      refusals += other.refusals
      userMappings += other.userMappings
      entries += other.entries
    }
  }

  private struct Line {
    var text: String
    var isUserSpace: Bool
  }

  private(set) var mismatches: [String] = []
  private(set) var counts = Counts()
  private let capture: CaptureDirectory
  private let lines: [Line]
  private var users: [MmapRequest]
  private var mappings: KernelMappings
  private let lateMTRR: MTRRState?
  private var at = 0

  init(_ capture: CaptureDirectory, _ machine: OpenedMachine) {
    self.capture = capture
    var isUserSpace = false
    var lines: [Line] = []
    for message in capture.messages {
      if message.hasPrefix("Run /") { isUserSpace = true }
      if Self.isTracking(message) { lines.append(Line(text: String(message), isUserSpace: isUserSpace)) }
    }
    self.lines = lines
    let boot = evaluate(machine.scenario)
    users = MmapRequest.all(in: capture, machine.scenario)
    mappings = KernelMappings(
      physBits: machine.scenario.cpu.physBits, mtrr: boot.mtrr, pat: boot.pat,
      resources: ResourceTree(capture.systemRAM.map { MemoryResource($0, .systemRAM, "System RAM") }),
      debugPAT: true)
    lateMTRR = boot.override.isApplied ? nil : Self.lateState(capture, machine.scenario)
  }

  var hasRequests: Bool { lines.contains { Self.request(in: $0.text) != nil } }

  /// The lines that the tracker and its callers print, with `debugpat` and without.
  private static func isTracking(_ message: Substring) -> Bool {
    if message.hasPrefix("ioremap error for ") || message.hasPrefix("ioremap memtype_reserve failed") {
      return true
    }
    guard message.hasPrefix("x86/PAT: ") else { return false }
    return [
      "Overlap at", "memtype_reserve ", "memtype_free ", "conflicting memory types",
      "freeing invalid memtype",
      "map pfn ", "reserve_ram_pages_type failed",
    ].contains { message.contains($0) }
  }

  /// Users may have written registers before they mapped anything: the MSRs were read in the end.
  private static func lateState(_ capture: CaptureDirectory, _ scenario: Scenario) -> MTRRState? {
    let msrs = capture.msrs
    guard let capabilities = msrs[0xfe], let defaultType = msrs[0x2ff] else { return nil }
    var registers = scenario.mtrr
    registers.capabilities = capabilities
    registers.defaultTypeRegister = defaultType
    registers.variable = (0..<(capabilities & 0xff)).map { n in
      VariableRange(base: msrs[0x200 + 2 * n] ?? 0, mask: msrs[0x201 + 2 * n] ?? 0)
    }
    guard registers != scenario.mtrr else { return nil }
    var state = MTRRState(cpu: scenario.cpu, kernel: scenario.kernel)
    var unread = KernelLog.unread
    state.initialize(registers, log: &unread)
    return state
  }

  // MARK: Running

  mutating func run() {
    while at < lines.count {
      let line = lines[at].text
      if let range = Self.range(after: "memtype_free request ", in: line) {
        counts.frees += 1
        var log = KernelLog()
        mappings.tracker.free(range, log: &log)
        compare(log)
      } else if let request = lines[at...].lazy.compactMap({ Self.request(in: $0.text) }).first {
        if lines[at].isUserSpace, isUsers(request) { continue }
        counts.requests += 1
        let result = mappings.ioremap(request.range.start, size: request.range.size, mode: request.mode)
        if result.mapping == nil { counts.refusals += 1 }
        compare(takeLog())
      } else {
        mismatches.append("no request for: \(line)")
        at += 1
      }
    }
    while let user = users.first, mismatches.isEmpty {
      ask(user)
      compare(takeLog())
    }
    let list = capture.memtypeList
    counts.entries = list.count
    let held = mappings.tracker.entries.map(\.listLine)
    if held != list {
      mismatches.append("the list is\n\(held.joined(separator: "\n"))\nnot\n\(list.joined(separator: "\n"))")
    }
  }

  /// Whether it is the next user mapping, which is then made. Those that the tracker says nothing about come before.
  private mutating func isUsers(_ request: (range: AddressRange, mode: PageCacheMode)) -> Bool {
    mappings.mtrr = lateMTRR ?? mappings.mtrr
    if let task = lines[at...].lazy.compactMap({ Self.task(in: $0.text) }).first {
      mappings.tracker.task = task
    }
    while let user = users.first {
      let before = self
      let isMeant = user.range == request.range && user.mode == request.mode
      ask(user)
      let log = takeLog()
      if isMeant {
        counts.requests += 1
        compare(log)
        return true
      }
      if !log.isEmpty {
        self = before
        return false
      }
    }
    return false
  }

  private mutating func ask(_ user: MmapRequest) {
    users.removeFirst()
    counts.userMappings += 1
    var log = KernelLog()
    let answer = mappings.tracker.mapFrames(user.range, user.mode, mtrr: mappings.mtrr, log: &log)
    for message in log { mappings.log.append(message) }
    let result =
      answer.error == nil
      ? "ok" : user.isMemoryDevice ? "Resource temporarily unavailable" : "Invalid argument"
    if answer.error != nil { counts.refusals += 1 }
    if result != user.result { mismatches.append("\(user.text): \(result)") }
  }

  private mutating func takeLog() -> KernelLog {
    defer { mappings.log = [] }
    return mappings.log
  }

  private mutating func compare(_ log: KernelLog) {
    let said = log.map(\.text).filter { Self.isTracking($0[...]) }
    let expected = lines[at...].prefix(said.count).map(\.text)
    counts.lines += said.count
    at += said.count
    if said != expected {
      mismatches.append("said\n\(said.joined(separator: "\n"))\nnot\n\(expected.joined(separator: "\n"))")
      at = lines.count
    }
  }

  // MARK: Reading lines

  private static func request(in line: String) -> (range: AddressRange, mode: PageCacheMode)? {
    guard
      let range = range(after: "memtype_reserve added ", in: line)
        ?? range(after: "memtype_reserve failed ", in: line),
      let match = line.firstMatch(of: #/, req ([a-z-]+)/#),
      let mode = PageCacheMode.allCases.first(where: { $0.word == match.1 })
    else { return nil }
    return (range, mode)
  }

  private static func range(after words: String, in line: String) -> AddressRange? {
    guard line.contains(words), let match = line.firstMatch(of: #/\[mem 0x(\w+)-0x(\w+)\]/#),
      let first = UInt64(match.1, radix: 16), let last = UInt64(match.2, radix: 16)
    else { return nil }
    return AddressRange(start: first, size: last &- first &+ 1)
  }

  private static func task(in line: String) -> KernelTask? {
    guard let match = line.firstMatch(of: #/^x86\/PAT: (\S+):(\d+) /#), let pid = Int(match.2) else {
      return nil
    }
    return KernelTask(comm: String(match.1), pid: pid)
  }
}

/// A line of mmap_requests.txt: what a process mapped, and how it went.
struct MmapRequest {
  var text: String
  var range: AddressRange
  var mode: PageCacheMode
  /// /dev/mem, not a PCI resource.
  var isMemoryDevice: Bool
  var result: String

  static func all(in capture: CaptureDirectory, _ scenario: Scenario) -> [MmapRequest] {
    (capture.text("mmap_requests.txt") ?? "").split(separator: "\n").compactMap { line in
      guard
        let match = line.wholeMatch(
          of: #/mmap (\S+) offset (?:0x)?([0-9a-f]+) length (?:0x)?([0-9a-f]+) (no )?O_SYNC: (.*)/#),
        let offset = UInt64(match.2, radix: 16), let length = UInt64(match.3, radix: 16)
      else { return nil }
      let file = match.1
      guard file != "/dev/mem" else {
        return MmapRequest(
          text: String(line), range: AddressRange(start: offset, size: length),
          mode: match.4 == nil ? .ucMinus : .wb,
          isMemoryDevice: true, result: String(match.5))
      }
      guard let bar = file.firstMatch(of: #/([0-9a-f]+:[0-9a-f]+:[0-9a-f.]+)\/resource(\d)(_wc)?$/#),
        let device = scenario.devices.first(where: { $0.busName == bar.1 && $0.id.hasSuffix("-bar\(bar.2)") })
      else { return nil }
      return MmapRequest(
        text: String(line), range: AddressRange(start: device.range.start &+ offset, size: length),
        mode: bar.3 == nil ? .ucMinus : .wc, isMemoryDevice: false, result: String(match.5))
    }
  }
}

extension CaptureDirectory {
  var systemRAM: [AddressRange] {
    (text("iomem.txt") ?? "").split(separator: "\n").compactMap { line in
      guard let match = line.wholeMatch(of: #/\s*([0-9a-f]+)-([0-9a-f]+) : System RAM/#),
        let first = UInt64(match.1, radix: 16), let last = UInt64(match.2, radix: 16)
      else { return nil }
      return AddressRange(start: first, size: last &- first &+ 1)
    }
  }

  /// The lines of pat_memtype_list.txt without its heading.
  var memtypeList: [String] {
    (text("pat_memtype_list.txt") ?? "").split(separator: "\n").filter { $0.contains("[mem ") }.map(
      String.init)
  }
}
