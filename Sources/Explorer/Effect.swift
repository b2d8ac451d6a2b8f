import Lessons
import MemtypeEngine
import Screen

/// What the interface asks of the outside after it has handled its input. What comes of it returns as an `Outcome`.
public enum Effect: Hashable, Sendable {
  /// Something that the terminal does by itself.
  case terminal(TerminalEffect)
  case save(SaveRequest)
  /// Write something else than a scenario to a file.
  case write(FileRequest)
  /// Open what is named as on the command line.
  case open([String])
  /// Read again what a document was made from.
  case reload(document: Int, [String])
  /// Open the edits of a session that did not end cleanly, or forget them.
  case recover(Int)
  case discardRecovery(Int)
  /// Show everything in the colours of a theme.
  case theme(String)
  /// The edits that are not saved are to be offered at the next start.
  case preserveJournal
  /// How far the learner is in a lesson.
  case keepProgress(LessonProgress)

  public static let quit = Effect.terminal(.quit)
  public static let suspend = Effect.terminal(.suspend)
  public static let redraw = Effect.terminal(.redraw)

  /// Hands text to the terminal's clipboard.
  public static func copy(_ text: String) -> Effect { .terminal(.copy(text)) }
}

/// A scenario on its way to a file.
public struct SaveRequest: Hashable, Sendable {
  /// What may stand under the name.
  public enum Policy: Hashable, Sendable {
    /// Nothing: otherwise the user is asked.
    case newFile
    /// The file as it was read or written last: otherwise the user is asked.
    case sameFile
    /// Whatever it is.
    case replace
  }

  /// The document's id.
  public var document: Int
  public var scenario: Scenario
  public var path: String
  public var policy: Policy
  /// The document is closed, or the program left, once it is saved.
  public var next = Next.stay

  public enum Next: Hashable, Sendable { case stay, close, quit }
}

/// A text on its way to a file.
public struct FileRequest: Hashable, Sendable {
  public var path: String
  public var text: String
  /// What it is, for messages: `the report`.
  public var what: String
  /// Another file may go.
  public var replaces = false

  public init(path: String, text: String, what: String) {
    self.path = path
    self.text = text
    self.what = what
  }
}

/// What came of an effect.
public enum Outcome: Sendable {
  case saved(SaveRequest)
  case written(FileRequest)
  /// Another file has the name.
  case fileExists(SaveRequest)
  case nameIsTaken(FileRequest)
  /// The file is not as it was read or written last.
  case fileChanged(SaveRequest)
  case opened(Scenario, Document.Origin, path: String?, record: MachineRecord = .none)
  case reloaded(document: Int, Scenario, record: MachineRecord = .none)
  /// From before all edits to after the last one; at least one scenario.
  case recovered([Scenario])
  /// Sessions that did not end cleanly.
  case recoverable([RecoverableEdits])
  /// Unsaved edits cannot be written down for the next start.
  case unsafe(String)
  /// They can again.
  case safe
  case failed(String)
}

/// Edits of a session that did not end cleanly.
public struct RecoverableEdits: Hashable, Sendable {
  public var id: Int
  /// What was edited.
  public var name: String
  public var editCount: Int
  /// `5 minutes ago`.
  public var age: String
  /// What the last edit did, `TOLUD 2G → 3G`; nil where that is not known.
  public var lastEdit: String?

  public init(id: Int, name: String, editCount: Int, age: String, lastEdit: String? = nil) {
    self.id = id
    self.name = name
    self.editCount = editCount
    self.age = age
    self.lastEdit = lastEdit
  }
}

/// What the interface may ask of the machine it runs on without changing anything.
public struct HostEnvironment: Sendable {
  /// The paths that begin with a text; a directory's ends with a slash.
  public var paths: @Sendable (String) -> [String]

  /// The themes to choose from.
  public var themes: @Sendable () -> [ThemeChoice]

  /// What the shell offers, for the manual.
  public var commandLine: @Sendable () -> CommandLineReference
  /// The colours of a theme; nil for one that cannot be used.
  public var scheme: @Sendable (String) -> Scheme?

  /// The lessons of the course and the user's own.
  public var lessons: @Sendable () -> [LessonChoice]

  /// A lesson by its name.
  public var lesson: @Sendable (String) -> Result<OpenedLesson, LessonProblem>

  public static let none = HostEnvironment(paths: { _ in [] })

  public init(
    paths: @escaping @Sendable (String) -> [String],
    themes: @escaping @Sendable () -> [ThemeChoice] = { [] },
    commandLine: @escaping @Sendable () -> CommandLineReference = { .none },
    scheme: @escaping @Sendable (String) -> Scheme? = { _ in nil },
    lessons: @escaping @Sendable () -> [LessonChoice] = { [] },
    lesson: @escaping @Sendable (String) -> Result<OpenedLesson, LessonProblem> = { name in
      .failure(LessonProblem("there is no lesson \(name)"))
    }
  ) {
    self.paths = paths
    self.themes = themes
    self.commandLine = commandLine
    self.scheme = scheme
    self.lessons = lessons
    self.lesson = lesson
  }
}

/// A theme that can be chosen, or what is wrong with it.
public struct ThemeChoice: Hashable, Sendable {
  public var name: String
  /// `dark, contrast 11:1`.
  public var detail: String
  public var problem: String?

  public init(name: String, detail: String, problem: String? = nil) {
    self.name = name
    self.detail = detail
    self.problem = problem
  }
}

/// How a user likes the ruler to begin.
public struct RulerPreference: Hashable, Sendable {
  public var isToScale = false
  /// The highest addresses are on top.
  public var isLowAtBottom = false
  /// It goes with the cursor of the lists.
  public var isFollowing = true

  public init(isToScale: Bool = false, isLowAtBottom: Bool = false, isFollowing: Bool = true) {
    self.isToScale = isToScale
    self.isLowAtBottom = isLowAtBottom
    self.isFollowing = isFollowing
  }
}

/// What is in no file yet.
public struct UnsavedScenario: Hashable, Sendable {
  /// Its file, or what it is called.
  public var name: String
  /// As it was opened.
  public var base: Scenario
  public var scenario: Scenario
}
