import CTerminal
import Glibc
import Progress
import Screen

/// A piece of work on a thread of its own, and the place for what comes of it.
private final class Work {
  let progress = Progress()
  private let body: () -> Void

  init(_ body: @escaping () -> Void) { self.body = body }

  func run() { Progress.$current.withValue(progress) { body() } }
}

private final class Box<Value> {
  var value: Value?
}

extension TerminalSession {
  /// How work ended.
  enum WorkResult<Value> {
    case done(Value)
    /// The user gave it up.
    case stopped
    /// The session has to end while it still runs.
    case ended(ExitReason)
  }

  /// Does something that may take long on another thread, while keys and signals are heard here.
  ///
  /// After a moment the bottom line says what is being done. Escape gives it up where that is possible; Ctrl-C and
  /// Ctrl-\ end the session, as do the signals.
  func working<Value>(_ body: @escaping () -> Value) -> WorkResult<Value> {
    let box = Box<Value>()
    let work = Work { box.value = body() }
    let context = Unmanaged.passRetained(work)
    let end = ct_work_start(
      { context in
        guard let context else { return }
        Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
      }, context.toOpaque())
    guard end >= 0 else {
      context.release()
      return .done(body())
    }
    defer { Glibc.close(end) }
    var waiting = Waiting(end: end, progress: work.progress)
    let reason = listen(&waiting)
    if let reason {
      hasUnfinishedWork = true
      return .ended(reason)
    }
    guard !waiting.isStopped, let value = box.value else { return .stopped }
    return .done(value)
  }

  private struct Waiting {
    let end: Int32
    let progress: Progress
    let start = TerminalSession.now
    var isShown = false
    var isStopped = false
    var mustEnd: Int32?
  }

  /// Milliseconds.
  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }

  /// When the bottom line tells of it, in milliseconds.
  private static let patience = 200

  /// Waits until the work is done or given up; a reason where the session has to end.
  private func listen(_ waiting: inout Waiting) -> ExitReason? {
    while true {
      let passed = Self.now - waiting.start
      if passed >= Self.patience {
        if let number = waiting.mustEnd { return .signal(number) }
        showProgress(waiting.progress, milliseconds: passed)
        waiting.isShown = true
      }
      var descriptors = [
        pollfd(fd: waiting.end, events: Int16(POLLIN), revents: 0),
        pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: input, events: Int16(POLLIN), revents: 0),
      ]
      var limit = Int32(waiting.isShown ? 250 : max(1, Self.patience - passed))
      let isInSequence = decoder.isWaiting && !decoder.isPasting
      if isInSequence { limit = min(limit, escapeDelay) }
      let isDeaf = heldInput.count >= Self.mostHeldInput
      let count = poll(&descriptors, isDeaf ? 2 : 3, limit)
      if count < 0, errno != EINTR { return .hangup }
      if descriptors[0].revents != 0 { return nil }
      if signals.collect(), let reason = endingSignal() { return reason }
      if !isDeaf, descriptors[2].revents != 0 {
        guard let decoded = heard(descriptors[2].revents) else { return .hangup }
        take(decoded, &waiting)
      } else if count == 0, isInSequence {
        take(decoder.timeOut(), &waiting)
      }
      if waiting.isStopped { return nil }
    }
  }

  /// What has been typed; nil where the terminal is gone.
  private func heard(_ events: Int16) -> [InputEvent]? {
    Int32(events) & (POLLHUP | POLLERR | POLLNVAL) != 0 ? nil : readAll()
  }

  /// Keys that are typed meanwhile are kept, save those that mean the work itself.
  private func take(_ decoded: [InputEvent], _ waiting: inout Waiting) {
    for event in decoded {
      switch event {
      case .key(.control("c")): waiting.mustEnd = SIGINT
      case .key(.control("\\")): waiting.mustEnd = SIGQUIT
      case .key(.escape) where waiting.isShown && waiting.progress.cancel():
        waiting.isStopped = true
        heldInput = []
        return
      default: break
      }
      heldInput.append(event)
    }
  }

  /// What is typed ahead is kept up to here.
  private static let mostHeldInput = 4096

  private func endingSignal() -> ExitReason? {
    guard let number = signals.ending else { return nil }
    return number == SIGHUP ? .hangup : .signal(number)
  }

  // MARK: The line that tells of it

  private func showProgress(_ progress: Progress, milliseconds: Int) {
    var canvas = Canvas(frame: lastFrame ?? Frame(size: size), glyphs: glyphs)
    let row = canvas.rows - 1
    let what = progress.text.isEmpty ? "computing" : progress.text
    let keys = progress.canBeCancelled ? "Esc stops it, Ctrl-C leaves" : "Ctrl-C leaves"
    canvas.within(Region(row: row, columns: canvas.columns, rows: 1), on: .bar) { line in
      line.text("\(what), \(milliseconds / 1000) s: \(keys)", column: 1, row: 0, Style(.strong))
    }
    paint(canvas.frame)
  }
}
