import ArgumentParser
import MemtypeEngine
import Themes
import Workspace

/// What a shell offers for a word that has been begun.
extension CompletionKind {
  /// Built-in scenarios and files.
  static let machines = CompletionKind.custom { (_: [String], _: Int, prefix: String) in
    Scenario.builtIn.map(\.name).filter { $0.hasPrefix(prefix) } + Workspace.paths(beginningWith: prefix)
  }

  /// Bundled themes, the user's own, and files.
  static let themes = CompletionKind.custom { (_: [String], _: Int, prefix: String) in
    Settings().themeChoices().map(\.name).filter { $0.hasPrefix(prefix) }
      + (prefix.isEmpty ? [] : Workspace.paths(beginningWith: prefix))
  }

  /// Names of places that every scenario has, and of the devices of those that come with the program.
  static let places = CompletionKind.custom { (_: [String], _: Int, prefix: String) in
    let devices = Set(Scenario.builtIn.flatMap(\.devices).map { $0.id.lowercased() }).sorted()
    return (["tolud", "4g", "top"] + devices).filter { $0.hasPrefix(prefix.lowercased()) }
  }

  static let releases = CompletionKind.list(KernelRevision.known.map(\.name))
  static let physBits = CompletionKind.list(CPU.physBitsRange.map { String($0) })
}
