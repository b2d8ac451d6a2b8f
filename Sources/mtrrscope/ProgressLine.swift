import Glibc
import Progress
import Synchronization
import VisibleText

/// A line on standard error, where that is a terminal, that says what a command is at while it lets people wait.
///
/// It comes after a moment, is brought up to date four times a second, and is gone before anything else is written.
enum ProgressLine {
  private static let patience: UInt32 = 200_000
  private static let interval: UInt32 = 250_000

  private struct State {
    var isOver = false
    var isShown = false
    /// What is told of, and since when.
    var progress: Progress?
    var start = ContinuousClock.now
  }

  private static let state = Mutex(State())

  /// Runs a command's work, with the line while it takes.
  static func during<Value>(_ work: () throws -> Value) rethrows -> Value {
    guard isatty(STDERR_FILENO) == 1 else { return try work() }
    let progress = Progress()
    state.withLock { ($0.progress, $0.start) = (progress, .now) }
    // It inherits what is held back: a signal that reached it would end the process behind the screen's back.
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &before)
    var thread = pthread_t()
    let refusal = pthread_create(
      &thread, nil,
      { _ in
        usleep(ProgressLine.patience)
        while ProgressLine.show() { usleep(ProgressLine.interval) }
        return nil
      }, nil)
    if refusal == 0 { pthread_detach(thread) }
    pthread_sigmask(SIG_SETMASK, &before, nil)
    defer { end() }
    return try Progress.$current.withValue(progress) {
      Progress.say("computing")
      return try work()
    }
  }

  /// Something else is about to be written: the line goes, and comes again once work says what it is at.
  static func clear() {
    Progress.say("")
    state.withLock { state in
      if state.isShown { write("\r\u{1b}[K") }
      state.isShown = false
    }
  }

  /// The terminal belongs to somebody else from here on.
  static func end() {
    clear()
    state.withLock { $0.isOver = true }
  }

  /// False once nobody wants it any more.
  private static func show() -> Bool {
    // It has a lock of its own, so it is asked outside this one.
    let text = state.withLock { $0.progress }?.text ?? ""
    return state.withLock { state in
      guard !state.isOver else { return false }
      // Who types standard input is not disturbed.
      guard !text.isEmpty else { return true }
      let seconds = (ContinuousClock.now - state.start).components.seconds
      let line = printable("\(text), \(seconds) s: Ctrl-C stops it")
      write("\r\u{1b}[K" + line.prefix(max(0, columns - 1)))
      state.isShown = true
      return true
    }
  }

  private static var columns: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  private static func write(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
