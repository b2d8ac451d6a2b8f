import MemtypeEngine
import Screen

/// What has changed, and since when.
extension Explorer {
  fileprivate mutating func makeBaseline() {
    baseline = wholeBoot
    baselineKind = .moment
    notice = Notice(
      text: "this is the baseline now: \(keyName(.toggleComparison)) shows what changes against it")
  }

  fileprivate mutating func toggleComparison() {
    if isComparing { setComparing(false) } else { showOldValues() }
    notice = Notice(
      text: isComparing ? "old values are shown beside the new ones" : "old values are hidden again")
  }

  /// Old values stand beside the new ones, and the list of changes beside what has the focus, where there is room.
  mutating func showOldValues() {
    bringBeside(.changes)
    setComparing(true)
  }

  /// The ruler's rows change, but the cursor's stays where it is on the screen.
  private mutating func setComparing(_ isOn: Bool) {
    guard isComparing != isOn else { return }
    let offset = rulerRows.row(of: cursorAddress) - ruler.top
    isComparing = isOn
    ruler.top = rulerRows.row(of: cursorAddress) - offset
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

  /// What can be compared with: as opened, the present moment, and every other open scenario.
  fileprivate var baselinesMenu: Menu {
    var items = [
      Menu.Item(
        index: -2, text: "as opened", detail: document.baseline.name, isCurrent: baselineKind == .opened),
      Menu.Item(
        index: -1, text: "this moment", detail: "what changes from now on", isCurrent: baselineKind == .moment
      ),
    ]
    for (place, other) in openDocuments.enumerated() where place != others.front {
      items.append(
        Menu.Item(
          index: place, text: other.scenario.name, detail: other.scenario.summary,
          isCurrent: baselineKind == .other(other.id, other.scenario.name)))
    }
    return Menu(title: "Compare \(document.scenario.name) with", items, helpSection: "Comparing") {
      $0.compareWith($1.index)
      return []
    }
  }

  private mutating func compareWith(_ index: Int) {
    switch index {
    case -2:
      baseline = engine.evaluate(document.baseline)
      baselineKind = .opened
    case -1:
      baseline = wholeBoot
      baselineKind = .moment
    default:
      guard let other = others[index] else { return }
      baseline = engine.evaluate(other.document.scenario)
      baselineKind = .other(other.document.id, other.document.scenario.name)
    }
    showOldValues()
    notice = Notice(text: "\(changesTitle): \(keyName(.toggleComparison)) hides the old values")
  }
}

extension Command {
  static let compareWith = Command(
    "compare-with", .anyPane, ["D"], "choose what to compare with: as opened, now, another scenario"
  ) { $0.open($0.baselinesMenu) }

  static let makeBaseline = Command(
    "make-baseline", .anyPane, ["b"], "make the present the baseline to compare with"
  ) { $0.makeBaseline() }

  static let toggleComparison = Command(
    "compare", .anyPane, ["B"], "show or hide old values: what changed"
  ) { $0.toggleComparison() }
}
