import FoundationEssentials
import Glibc
import MachineFormats
import MemtypeEngine

/// Writing an edit down, as the program does after the frame is on the screen.
enum JournalBenchmarks {
  static func run(only: String?) throws {
    for (scenario, what) in [(Scenario.initial, ""), (ScreenBenchmarks.crowded, ", 4,096 devices")] {
      let name = "journal an edit\(what)"
      guard only.map(name.contains) ?? true else { continue }
      try measure(name, scenario)
    }
  }

  private static func measure(_ name: String, _ scenario: Scenario) throws {
    // In memory, where there is such a place: what is timed is the program, not a disk.
    let memory = "/dev/shm"
    let place = access(memory, W_OK) == 0 ? memory : FileManager.default.temporaryDirectory.path
    let directory = "\(place)/mtrrscope-bench-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let journal = Journal(directory: directory, name: "bench", base: scenario)
    defer { journal.close() }
    var edited = scenario
    var failure: (any Error)?
    try Stopwatch.measure(name) {
      edited.cpu.stepping = (edited.cpu.stepping + 1) % 16
      do { try journal.append(edited) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}
