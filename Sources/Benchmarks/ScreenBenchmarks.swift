enum ScreenBenchmarks {
  static var all: [Benchmark] { [] }
}
