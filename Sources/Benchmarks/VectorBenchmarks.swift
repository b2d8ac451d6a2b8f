import FoundationEssentials
import Glibc
import Glibc
import MemtypeEngine

/// The lookups and reserves of a vector directory: `mtrr-lookup.jsonl` and `memtype-reserve.jsonl`.
struct VectorBenchmarks {
  var directory: String

  func run() throws {
    try lookups()
    try reserves()
  }

  private struct LookupCase: Decodable {
    var phys_bits: Int
    var vendor: String?
    var family: Int?
    var mtrrcap: String?
    var deftype: String?
    var fixed: [String]?
    var variable: [[String]]?
    var syscfg: String?
    var top_mem2: String?
    var no_mtrr: Bool?
    var lookups: [[Number]]

    var mtrr: MTRRState {
      let cpu = CPU(
        vendor: vendor.flatMap(CPU.Vendor.init(rawValue:)) ?? .intel, family: family ?? 6,
        physBits: phys_bits,
        hasMTRR: no_mtrr != true)
      var state = MTRRState(cpu: cpu, kernel: KernelRevision(6, 12, 117))
      var log = KernelLog()
      state.initialize(
        MTRRRegisters(
          capabilities: number(mtrrcap), defaultTypeRegister: number(deftype),
          fixed: FixedRanges(registers: (fixed ?? []).map(number)),
          variable: (variable ?? []).map { VariableRange(base: number($0.first), mask: number($0.last)) },
          syscfg: syscfg.map(number), topMem2: top_mem2.map(number)), log: &log)
      return state
    }
  }

  /// A number, or hex digits in a string.
  private enum Number: Decodable {
    case value(UInt64)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self = .value(number(text))
      } else {
        self = .value(try container.decode(UInt64.self))
      }
    }

    var value: UInt64 { if case .value(let number) = self { number } else { 0 } }
  }

  private func lookups() throws {
    let cases = try read("mtrr-lookup", as: LookupCase.self)
    let states = cases.map(\.mtrr)
    let ranges = cases.map { $0.lookups.map { AddressRange($0[0].value, $0[1].value) } }
    let count = ranges.reduce(0) { $0 + $1.count }
    guard count > 0 else { return }
    // A case's state is taken into hand once for many lookups: that is set-up, and not what is timed.
    let rounds = 16
    try Stopwatch.measure("vectors mtrr-lookup, mean of \(count) lookups", operations: count * rounds) {
      for (state, lookups) in zip(states, ranges) {
        for _ in 0..<rounds {
          for range in lookups { blackHole(state.typeLookup(range)) }
        }
      }
    }
  }

  private struct ReserveCase: Decodable {
    struct Step: Decodable {
      var op: String
      var start: String?
      var end: String?
      var req: UInt8?
      var want_new: Bool?
    }

    var phys_bits: Int
    var pat_enabled: Bool
    var ram: [[String]]
    var steps: [Step]
  }

  private func reserves() throws {
    let cases = try read("memtype-reserve", as: ReserveCase.self)
    let mtrr = evaluate(.snpPCIHole).mtrr
    var count = 0
    var work: [(MemtypeTracker, [(AddressRange, PageCacheMode?)])] = []
    for test in cases where test.pat_enabled {
      let ram = test.ram.map { AddressRange(number($0.first), number($0.last)) }
      let steps = test.steps.compactMap { step -> (AddressRange, PageCacheMode?)? in
        let range = AddressRange(number(step.start), number(step.end))
        switch step.op {
        case "reserve": return (range, step.req.flatMap(PageCacheMode.init(rawValue:)) ?? .wb)
        case "free": return (range, nil)
        default: return nil
        }
      }
      count += steps.count
      work.append((MemtypeTracker(ram: ram), steps))
    }
    guard count > 0 else { return }
    try Stopwatch.measure("vectors memtype-reserve, mean of \(count) reserves and frees", operations: count) {
      var log = KernelLog()
      for (fresh, steps) in work {
        var tracker = fresh
        log.removeAll()
        for (range, mode) in steps {
          if let mode {
            blackHole(tracker.reserve(range, mode, mtrr: mtrr, log: &log))
          } else {
            blackHole(tracker.free(range, log: &log))
          }
        }
      }
    }
  }

  /// The lines of a kind; none, with a word about it, where the directory has no such file.
  private func read<T: Decodable>(_ kind: String, as type: T.Type) throws -> [T] {
    let url = URL(fileURLWithPath: directory, isDirectory: true).appendingPathComponent("\(kind).jsonl")
    guard let data = FileManager.default.contents(atPath: url.path) else {
      let note = Array("mtrrscope-bench: no \(kind).jsonl in \(directory)\n".utf8)
      _ = write(STDERR_FILENO, note, note.count)
      return []
    }
    let decoder = JSONDecoder()
    return try data.split(separator: UInt8(ascii: "\n")).map { try decoder.decode(type, from: $0) }
  }
}

/// Hex digits after `0x`; 0 for anything else.
private func number(_ text: String?) -> UInt64 { text.flatMap { UInt64($0.dropFirst(2), radix: 16) } ?? 0 }
