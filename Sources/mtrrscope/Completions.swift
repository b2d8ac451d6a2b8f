import ArgumentParser
import MemtypeEngine
import Themes
import VisibleText
import Workspace

/// What a shell offers for a word that has been begun.
extension CompletionKind {
  /// Built-in scenarios and files.
  static let machines = CompletionKind.custom { (_: [String], _: Int, prefix: String) in
    Scenario.builtIn.map(\.name).filter { $0.hasPrefix(prefix) } + paths(prefix)
  }

  /// A shell types what it is given: names that would command the terminal are not offered.
  @Sendable private static func paths(_ prefix: String) -> [String] {
    Workspace.paths(beginningWith: prefix).filter(isPrintable)
  }

  /// Bundled themes, the user's own, and files.
  static let themes = CompletionKind.custom { (_: [String], _: Int, prefix: String) in
    Settings().themeChoices().map(\.name).filter { $0.hasPrefix(prefix) }
      + (prefix.isEmpty ? [] : paths(prefix))
  }

  /// Names of places that every scenario has, and of the devices of those that come with the program.
  static let places = CompletionKind.custom { (_: [String], _: Int, prefix: String) in
    placeNames(prefix)
  }

  @Sendable private static func placeNames(_ prefix: String) -> [String] {
    let devices = Set(Scenario.builtIn.flatMap(\.devices).map { $0.id.lowercased() }).sorted()
    return (["tolud", "4g", "top"] + devices).filter { $0.hasPrefix(prefix.lowercased()) }
  }

  /// What `check` takes: a machine, or a place in it.
  static let machinesAndPlaces = CompletionKind.custom { (_: [String], _: Int, prefix: String) in
    placeNames(prefix) + Scenario.builtIn.map(\.name).filter { $0.hasPrefix(prefix) } + paths(prefix)
  }

  static let memoryTypes = CompletionKind.list(["UC", "WC", "WT", "WP", "WB", "any"])

  /// Paths of inputs, and behind = what they can be.
  static let inputs = CompletionKind.custom { (_: [String], _: Int, prefix: String) in
    let scenario = Scenario.initial
    guard let mark = prefix.firstIndex(of: "=") else {
      let elements = InputList.allCases.flatMap { list in
        Schema.fields(of: list).flatMap { field in
          let indexes = list == .devices ? Array(scenario.devices.indices) : [0]
          return indexes.map { scenario.text(of: InputPath(list, $0, field.key)) }
        }
      }
      return (scenario.knownPaths + elements).map { $0 + "=" }.filter { $0.hasPrefix(prefix) }
    }
    let key = prefix[..<mark]
    guard let path = try? scenario.inputPath(String(key)) else { return [] }
    let choices = scenario.choices(at: path, baseline: scenario).map(shellWord)
    let values = choices.isEmpty ? Schema.field(path)?.shape.names ?? [] : choices
    return values.map { "\(key)=\($0)" }.filter { $0.hasPrefix(prefix) }
  }
}
