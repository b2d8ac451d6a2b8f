import MemtypeEngine

/// Inputs as text, and text as inputs.
extension Scenario {
  /// The value as it stands in the list.
  func text(of field: Field) -> String {
    switch field {
    case .firmware: firmwareModel?.rawValue ?? "its own"
    case .tolud: tolud.grouped
    case .remapsCutRAM: remapsCutRAM ? "reappears above 4G" : "is lost"
    case .vendor: cpu.vendor.displayName
    case .physBits: String(cpu.physBits)
    case .hasMTRR: cpu.hasMTRR ? "in CPUID" : "not in CPUID"
    case .pat: !cpu.hasPAT ? "not in CPUID" : parameters.noPAT ? "off (nopat)" : "on"
    case .platform: platform.rawValue
    case .kernel: kernel.name
    case .behaviour: behaviour.shortName
    case .earlyHPET: hasEarlyHPET ? "on" : "off"
    case .mtrrEnabled: mtrr.isEnabled ? "on" : "off"
    case .fixedEnabled: mtrr.isFixedEnabled ? "on" : "off"
    case .defaultType: mtrr.defaultType.name
    case .range(let index, let column): text(ofRange: index, column)
    case .driver(let index): device(index)?.hasDriver == true ? "on" : "off"
    case .regionRead(let index): readsRegion(index) ? "read" : "not read"
    case .deviceBase(let index): device(index)?.range.start.groupedDigits ?? ""
    case .deviceSize(let index): device(index)?.range.size.sizeText ?? ""
    case .mappingCall(let index): device(index)?.driver?.call.shortName ?? ""
    case .mappingPhase(let index): device(index)?.driver?.phase.shortName ?? ""
    case .section: ""
    case .entry(let index, let column): text(ofEntry: index, column)
    case .fixed(let slot): mtrr.fixed[slot].name
    case .property(let property): text(of: property)
    }
  }

  private func text(ofEntry index: Int, _ column: Field.EntryColumn) -> String {
    guard firmwareMap.indices.contains(index) else { return "" }
    let entry = firmwareMap[index]
    return switch column {
    case .start: entry.address.groupedDigits
    case .size: NumberText.editable(entry.size)
    case .type: entry.type.name
    }
  }

  /// `TOLUD`, `TPM TIS driver`.
  func name(of field: Field) -> String {
    field.device.map { (device($0)?.name ?? "") + " " + field.label } ?? field.label
  }

  /// The value as it stands in another scenario, where devices may have other places in the list.
  func text(of field: Field, in other: Scenario) -> String {
    guard let index = field.device else { return other.text(of: field) }
    guard let id = device(index)?.id, let there = other.devices.firstIndex(where: { $0.id == id }) else {
      return ""
    }
    return other.text(of: field.about(there))
  }

  /// More about the value, dim behind it.
  func note(on field: Field) -> String {
    switch field {
    case .tolud: tolud.sizeText
    case .physBits: (UInt64.mask(bits: cpu.physBits) &+ 1).sizeText
    default: ""
    }
  }

  /// The text that editing starts from.
  func editableText(of field: Field) -> String {
    switch field {
    case .range(let index, .base):
      mtrr.variable.indices.contains(index) ? mtrr.variable[index].baseAddress.grouped : ""
    case .deviceBase(let index): device(index)?.range.start.grouped ?? ""
    case .deviceSize(let index): NumberText.editable(device(index)?.range.size ?? 0)
    case .entry(let index, .start):
      firmwareMap.indices.contains(index) ? firmwareMap[index].address.grouped : ""
    case .entry(let index, .size):
      NumberText.editable(firmwareMap.indices.contains(index) ? firmwareMap[index].size : 0)
    case .property(let property): editableText(of: property)
    default: text(of: field)
    }
  }

  /// The scenario with a typed value. In an address names may stand, and sums of them: `tolud+16M`.
  func setting(
    _ field: Field, to text: String, places: [String: PhysicalAddress] = [:]
  ) throws(FieldError) -> Scenario {
    switch field {
    case .tolud:
      let value = try Self.address(text, places)
      return try Self.edited { () throws(EditError) in try settingTOLUD(value) }
    case .physBits:
      let value = try Self.number(text)
      return try Self.edited { () throws(EditError) in try settingPhysBits(Int(clamping: value)) }
    case .range(let index, .base):
      let value = try Self.address(text, places)
      return try Self.edited { () throws(EditError) in try settingRangeBase(index, value) }
    case .range(let index, .size):
      let trimmed = AddressExpression.trimmed(text)
      if let first = trimmed.first, first == "m" || first == "M" {
        let mask = try Self.number(String(trimmed.dropFirst().drop { $0.isLetter || $0 == " " || $0 == "=" }))
        return try Self.edited { () throws(EditError) in try settingRangeMask(index, mask) }
      }
      let size = try Self.number(text)
      return try Self.edited { () throws(EditError) in try settingRangeSize(index, size) }
    case .deviceBase(let index):
      let base = try Self.address(text, places)
      return try Self.edited { () throws(EditError) in try settingDeviceBase(index, base) }
    case .deviceSize(let index):
      let size = try Self.number(text)
      return try Self.edited { () throws(EditError) in try settingDeviceSize(index, size) }
    case .entry(let index, .start):
      let start = try Self.address(text, places)
      return try Self.edited { () throws(EditError) in try settingEntryStart(index, start) }
    case .entry(let index, .size):
      let size = try Self.number(text)
      return try Self.edited { () throws(EditError) in try settingEntrySize(index, size) }
    case .property(let property): return try setting(property, to: text)
    default:
      throw .noChoice("\(field.label) is chosen, not typed: Space goes through the choices")
    }
  }

