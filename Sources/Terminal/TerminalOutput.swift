import Glibc

/// Writes to the terminal without ever waiting where a signal could not end it: a stopped or stalled line must not
/// keep the program from being terminated.
struct TerminalOutput {
  private let terminal: Int32
  /// A description of its own, so that not waiting is not imposed on the shell, which shares the other.
  private let own: Int32
  /// A signal has come while the line did not take anything: what leaves the screen is tried, with a limit.
  private var isLeaving = false

  init(terminal: Int32) {
    self.terminal = terminal
    own = open("/proc/self/fd/\(terminal)", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
  }

  func close() {
    if own >= 0 { Glibc.close(own) }
  }

  /// Writes all of some bytes; gives up when the terminal is gone, or has no room while a signal asks for the end.
  mutating func send(_ bytes: [UInt8], _ signals: inout SignalQueue) {
    let target = own >= 0 ? own : terminal
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(target, $0.baseAddress, $0.count) }
      if written > 0 {
        rest = rest.dropFirst(written)
      } else if errno == EAGAIN {
        guard waitForRoom(target, &signals) else { return }
      } else if errno != EINTR {
        return
      }
    }
  }

  private mutating func waitForRoom(_ target: Int32, _ signals: inout SignalQueue) -> Bool {
    if !isLeaving, signals.collect() {
      isLeaving = true
      // What is queued would only stand before the sequences that put the terminal back.
      tcflush(terminal, TCOFLUSH)
      return false
    }
    var descriptors = [
      pollfd(fd: target, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: isLeaving ? -1 : signals.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    let count = poll(&descriptors, 2, isLeaving ? 300 : -1)
    return count > 0 && Int32(descriptors[0].revents) & (POLLERR | POLLHUP | POLLNVAL) == 0
  }
}
