import FoundationEssentials
import Glibc

/// Files that are either as they were or wholly new, whatever happens while they are written.
public enum AtomicFile {
  /// What must be there for the writing to be done.
  public enum Condition: Hashable, Sendable {
    case none
    /// Nothing under the name: otherwise EEXIST.
    case absent
    /// The file as it was, or none any more: otherwise ESTALE.
    case unchanged(FileStamp)
  }

  private static let attempt = "cannot save"

  /// Replaces a file's content, or makes the file. The text goes to a new file in the same directory, which nobody else
  /// can read, to the disk, and then under the name. Owner, permissions, access lists and other extended attributes of
  /// an existing file are kept, a symbolic link stays one; what is no regular file, or has several names, is refused.
  ///
  /// - Throws: `StorageError`; the file is as it was before then.
  public static func write(
    _ text: String, to path: String, if condition: Condition = .none
  ) throws(StorageError) {
    let target = resolved(path)
    let existing = try checked(target, path, condition)
    let folder = folder(of: target)
    guard target.utf8.count > folder.utf8.count else { throw failure(path, EISDIR) }
    // The name is short whatever the file's own is.
    let temporary = "\(folder).mtrrscope.\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
    guard let file = OpenFile(temporary, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600) else {
      throw failure(path, errno)
    }
    var (code, cause) = take(over: existing, at: target, file)
    if code == 0 { code = file.write(Array(text.utf8)) }
    if code == 0 { code = file.synchronize() }
    let closing = file.close()
    if code == 0 { code = closing }
    if code == 0 { code = name(temporary, target, condition) }
    guard code == 0 else {
      unlink(temporary)
      throw failure(path, code, cause)
    }
    synchronizeDirectory(folder)
  }

  private static func failure(_ path: String, _ code: Int32, _ reason: String? = nil) -> StorageError {
    StorageError(attempt: attempt, path: path, code: code, because: reason)
  }

  /// The file that is there, if it may be replaced.
  private static func checked(
    _ target: String, _ path: String, _ condition: Condition
  ) throws(StorageError) -> stat? {
    var existing = stat()
    guard stat(target, &existing) == 0 else { return nil }
    switch existing.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw failure(path, EISDIR)
    default: throw failure(path, EINVAL, "it is a pipe or a device; name a file")
    }
    if condition == .absent { throw failure(path, EEXIST) }
    if case .unchanged(let stamp) = condition, FileStamp(target) != stamp { throw failure(path, ESTALE) }
    // Renaming asks for the directory's permission only: a file that is read-only stays so.
    if access(target, W_OK) != 0 { throw failure(path, errno) }
    if existing.st_nlink > 1 {
      throw failure(
        path, EMLINK,
        "it has \(existing.st_nlink) names (hard links) and would part from the others; save under another name"
      )
    }
    if existing.st_uid != geteuid(), geteuid() != 0 {
      throw failure(path, EPERM, "it belongs to another user and would become yours; save under another name")
    }
    return existing
  }

  /// Gives a new file the owner, the attributes and the permissions of the one that it replaces, or those that are
  /// usual. 0, or the error number, and what it alone does not tell.
  private static func take(over existing: stat?, at target: String, _ file: OpenFile) -> (Int32, String?) {
    guard let existing else {
      let mask = umask(0o077)
      umask(mask)
      return (fchmod(file.descriptor, 0o666 & ~mask | 0o600) == 0 ? 0 : errno, nil)
    }
    if let own = file.status, own.st_uid != existing.st_uid || own.st_gid != existing.st_gid,
      fchown(file.descriptor, existing.st_uid, existing.st_gid) != 0
    {
      return (errno, nil)
    }
    if let loss = ExtendedAttributes.copy(from: target, to: file) {
      let reason = String(cString: strerror(loss.code))
      return (loss.code, "its attribute \(loss.name) would be lost (\(reason)); save under another name")
    }
    return (fchmod(file.descriptor, existing.st_mode & 0o7777) == 0 ? 0 : errno, nil)
  }

  /// Puts the new file under its name. 0, or the error number.
  private static func name(_ temporary: String, _ target: String, _ condition: Condition) -> Int32 {
    switch condition {
    case .none: break
    case .unchanged(let stamp): if let now = FileStamp(target), now != stamp { return ESTALE }
    case .absent:
      // Unlike renaming, this never replaces a file that has come meanwhile.
      if link(temporary, target) == 0 {
        unlink(temporary)
        return 0
      }
      guard errno == EPERM || errno == ENOTSUP || errno == ENOSYS else { return errno }
      // A file system without links: the name is taken first.
      guard let place = OpenFile(target, O_WRONLY | O_CREAT | O_EXCL) else { return errno }
      _ = place.close()
    }
    return rename(temporary, target) == 0 ? 0 : errno
  }

  /// Where a symbolic link leads, also one to a file that is not there yet; the path itself where there is none.
  private static func resolved(_ path: String) -> String {
    var path = path
    // As many as the kernel follows.
    for _ in 0..<40 {
      if let real = realpath(path, nil) {
        defer { free(real) }
        return String(cString: real)
      }
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { return path }
      path = next.hasPrefix("/") ? next : folder(of: path) + next
    }
    return path
  }
}
