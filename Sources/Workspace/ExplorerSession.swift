import Explorer
import Screen

/// An explorer with its workspace: what happens on the terminal goes in, what the terminal has to do comes out.
public final class ExplorerSession {
  public private(set) var explorer: Explorer
  private let workspace: Workspace
  private let settings: Settings
  private var hasLooked = false

  public init(_ explorer: Explorer, _ workspace: Workspace, _ settings: Settings = Settings()) {
    self.settings = settings
    self.explorer = explorer
    self.workspace = workspace
  }

  public func screen(_ size: Size) -> Frame { frame(of: explorer, size: size) }

  /// Handles what happened; everything that the explorer asks for is done before this returns.
  public func handle(_ events: [InputEvent]) -> [TerminalEffect] { perform(explorer.update(events)) }

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
    for outcome in outcomes { _ = perform(explorer.receive(outcome)) }
    return !outcomes.isEmpty
  }

  /// The session was left by the user, not by a signal or a dropped line: nothing is left to recover.
  public func end(isClean: Bool) {
    _ = workspace.journal(explorer.unsavedScenarios)
    if isClean { workspace.close() }
  }

  private func perform(_ effects: [Effect]) -> [TerminalEffect] {
    var result: [TerminalEffect] = []
    var waiting = effects[...]
    while let effect = waiting.popFirst() {
      switch effect {
      case .terminal(let effect): result.append(effect)
      case .theme(let name): if let scheme = try? settings.scheme(name) { result.append(.scheme(scheme)) }
      default: break
      }
      for outcome in workspace.perform(effect) { waiting += explorer.receive(outcome) }
    }
    return result
  }
}
