import Foundation
import MemtypeEngine

/// A session that did not end cleanly, and what it had come to.
public struct RecoverableSession: Hashable, Sendable {
  /// The journal's file.
  public var path: String
  /// What was edited.
  public var name: String
  /// When the last edit was made, in seconds since 1970.
  public var time: Int
  /// What was there before all edits, and the scenario after each edit, as scenario files; nil where they are read
  /// again when they are wanted.
  private var records: Records?
  public private(set) var editCount: Int

  struct Records: Hashable, Sendable {
    var base: String?
    /// At least one; older edits may have been dropped.
    var edits: [String]
  }

  /// `base` is nil where the journal does not know.
  public init(path: String, name: String, time: Int, base: String?, edits: [String]) {
    self.path = path
    self.name = name
    self.time = time
    records = Records(base: base, edits: edits)
    editCount = edits.count
  }

  /// The same session without its texts.
  var light: RecoverableSession {
    var copy = self
    copy.records = nil
    return copy
  }

  /// How many bytes it holds.
  var size: Int {
    records.map { ($0.base?.utf8.count ?? 0) + $0.edits.reduce(0) { $0 + $1.utf8.count } } ?? 0
  }

  /// The scenario after the last edit that can be read.
  ///
  /// - Throws: `ScenarioFileError` where none of it can be read.
  public func scenario() throws(ScenarioFileError) -> Scenario {
    let history = try history()
    return history[history.count - 1]
  }

  /// Everything that it was, from before all edits to after the last one; what cannot be read is left out. Throws if
  /// nothing can.
  public func history() throws(ScenarioFileError) -> [Scenario] {
    let records = records ?? Journal.records(at: path) ?? Records(base: nil, edits: [])
    var scenarios: [Scenario] = []
    var hasEdit = false
    var failure = ScenarioFileError(file: path, found: "no edit", accepted: "a journal of this program")
    if let base = records.base, let scenario = try? ScenarioFile.parse(base, file: path) {
      scenarios.append(scenario)
    }
    for edit in records.edits {
      do throws(ScenarioFileError) {
        scenarios.append(try ScenarioFile.parse(edit, file: path))
        hasEdit = true
      } catch {
        failure = error
      }
    }
    guard hasEdit else { throw failure }
    return scenarios
  }

  /// Takes the journal away, recovered or not wanted. False if another session has done so, or does it now.
  @discardableResult public func discard() -> Bool {
    guard let file = Journal.abandoned(path) else { return false }
    defer { _ = file.close() }
    return unlink(path) == 0
  }
}

extension Journal {
  /// Texts beyond this in all sessions together are read when they are wanted.
  private static let heldSizeLimit = 16 << 20

  /// The sessions that did not end cleanly, the latest first; however many they are, all are kept until somebody forgets
  /// them. Journals of living sessions are left alone, and what cannot be read is left out.
  public static func recoverable(directory: String = Journal.defaultDirectory) -> [RecoverableSession] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    var sessions: [RecoverableSession] = []
    var held = 0
    for name in names.sorted() {
      let path = "\(directory)/\(name)"
      if name.hasSuffix(ending) {
        guard let session = session(at: path) else { continue }
        held += session.size
        sessions.append(held > heldSizeLimit ? session.light : session)
      } else if name.hasSuffix(ending + ".tmp"), let file = abandoned(path) {
        // Killed before it had its name. The one that it was to replace is still there.
        unlink(path)
        _ = file.close()
      }
    }
    return sessions.sorted { ($0.time, $0.path) > ($1.time, $1.path) }
  }

  /// The file, locked for now, if no living session has it and it is one of this user's own.
  fileprivate static func abandoned(_ path: String) -> OpenFile? {
    guard let file = OpenFile(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK), let status = file.status,
      status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
      flock(file.descriptor, LOCK_EX | LOCK_NB) == 0
    else { return nil }
    return file
  }

  private static func session(at path: String) -> RecoverableSession? {
    guard let file = abandoned(path), let status = file.status, let bytes = file.contents(limit: readLimit),
      let journal = JournalRecord.read(bytes), !journal.edits.isEmpty
    else { return nil }
    return RecoverableSession(
      path: path, name: journal.name, time: status.st_mtim.tv_sec, base: journal.base, edits: journal.edits)
  }

  fileprivate static func records(at path: String) -> RecoverableSession.Records? {
    guard let file = abandoned(path), let bytes = file.contents(limit: readLimit),
      let journal = JournalRecord.read(bytes)
    else { return nil }
    return RecoverableSession.Records(base: journal.base, edits: journal.edits)
  }
}
