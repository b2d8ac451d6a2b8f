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
  /// What was there before all edits, as a scenario file; nil where the journal does not know.
  public var base: String?
  /// The scenario after each edit, at least one; older edits may have been dropped.
  public var edits: [String]

  public init(path: String, name: String, time: Int, base: String?, edits: [String]) {
    self.path = path
    self.name = name
    self.time = time
    self.base = base
    self.edits = edits
  }

  public var editCount: Int { edits.count }

  /// The scenario after the last edit.
  public func scenario() throws(ScenarioFileError) -> Scenario {
    try ScenarioFile.parse(edits.last ?? "", file: path)
  }

  /// Everything that it was, from before all edits to after the last one; what cannot be read on the way is left out.
  public func history() throws(ScenarioFileError) -> [Scenario] {
    let last = try scenario()
    let earlier = ([base].compactMap { $0 } + edits.dropLast()).compactMap {
      try? ScenarioFile.parse($0, file: path)
    }
    return earlier + [last]
  }

  /// Takes the journal away, recovered or not wanted. False if another session has done so, or does it now.
  @discardableResult public func discard() -> Bool {
    guard let file = OpenFile(path, O_RDWR), flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
      return false
    }
    return unlink(path) == 0
  }
}

extension Journal {
  /// No more than this many are kept; the oldest go.
  private static let recoverableLimit = 16

  /// The sessions that did not end cleanly, the latest first. Journals of living sessions are left alone, and what
  /// cannot be read is left out.
  public static func recoverable(directory: String = Journal.defaultDirectory) -> [RecoverableSession] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    var sessions: [RecoverableSession] = []
    for name in names.sorted() {
      let path = "\(directory)/\(name)"
      if name.hasSuffix(ending) {
        if let session = session(at: path) { sessions.append(session) }
      } else if name.hasSuffix(ending + ".tmp"), let file = abandoned(path) {
        // Killed before it had its name. The one that it was to replace is still there.
        unlink(path)
        _ = file.close()
      }
    }
    sessions.sort { ($0.time, $0.path) > ($1.time, $1.path) }
    for old in sessions.dropFirst(recoverableLimit) { old.discard() }
    return Array(sessions.prefix(recoverableLimit))
  }

  /// The file, locked for now, if no living session has it.
  private static func abandoned(_ path: String) -> OpenFile? {
    guard let file = OpenFile(path, O_RDWR), flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
      return nil
    }
    return file
  }

  private static func session(at path: String) -> RecoverableSession? {
    guard let file = abandoned(path), let status = file.status, let bytes = file.contents(limit: readLimit),
      let journal = JournalRecord.read(bytes), !journal.edits.isEmpty
    else { return nil }
    return RecoverableSession(
      path: path, name: journal.name, time: status.st_mtim.tv_sec, base: journal.base, edits: journal.edits)
  }
}
