import MemtypeEngine

/// One reading of what a document was made from; no two are the same.
struct ReadingID: Hashable, Sendable {
  var document: Int
  var number: Int
}

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
  /// What was read, and after how many edits: reading again is an edit, and to take it back brings the older reading
  /// back.
  private var readings: [(depth: Int, number: Int, scenario: Scenario, record: MachineRecord)]
  private var readCount = 0
  /// The scenario as it was opened.
  var baseline: Scenario { readings[0].scenario }
  /// The scenario as it was read, again perhaps: the machine that `record` speaks of.
  var machine: Scenario { readings[reading].scenario }
  /// What the machine itself said, and in which texts.
  var record: MachineRecord { readings[reading].record }
  /// Which of all readings it shows, for what is kept of one.
  var readingID: ReadingID { ReadingID(document: id, number: readings[reading].number) }
  private var reading: Int { readings.lastIndex { $0.depth <= history.depth } ?? 0 }
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
    readings = [(0, 0, scenario, record)]
    saved = isKept ? scenario : nil
    history = History(scenario)
  }

  var scenario: Scenario { history.present }
  var isModified: Bool { scenario != baseline }
  /// Whether something would be lost without it.
  var isUnsaved: Bool { !isThrowaway && scenario != saved && scenario != reproducible }

  /// A first edit that can be had again without being saved.
  mutating func begin(with scenario: Scenario, title: String) {
    commit(scenario, title: title)
    reproducible = scenario
  }

  mutating func commit(_ scenario: Scenario, title: String) {
    let depth = history.depth
    history.record(scenario, title: title)
    // A reading that was taken back is gone once something else is done.
    if history.depth != depth { readings.removeAll { $0.depth > depth } }
  }

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
  mutating func wasRead(_ scenario: Scenario, record: MachineRecord) {
    commit(scenario, title: "read again")
    readCount += 1
    readings.append((history.depth, readCount, scenario, record))
    saved = scenario
  }
}
