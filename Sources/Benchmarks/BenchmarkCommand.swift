import ArgumentParser
import Explorer
import MemtypeEngine
import Screen

@main
struct BenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mtrrscope-bench",
    abstract:
      "Time the engine and the interface: one JSON line a benchmark, nanoseconds per operation (median).")

  @Option(help: "Also run the lookups and reserves of the vector files in this directory.")
  var vectors: String?
  @Option(help: "Only benchmarks whose name contains this.")
  var only: String?

  func run() throws {
    for benchmark in EngineBenchmarks.all + ScreenBenchmarks.all {
      guard only.map({ benchmark.name.contains($0) }) ?? true else { continue }
      try Stopwatch.measure(benchmark.name, operations: benchmark.operations, benchmark.body)
    }
    try JournalBenchmarks.run(only: only)
    if let vectors {
      try VectorBenchmarks(directory: vectors).run()
      try SolverBenchmarks(directory: vectors).run()
    }
  }
}

/// One thing to time.
struct Benchmark {
  var name: String
  /// How many operations one call of `body` does.
  var operations = 1
  var body: () -> Void
}
