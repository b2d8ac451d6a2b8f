import MemtypeEngine
import Screen

/// What has changed, and since when.
extension Explorer {
  mutating func performOnBaseline(_ command: Command) {
    switch command {
    case .makeBaseline:
      baseline = wholeBoot
      baselineKind = .moment
      compare()
      notice = Notice(
        text: "this is the baseline now: \(keyName(.toggleComparison)) shows what changes against it")
    case .toggleComparison:
      if isComparing { hideOldValues() } else { showOldValues() }
      notice = Notice(
        text: isComparing ? "old values are shown beside the new ones" : "old values are hidden again")
    default: break
    }
  }

  /// Old values stand beside the new ones, and the list of changes beside what has the focus, where there is room.
  mutating func showOldValues() {
    recent.removeAll { $0 == .changes }
    recent.insert(.changes, at: min(1, recent.count))
    guard !isComparing else { return }
    keepingCursorRow {
      $0.isComparing = true
      $0.cutRuler()
    }
  }

  private mutating func hideOldValues() {
    keepingCursorRow {
      $0.isComparing = false
      $0.derived.minimap = nil
      $0.derived.segmentRows = RulerRows.segmentRows($0.evaluation)
    }
  }

  /// The ruler's rows change, but the cursor's stays where it is on the screen.
  private mutating func keepingCursorRow(_ change: (inout Explorer) -> Void) {
    let offset = rulerRows.row(of: cursorAddress) - ruler.top
    change(&self)
    ruler.top = rulerRows.row(of: cursorAddress) - offset
    cachedRows = [:]
  }

  /// Works out anew what differs from the baseline; of a step of the boot, what it changed.
  mutating func compare() {
    comparedWith = boot.map { $0.complete.evaluation(afterStep: $0.step - 1) } ?? baseline
    comparison = Comparison(from: comparedWith, to: evaluation)
    if isComparing { cutRuler() }
    cachedRows = [:]
  }

  /// While comparing, each row of the ruler is alike on both sides over all of its length.
  private mutating func cutRuler() {
    derived.minimap = nil
    derived.segmentRows = RulerRows.cut(derived.segmentRows, at: comparison.borders, evaluation)
  }

  /// `Changes since it was opened`.
  var changesTitle: String {
    if let boot { return "Changes by step \(boot.step)" }
    switch baselineKind {
    case .opened: return "Changes since it was opened"
    case .moment: return "Changes since the baseline"
    case .other(_, let name): return "Changes against \(name)"
    }
  }
}
