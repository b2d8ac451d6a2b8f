import FoundationEssentials
import Glibc
import MemtypeEngine

/// A session that did not end cleanly, and what it had come to.
public struct RecoverableSession: Hashable, Sendable {
  /// The journal's file.
  public var path: String
  /// What was edited.
  public var name: String
  /// When the last edit was made, in seconds since 1970.
  public var time: Int
  /// What was there before all edits, and each edit; nil where they are read again when they are wanted.
  private var records: [JournalRecord]?
  public private(set) var editCount: Int

  /// `records` may begin with what was before all edits; older edits may have been dropped.
  init(path: String, name: String, time: Int, records: [JournalRecord]) {
    self.path = path
    self.name = name
    self.time = time
    self.records = records
    editCount = records.count { $0.kind != .base }
  }

  /// The same session without its texts.
  var light: RecoverableSession {
    var copy = self
    copy.records = nil
    return copy
  }

  /// How many bytes it holds.
  var size: Int { records?.reduce(0) { $0 + $1.text.utf8.count } ?? 0 }

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
    try history(of: records ?? Journal.records(at: path) ?? [])
  }

  private func history(of records: [JournalRecord]) throws(ScenarioFileError) -> [Scenario] {
    var scenarios: [Scenario] = []
    var hasEdit = false
    var failure = ScenarioFileError(file: path, found: "no edit", accepted: "a journal of this program")
    // What changes are told from.
    var reference: Scenario?
    for record in records {
      do throws(ScenarioFileError) {
        if record.kind != .change {
          reference = nil
          reference = try ScenarioFile.parse(record.text, file: path)
        }
        guard var scenario = reference else { continue }
        if record.kind == .change {
          scenario = try ScenarioFile.applying(record.text, to: scenario, file: path)
        }
        scenarios.append(scenario)
        hasEdit = hasEdit || record.kind != .base
      } catch {
        if record.kind != .base { failure = error }
      }
    }
    guard hasEdit else { throw failure }
    return scenarios
  }

  /// What the last edit did; nil where its text is not at hand, or cannot be read.
  public var lastEdit: String? {
    guard let records, records.count > 1 else { return nil }
    // A change is told from the last whole scenario: the others need not be read.
    let before = records.dropLast(2)
    let whole = before.last { $0.kind != .change }.map { [$0] } ?? []
    guard let history = try? history(of: whole + records.suffix(2)), history.count > 1 else { return nil }
    return history[history.count - 1].editTitle(from: history[history.count - 2])
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
      let journal = JournalRecord.read(bytes), journal.records.contains(where: { $0.kind != .base })
    else { return nil }
    return RecoverableSession(
      path: path, name: journal.name, time: status.st_mtim.tv_sec, records: journal.records)
  }

  fileprivate static func records(at path: String) -> [JournalRecord]? {
    guard let file = abandoned(path), let bytes = file.contents(limit: readLimit) else { return nil }
    return JournalRecord.read(bytes)?.records
  }
}
