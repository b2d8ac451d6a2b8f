import FoundationEssentials
import MemtypeEngine

/// The solver over the cases of `mtrr-solve.jsonl`: one line with the median and the 99th percentile over all of them.
struct SolverBenchmarks {
  var directory: String

  private struct Case: Decodable {
    var phys_bits: Int
    var var_mtrrs: Int
    var ranges: [[String]]

    /// One problem for each default type that firmware uses.
    var problems: [RegisterProblem] {
      let pieces = ranges.map { piece in
        WantedMap.Piece(
          AddressRange(start: number(piece[0]), size: number(piece[1])),
          piece[2] == "any" ? nil : MemoryType(rawValue: UInt8(number(piece[2]))))
      }
      guard let map = try? WantedMap(physBits: phys_bits, filledWith: nil, painting: pieces) else {
        return []
      }
      return [MemoryType.uc, .wb].map {
        RegisterProblem(wanted: map, defaultTypes: [$0], registerCount: var_mtrrs)
      }
    }
  }

  private struct Line: Encodable {
    var benchmark: String
    var medianNs: Double
    var p99Ns: Double
    var problems: Int
  }

  func run() throws {
    let url = URL(fileURLWithPath: directory, isDirectory: true).appendingPathComponent("mtrr-solve.jsonl")
    guard let data = FileManager.default.contents(atPath: url.path) else { return }
    let decoder = JSONDecoder()
    let problems = try data.split(separator: UInt8(ascii: "\n"))
      .flatMap { try decoder.decode(Case.self, from: $0).problems }
    guard !problems.isEmpty else { return }
    try report("solve: registers for one default type", problems) { blackHole(RegisterSolver($0).solution()) }
    try report("solve: counts for all five default types", problems) { problem in
      let solver = RegisterSolver(problem)
      for type in MemoryType.mtrrTypes { blackHole(solver.count(defaultType: type)) }
    }
  }

  /// Times each problem by itself: the fastest of several rounds, so that what else the machine does stays out.
  private func report(_ name: String, _ problems: [RegisterProblem], _ body: (RegisterProblem) -> Void) throws
  {
    let clock = ContinuousClock()
    let times = problems.map { problem in
      (0..<9).map { _ in
        clock.measure { for _ in 0..<16 { body(problem) } }.nanoseconds / 16
      }.min() ?? 0
    }.sorted()
    let line = Line(
      benchmark: name, medianNs: times[times.count / 2].rounded(),
      p99Ns: times[min(times.count * 99 / 100, times.count - 1)].rounded(), problems: problems.count)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    print(String(decoding: try encoder.encode(line), as: UTF8.self))
  }
}

/// Hex digits after `0x`; 0 for anything else.
private func number(_ text: String) -> UInt64 { UInt64(text.dropFirst(2), radix: 16) ?? 0 }
