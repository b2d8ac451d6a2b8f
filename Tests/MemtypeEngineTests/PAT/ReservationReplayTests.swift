import Foundation
import TestSupport
import Testing

@testable import MemtypeEngine

/// The reservations of real boots with `debugpat`, asked again: the tracker must say what the kernel said, line by
/// line, and end with the list that the kernel showed.
@Suite("Replayed reservations") struct ReservationReplayTests {
  private static let root: URL = {
    if let other = ProcessInfo.processInfo.environment["MTRRSCOPE_CAPTURES"], !other.isEmpty {
      return URL(fileURLWithPath: other, isDirectory: true)
    }
    return Fixtures.directory.appendingPathComponent("Captures", isDirectory: true)
  }()

  @Test(.enabled(if: FileManager.default.fileExists(atPath: root.path), "no captures"))
  func trackerSaysWhatTheKernelSaid() throws {
    var boots = 0
    var requests = 0
    for url in try FileManager.default.contentsOfDirectory(at: Self.root, includingPropertiesForKeys: nil)
    where FileManager.default.fileExists(atPath: url.appendingPathComponent("pat_memtype_list.txt").path) {
      let boot = RecordedBoot(url)
      let lines = boot.trackerLines
      guard lines.contains(where: { $0.contains("memtype_reserve added") }) else { continue }
      boots += 1
      requests += replay(boot, lines)
    }
    print("Replayed reservations: \(requests) requests of \(boots) boots (\(Self.root.path))")
    #expect(requests > 0)
  }

  private func replay(_ boot: RecordedBoot, _ lines: [String]) -> Int {
    var tracker = MemtypeTracker(ram: boot.ram, isDebugging: true)
    let mtrr = boot.mtrr
    var requests = 0
    var pending: [String] = []
    for line in lines {
      pending.append(line)
      if let task = line.firstMatch(of: #/x86/PAT: (\S+):(\d+) conflicting/#) {
        tracker.task = KernelTask(comm: String(task.1), pid: Int(task.2) ?? 0)
      }
      guard let match = line.firstMatch(of: #/(added|failed|free request) \[mem 0x(\w+)-0x(\w+)\]/#),
        let start = UInt64(match.2, radix: 16), let last = UInt64(match.3, radix: 16)
      else { continue }
      var log: [KernelMessage] = []
      let range = AddressRange(start, last &+ 1)
      if match.1 == "free request" {
        tracker.free(range, log: &log)
      } else if let request = line.firstMatch(of: #/req ([a-z-]+)/#),
        let mode = PageCacheMode.allCases.first(where: { $0.word == request.1 })
      {
        _ = tracker.reserve(range, mode, acceptsOther: !line.hasSuffix("ret -"), mtrr: mtrr, log: &log)
      }
      #expect(log.map(\.text) == pending, "\(boot.name)")
      pending = []
      requests += 1
    }
    #expect(tracker.listText == boot.list, "\(boot.name)")
    return requests
  }
}

/// What a replay needs to know of a capture.
private struct RecordedBoot {
  let name: String
  private let url: URL

  init(_ url: URL) {
    self.url = url
    name = url.lastPathComponent
  }

  private func lines(_ file: String) -> [String] {
    guard let text = try? String(contentsOf: url.appendingPathComponent(file), encoding: .utf8) else {
      return []
    }
    return text.split(separator: "\n").map(String.init)
  }

  /// The messages of reserving and freeing, without times.
  var trackerLines: [String] {
    lines("dmesg.txt").compactMap { line in
      guard let at = line.range(of: "x86/PAT: ") else { return nil }
      let text = String(line[at.lowerBound...])
      let isMeant = ["Overlap at", "memtype_reserve", "memtype_free", "conflicting"].contains(
        where: text.contains)
      return isMeant ? text : nil
    }
  }

  var list: [String] { lines("pat_memtype_list.txt") }

  var ram: [AddressRange] {
    lines("iomem.txt").compactMap { line in
      guard let match = line.wholeMatch(of: #/\s*([0-9a-f]+)-([0-9a-f]+) : System RAM/#),
        let start = UInt64(match.1, radix: 16), let last = UInt64(match.2, radix: 16)
      else { return nil }
      return AddressRange(start, last &+ 1)
    }
  }

  private var kernel: KernelRevision {
    let text = lines("uname.txt").joined()
    guard let match = text.firstMatch(of: #/Linux (\d+)\.(\d+)\.(\d+)/#) else { return .newest }
    return KernelRevision(Int(match.1) ?? 0, Int(match.2) ?? 0, Int(match.3) ?? 0)
  }

  private var cpu: CPU {
    let text = lines("cpuinfo.txt").joined(separator: "\n")
    let bits = text.firstMatch(of: #/address sizes\s*: (\d+) bits physical/#).flatMap { Int($0.1) } ?? 40
    let family = text.firstMatch(of: #/cpu family\s*: (\d+)/#).flatMap { Int($0.1) } ?? 6
    let flags = text.firstMatch(of: #/flags\s*: (.*)/#)?.1.split(separator: " ") ?? []
    return CPU(
      vendor: text.contains("AuthenticAMD") ? .amd : .intel, family: family, physBits: bits,
      hasMTRR: flags.contains("mtrr"))
  }

  private var registers: MTRRRegisters {
    var values: [UInt32: UInt64] = [:]
    for line in lines("msrs.txt") {
      let words = line.split(separator: " ")
      if words.count == 2, let number = UInt32(words[0].dropFirst(2), radix: 16) {
        values[number] = UInt64(words[1], radix: 16)
      }
    }
    let capabilities = values[0xfe] ?? 0
    return MTRRRegisters(
      capabilities: capabilities, defaultTypeRegister: values[0x2ff] ?? 0,
      fixed: FixedRanges(registers: FixedRanges.msrNumbers.map { values[$0] ?? 0 }),
      variable: (0..<UInt32(capabilities & 0xff)).map {
        VariableRange(base: values[0x200 + 2 * $0] ?? 0, mask: values[0x201 + 2 * $0] ?? 0)
      }, syscfg: values[0xc001_0010], topMem2: values[0xc001_001d])
  }

  /// The registers as they were read later, or the state that a test kernel forced.
  var mtrr: MTRRState {
    var log: [KernelMessage] = []
    var state = MTRRState(cpu: cpu, kernel: kernel)
    let options = lines("cmdline.txt").joined(separator: " ").split(separator: " ")
    if options.contains("mtrrlab=a") {
      state.guestForce(nil, defaultType: .wb, on: .tdx, log: &log)
    } else if options.contains("mtrrlab=b") {
      let range = MTRRState.pciHoleRange(tolud: tolud, physBits: cpu.physBits)
      state.guestForce([range], defaultType: .wb, on: .tdx, log: &log)
    }
    state.initialize(registers, log: &log)
    return state
  }

  private var tolud: UInt64 {
    lines("dmesg.txt").reduce(0) { tolud, line in
      guard
        let match = line.firstMatch(of: #/BIOS-e820: \[mem 0x(\w+)-0x(\w+)\] (usable|ACPI data)/#),
        let last = UInt64(match.2, radix: 16), last < .fourGiB
      else { return tolud }
      return max(tolud, (last &+ 1).roundedDown(to: .page))
    }
  }
}
