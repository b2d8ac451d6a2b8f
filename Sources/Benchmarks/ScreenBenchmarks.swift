import Explorer
import MemtypeEngine
import Screen

/// The interface: a frame, a cursor step with its frame, and an edit with its evaluation and frame.
enum ScreenBenchmarks {
  static var all: [Benchmark] {
    [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60)].flatMap(
      benchmarks)
  }

  private static func benchmarks(_ size: Size) -> [Benchmark] {
    var explorer = Explorer(.initial)
    _ = explorer.update(.resized(size))
    let fresh = explorer
    let name = "\(size.columns)x\(size.rows)"
    var isUp = false
    return [
      Benchmark(name: "frame \(name)") { blackHole(frame(of: fresh, size: size)) },
      Benchmark(name: "cursor step and frame \(name)") {
        isUp.toggle()
        _ = explorer.update(.key(isUp ? .up : .down))
        blackHole(frame(of: explorer, size: size))
      },
      Benchmark(name: "kernel behaviour and frame \(name)") {
        _ = explorer.update(.key(.character("K")))
        _ = explorer.update(.key(.character("u")))
        blackHole(frame(of: explorer, size: size))
      },
    ]
  }
}
