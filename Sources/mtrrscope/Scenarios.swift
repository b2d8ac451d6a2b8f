import ArgumentParser
import MemtypeEngine

struct Scenarios: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List the built-in scenarios.")

  func run() throws {
    let width = Scenario.builtIn.map(\.name.count).max() ?? 0
    for scenario in Scenario.builtIn {
      let padding = String(repeating: " ", count: width - scenario.name.count)
      print("\(scenario.name)\(padding)  \(scenario.summary)")
    }
  }
}
