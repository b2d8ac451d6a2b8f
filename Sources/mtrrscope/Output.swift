import ArgumentParser
import Glibc
import VisibleText

/// Standard output and standard error: everything that a command prints goes through here.
enum Output {
  /// Opens what was closed, the wrong way round, so that no other file gets the number of a standard stream and using
  /// it still fails.
  static func claimDescriptors() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Text for standard output. Throws if not all of it could be written.
  static func write(_ text: String) throws { try writeToTerminal(printableLines(text)) }

  /// Text that is printable already, but for the colours that this program gave it.
  static func writeToTerminal(_ text: String) throws {
    if !text.isEmpty { ProgressLine.clear() }
    let code = write(Array(text.utf8), to: STDOUT_FILENO)
    switch code {
    case 0: return
    // The reader has what it wanted, as `head` does.
    case EPIPE: throw ExitCode(Main.unusable)
    case EBADF: throw Failure("standard output cannot be written: it is closed")
    default: throw Failure("standard output cannot be written: \(String(cString: strerror(code)))")
    }
  }

  /// A line or several for standard error; where that cannot be written nobody can be told.
  static func complain(_ text: String) {
    ProgressLine.clear()
    _ = write(Array((printableLines(text) + "\n").utf8), to: STDERR_FILENO)
  }

  /// Ends the process while other threads run on.
  static func leave(_ status: Int32) -> Never { _exit(status) }

  /// 0, or the error number.
  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&wait, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}