  /// The scenario with the value moved by a sensible step: 1 MiB of TOLUD, a bit, the size of a range.
  func nudging(_ field: Field, up: Bool) throws(FieldError) -> Scenario {
    let step: (UInt64, UInt64) -> UInt64 = { value, step in
      up ? value.adding(clamped: step) : value.subtracting(clamped: step)
    }
    switch field {
    case .tolud:
      return try Self.edited { () throws(EditError) in try settingTOLUD(step(tolud, .mib)) }
    case .physBits:
      return try Self.edited { () throws(EditError) in try settingPhysBits(cpu.physBits &+ (up ? 1 : -1)) }
    case .range(let index, .base):
      guard mtrr.variable.indices.contains(index) else { throw .edit(.noSuchRange(index)) }
      let range = mtrr.variable[index]
      let size = range.contiguousSize(physBits: cpu.physBits) ?? .mib
      return try Self.edited { () throws(EditError) in
        try settingRangeBase(index, step(range.baseAddress, size))
      }
    case .range(let index, .size):
      guard mtrr.variable.indices.contains(index) else { throw .edit(.noSuchRange(index)) }
      guard let size = mtrr.variable[index].contiguousSize(physBits: cpu.physBits) else {
        throw .noChoice("the mask has holes, so it has no size to step: type a size or a mask")
      }
      let next = up ? (size >> 63 == 0 ? size << 1 : size) : size >> 1
      return try Self.edited { () throws(EditError) in try settingRangeSize(index, next) }
    case .deviceBase(let index):
      guard let range = device(index)?.range else { throw .edit(.noSuchDevice(index)) }
      return try Self.edited { () throws(EditError) in
        try settingDeviceBase(index, step(range.start, max(range.pageRounded.size, .page)))
      }
    case .deviceSize(let index):
      guard let size = device(index)?.range.size else { throw .edit(.noSuchDevice(index)) }
      return try Self.edited { () throws(EditError) in try settingDeviceSize(index, step(size, .page)) }
    case .entry(let index, .start):
      guard firmwareMap.indices.contains(index) else { throw .edit(.noSuchEntry(index)) }
      let start = step(firmwareMap[index].address, .page)
      return try Self.edited { () throws(EditError) in try settingEntryStart(index, start) }
    case .entry(let index, .size):
      guard firmwareMap.indices.contains(index) else { throw .edit(.noSuchEntry(index)) }
      let size = step(firmwareMap[index].size, .page)
      return try Self.edited { () throws(EditError) in try settingEntrySize(index, size) }
    case .property(let property): return try stepping(property, forward: up)
    default:
      throw .noChoice("\(field.label) is chosen, not typed: Space goes through the choices")
    }
  }

  /// The lowest set mask bit where the mask is that bit and all above it, up to the physical width.
  private func text(ofRange index: Int, _ column: Field.RangeColumn) -> String {
    guard mtrr.variable.indices.contains(index) else { return "" }
    let range = mtrr.variable[index]
    switch column {
    case .valid: return range.isValid ? "on" : "off"
    case .base: return range.baseAddress.groupedDigits
    case .size:
      if let size = range.contiguousSize(physBits: cpu.physBits) { return size.sizeText }
      return range.maskBits == 0 ? "-" : "m" + range.maskBits.grouped
    case .type: return range.type.name
    }
  }

  private static func address(
    _ text: String, _ places: [String: PhysicalAddress]
  ) throws(FieldError) -> UInt64 {
    do { return try AddressExpression { places[$0.lowercased()] }.parse(text) } catch { throw .number(error) }
  }

  static func number(_ text: String) throws(FieldError) -> UInt64 {
    do { return try NumberText.parse(text) } catch { throw .number(error) }
  }

  static func edited(_ edit: () throws(EditError) -> Scenario) throws(FieldError) -> Scenario {
    do { return try edit() } catch { throw .edit(error) }
  }
}
