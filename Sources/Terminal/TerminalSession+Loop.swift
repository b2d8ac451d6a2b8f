import Glibc
import Progress
import Screen

extension TerminalSession {
  /// Shows frames and hands on events until one of them ends it; then the terminal is left as it was.
  ///
  /// `afterPaint` runs once each frame is on the screen and says whether another has to follow. The first event is
  /// the size. All input that waits is handled before one frame is painted, with frames between where that takes
  /// long, and without input nothing runs at all, but for `.elapsed` after as many milliseconds as `timeLeft` says. After
  /// `.hangup` the terminal is gone: save and leave.
  ///
  /// All of them run on another thread, one at a time, so that keys and signals are heard however long they take.
  /// `stopped` says that the user did not wait for `handle`, whose work is still going on then: it must leave nothing
  /// behind (`Progress.beginLasting`).
  public func run(
    frame: @escaping (Size) -> Frame, handle: @escaping ([InputEvent]) -> [TerminalEffect],
    afterPaint: @escaping () -> Bool = { false }, timeLeft: @escaping () -> Int? = { nil },
    stopped: @escaping () -> Void = {}
  ) -> ExitReason {
    defer { close() }
    let steps = Steps(frame: frame, handle: handle, afterPaint: afterPaint, stopped: stopped)
    var events: [InputEvent] = [.resized(size)]
    /// The milliseconds after which `.elapsed` is due.
    var time: Int?
    while true {
      if !events.isEmpty {
        if let reason = handleAll(events, steps) ?? show(steps) { return reason }
        // A message may come of it, too.
        let work = { Progress.beginLasting() ? (afterPaint(), timeLeft()) : (false, nil) }
        switch working(work) {
        case .ended(let reason): return reason
        case .done((let hasChanged, let left)):
          time = left
          if hasChanged, let reason = show(steps) { return reason }
        case .stopped: time = nil
        }
      }
      events = heldInput
      heldInput = []
      if !events.isEmpty { continue }
      let isIdle = !decoder.isPasting && !decoder.isWaiting
      switch wait(idle: time) {
      case .ended(let reason): return reason
      case .timedOut: events = isIdle ? [.elapsed] : decoder.timeOut()
      case .ready(let ready):
        if ready.hasResized {
          // It may have had another size in between, and lost what it showed.
          adoptSize()
          painter.forget()
          events.append(.resized(size))
        }
        if ready.hasInput {
          guard let decoded = readAll() else { return .hangup }
          events += decoded
        }
        if ready.mustStop {
          suspend()
          adoptSize()
          events.append(.resized(size))
        }
      }
    }
  }

  /// What the session does, each on another thread.
  private struct Steps {
    var frame: (Size) -> Frame
    var handle: ([InputEvent]) -> [TerminalEffect]
    var afterPaint: () -> Bool
    var stopped: () -> Void
  }

  /// Handles events one after the other. A key that is held down may send them faster than they are handled: what they
  /// have come to is shown all the same, once in each `paintInterval`.
  private func handleAll(_ events: [InputEvent], _ steps: Steps) -> ExitReason? {
    let clock = ContinuousClock()
    var painted = clock.now
    var rest = events[...]
    while !rest.isEmpty {
      let (waiting, interval) = (rest, paintInterval)
      switch working({ Self.handleSome(waiting, within: interval, steps.handle) }) {
      case .ended(let reason): return reason
      case .done(let done):
        rest = rest.dropFirst(done.count)
        if let reason = apply(done.effects, steps) { return reason }
      case .stopped:
        // What was typed behind it is given up with it.
        steps.stopped()
        return nil
      }
      guard !rest.isEmpty, clock.now - painted >= paintInterval else { continue }
      if let reason = show(steps) { return reason }
      painted = clock.now
    }
    return nil
  }

