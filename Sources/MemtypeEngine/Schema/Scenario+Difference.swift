extension Scenario {
  /// What turns another scenario into this one: a record of the keys that differ, of lists the stretch that differs.
  package func difference(from other: Scenario) -> FileValue {
    .record(
      Scenario.kept.compactMap { field in
        field.writeChange(self, other).map { FileValue.Entry(key: field.key, value: $0) }
      })
  }

  /// The scenario that `difference(from:)` was written for, where this is the one that it was taken from.
  ///
  /// - Throws: `ScenarioFileError` for a key that does not exist, and for a value that its place does not take.
  package func applying(difference root: FileNode) throws(ScenarioFileError) -> Scenario {
    var nodes: [String: FileNode] = [:]
    for (key, node) in try root.entries(accepted: ScenarioReader.accepted) {
      guard Scenario.kept.contains(where: { $0.key == key }) else {
        throw node.unknownKey(among: Scenario.kept.map(\.key))
      }
      nodes[key] = node
    }
    var result = self
    for field in Scenario.kept {
      if let node = nodes[field.key] { try field.readChange(node, &result) }
    }
    return result
  }

  /// All that files keep, each after what its meaning depends on.
  private static let kept = Schema.readingOrder.filter { $0.file == .always || $0.file == .unlessDefault }
}
