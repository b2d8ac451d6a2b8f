import FoundationEssentials
import Glibc
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
  /// After so many changes a whole scenario follows, so that damage to the one before spoils no more than these.
  private static let mostChanges = 64
  /// What a reader takes: a journal at its limit, what was before it, and one more edit of the largest size.
  static let readLimit = largeSizeLimit + 3 * (ScenarioFile.sizeLimit + 64)
  static let ending = ".journal"

  public let directory: String
  private let name: String
  private let base: Scenario?
  private var open: (file: OpenFile, path: String, size: Int)?
  private var last: Reference?

  /// The last whole scenario in the file, as it is read from there.
  private struct Reference {
    var scenario: Scenario
    /// How many bytes it takes.
    var size: Int
    /// How many changes were told from it.
    var changeCount = 0
  }

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
  /// Little is written of a small edit, and it costs little: what changed, once that has been seen to give the scenario
  /// again.
  ///
  /// - Throws: `StorageError` where it cannot be written, or could not be read again; what was there before is whole.
  public func append(_ scenario: Scenario) throws(StorageError) {
    guard let journal = open else { return try start(scenario) }
    let (record, reference) = try record(of: scenario, after: last)
    let limit = max(Self.sizeLimit, min(8 * max(record.count, reference.size), Self.largeSizeLimit))
    guard journal.size + record.count <= limit else { return try start(scenario) }
    try append(record, to: journal.file, journal.path, size: journal.size)
    last = reference
  }

  /// What changed, or the whole scenario where that is not much longer or due again.
  private func record(
    of scenario: Scenario, after reference: Reference?
  ) throws(StorageError) -> (bytes: [UInt8], reference: Reference) {
    guard var reference, reference.changeCount < Self.mostChanges,
      let text = ScenarioFile.change(from: reference.scenario, to: scenario, atMost: reference.size / 2)
    else { return try whole(scenario) }
    reference.changeCount += 1
    return (JournalRecord(kind: .change, text: text).bytes, reference)
  }

  private func whole(
    _ scenario: Scenario, _ kind: JournalRecord.Kind = .whole
  ) throws(StorageError) -> (bytes: [UInt8], reference: Reference) {
    let kept = try ScenarioFile.kept(scenario, in: "the journal")
    // Where it is the same, the parts that later edits share with it need not be compared.
    let reference = Reference(
      scenario: kept.scenario == scenario ? scenario : kept.scenario, size: kept.text.utf8.count)
    return (JournalRecord(kind: kind, text: kept.text).bytes, reference)
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

  /// A new file with one edit, complete before it gets its name, in place of the one before it.
  private func start(_ scenario: Scenario) throws(StorageError) {
    let before = try? base.map { base throws(StorageError) in try whole(base, .base) }
    let (record, reference) = try record(of: scenario, after: before?.reference)
    let attempt = "cannot write the journal"
    try Self.makeDirectory(directory, attempt)
    let path = open?.path ?? "\(directory)/\(getpid())-\(UInt32.random(in: 0 ... .max))\(Self.ending)"
    let bytes = JournalRecord.header(name: name) + (before?.bytes ?? []) + record
    var code: Int32 = 0
    for _ in 0..<3 {
      switch Self.create(path, bytes) {
      case .success(let file):
        synchronizeDirectory(directory)
        open = (file, path, bytes.count)
        last = reference
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
