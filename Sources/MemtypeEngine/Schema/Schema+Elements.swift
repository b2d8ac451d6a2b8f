// The parts of what there are several of: entries of the memory map, variable ranges, fixed slots, devices.

extension Schema {
  static let elements: [ScenarioField] = entries + ranges + slots + devices

  static let slots: [ScenarioField] = [
    ScenarioField(
      .fixedSlots, "", .fixedRanges, "type", "The memory type of a slot of the first MiB.",
      .init(
        get: { s, i in (0..<FixedRanges.slotCount).contains(i) ? s.mtrr.fixed[i] : nil },
        put: { s, i, type in s.mtrr.fixed[i] = type }),
      format: { _ in .mtrrType }, file: .none, isTyped: false, shown: { _, type in type.name }
    ).with { $0.viewOf = ["mtrr.fixed"] }
  ]
}

extension ScenarioField {
  /// A size is offered for editing in the unit that it is exact in.
  var sized: ScenarioField {
    let write = write
    return with {
      $0.hint = "a size: 4K, 0x5000"
      $0.editable = { s, i in
        write(s, i).flatMap { try? NumberText.parse($0.plain) }.map(NumberText.editable) ?? ""
      }
    }
  }
}
