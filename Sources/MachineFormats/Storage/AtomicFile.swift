import Foundation

/// Files that are either as they were or wholly new, whatever happens while they are written.
public enum AtomicFile {
  /// Replaces a file's content, or makes the file. The text goes to a new file in the same directory, to the disk,
  /// and then under the name; permissions of an existing file are kept, and a symbolic link stays one.
  public static func write(_ text: String, to path: String) throws(StorageError) {
    let attempt = "cannot save"
    let target = resolved(path)
    var existing = stat()
    let exists = stat(target, &existing) == 0
    if exists, existing.st_mode & S_IFMT == S_IFDIR {
      throw StorageError(attempt: attempt, path: path, code: EISDIR)
    }
    // A device or a pipe has no content to keep whole.
    if exists, existing.st_mode & S_IFMT != S_IFREG {
      guard let file = OpenFile(target, O_WRONLY) else {
        throw StorageError(attempt: attempt, path: path, code: errno)
      }
      let code = file.write(Array(text.utf8))
      guard code == 0 else { throw StorageError(attempt: attempt, path: path, code: code) }
      return
    }
    // Renaming asks for the directory's permission only: a file that is read-only stays so.
    if exists, access(target, W_OK) != 0 { throw StorageError(attempt: attempt, path: path, code: errno) }
    let folder = folder(of: target)
    let name = target.dropFirst(folder.count)
    guard !name.isEmpty else { throw StorageError(attempt: attempt, path: path, code: EISDIR) }
    let temporary = "\(folder).\(name.prefix(200)).\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
    guard let file = OpenFile(temporary, O_WRONLY | O_CREAT | O_EXCL, mode: 0o666) else {
      throw StorageError(attempt: attempt, path: path, code: errno)
    }
    var code = file.write(Array(text.utf8))
    if code == 0, exists, fchmod(file.descriptor, existing.st_mode & 0o7777) != 0 { code = errno }
    if code == 0 { code = file.synchronize() }
    let closing = file.close()
    if code == 0 { code = closing }
    if code == 0, rename(temporary, target) != 0 { code = errno }
    guard code == 0 else {
      unlink(temporary)
      throw StorageError(attempt: attempt, path: path, code: code)
    }
    synchronizeDirectory(folder)
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
