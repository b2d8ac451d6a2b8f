import MemtypeEngine

/// Something in a list that is a line until it is unfolded.
enum Fold: Hashable, Sendable {
  /// Devices, by the group's title.
  case devices(String)
  /// Rows of the ruler, by where they begin.
  case stretches(PhysicalAddress)
  /// A link of the chain of reasons, at whatever address it stands: by its rule and step, or its words.
  case reason(String)
  /// The calls of the step of the boot that is shown.
  case calls

  init(_ reason: Reason) {
    self = .reason(reason.rule.map { "\($0.rawValue) \(reason.step ?? 0)" } ?? reason.text)
  }
}

extension Explorer {
  /// Unfolds what is folded, and folds what is not.
  mutating func toggle(_ fold: Fold) {
    if unfolded.remove(fold) == nil { unfolded.insert(fold) }
  }
}
