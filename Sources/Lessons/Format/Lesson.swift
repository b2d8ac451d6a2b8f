import MemtypeEngine

/// A lesson: steps that each show a machine, and most of which ask something about it.
public struct Lesson: Sendable {
  /// The file's name without its ending: `03-base-and-mask`.
  public var name: String
  public var title = ""
  public var minutes = 0
  /// What a learner can do afterwards.
  public var goal = ""
  /// The names of lessons that come before.
  public var needs: [String] = []
  /// What it leaves out on purpose.
  public var outOfScope = ""
  public var steps: [LessonStep] = []
  /// Made of questions by chance: no progress in it is kept.
  public var isQuiz = false
}

/// One step of a lesson.
public struct LessonStep: Sendable {
  /// How far into the boot the screen goes before the question is answered.
  public enum Veil: Hashable, Sendable {
    /// The memory map and registers are there; no type and no outcome is known.
    case types
    /// The boot stands before the step with this id.
    case before(String)
    /// Nothing is hidden.
    case none
  }

  public var title: String
  /// In the file, from 1.
  public var line: Int
  public var text: [TextBlock] = []
  /// With all changes made.
  public var scenario: Scenario
  /// What the machine itself said, where the scenario comes from a log.
  public var evidence = Evidence.none
  /// Where the ruler's cursor goes.
  public var place: PhysicalAddress?
  /// The pane that is opened, by its name.
  public var pane: String?
  public var veil = Veil.types
  /// Panes that are hidden until the question is answered, by their names.
  public var covered: Set<String> = []
  /// Lines of the kernel log that hold one of these texts stand in the text.
  public var logLines: [String] = []
  /// Parts of the machine that stand in the text.
  public var shown: [Shown] = []
  public var question: Question?
  /// In the file, of the line that asks.
  public var questionLine = 0
  /// What is said once the question is answered.
  public var conclusion: [TextBlock] = []
  /// For whoever teaches; in exports only.
  public var notes: [TextBlock] = []

  /// What a lesson's text can list.
  public enum Shown: String, Hashable, Sendable, CaseIterable {
    case e820, registers, pat
  }

  init(title: String, line: Int = 0, scenario: Scenario) {
    self.title = title
    self.line = line
    self.scenario = scenario
  }
}

/// Why a lesson cannot be used: where, what was found, and what would do.
public struct LessonError: Error, Hashable, Sendable, CustomStringConvertible {
  public var file: String
  /// From 1; nil for the whole file.
  public var line: Int?
  public var found: String
  public var accepted: String

  public init(file: String, line: Int?, found: String, accepted: String) {
    (self.file, self.line, self.found, self.accepted) = (file, line, found, accepted)
  }

  /// `FILE:LINE: found; accepted: ...`.
  public var description: String {
    "\(file):\(line.map { "\($0):" } ?? "") \(found); accepted: \(accepted)"
  }
}

/// What a lesson's text cannot say by itself.
public struct LessonSources: Sendable {
  /// The value of a change, `[1, 2]` or `{a: b}` included, as `--set` takes it.
  package var value: @Sendable (_ text: String, _ name: String) throws(AskingError) -> FileNode
  /// The machine that a kernel log describes.
  package var machine: @Sendable (_ log: String) throws(AskingError) -> (Scenario, Evidence)

  package init(
    value: @escaping @Sendable (String, String) throws(AskingError) -> FileNode,
    machine: @escaping @Sendable (String) throws(AskingError) -> (Scenario, Evidence)
  ) {
    self.value = value
    self.machine = machine
  }

  /// Values are single words, and there are no logs.
  public static let plain = LessonSources(
    value: { text, name throws(AskingError) in FileNode(.word(text), name: name) },
    machine: { _ throws(AskingError) in throw AskingError("a log", accepted: "a built-in scenario") })
}
