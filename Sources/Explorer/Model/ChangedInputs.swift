import MemtypeEngine

/// An input that differs between two scenarios.
struct ChangedInput: Hashable, Sendable {
  var name: String
  var old: String
  var new: String
}

/// Everything about a scenario that differs from another: what has a line among the inputs as it stands there, the
/// rest as the scenario's file has it.
struct ChangedInputs {
  let old: Scenario
  let new: Scenario
  private var fields: Set<Field> = []
  /// Where the devices of either side are in its list: of a device that is listed twice the first.
  private let oldPlaces: [String: Int]
  private let newPlaces: [String: Int]
  private(set) var list: [ChangedInput] = []

  private static let nothing = "nothing"

  init(from old: Scenario, to new: Scenario, values: (Scenario) -> [Texts.Value], mapDiffers: Bool) {
    self.old = old
    self.new = new
    oldPlaces = Self.places(old)
    newPlaces = Self.places(new)
    guard old != new else { return }
    addFields()
    addDevices()
    addSteps()
    addValues(values(old), values(new), mapDiffers: mapDiffers)
  }

  private static func places(_ scenario: Scenario) -> [String: Int] {
    Dictionary(scenario.devices.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
  }

  /// Both sides of every line of the inputs, those of devices that are on one side only left out.
  private mutating func addFields() {
    let haveSameDevices = old.devices == new.devices
    let here = InputRow.rows(of: new).flatMap(\.fields).filter { $0.device == nil || !haveSameDevices }
    let known = Set(here)
    let gone = InputRow.rows(of: old).flatMap(\.fields).filter { $0.device == nil && !known.contains($0) }
    for field in here + gone {
      var there = field
      if let id = field.device.flatMap(new.device)?.id {
        guard let place = oldPlaces[id] else { continue }
        there = field.about(place)
      }
      let (before, after) = (old.text(of: there), new.text(of: field))
      guard before != after else { continue }
      fields.insert(field)
      list.append(ChangedInput(name: new.name(of: field), old: before, new: after))
    }
  }

  private mutating func addDevices() {
    for device in new.devices where oldPlaces[device.id] == nil {
      list.append(ChangedInput(name: device.name, old: Self.nothing, new: Self.place(device)))
    }
    for device in old.devices where newPlaces[device.id] == nil {
      list.append(ChangedInput(name: device.name, old: Self.place(device), new: Self.nothing))
    }
    let before = old.devices.map(\.id).filter { newPlaces[$0] != nil }
    let after = new.devices.map(\.id).filter { oldPlaces[$0] != nil }
    if before != after {
      list.append(
        ChangedInput(
          name: "order of devices", old: before.joined(separator: " "), new: after.joined(separator: " ")))
    }
  }

  private static func place(_ device: Device) -> String {
    "\(device.range.size.sizeText) at \(device.range.start.groupedDigits)"
  }

  /// Steps that are left out on one side; the early HPET has a line of its own.
  private mutating func addSteps() {
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

  private mutating func addValues(
    _ before: [Texts.Value], _ after: [Texts.Value], mapDiffers: Bool
  ) {
    let oldTexts = Dictionary(before.map { ($0.path, $0.text) }) { first, _ in first }
    let newTexts = Dictionary(after.map { ($0.path, $0.text) }) { first, _ in first }
    for value in after where oldTexts[value.path] != value.text {
      add(value.path, oldTexts[value.path], value.text, mapDiffers)
    }
    for value in before where newTexts[value.path] == nil { add(value.path, value.text, nil, mapDiffers) }
    let isListed = { (value: Texts.Value) in
      value.path.first == "memory-map" && oldTexts[value.path] != nil && newTexts[value.path] != nil
    }
    if !mapDiffers, before.filter(isListed).map(\.path) != after.filter(isListed).map(\.path) {
      list.append(ChangedInput(name: "order of the memory map", old: "as before", new: "changed"))
    }
  }

  private mutating func add(_ path: [String], _ before: String?, _ after: String?, _ mapDiffers: Bool) {
    guard !isShown(path, mapDiffers: mapDiffers) else { return }
    var name = path
    if path.count > 2, path[0] == "devices" {
      let device = newPlaces[path[1]].flatMap(new.device)
      name = [device?.name ?? path[1]] + path.dropFirst(2)
    }
    let listed = { (text: String?) in text.map { $0.isEmpty ? "listed" : $0 } ?? Self.nothing }
    list.append(ChangedInput(name: name.joined(separator: " "), old: listed(before), new: listed(after)))
  }

  private func has(_ shown: Field...) -> Bool { !fields.isDisjoint(with: shown) }

  /// Whether a property's change is in the list by another name.
  private func isShown(_ path: [String], mapDiffers: Bool) -> Bool {
    switch (path[0], path.count > 1 ? path[1] : "") {
    case ("cpu", "vendor"): return has(.vendor)
    case ("cpu", "phys-bits"): return has(.physBits)
    case ("cpu", "mtrr"): return has(.hasMTRR)
    case ("cpu", "pat"), ("parameters", "nopat"): return has(.pat)
    case ("platform", _): return has(.platform)
    case ("kernel", _): return has(.kernel)
    case ("behaviour", _): return has(.behaviour)
    case ("remap-cut-ram", _): return has(.remapsCutRAM)
    case ("disabled-steps", _): return true
    case ("memory-map", _): return mapDiffers || has(.tolud) || has(.firmware) && new.firmwareModel != nil
    case ("mtrr", "default-type-register"): return has(.defaultType, .mtrrEnabled, .fixedEnabled)
    case ("mtrr", "variable"):
      guard path.count > 2, let index = Int(path[2]) else { return false }
      return Field.RangeColumn.allCases.contains { fields.contains(.range(index, $0)) }
    case ("devices", let id): return isShown(path, ofDevice: id)
    default: return false
    }
  }

  private func isShown(_ path: [String], ofDevice id: String) -> Bool {
    guard let index = newPlaces[id], oldPlaces[id] != nil else { return true }
    switch path.count > 2 ? path[2] : "" {
    case "range": return has(.deviceBase(index), .deviceSize(index))
    case "driver": return has(.driver(index))
    case "regions": return has(.regionRead(index))
    case "kind": return has(.mappingCall(index), .mappingPhase(index))
    default: return false
    }
  }
}

extension Explorer {
  /// The inputs that differ from what is compared with.
  var changedInputs: [ChangedInput] {
    ChangedInputs(
      from: comparison.old, to: scenario, values: texts.values, mapDiffers: !comparison.map.isEmpty
    ).list
  }
}
