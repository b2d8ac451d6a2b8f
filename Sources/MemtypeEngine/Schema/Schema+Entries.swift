/// The parts of an entry of the memory map.
extension Schema {
  static let entries: [ScenarioField] = [
    ScenarioField(
      .entries, "", .memoryMap, "entry", "An entry of the firmware's map.",
      .init(
        get: { s, i in s.entry(i) },
        put: { s, i, entry in
          if s.firmwareMap.indices.contains(i) {
            s.firmwareMap[i] = entry
          } else {
            s.firmwareMap.append(entry)
          }
        }),
      format: { _ in .mapEntry }, file: .none, hasRow: false
    ),
    ScenarioField(
      .entries, "start", .memoryMap, "start", "Where the entry begins; its last byte stays.",
      .init(get: { s, i in s.entry(i)?.address }, put: { _, _, _ in }) { s, i, start throws(EditError) in
        try s.settingEntryStart(i, start)
      }, format: { _ in .number }, file: .none, shown: { _, start in start.groupedDigits },
      next: { _, _, start, up throws(EditError) in
        up ? start.adding(clamped: .page) : start.subtracting(clamped: .page)
      }
    ).with {
      $0.takesAddress = true
      $0.hint = "an address: 0x100000"
    },
    ScenarioField(
      .entries, "size", .memoryMap, "size", "How long the entry is.",
      .init(get: { s, i in s.entry(i)?.size }, put: { _, _, _ in }) { s, i, size throws(EditError) in
        try s.settingEntrySize(i, size)
      }, format: { _ in .number }, file: .none, shown: { _, size in NumberText.editable(size) },
      next: { _, _, size, up throws(EditError) in
        up ? size.adding(clamped: .page) : size.subtracting(clamped: .page)
      }
    ).sized,
    ScenarioField(
      .entries, "type", .memoryMap, "type", "What the firmware calls the entry.",
      .init(get: { s, i in s.entry(i)?.type }, put: { _, _, _ in }) { s, i, type throws(EditError) in
        try s.settingEntryType(i, type)
      }, format: { _ in .entryType }, file: .none, isTyped: false,
      choices: { _, _ in FileFormat<E820Entry>.typeChoices.map { ($0.name, $0) } },
      shown: { _, type in type.name }),
  ].map { field in
    field.with {
      $0.viewOf = ["memory-map"]
      let byElement = $0.copy
      $0.copy = { s, i, other, there throws(EditError) in
        // With another count of entries a number says nothing of which one it was.
        guard s.firmwareMap.count == other.firmwareMap.count else { return nil }
        guard field.key == "start" || field.key == "size", let entry = other.entry(there), s.entry(i) != nil
        else { return try byElement(s, i, other, there) }
        var result = s
        result.firmwareMap[i] = entry
        return result
      }
    }
  }
}

extension Scenario {
  func entry(_ index: Int) -> E820Entry? { firmwareMap.indices.contains(index) ? firmwareMap[index] : nil }
}
