import MemtypeEngine
import Screen

/// What has changed, and since when.
extension Explorer {
  mutating func performOnBaseline(_ command: Command) {
    switch command {
    case .makeBaseline:
      baseline = wholeBoot
      hasOwnBaseline = true
      compare()
      let key = CommandTable.entry(for: .toggleComparison, in: .ruler)?.keys.first?.name ?? ""
      notice = Notice(text: "this is the baseline now: \(key) shows what changes against it")
    case .toggleComparison:
      let offset = rulerRows.row(of: cursorAddress) - ruler.top
      isComparing.toggle()
      if isComparing { cutRuler() } else { derived.segmentRows = RulerRows.segmentRows(evaluation) }
      ruler.top = rulerRows.row(of: cursorAddress) - offset
      cachedRows = [:]
      if isComparing {
        // Beside what has the focus, where there is room for both.
        recent.removeAll { $0 == .changes }
        recent.insert(.changes, at: min(1, recent.count))
      }
      notice = Notice(
        text: isComparing ? "old values are shown beside the new ones" : "old values are hidden again")
    default: break
    }
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
    derived.segmentRows = RulerRows.cut(derived.segmentRows, at: comparison.borders, evaluation)
  }

  /// `Changes since it was opened`.
  var changesTitle: String {
    if let boot { return "Changes by step \(boot.step)" }
    return hasOwnBaseline ? "Changes since the baseline" : "Changes since it was opened"
  }

  /// The inputs that differ, each with its old and its new value.
  var changedInputs: [(name: String, old: String, new: String)] {
    let (old, new) = (comparison.old, scenario)
    guard old != new else { return [] }
    let fields = InputRow.rows(of: new).flatMap(\.fields)
    let known = Set(fields)
    let haveSameDevices = old.devices == new.devices
    var changes: [(name: String, old: String, new: String)] = []
    for field in fields where field.device == nil || !haveSameDevices {
      let (before, after) = (new.text(of: field, in: old), new.text(of: field))
      if before != after { changes.append((name(of: field), before, after)) }
    }
    for field in InputRow.rows(of: old).flatMap(\.fields) {
      if let index = field.device {
        guard let device = old.device(index), !new.devices.contains(where: { $0.id == device.id }) else {
          continue
        }
        changes.append(("\(device.name) \(field.label)", old.text(of: field), ""))
      } else if !known.contains(field) {
        changes.append((name(of: field), old.text(of: field), new.text(of: field)))
      }
    }
    return changes.filter { $0.old != $0.new }
  }
}
