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

  fileprivate var whyNoBoot: String? {
    wholeBoot.trace.steps.isEmpty ? "no step of this boot maps anything" : nil
  }

  fileprivate mutating func goToNextStep() {
    if boot?.step == wholeBoot.trace.steps.count {
      notice = Notice(text: "this is the last step; Esc leaves the boot")
    } else {
      go(toStep: (boot?.step ?? 0) + 1)
    }
  }

  fileprivate mutating func goToPreviousStep() {
    if boot?.step == 1 {
      notice = Notice(text: "this is the first step; Esc leaves the boot")
    } else {
      go(toStep: (boot?.step ?? wholeBoot.trace.steps.count + 1) - 1)
    }
  }

  /// Shows the machine as it is after a step.
  mutating func go(toStep step: Int) {
    let complete = wholeBoot
    guard !complete.trace.steps.isEmpty else { return }
    let begins = boot == nil
    if begins { bringBeside(.steps) }
    boot = BootView(step: min(max(1, step), complete.trace.steps.count), complete: complete)
    adopt(evaluation: complete)
    if begins { notice = Notice(text: "stepping through the boot: t goes on, T goes back, Esc leaves") }
    goToWhatChanged()
  }

  /// The ruler goes to what the step maps. Where the Boot pane is not on the screen the message says why it came out as
  /// it did.
  private mutating func goToWhatChanged() {
    guard let boot, let step = boot.complete.step(boot.step) else { return }
    if isFollowing, let range = step.mapping?.range {
      let target = min(range.start, evaluation.lastAddress)
      if target != cursorAddress { places.leave(cursorAddress) }
      ruler.cursor = target
    }
    guard layout.content(of: .steps) == nil else { return }
    let why = step.mapping.flatMap { mapping in
      engine.explain(mapping.range.start, boot.complete).first { $0.step == step.number }?.text
    }
    let text = why ?? "step \(step.number), \(step.title)"
    notice = Notice(
      text:
        "\(text). \(keyName(.nextStep)) goes on, \(keyName(.previousStep)) back, \(keyName(.leave)) leaves")
  }

  /// Shows the machine after the whole boot again.
  mutating func leaveBoot() {
    let complete = wholeBoot
    boot = nil
    adopt(evaluation: complete)
  }

  /// Puts an evaluation in force, cut off at the step that is shown.
  ///
  /// The row under the ruler's cursor stays where it is on the screen.
  mutating func adopt(evaluation complete: Evaluation) {
    let offset = rulerRows.row(of: cursorAddress) - ruler.top
    if let shown = boot {
      let step = Self.step(shown, in: complete)
      boot = step > 0 ? BootView(step: step, complete: complete) : nil
    }
    evaluation = boot.map { complete.evaluation(afterStep: $0.step) } ?? complete
    showsFailure = [.log, .steps]
    ruler.top = rulerRows.row(of: cursorAddress) - offset
    if let boot { follow(boot) }
  }

  /// The Boot pane goes to the step, the log to its end.
  private mutating func follow(_ boot: BootView) {
    showsFailure = []
    let row = rows(of: .steps).firstIndex(of: .item(boot.step - 1)) ?? 0
    viewports[.steps, default: Viewport()].cursor = row
    viewports[.log] = Viewport(cursor: derived.log.count, top: derived.log.count)
  }

  /// The same step in another boot, or the last one before where that is.
  private static func step(_ shown: BootView, in complete: Evaluation) -> Int {
    let steps = complete.trace.steps
    guard let step = shown.complete.step(shown.step) else { return min(shown.step, steps.count) }
    return steps.first { $0.id == step.id }?.number ?? min(shown.step, steps.count)
  }

  /// The next step behind the one that is shown that is refused, or gets another type than it asks for.
  var nextConflict: Int? {
    let shown = boot?.step ?? 0
    return wholeBoot.trace.steps.first { step in
      guard step.number > shown, let mapping = step.mapping else { return false }
      return !mapping.isMapped || mapping.got.map { $0 != mapping.requested } ?? false
    }?.number
  }

  /// What the step that is shown did, by which rule, and the calls that led to it.
  var stepStory: [Reason] {
    guard let boot, let step = wholeBoot.step(boot.step) else { return [] }
    guard let mapping = step.mapping else {
      let said = step.log.last.map { "the kernel says: \($0.text)" } ?? "it prints nothing"
      return [Reason(said, source: step.function, step: step.number)]
    }
    return engine.explain(mapping.range.start, evaluation).filter {
      $0.step == step.number && $0.rule != .pageBits
    }
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

extension Command {
  static let nextStep = Command(
    "next-step", .anyPane, ["t"], "go through the boot: the machine after the next step",
    unless: { $0.whyNoBoot }
  ) { $0.goToNextStep() }

  static let previousStep = Command(
    "previous-step", .anyPane, ["T"], "go through the boot: the machine after the step before",
    unless: { $0.whyNoBoot }
  ) { $0.goToPreviousStep() }

  static let nextConflict = Command(
    "next-conflict", .anyPane, ["c"],
    "run the boot to the next step that is refused or gets another type than it asks for",
    unless: {
      $0.whyNoBoot
        ?? ($0.nextConflict == nil
          ? $0.boot == nil
            ? "every step of this boot gets what it asks for" : "no further step is refused or changed"
          : nil)
    }
  ) {
    if let step = $0.nextConflict { $0.go(toStep: step) }
  }

  static let firstTouch = Command(
    "first-touch", .anyPane, ["f"], "go to the first step that maps the device under the ruler's cursor",
    unless: {
      $0.devicesHere.isEmpty
        ? "no device lies under the ruler's cursor"
        : $0.firstTouch == nil ? "no step of the boot maps it" : nil
    }
  ) {
    if let step = $0.firstTouch { $0.go(toStep: step) }
  }
}
