import Explorer
import MachineFormats
import MemtypeEngine
import Screen
import Workspace

/// The interface with the formats that the program has: a frame, a cursor step with its frame, an edit with its
/// evaluation and frame, opening a field.
enum ScreenBenchmarks {
  static var all: [Benchmark] {
    let sizes = [
      Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60),
    ]
    return sizes.flatMap { benchmarks($0, .initial, "") }
      + benchmarks(sizes[1], crowded, " with 4,096 devices")
  }

  /// As many devices as a scenario file may have.
  static var crowded: Scenario {
    var scenario = Scenario.initial
    let free = 4096 - scenario.devices.count
    scenario.devices += (0..<max(0, free)).map { index in
      Device(
        id: "device\(index)", name: "Device \(index)",
        kind: .custom(Driver(name: "driver\(index)", call: .ioremap(.plain))),
        range: AddressRange(start: 0x90_0000_0000 + UInt64(index) * 0x2000, size: 0x1000))
    }
    return scenario
  }

  private static func benchmarks(_ size: Size, _ scenario: Scenario, _ what: String) -> [Benchmark] {
    var explorer = Explorer(scenario, size: size, formats: .standard)
    let fresh = explorer
    let name = "\(size.columns)x\(size.rows)\(what)"
    var isUp = false
    func press(_ key: Key) {
      _ = explorer.update(.key(key))
      blackHole(frame(of: explorer, size: size))
    }
    return [
      Benchmark(name: "frame \(name)") { blackHole(frame(of: fresh, size: size)) },
      Benchmark(name: "cursor step and frame \(name)") {
        isUp.toggle()
        press(isUp ? .up : .down)
      },
      Benchmark(name: "kernel behaviour and frame \(name)", operations: 2) {
        press(.character("K"))
        press(.character("u"))
      },
      Benchmark(name: "opening TOLUD and frame \(name)") {
        explorer = fresh
        _ = explorer.update([.key(.character("2")), .key(.home)])
        press(.enter)
      },
      Benchmark(name: "a step of the boot and frame \(name)") {
        explorer = fresh
        press(.character("t"))
      },
    ]
  }
}