  /// As many events as can be handled before something has to be done on the terminal, or to be seen.
  private static func handleSome(
    _ events: ArraySlice<InputEvent>, within interval: Duration,
    _ handle: ([InputEvent]) -> [TerminalEffect]
  ) -> (count: Int, effects: [TerminalEffect]) {
    let clock = ContinuousClock()
    let start = clock.now
    for (place, event) in events.enumerated() {
      let effects = handle([event])
      let isTime = clock.now - start >= interval
      if !effects.isEmpty || isTime || Progress.isCancelled { return (place + 1, effects) }
      // The next event may be given up again.
      Progress.endLasting()
    }
    return (events.count, [])
  }

  /// Paints what there is to see now.
  private func show(_ steps: Steps) -> ExitReason? {
    let size = size
    switch working({ Progress.beginLasting() ? steps.frame(size) : Frame(size: size) }) {
    case .ended(let reason): return reason
    case .done(let frame):
      lastFrame = frame
      paint(frame)
    case .stopped: break
    }
    return nil
  }

  private struct Ready {
    var hasInput = false
    var hasResized = false
    var mustStop = false
  }

  private enum WakeReason {
    case ready(Ready)
    case timedOut
    case ended(ExitReason)
  }

  /// Sleeps until there are keys or signals, until half an escape sequence has waited long enough, or for as many
  /// milliseconds as are asked for.
  private func wait(idle: Int?) -> WakeReason {
    let limit: Int32 =
      !signals.isEmpty
      ? 0
      : decoder.isPasting
        ? 1000 : decoder.isWaiting ? escapeDelay : idle.map { Int32(clamping: max(0, $0)) } ?? -1
    var descriptors = [
      pollfd(fd: input, events: Int16(POLLIN), revents: 0),
      pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    let count = poll(&descriptors, 2, limit)
    if count < 0 { return errno == EINTR ? .ready(Ready()) : .ended(.hangup) }
    if count == 0, signals.isEmpty { return .timedOut }
    var ready = Ready()
    while let number = signals.next() {
      switch number {
      case SIGWINCH: ready.hasResized = true
      case SIGTSTP: ready.mustStop = true
      case SIGHUP: return .ended(.hangup)
      default: return .ended(.signal(number))
      }
    }
    let keys = Int32(descriptors[0].revents)
    ready.hasInput = keys & POLLIN != 0
    // With both, what was typed before the line dropped is of no use to anybody either.
    return keys & (POLLHUP | POLLERR | POLLNVAL) != 0 ? .ended(.hangup) : .ready(ready)
  }

  /// How long an escape may be the beginning of something, in milliseconds: curses' own variable, or short on this
  /// machine and longer over a network that may split sequences.
  var escapeDelay: Int32 {
    if let text = TerminalKind.variable("ESCDELAY"), let delay = Int32(text) {
      return min(max(1, delay), 2000)
    }
    return TerminalKind.variable("SSH_CONNECTION") == nil ? 25 : 60
  }

  /// Everything that has been typed; nil at the end of the terminal.
  func readAll() -> [InputEvent]? {
    var events: [InputEvent] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    // A bound, so that an endless stream of input cannot keep the screen from being painted.
    for _ in 0..<4 {
      let count = read(input, &buffer, buffer.count)
      if count < 0, errno == EINTR || errno == EAGAIN { return events }
      guard count > 0 else { return nil }
      events += decoder.decode(buffer[..<count])
      var more = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
      guard poll(&more, 1, 0) > 0, Int32(more.revents) & POLLIN != 0 else { break }
    }
    return events
  }

  private func apply(_ effects: [TerminalEffect], _ steps: Steps) -> ExitReason? {
    for effect in effects {
      switch effect {
      case .quit: return .quit
      case .suspend:
        suspend()
        if adoptSize(), let reason = handleAll([.resized(size)], steps) { return reason }
      case .redraw: painter.forget()
      case .copy(let text):
        if modes.isSupported { send(Clipboard.sequence(text, screenPassthrough: needsScreenPassthrough)) }
      case .scheme(let scheme): use(scheme)
      case .mouse(let isOn):
        modes.isMouseOn = isOn
        if modes.isSupported { send(isOn ? TerminalModes.mouseOn : TerminalModes.mouseOff) }
      }
    }
    return nil
  }
}
