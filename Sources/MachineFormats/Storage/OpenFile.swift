import Glibc

/// An open file that closes itself, with writing that goes on until everything is out.
package final class OpenFile {
  package let descriptor: Int32
  private var isOpen = true

  /// Takes over a descriptor.
  init(descriptor: Int32) { self.descriptor = descriptor }

  /// nil with errno set. Children do not inherit it.
  package convenience init?(_ path: String, _ flags: Int32, mode: mode_t = 0o600) {
    var descriptor: Int32
    repeat { descriptor = open(path, flags | O_CLOEXEC, mode) } while descriptor < 0 && errno == EINTR
    guard descriptor >= 0 else { return nil }
    self.init(descriptor: descriptor)
  }

  deinit { _ = close() }

  /// 0, or the error number: file systems may report a failed write as late as this.
  func close() -> Int32 {
    guard isOpen else { return 0 }
    isOpen = false
    return Glibc.close(descriptor) == 0 || errno == EINTR ? 0 : errno
  }

  /// 0, or the error number.
  package func write(_ bytes: [UInt8]) -> Int32 {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        return errno
      }
      done += count
    }
    return 0
  }

  /// 0, or the error number. File systems that cannot synchronise are taken as they are.
  func synchronize() -> Int32 {
    while fsync(descriptor) != 0 {
      if errno == EINTR { continue }
      return errno == EINVAL || errno == ENOTSUP ? 0 : errno
    }
    return 0
  }

  /// The whole content up to a limit; nil if it cannot be read.
  func contents(limit: Int) -> [UInt8]? {
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { return nil }
    while result.count <= limit {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        return nil
      }
      if count == 0 { return result }
      result += buffer[..<count]
    }
    return nil
  }

  /// What comes until the end, or until nothing more waits. A record that was lost meanwhile (EPIPE, as /dev/kmsg
  /// says it) is passed over. nil with errno set.
  func stream(limit: Int) -> [UInt8]? {
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while result.count <= limit {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        switch errno {
        case EINTR, EPIPE: continue
        case EAGAIN: return result
        default: return nil
        }
      }
      if count == 0 { break }
      result += buffer[..<count]
    }
    return result
  }

  package var status: stat? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? status : nil
  }
}

/// Makes a directory's entries last: a new name may otherwise be lost with the power.
func synchronizeDirectory(_ path: String) {
  guard let directory = OpenFile(path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY) else { return }
  _ = directory.synchronize()
}

/// What stands before the last slash, with it; empty for a bare name.
func folder(of path: String) -> String {
  path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
}
