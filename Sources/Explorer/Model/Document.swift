import MemtypeEngine

/// What is being edited: a scenario, how it was when it was opened, and every step between.
struct Document: Sendable {
  /// The scenario as it was opened.
  let baseline: Scenario
  private(set) var history: History<Scenario>

  init(_ scenario: Scenario) {
    baseline = scenario
    history = History(scenario)
  }

  var scenario: Scenario { history.present }
  var isModified: Bool { scenario != baseline }

  mutating func commit(_ scenario: Scenario, title: String) { history.record(scenario, title: title) }
  mutating func undo() -> String? { history.undo() }
  mutating func redo() -> String? { history.redo() }
}
