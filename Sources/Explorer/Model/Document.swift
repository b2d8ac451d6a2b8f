import MemtypeEngine

/// What is being edited: a scenario, how it was when it was opened, every step between, and where it is kept.
public struct Document: Sendable {
  /// What it was made from.
  public enum Origin: Hashable, Sendable {
    /// A built-in scenario's name, or files of one machine, as they were named.
    case words([String])
    case standardInput
    /// This machine itself.
    case live
    /// A session that did not end cleanly.
    case recovered
    /// Another document.
    case copy

    /// What can be read again.
    var words: [String]? {
      if case .words(let words) = self { words } else { nil }
    }
  }

  /// Tells it from the others that are open; never used twice.
  let id: Int
  /// The scenario as it was opened.
  let baseline: Scenario
  /// What the machine itself said, and in which texts.
  let record: MachineRecord
  var evidence: Evidence { record.evidence }
  private(set) var origin: Origin
  /// The scenario file that saving writes; nil until there is one.
  private(set) var path: String?
  /// What is kept elsewhere: in the file, or where it was opened from. nil for what is kept nowhere.
  private(set) var saved: Scenario?
  /// What can be had again without being saved.
  private var reproducible: Scenario?
  private(set) var history: History<Scenario>
  /// A lesson's: nobody misses it.
  var isThrowaway = false

  init(
    _ scenario: Scenario, id: Int = 1, origin: Origin = .words([]), path: String? = nil, isKept: Bool = true,
    record: MachineRecord = .none
  ) {
    self.id = id
    self.origin = origin
    self.path = path
    baseline = scenario
    self.record = record
    saved = isKept ? scenario : nil
    history = History(scenario)
  }

  var scenario: Scenario { history.present }
  var isModified: Bool { scenario != baseline }
  /// Whether something would be lost without it.
  var isUnsaved: Bool { !isThrowaway && scenario != saved && scenario != reproducible }

  /// A first edit that can be had again without being saved.
  mutating func begin(with scenario: Scenario, title: String) {
    history.record(scenario, title: title)
    reproducible = scenario
  }

  mutating func commit(_ scenario: Scenario, title: String) { history.record(scenario, title: title) }
  mutating func undo() -> String? { history.undo() }
  mutating func redo() -> String? { history.redo() }

  /// Takes edits back, or does them again, until so many are in force.
  mutating func go(toStep step: Int) {
    while history.depth > step, history.undo() != nil {}
    while history.depth < step, history.redo() != nil {}
  }

  /// A file holds this scenario now.
  mutating func wasSaved(_ scenario: Scenario, to path: String) {
    saved = scenario
    reproducible = nil
    self.path = path
    // Reading it again reads what it is kept in.
    origin = .words([path])
  }

  /// What it was made from was read again: that is one more step.
  mutating func wasRead(_ scenario: Scenario) {
    history.record(scenario, title: "read again")
    saved = scenario
  }
}
