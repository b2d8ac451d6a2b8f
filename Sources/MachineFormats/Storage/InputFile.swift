import Glibc
import Progress
import VisibleText

/// Reads input to its end, but never beyond a limit and never waiting for what will not come.
///
/// Regular files (those of /proc too), pipes that somebody writes to, and devices that have something to say, such as
/// /dev/kmsg. A read that waits or goes on for long is given up when nobody waits for it any more.
package enum InputFile {
  static let accepted = "a file with read permission"

  /// A file by its path.
  package static func contents(
    of path: String, limit: Int = SourceText.sizeLimit
  ) throws(InputError) -> [UInt8] {
    // A FIFO without a writer is opened at once, and ends at once.
    guard let file = OpenFile(path, O_RDONLY | O_NONBLOCK | O_NOCTTY) else {
      throw InputError(file: path, found: "the file cannot be opened: \(reason(errno))", accepted: accepted)
    }
    return try contents(of: file, named: path, limit: limit)
  }

  /// Standard input, whatever it is.
  package static func standardInput(limit: Int = SourceText.sizeLimit) throws(InputError) -> [UInt8] {
    let descriptor = dup(STDIN_FILENO)
    guard descriptor >= 0 else {
      throw InputError(
        file: "-", found: "standard input is closed", accepted: "a file or a pipe as standard input")
    }
    return try contents(of: OpenFile(descriptor: descriptor), named: "-", limit: limit, isWaiting: true)
  }

  private static func contents(
    of file: OpenFile, named name: String, limit: Int, isWaiting: Bool = false
  ) throws(InputError) -> [UInt8] {
    guard let status = file.status else {
      throw InputError(file: name, found: "the file cannot be read: \(reason(errno))", accepted: accepted)
    }
    let kind = status.st_mode & S_IFMT
    guard kind != S_IFDIR else {
      throw InputError(file: name, found: "a directory", accepted: "a file, or a pipe with one of its files")
    }
    if kind == S_IFREG, Int(status.st_size) > limit { throw tooLong(name, size: Int(status.st_size), limit) }
    // Who types it needs the line for himself.
    let isTyped = isWaiting && isatty(file.descriptor) == 1
    Progress.say(isTyped ? "" : "reading \(printable(name))")
    let waits = isWaiting || kind == S_IFIFO || kind == S_IFSOCK
    var bytes: [UInt8] = []
    if kind == S_IFREG { bytes.reserveCapacity(Int(status.st_size)) }
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      guard !Progress.isCancelled else {
        throw InputError(file: name, found: "reading was stopped", accepted: "open it again")
      }
      let count = buffer.withUnsafeMutableBytes { read(file.descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes += buffer[..<count]
        if !isTyped { Progress.say("reading \(printable(name)), \(mebibytes(bytes.count))") }
        guard bytes.count <= limit else { throw tooLong(name, size: nil, limit) }
        continue
      }
      if count == 0 { break }
      switch errno {
      // A record that was lost meanwhile, as /dev/kmsg says it.
      case EINTR, EPIPE: continue
      case EAGAIN where waits: waitForMore(file.descriptor)
      case EAGAIN: return bytes
      default:
        throw InputError(file: name, found: "the file cannot be read: \(reason(errno))", accepted: accepted)
      }
    }
    if kind == S_IFIFO, !isWaiting, bytes.isEmpty {
      throw InputError(
        file: name, found: "a pipe that nobody writes to", accepted: "a file, or a pipe with something in it")
    }
    return bytes
  }

  /// A short while, so that a cancelled thread notices.
  private static func waitForMore(_ descriptor: Int32) {
    var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    _ = poll(&wait, 1, 100)
  }

  private static func tooLong(_ name: String, size: Int?, _ limit: Int) -> InputError {
    let found = size.map { "a file of \(mebibytes($0))" } ?? "more than \(mebibytes(limit))"
    return InputError(file: name, found: found, accepted: "at most \(mebibytes(limit))")
  }

  /// `64 MiB`, `1.5 GiB`; rounded up, so that what is beyond a limit looks so.
  package static func mebibytes(_ size: Int) -> String {
    let mebibyte = 1 << 20
    let count = size / mebibyte + (size % mebibyte == 0 ? 0 : 1)
    guard count >= 1024 else { return "\(count) MiB" }
    let tenths = (count * 10 + 1023) / 1024
    return tenths % 10 == 0 ? "\(tenths / 10) GiB" : "\(tenths / 10).\(tenths % 10) GiB"
  }

  private static func reason(_ code: Int32) -> String {
    switch code {
    case EACCES, EPERM: "permission denied"
    case EISDIR: "it is a directory"
    case EBADF: "it is not open for reading"
    default: String(cString: strerror(code))
    }
  }
}
