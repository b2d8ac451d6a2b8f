import Explorer
import Progress
import Screen
import VisibleText

/// An explorer with its workspace: what happens on the terminal goes in, what the terminal has to do comes out.
public final class ExplorerSession {
  public private(set) var explorer: Explorer
  private let workspace: Workspace
  private let settings: Settings
  private let log: SessionLog?
  private var hasLooked = false
  /// The message on the screen, and since when it is there.
  private var message: (text: String, since: ContinuousClock.Instant)?

  public init(
    _ explorer: Explorer, _ workspace: Workspace, _ settings: Settings = Settings(), log: SessionLog? = nil
  ) {
    self.settings = settings
    self.log = log
    self.explorer = explorer
    self.workspace = workspace
  }

  public func screen(_ size: Size) -> Frame {
    let paint = { frame(of: self.explorer, size: size) }
    return log?.timing("frame \(size.columns)x\(size.rows)", paint) ?? paint()
  }

  /// Handles what happened; everything that the explorer asks for is done before this returns.
  /// What is given up meanwhile (`Progress`) leaves everything as it was.
  public func handle(_ events: [InputEvent]) -> [TerminalEffect] {
    guard let log else { return handled(events) }
    let text = events.compactMap { event in
      event.logText.map { $0 + (explorer.command(for: event).map { ", \($0.name)" } ?? "") }
    }
    let effects = log.timing(text.isEmpty ? nil : text.joined(separator: "; ")) { handled(events) }
    if let message = explorer.message { log.write("message \(message)") }
    return effects
  }

  private func handled(_ events: [InputEvent]) -> [TerminalEffect] {
    var next = explorer
    var notes: [Workspace.Note] = []
    let effects = perform(next.update(events), on: &next, notes: &notes)
    guard Progress.beginLasting() else { return [] }
    explorer = next
    message = nil
    workspace.take(notes)
    return effects
  }

  /// The user did not wait for what he asked for.
  public func wasStopped() { _ = explorer.receive(.failed("stopped: everything is as it was")) }

  /// The milliseconds until a message goes by itself; nil where there is none.
  public func timeLeft() -> Int? {
    guard let text = explorer.message else {
      message = nil
      return nil
    }
    let now = ContinuousClock.now
    if message?.text != text { message = (text, now) }
    // Long enough to be read: a line is a second or two.
    let time = Duration.milliseconds(3000 + 30 * text.count)
    let left = time - (now - (message?.since ?? now))
    return max(
      0, Int(left.components.seconds) * 1000 + Int(left.components.attoseconds / 1_000_000_000_000_000))
  }

  /// What can wait until the frame is on the screen: unsaved edits are written down, and at the start those of earlier
  /// sessions looked for. True if the screen has to change.
  public func afterPaint() -> Bool {
    var outcomes: [Outcome] = []
    if let outcome = workspace.journal(explorer.unsavedScenarios) { outcomes.append(outcome) }
    if !hasLooked {
      hasLooked = true
      if case .recoverable(let sessions) = workspace.findRecoverable(), !sessions.isEmpty {
        outcomes.append(.recoverable(sessions))
      }
    }
    var notes: [Workspace.Note] = []
    for outcome in outcomes { _ = perform(explorer.receive(outcome), on: &explorer, notes: &notes) }
    workspace.take(notes)
    return !outcomes.isEmpty
  }

  /// The session was left by the user, not by a signal or a dropped line: nothing is left to recover.
  public func end(isClean: Bool) {
    log?.write("end, \(isClean ? "as asked for" : "by a signal or a lost line")")
    _ = workspace.journal(explorer.unsavedScenarios)
    if isClean { workspace.close() }
  }

  private func perform(
    _ effects: [Effect], on explorer: inout Explorer, notes: inout [Workspace.Note]
  ) -> [TerminalEffect] {
    var result: [TerminalEffect] = []
    var waiting = effects[...]
    while let effect = waiting.popFirst() {
      if effect.isLasting, !Progress.beginLasting() { return [] }
      if let text = effect.progress { Progress.say(text) }
      log?.write("effect \(effect.logText)")
      switch effect {
      case .terminal(let effect): result.append(effect)
      case .theme(let name): if let scheme = try? settings.scheme(name) { result.append(.scheme(scheme)) }
      default: break
      }
      for outcome in workspace.perform(effect, notes: &notes) { waiting += explorer.receive(outcome) }
    }
    return result
  }
}

extension Effect {
  /// It changes files: what comes of it must not be lost.
  fileprivate var isLasting: Bool {
    switch self {
    case .save, .write, .recover, .discardRecovery, .preserveJournal, .keepProgress: true
    case .terminal, .theme, .open, .reload: false
    }
  }

  /// What is being done, for people who wait.
  fileprivate var progress: String? {
    switch self {
    case .save(let request): "saving \(printable(request.path))"
    case .write(let request): "writing \(printable(request.path))"
    case .open(let words): "opening \(printable(words.joined(separator: " ")))"
    case .reload(_, let words): "reading \(printable(words.joined(separator: " "))) again"
    case .recover: "reading edits again"
    case .terminal, .theme, .discardRecovery, .preserveJournal, .keepProgress: nil
    }
  }
}

extension Engine {
  /// The model; what takes many evaluations ends when the user gives it up (`Progress`).
  public static let interruptible = Engine(
    evaluate: model.evaluate, explain: model.explain, shouldStop: { Progress.isCancelled })
}
