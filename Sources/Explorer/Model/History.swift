/// A value with everything that was done to it, so that every step can be taken back and done again.
///
/// Whole values are kept: copy on write makes a step cheap, and no field can be forgotten.
struct History<Value: Sendable & Equatable>: Sendable {
  struct Step: Sendable {
    var value: Value
    /// What the edit did, for the message: `TOLUD 2G to 3G`.
    var title: String
  }

  private(set) var present: Value
  /// The values before, with the edits that left them; the latest last.
  private var past: [Step] = []
  private var future: [Step] = []

  init(_ value: Value) { present = value }

  var canUndo: Bool { !past.isEmpty }
  var canRedo: Bool { !future.isEmpty }
  var depth: Int { past.count }
  /// What each edit did, those that were taken back included, the first one first.
  var titles: [String] { past.map(\.title) + future.reversed().map(\.title) }

  /// Makes `value` the present one, as one step. The same value again is no step.
  mutating func record(_ value: Value, title: String) {
    guard value != present else { return }
    past.append(Step(value: present, title: title))
    future = []
    present = value
  }

  /// Takes the latest edit back and says which one it was.
  mutating func undo() -> String? {
    guard let step = past.popLast() else { return nil }
    future.append(Step(value: present, title: step.title))
    present = step.value
    return step.title
  }

  /// Does the edit that was taken back last again.
  mutating func redo() -> String? {
    guard let step = future.popLast() else { return nil }
    past.append(Step(value: present, title: step.title))
    present = step.value
    return step.title
  }
}
