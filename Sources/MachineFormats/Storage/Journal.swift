import Foundation
import MemtypeEngine

/// The edits of one session, on disk as they are made, so that a killed session loses none of them.
///
/// One file a session in `$XDG_STATE_HOME/mtrrscope`, made at the first edit, locked while the session lives, and
/// removed when it ends cleanly. A file that nobody locks is left from a session that did not end.
public final class Journal {
  /// A journal is cut down to its last edit when it would grow beyond this, or beyond eight edits if they are large.
  public static let sizeLimit = 1 << 20
  /// What eight edits may take.
  private static let largeSizeLimit = 32 << 20
  /// What a reader takes: a journal at its limit, what was before it, and one more edit of the largest size.
  static let readLimit = largeSizeLimit + 3 * (ScenarioFile.sizeLimit + 64)
  static let ending = ".journal"

  public let directory: String
  private let name: String
  private let base: Scenario?
  private var open: (file: OpenFile, path: String, size: Int)?

  /// Nothing is touched until the first edit. `name` is what is edited, a path or a built-in scenario's name; `base`
  /// what it is before all edits.
  public init(directory: String = Journal.defaultDirectory, name: String, base: Scenario? = nil) {
    self.directory = directory
    self.name = name
    self.base = base
  }

  /// `$XDG_STATE_HOME/mtrrscope`, or `~/.local/state/mtrrscope`. The variable counts only if it is absolute.
  public static var defaultDirectory: String {
    let environment = ProcessInfo.processInfo.environment
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/mtrrscope" }
    return homeDirectory() + "/.local/state/mtrrscope"
  }

  /// Writes down what the scenario has become. It is on the disk when this returns.
  ///
  /// - Throws: `StorageError` where it cannot be written; what was there before is whole.
  public func append(_ scenario: Scenario) throws(StorageError) {
    let record = JournalRecord.bytes(of: try ScenarioFile.text(toKeep: scenario, in: "the journal"))
    if let journal = open {
      let limit = max(Self.sizeLimit, min(8 * record.count, Self.largeSizeLimit))
      guard journal.size + record.count > limit else {
        return try append(record, to: journal.file, journal.path, size: journal.size)
      }
    }
    try start(with: record)
  }

  /// Ends the session cleanly: nothing is left to recover.
  public func close() {
    if let journal = open { unlink(journal.path) }
    open = nil
  }

  private func append(_ record: [UInt8], to file: OpenFile, _ path: String, size: Int) throws(StorageError) {
    var code = file.write(record)
    if code == 0 { code = file.synchronize() }
    guard code == 0 else {
      // Half a record would hide the next one.
      _ = ftruncate(file.descriptor, off_t(size))
      throw StorageError(attempt: "cannot write the journal", path: path, code: code)
    }
    open = (file, path, size + record.count)
  }

  /// A new file with one record, complete before it gets its name, in place of the one before it.
  private func start(with record: [UInt8]) throws(StorageError) {
    let attempt = "cannot write the journal"
    try Self.makeDirectory(directory, attempt)
    let path = open?.path ?? "\(directory)/\(getpid())-\(UInt32.random(in: 0 ... .max))\(Self.ending)"
    let before = base.map { JournalRecord.bytes(of: ScenarioFile.text(of: $0), isBase: true) } ?? []
    let bytes = JournalRecord.header(name: name) + before + record
    var code: Int32 = 0
    for _ in 0..<3 {
      switch Self.create(path, bytes) {
      case .success(let file):
        synchronizeDirectory(directory)
        open = (file, path, bytes.count)
        return
      case .failure(let failure): code = failure.code
      }
      // Another session, looking for abandoned files, may have met the new one before it was locked.
      guard code == EWOULDBLOCK || code == ENOENT else { break }
    }
    throw StorageError(attempt: attempt, path: path, code: code)
  }

  /// Makes a journal that is locked before it has its name: nobody sees it as abandoned.
  private static func create(_ path: String, _ bytes: [UInt8]) -> Result<OpenFile, SystemError> {
    let temporary = path + ".tmp"
    unlink(temporary)
    guard let file = OpenFile(temporary, O_RDWR | O_CREAT | O_EXCL | O_APPEND) else {
      return .failure(SystemError(code: errno))
    }
    // Whatever the umask leaves of it: it has to be found and read again.
    fchmod(file.descriptor, 0o600)
    var code: Int32 = flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 ? 0 : errno
    if code == 0 { code = file.write(bytes) }
    if code == 0 { code = file.synchronize() }
    if code == 0, rename(temporary, path) != 0 { code = errno }
    if code == 0 { return .success(file) }
    unlink(temporary)
    return .failure(SystemError(code: code))
  }

  private struct SystemError: Error {
    var code: Int32
  }

  /// Makes the directory for this user alone, with those above it. One that is there must be his, and is closed to
  /// others who could write to it.
  private static func makeDirectory(_ path: String, _ attempt: String) throws(StorageError) {
    func failure(_ code: Int32, _ reason: String? = nil) -> StorageError {
      StorageError(attempt: attempt, path: path, code: code, because: reason)
    }
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/\(part)"
      if mkdir(made, 0o700) == 0 {
        // Whatever the umask is.
        chmod(made, 0o700)
      } else if errno != EEXIST, errno != EISDIR {
        let code = errno
        var status = stat()
        // Directories above that exist need not be writable.
        guard stat(made, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { throw failure(code) }
      }
    }
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure(errno) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw failure(ENOTDIR) }
    guard status.st_uid == geteuid() else {
      throw failure(EPERM, "the directory belongs to another user; set XDG_STATE_HOME to one of yours")
    }
    if status.st_mode & 0o022 != 0 || status.st_mode & 0o700 != 0o700, chmod(path, 0o700) != 0 {
      throw failure(errno)
    }
  }
}
