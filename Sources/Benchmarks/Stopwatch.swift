import FoundationEssentials
import Glibc

/// Times operations and prints one JSON line for each benchmark.
struct Stopwatch {
  /// How long one batch lasts at least.
  private static let batch = Duration.milliseconds(20)
  private static let batches = 15

  private struct Line: Encodable {
    var benchmark: String
    var nsPerOperation: Double
    var fastestNs: Double
    var operationsPerBatch: Int
    var batches: Int
  }

  /// Runs `body` in batches; one call of it does `operations` operations. Prints the median batch and the fastest.
  static func measure(_ name: String, operations: Int = 1, _ body: () -> Void) throws {
    let clock = ContinuousClock()
    var repeats = 1
    while clock.measure({ for _ in 0..<repeats { body() } }) < batch, repeats < 1 << 30 { repeats *= 2 }
    let count = Double(max(1, repeats * operations))
    let samples = (0..<batches).map { _ in
      clock.measure { for _ in 0..<repeats { body() } }.nanoseconds / count
    }.sorted()
    let line = Line(
      benchmark: name, nsPerOperation: rounded(samples[samples.count / 2]), fastestNs: rounded(samples[0]),
      operationsPerBatch: repeats * operations, batches: batches)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    print(String(decoding: try encoder.encode(line), as: UTF8.self))
  }

  private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}

extension Duration {
  var nanoseconds: Double {
    Double(components.seconds) * 1e9 + Double(components.attoseconds) / 1e9
  }
}

/// Keeps a result alive, so that the optimiser cannot drop the work that made it.
@inline(never) func blackHole<T>(_ value: T) {}
