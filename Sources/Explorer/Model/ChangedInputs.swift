import MemtypeEngine

extension Explorer {
  /// The inputs that differ from what is compared with.
  var changedInputs: [ChangedInput] {
    scenario.changes(from: comparison.old, isMapShown: !comparison.map.isEmpty)
  }
}
