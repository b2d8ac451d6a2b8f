import Glibc
import VisibleText

/// Why something could not be kept on disk, in one line with what to do about it.
public struct StorageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was tried, `cannot save`.
  public var attempt: String
  public var path: String
  /// The error number of the system call that failed.
  public var code: Int32
  /// What the number alone does not tell, and what to do about it.
  public var cause: String?

  public init(attempt: String, path: String, code: Int32, because cause: String? = nil) {
    self.attempt = attempt
    self.path = path
    self.code = code
    self.cause = cause
  }

  /// `cannot save guest.yaml: the disk is full; the file is as it was`.
  public var description: String { printable("\(attempt) \(path): \(cause ?? reason)") }

  private var reason: String {
    switch code {
    case ENOSPC: "the disk is full; what was there before is unchanged; make room, or save elsewhere"
    case EDQUOT: "the disk quota is used up; what was there before is unchanged; make room, or save elsewhere"
    case EACCES, EPERM: "permission denied; choose a directory that you may write to"
    case EROFS: "the file system is read-only; choose another directory"
    case EEXIST: "there is a file of that name already; choose another one"
    case ESTALE: "somebody else has changed it; look at it first"
    case ENOENT: "there is no such directory; make it, or name another one"
    case ENOTDIR: "a part of the path is no directory; name another one"
    case EISDIR: "it is a directory; name a file in it"
    case ENAMETOOLONG: "the name is too long; choose a shorter one"
    case ELOOP: "symbolic links lead in a circle; name the file itself"
    case EMFILE, ENFILE: "too many files are open; close some and try again"
    case EFBIG: "the file would be larger than the limit (ulimit -f); what was there before is unchanged"
    default: String(cString: strerror(code)) + "; try another place"
    }
  }
}
