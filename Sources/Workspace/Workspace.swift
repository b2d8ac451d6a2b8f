import Explorer
import FoundationEssentials
import Glibc
import MachineFormats
import MemtypeEngine
import VisibleText

/// Does what the explorer asks of the outside: files are read and written, and unsaved edits kept in journals.
///
///     let workspace = Workspace()
///     for effect in explorer.update(event) {
///       for outcome in workspace.perform(effect) { effects += explorer.receive(outcome) }
///     }
///     workspace.journal(explorer.unsavedScenarios)   // after the frame is on the screen
///     workspace.close()                           // a clean end: nothing is left to recover
public final class Workspace {
  private let journalDirectory: String
  /// Journals of the documents that are not saved, by the documents' ids.
  private var journals: [Int: (journal: Journal, scenario: Scenario)] = [:]
  /// Sessions that did not end cleanly, by the number that the explorer knows them by.
  private var sessions: [Int: RecoverableSession] = [:]
  /// Recovered, but their edits are not yet in a journal of this session.
  private var recovered: [RecoverableSession] = []
  /// Files as they were when they were opened, and as each document wrote them last.
  private var opened: [String: FileStamp] = [:]
  private var written: [Written: FileStamp] = [:]

  private struct Written: Hashable {
    var document: Int
    var path: String
  }

  private var preservesJournal = false
  private var hasComplained = false

  private let lessons: LessonLibrary

  public init(
    journalDirectory: String = Journal.defaultDirectory, lessons: LessonLibrary = LessonLibrary()
  ) {
    self.journalDirectory = journalDirectory
    self.lessons = lessons
  }

  /// A file as it was when a scenario was read from it.
  struct Note {
    fileprivate var path: String
    /// The document that was read again.
    fileprivate var document: Int?
    fileprivate var stamp: FileStamp?
  }

  /// Takes note of the file that a scenario was read from.
  public func wasRead(_ opened: Opened) {
    if let path = opened.path { self.opened[path] = opened.stamp }
  }

  /// Does what is asked and says what came of it. What the terminal does by itself is not for here.
  public func perform(_ effect: Effect) -> [Outcome] {
    var notes: [Note] = []
    defer { take(notes) }
    return perform(effect, notes: &notes)
  }

  /// Of files that were read.
  func take(_ notes: [Note]) {
    for note in notes {
      if let document = note.document {
        written[Written(document: document, path: note.path)] = note.stamp
      } else {
        opened[note.path] = note.stamp
      }
    }
  }

  /// The same; reading changes nothing here until the notes are taken.
  func perform(_ effect: Effect, notes: inout [Note]) -> [Outcome] {
    switch effect {
    case .terminal, .theme: return []
    case .save(let request): return [save(request)]
    case .write(let request): return [write(request)]
    case .open(let words):
      return [
        open(words) { opened in
          if let path = opened.path { notes.append(Note(path: path, stamp: opened.stamp)) }
          return .opened(
            opened.scenario, opened.origin, path: opened.path, record: opened.record)
        }
      ]
    case .reload(let document, let words):
      let stamps = words.map { Note(path: $0, document: document, stamp: FileStamp($0)) }
      return [
        open(words) { opened in
          notes += stamps
          return .reloaded(document: document, opened.scenario, record: opened.record)
        }
      ]
    case .recover(let id): return recover(id)
    case .discardRecovery(let id):
      sessions.removeValue(forKey: id)?.discard()
      return []
    case .preserveJournal:
      preservesJournal = true
      return []
    case .keepProgress(let progress):
      do throws(StorageError) {
        try lessons.keep(progress)
        return []
      } catch {
        return [.failed("progress is not kept: \(error.description)")]
      }
    }
  }

  // MARK: Files

  private func open(_ words: [String], _ outcome: (Opened) -> Outcome) -> Outcome {
    guard !words.contains("-") else {
      return .failed("standard input was read at the start: name a file instead")
    }
    do throws(OpeningError) {
      return outcome(try Opened.named(words))
    } catch {
      return .failed(error.description)
    }
  }

