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
      isComparing.toggle()
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
    let before = boot.map { $0.complete.evaluation(afterStep: $0.step - 1) }
    comparison = Comparison(from: before ?? baseline, to: evaluation)
    cachedRows = [:]
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
    var fields = InputRow.rows(of: new).flatMap(\.fields)
    let known = Set(fields)
    fields += InputRow.rows(of: old).flatMap(\.fields).filter { !known.contains($0) }
    let haveSameDevices = old.devices == new.devices
    return fields.compactMap { field in
      if haveSameDevices, field.device != nil { return nil }
      let (before, after) = (old.text(of: field), new.text(of: field))
      return before == after ? nil : (name(of: field), before, after)
    }
  }
}

extension Field {
  /// The index of the device that it belongs to.
  var device: Int? {
    switch self {
    case .driver(let index), .regionRead(let index): index
    default: nil
    }
  }
}
