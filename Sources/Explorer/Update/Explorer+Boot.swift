import MemtypeEngine
import Screen

/// The boot stopped after one of its steps.
struct BootView: Sendable {
  /// The number of the last step that was taken.
  var step: Int
  /// What the whole boot comes to.
  var complete: Evaluation
}

/// Going through the boot: the evaluation in force is the one after the step that is shown.
extension Explorer {
  /// What the whole boot comes to, also while an earlier state is shown.
  var wholeBoot: Evaluation { boot?.complete ?? evaluation }

  mutating func performOnBoot(_ command: Command) {
    let count = wholeBoot.trace.steps.count
    switch command {
    case .nextStep:
      if boot?.step == count {
        notice = Notice(text: "this is the last step; Esc leaves the boot")
      } else {
        go(toStep: (boot?.step ?? 0) + 1)
      }
    case .previousStep:
      if boot?.step == 1 {
        notice = Notice(text: "this is the first step; Esc leaves the boot")
      } else {
        go(toStep: (boot?.step ?? count + 1) - 1)
      }
    case .firstTouch:
      if let step = firstTouch { go(toStep: step) }
    default: break
    }
  }

  /// Shows the machine as it is after a step.
  mutating func go(toStep step: Int) {
    let complete = wholeBoot
    guard !complete.trace.steps.isEmpty else { return }
    if boot == nil {
      // Beside what has the focus, where there is room for both.
      recent.removeAll { $0 == .steps }
      recent.insert(.steps, at: min(1, recent.count))
      notice = Notice(text: "stepping through the boot: t goes on, T goes back, Esc leaves")
    }
    boot = BootView(step: min(max(1, step), complete.trace.steps.count), complete: complete)
    install(complete)
  }

  /// Shows the machine after the whole boot again.
  mutating func leaveBoot() {
    let complete = wholeBoot
    boot = nil
    install(complete)
  }

  /// Puts an evaluation in force, cut off at the step that is shown.
  ///
  /// The row under the ruler's cursor stays where it is on the screen.
  mutating func install(_ complete: Evaluation) {
    let offset = rulerRows.row(of: cursorAddress) - ruler.top
    if let shown = boot {
      let step = Self.step(shown, in: complete)
      boot = step > 0 ? BootView(step: step, complete: complete) : nil
    }
    evaluation = boot.map { complete.evaluation(afterStep: $0.step) } ?? complete
    derived = Derived(evaluation, glyphs, open: openSections)
    blamedSteps = Self.blamedSteps(complete)
    compare()
    if var found = search {
      found.matches = matches(of: found.text)
      search = found
    }
    reasonsAddress = nil
    showsFailure = [.log, .steps]
    ruler.top = rulerRows.row(of: cursorAddress) - offset
    if let boot { follow(boot) }
  }

  /// The Boot pane goes to the step, the log to its end.
  private mutating func follow(_ boot: BootView) {
    showsFailure = []
    let row = rows(of: .steps).firstIndex(of: .step(boot.step - 1)) ?? 0
    viewports[.steps, default: Viewport()].cursor = row
    viewports[.log] = Viewport(cursor: derived.log.count, top: derived.log.count)
  }

  /// The same step in another boot, or the last one before where that is.
  private static func step(_ shown: BootView, in complete: Evaluation) -> Int {
    let steps = complete.trace.steps
    guard let step = shown.complete.step(shown.step) else { return min(shown.step, steps.count) }
    return steps.first { $0.id == step.id }?.number ?? min(shown.step, steps.count)
  }

  /// The steps that failures of drivers go back to, where those are not the drivers' own.
  static func blamedSteps(_ complete: Evaluation) -> Set<Int> {
    Set(
      complete.outcomes.filter(\.isFailure).compactMap { outcome in
        complete.blame(for: outcome).flatMap { $0.number == outcome.step ? nil : $0.number }
      })
  }

  /// The devices under the ruler's cursor.
  var devicesHere: [Int] { evaluation.segment(at: cursorAddress)?.devices ?? [] }

  /// The first step that maps anything of a device under the cursor.
  var firstTouch: Int? {
    let ranges = devicesHere.compactMap { scenario.device($0)?.range.pageRounded }
    return wholeBoot.trace.steps.first { step in
      guard let mapping = step.mapping else { return false }
      return ranges.contains { $0.overlaps(mapping.range.pageRounded) }
    }?.number
  }
}
