/// An input that differs between two scenarios.
package struct ChangedInput: Hashable, Sendable {
  package var name: String
  package var old: String
  package var new: String

  package init(name: String, old: String, new: String) {
    self.name = name
    self.old = old.isEmpty ? "nothing" : old
    self.new = new.isEmpty ? "nothing" : new
  }
}

extension Scenario {
  /// Everything that differs from another scenario, once each, in the words of the inputs.
  ///
  /// `isMapShown`: the differences of the memory map are shown elsewhere.
  package func changes(from old: Scenario, isMapShown: Bool = false) -> [ChangedInput] {
    guard old != self else { return [] }
    var changes = InputChanges(old: old, new: self, isMapShown: isMapShown)
    changes.addScalars()
    changes.addRanges()
    changes.addDevices()
    changes.addSteps()
    changes.addMap()
    changes.addUnseen()
    return changes.list
  }

  /// What made this out of another scenario, as a list of edits has it: `TOLUD 2G → 3G, and more`; nil for the same.
  package func editTitle(from old: Scenario) -> String? {
    let changes = changes(from: old)
    guard let first = changes.first else { return nil }
    return "\(first.name) \(first.old) → \(first.new)" + (changes.count > 1 ? ", and more" : "")
  }
}

private struct InputChanges {
  let old: Scenario
  let new: Scenario
  let isMapShown: Bool
  var list: [ChangedInput] = []
  /// Keys whose changes are told by another view of them.
  private var told: Set<String> = []

  init(old: Scenario, new: Scenario, isMapShown: Bool) {
    (self.old, self.new, self.isMapShown) = (old, new, isMapShown)
  }

  /// What has a line of its own among the inputs; the views of registers before the registers.
  mutating func addScalars() {
    let rows = InputSection.allCases.flatMap(Schema.rows)
    for field in rows where !told.contains(field.key) {
      let path = InputPath(field.key)
      let (before, after) = (old.text(at: path), new.text(at: path))
      guard before != after else { continue }
      list.append(ChangedInput(name: new.name(of: path), old: before, new: after))
      told.insert(field.key)
      // Another map that is no firmware's has to be told itself.
      if field.key == "firmware", new.firmwareModel == nil { continue }
      told.formUnion(field.viewOf)
    }
  }

  mutating func addRanges() {
    for index in 0..<max(old.mtrr.variable.count, new.mtrr.variable.count) {
      let isSame = old.variableRange(index) == new.variableRange(index)
      guard !isSame || old.cpu.physBits != new.cpu.physBits else { continue }
      let count = list.count
      for key in ["valid", "base", "size", "type"] { compare(.range(index, key)) }
      // Bits that none of these shows.
      guard list.count == count, !isSame else { continue }
      for key in ["physbase", "physmask"] { compare(.range(index, key)) }
    }
    told.insert("mtrr.variable")
  }

  private mutating func compare(_ path: InputPath) {
    let (before, after) = (old.text(at: path), new.text(at: path))
    guard before != after else { return }
    list.append(ChangedInput(name: new.name(of: path), old: before, new: after))
  }

  // MARK: Devices

  mutating func addDevices() {
    told.insert("devices")
    guard old.devices != new.devices else { return }
    // Of a device that is listed twice the first.
    let before = Dictionary(old.devices.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
    let after = Dictionary(new.devices.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
    for (index, device) in new.devices.enumerated() where after[device.id] == index {
      guard let there = before[device.id] else {
        list.append(ChangedInput(name: device.name, old: "", new: Self.place(device)))
        continue
      }
      if old.devices[there] != device { addParts(index, there) }
    }
    for (index, device) in old.devices.enumerated()
    where before[device.id] == index && after[device.id] == nil {
      list.append(ChangedInput(name: device.name, old: Self.place(device), new: ""))
    }
    let (first, second) = (
      old.devices.map(\.id).filter { after[$0] != nil }, new.devices.map(\.id).filter { before[$0] != nil }
    )
    if first != second {
      list.append(
        ChangedInput(
          name: "order of devices", old: first.joined(separator: " "), new: second.joined(separator: " ")))
    }
  }

  /// Lines of the inputs first, then the keys that have none.
  private mutating func addParts(_ index: Int, _ there: Int) {
    var told: Set<String> = []
    let fields = Schema.fields(of: .devices).filter { !$0.key.isEmpty }
    for field in fields.filter(\.hasRow) + fields.filter({ !$0.hasRow }) where !told.contains(field.key) {
      let (before, after) = (field.show(old, there), field.show(new, index))
      guard before != after else { continue }
      list.append(
        ChangedInput(name: new.name(of: .device(index, field.key)), old: before, new: after))
      told.formUnion(field.viewOf)
    }
  }

  private static func place(_ device: Device) -> String {
    "\(device.range.size.sizeText) at \(device.range.start.groupedDigits)"
  }

  // MARK: Lists

  /// Steps that are left out on one side; the early HPET has a line of its own.
  mutating func addSteps() {
    told.insert("disabled-steps")
    let others = [old, new].map { scenario in
      var others = scenario
      others.hasEarlyHPET = true
      return others.disabledSteps
    }
    for id in others[0].symmetricDifference(others[1]).sorted() {
      let isLeftOut = others[1].contains(id)
      list.append(
        ChangedInput(
          name: "step \(id)", old: isLeftOut ? "runs" : "is left out", new: isLeftOut ? "is left out" : "runs"
        ))
    }
  }

  /// Entries of the map, known by what they say.
  mutating func addMap() {
    let isTold = isMapShown || told.contains("memory-map")
    told.insert("memory-map")
    guard !isTold, old.firmwareMap != new.firmwareMap else { return }
    let format = FileFormat<E820Entry>.mapEntry
    func texts(_ entries: [E820Entry]) -> [String] { entries.map { format.write($0).inline } }
    let (before, after) = (texts(old.firmwareMap), texts(new.firmwareMap))
    let (known, now) = (Set(before), Set(after))
    for text in after where !known.contains(text) {
      list.append(ChangedInput(name: "memory map \(text)", old: "", new: "listed"))
    }
    for text in before where !now.contains(text) {
      list.append(ChangedInput(name: "memory map \(text)", old: "listed", new: ""))
    }
    if before.filter(now.contains) != after.filter(known.contains) {
      list.append(ChangedInput(name: "order of the memory map", old: "as before", new: "changed"))
    }
  }

  /// What files can say and no line of the inputs shows.
  mutating func addUnseen() {
    for field in Schema.inFiles where !field.hasRow && field.file != .readOnly && !told.contains(field.key) {
      guard let before = field.write(old, 0), let after = field.write(new, 0), before != after else {
        continue
      }
      list.append(ChangedInput(name: new.name(of: InputPath(field.key)), old: before.plain, new: after.plain))
    }
  }
}