  private func save(_ request: SaveRequest) -> Outcome {
    let path = expanded(request.path)
    let condition: AtomicFile.Condition
    switch request.policy {
    case .replace: condition = .none
    case .newFile: condition = .absent
    case .sameFile:
      let known = written[Written(document: request.document, path: path)] ?? opened[path]
      condition = known.map { .unchanged($0) } ?? .none
    }
    do throws(StorageError) {
      try AtomicFile.write(try ScenarioFile.text(toKeep: request.scenario, in: path), to: path, if: condition)
    } catch {
      switch error.code {
      case EEXIST where condition == .absent: return .fileExists(request)
      case ESTALE where condition != .none: return .fileChanged(request)
      default: return .failed(error.description)
      }
    }
    written[Written(document: request.document, path: path)] = FileStamp(path)
    var done = request
    done.path = path
    return .saved(done)
  }

  private func write(_ request: FileRequest) -> Outcome {
    var done = request
    done.path = expanded(request.path)
    do throws(StorageError) {
      try AtomicFile.write(request.text, to: done.path, if: request.replaces ? .none : .absent)
    } catch {
      return error.code == EEXIST && !request.replaces ? .nameIsTaken(request) : .failed(error.description)
    }
    return .written(done)
  }

  // MARK: Journals

  /// Sessions that did not end cleanly.
  public func findRecoverable() -> Outcome {
    let found = Journal.recoverable(directory: journalDirectory)
    sessions = Dictionary(uniqueKeysWithValues: found.enumerated().map { ($0.offset, $0.element) })
    let now = Int(Date().timeIntervalSince1970)
    return .recoverable(
      found.enumerated().map { id, session in
        RecoverableEdits(
          id: id, name: printable(session.name), editCount: session.editCount,
          age: Self.age(seconds: now - session.time),
          // Those that are listed unfolded: reading all would keep the start waiting.
          lastEdit: id < Explorer.listedSessions ? session.lastEdit.map(printable) : nil)
      })
  }

  private func recover(_ id: Int) -> [Outcome] {
    guard let session = sessions.removeValue(forKey: id) else { return [] }
    do throws(ScenarioFileError) {
      let history = try session.history()
      recovered.append(session)
      return [.recovered(history)]
    } catch {
      return [.failed("these edits cannot be read: \(error.description)")]
    }
  }

  /// Brings the journals in line with what is not saved. What changed is on the disk when this returns; says what
  /// went wrong the first time that something does.
  public func journal(_ unsaved: [Int: UnsavedScenario]) -> Outcome? {
    for (id, entry) in journals where unsaved[id] == nil {
      entry.journal.close()
      journals[id] = nil
    }
    var failure: StorageError?
    for (id, document) in unsaved.sorted(by: { $0.key < $1.key }) {
      guard journals[id]?.scenario != document.scenario else { continue }
      let journal =
        journals[id]?.journal
        ?? Journal(directory: journalDirectory, name: document.name, base: document.base)
      do throws(StorageError) {
        try journal.append(document.scenario)
        journals[id] = (journal, document.scenario)
      } catch {
        failure = error
      }
    }
    if failure == nil {
      for session in recovered { session.discard() }
      recovered = []
      defer { hasComplained = false }
      return hasComplained ? .safe : nil
    }
    defer { hasComplained = true }
    return hasComplained
      ? nil : failure.map { .unsafe("edits are not kept safe: \($0.description)") }
  }

  /// Ends the session cleanly: nothing is left to recover, unless that was asked for.
  public func close() {
    guard !preservesJournal else { return }
    for entry in journals.values { entry.journal.close() }
    journals = [:]
  }

  /// `5 minutes ago`.
  static func age(seconds: Int) -> String {
    func text(_ count: Int, _ unit: String) -> String { "\(count) \(unit)\(count == 1 ? "" : "s") ago" }
    switch seconds {
    case ..<60: return "a moment ago"
    case ..<3600: return text(seconds / 60, "minute")
    case ..<86400: return text(seconds / 3600, "hour")
    default: return text(seconds / 86400, "day")
    }
  }
}
