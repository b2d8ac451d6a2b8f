// The parts of what there are several of: entries of the memory map, variable ranges, fixed slots, devices.

extension Schema {
  static let elements: [ScenarioField] = entries + ranges + slots + devices

  // MARK: The memory map

  private static let entries: [ScenarioField] = [
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
    ).asWhole,
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

  // MARK: Variable ranges

  private static let ranges: [ScenarioField] = [
    ScenarioField(
      .variableRanges, "", .ranges, "range", "A whole variable range: 0xe000_0000+512M:WC.",
      .init(
        get: { s, i in s.variableRange(i) },
        put: { s, i, range in
          if s.mtrr.variable.indices.contains(i) { s.mtrr.variable[i] = range } else { s.append(range) }
        }),
      format: { .variableRange(physBits: $0.cpu.physBits) }, file: .none, hasRow: false
    ).asWhole,
    ScenarioField(
      .variableRanges, "valid", .ranges, "V", "Bit V of PHYSMASK: whether the range counts.",
      .init(get: { s, i in s.variableRange(i)?.isValid }, put: { _, _, _ in }) {
        s, i, isValid throws(EditError) in
        try s.settingRangeValid(i, isValid)
      }, format: { _ in .flag }, file: .none),
    ScenarioField(
      .variableRanges, "base", .ranges, "base", "Where the range begins: a multiple of 4 KiB.",
      .init(get: { s, i in s.variableRange(i)?.baseAddress }, put: { _, _, _ in }) {
        s, i, base throws(EditError) in
        try s.settingRangeBase(i, base)
      }, format: { _ in .number }, file: .none, shown: { _, base in base.groupedDigits },
      next: { s, i, base, up throws(EditError) in
        let size = s.variableRange(i)?.contiguousSize(physBits: s.cpu.physBits) ?? .mib
        return up ? base.adding(clamped: size) : base.subtracting(clamped: size)
      }
    ).with {
      $0.takesAddress = true
      $0.hint = "a multiple of 4K: 0x80000000, 2G"
    },
    ScenarioField(
      .variableRanges, "size", .ranges, "size", "How much a mask without holes covers: a power of two.",
      .init(
        get: { s, i in s.variableRange(i).map { RangeSize($0, physBits: s.cpu.physBits) } },
        put: { _, _, _ in }
      ) { s, i, size throws(EditError) in
        switch size {
        case .bytes(let bytes): try s.settingRangeSize(i, bytes)
        case .mask(let mask): try s.settingRangeMask(i, mask)
        }
      }, format: { _ in .rangeSize }, file: .none, shown: { _, size in size.text },
      next: { _, _, size, up throws(EditError) in
        guard case .bytes(let bytes) = size else {
          throw .noChoice("the mask has holes, so it has no size to step: type a size or a mask")
        }
        return .bytes(up ? (bytes >> 63 == 0 ? bytes << 1 : bytes) : bytes >> 1)
      }
    ).with {
      $0.editable = { s, i in
        s.variableRange(i).map { RangeSize($0, physBits: s.cpu.physBits).text } ?? ""
      }
    },
    ScenarioField(
      .variableRanges, "type", .ranges, "type", "The memory type of the range.",
      .init(get: { s, i in s.variableRange(i)?.type }, put: { _, _, _ in }) { s, i, type throws(EditError) in
        try s.settingRangeType(i, type)
      }, format: { _ in .mtrrType }, file: .none, isTyped: false, shown: { _, type in type.name }),
    ScenarioField(
      .variableRanges, "mask", .ranges, "mask", "The address bits of PHYSMASK that have to match.",
      .init(get: { s, i in s.variableRange(i)?.maskBits }, put: { _, _, _ in }) {
        s, i, mask throws(EditError) in
        try s.settingRangeMask(i, mask)
      }, format: { _ in .number }, file: .none),
    ScenarioField(
      .variableRanges, "physbase", .registers, "PHYSBASE",
      "The whole register: the base, and the type in bits 7:0.",
      .init(get: { s, i in s.variableRange(i)?.base }, put: { s, i, base in s.mtrr.variable[i].base = base }),
      format: { _ in .number }, file: .none),
    ScenarioField(
      .variableRanges, "physmask", .registers, "PHYSMASK", "The whole register: the mask, and V in bit 11.",
      .init(get: { s, i in s.variableRange(i)?.mask }, put: { s, i, mask in s.mtrr.variable[i].mask = mask }),
      format: { _ in .number }, file: .none),
  ].map { field in
    field.with {
      $0.viewOf = ["mtrr.variable"]
      if $0.key != "" {
        // A range comes back as a whole.
        $0.copy = { s, i, other, there throws(EditError) in
          guard s.variableRange(i) != nil, let range = other.variableRange(there) else { return nil }
          var result = s
          result.mtrr.variable[i] = range
          return result
        }
      }
      let edit = $0.edit
      if $0.key == "physbase" || $0.key == "physmask" {
        $0.edit = { s, i, node, places throws(EditError) in
          guard s.variableRange(i) != nil else { throw .noSuchRange(i) }
          return try edit(s, i, node, places)
        }
      }
    }
  }

  // MARK: Fixed slots

  private static let slots: [ScenarioField] = [
    ScenarioField(
      .fixedSlots, "", .fixedRanges, "type", "The memory type of a slot of the first MiB.",
      .init(
        get: { s, i in (0..<FixedRanges.slotCount).contains(i) ? s.mtrr.fixed[i] : nil },
        put: { s, i, type in s.mtrr.fixed[i] = type }),
      format: { _ in .mtrrType }, file: .none, isTyped: false, shown: { _, type in type.name }
    ).with { $0.viewOf = ["mtrr.fixed"] }
  ]

  // MARK: Devices

  private static let devices: [ScenarioField] =
    [
      ScenarioField(
        .devices, "", .devices, "device", "A whole device, or the name of a standard one.",
        .init(
          get: { s, i in s.device(i) },
          put: { s, i, device in
            if s.devices.indices.contains(i) { s.devices[i] = device } else { s.devices.append(device) }
          }),
        format: { .standardDevice(of: $0) }, file: .none, hasRow: false
      ).asWhole,
      ScenarioField(
        .devices, "acpi-read", .devices, "ACPI read", "Whether AML reads the device's regions at boot.",
        .init(get: { s, i in s.device(i).map { _ in s.readsRegion(i) } }, put: { _, _, _ in }),
        format: { _ in .flag(on: "read", off: "not read") }, file: .none
      ).with {
        $0.viewOf = ["regions"]
        $0.step = { s, i, _, baseline throws(EditError) in try s.togglingRegionRead(i, baseline: baseline) }
        $0.edit = { s, i, node, _ throws(EditError) in
          guard let wanted = try FileFormat<Bool>.flag(on: "read", off: "not read").parse?(node.word ?? "")
          else { return s }
          return wanted == s.readsRegion(i) ? s : try s.togglingRegionRead(i, baseline: s)
        }
      },
      ScenarioField(
        .devices, "base", .devices, "base", "Where the device lies; ACPI's regions in it move along.",
        .init(get: { s, i in s.device(i)?.range.start }, put: { _, _, _ in }) {
          s, i, base throws(EditError) in
          try s.settingDeviceBase(i, base)
        }, format: { _ in .number }, file: .none, shown: { _, base in base.groupedDigits },
        next: { s, i, base, up throws(EditError) in
          let size = max(s.device(i)?.range.pageRounded.size ?? 0, .page)
          return up ? base.adding(clamped: size) : base.subtracting(clamped: size)
        }
      ).with {
        $0.takesAddress = true
        $0.viewOf = ["range"]
      },
      ScenarioField(
        .devices, "size", .devices, "size", "How long the device's range is.",
        .init(get: { s, i in s.device(i)?.range.size }, put: { _, _, _ in }) { s, i, size throws(EditError) in
          try s.settingDeviceSize(i, size)
        }, format: { _ in .number }, file: .none, shown: { _, size in size.sizeText },
        next: { _, _, size, up throws(EditError) in
          up ? size.adding(clamped: .page) : size.subtracting(clamped: .page)
        }
      ).sized.with { $0.viewOf = ["range"] },
      ScenarioField(
        .devices, "maps-with", .devices, "maps with", "How a driver of the user's own maps.",
        .init(get: { s, i in s.ownDriver(i)?.call }, put: { _, _, _ in }) { s, i, call throws(EditError) in
          try s.settingDriver(i, call: call)
        }, format: { _ in .call }, file: .none, isTyped: false,
        choices: { _, _ in MappingCall.choices.map { ($0.shortName, $0) } },
        shown: { _, call in call.shortName }
      ).with { $0.viewOf = ["kind"] },
      ScenarioField(
        .devices, "when", .devices, "when", "When a driver of the user's own maps.",
        .init(get: { s, i in s.ownDriver(i)?.phase }, put: { _, _, _ in }) { s, i, phase throws(EditError) in
          try s.settingDriver(i, phase: phase)
        }, format: { _ in .phase }, file: .none, isTyped: false,
        choices: { _, _ in
          BootStep.Phase.allCases.filter { $0 >= .startKernel }.map { ($0.shortName, $0) }
        }, shown: { _, phase in phase.shortName }
      ).with { $0.viewOf = ["kind"] },
    ].map { $0.ofDevice } + FileField<Device>.all.map { lifted($0) }

  /// A key of a device's record as an input.
  private static func lifted(_ field: FileField<Device>) -> ScenarioField {
    let help = "The device's \(field.key.replacing("-", with: " "))."
    // Switches are read and written as such; what is more than a word comes from files and --set.
    let label = field.key == "driver" ? "driver" : field.key
    return ScenarioField(
      .devices, field.key, .devices, label, help,
      .init(
        get: { s, i in s.device(i).map { DevicePart(device: $0, field: field) } },
        put: { s, i, part in if s.devices.indices.contains(i) { s.devices[i] = part.device } }),
      format: { _ in
        FileFormat(
          accepted: field.accepted, shape: field.shape,
          read: { node throws(ScenarioFileError) in
            var device = FileFormat<Device>.blank
            try field.read(node, &device)
            return DevicePart(device: device, field: field)
          }, write: { field.write($0.device) })
      }, file: .none, hasRow: field.key == "driver", isTyped: field.step == nil
    ).with {
      $0.choices = { _, _, _ in field.names }
      $0.show = { s, i in
        guard let text = s.device(i).map({ field.write($0).plain }) else { return "" }
        return field.accepted == FileFormat<Bool>.flag.accepted ? (text == "true" ? "on" : "off") : text
      }
      $0.edit = { s, i, node, _ throws(EditError) in
        guard s.devices.indices.contains(i) else { throw .noSuchDevice(i) }
        var result = s
        if let word = node.word, let parse = field.parse {
          try parse(AddressExpression.trimmed(word), &result.devices[i])
          return result
        }
        do throws(ScenarioFileError) {
          try field.read(node, &result.devices[i])
        } catch {
          throw .file(error)
        }
        return result
      }
      $0.step = { s, i, forward, _ throws(EditError) in
        guard s.devices.indices.contains(i) else { throw .noSuchDevice(i) }
        guard let step = field.step else { throw .noChoice("\(field.key) has no step: type a value") }
        var result = s
        step(&result.devices[i], forward)
        return result
      }
      $0.copy = { s, i, other, there throws(EditError) in
        guard let original = other.device(there), s.device(i) != nil else { return nil }
        var result = s
        field.copy(&result.devices[i], original)
        return result
      }
    }
  }
}

/// One key of a device with the device that has it: equal where what is written is.
private struct DevicePart: Hashable, Sendable {
  var device: Device
  var field: FileField<Device>

  static func == (a: Self, b: Self) -> Bool { a.field.write(a.device) == b.field.write(b.device) }
  func hash(into hasher: inout Hasher) { hasher.combine(field.write(device)) }
}

/// What a mask covers where it has no holes; otherwise the mask.
enum RangeSize: Hashable, Sendable {
  case bytes(UInt64)
  case mask(UInt64)

  init(_ range: VariableRange, physBits: Int) {
    self = range.contiguousSize(physBits: physBits).map { .bytes($0) } ?? .mask(range.maskBits)
  }

  var text: String {
    switch self {
    case .bytes(let size): size.sizeText
    case .mask(let mask): mask == 0 ? "-" : "m" + mask.grouped
    }
  }
}

extension FileFormat where Value == RangeSize {
  /// A size, or `m` and a mask.
  static let rangeSize = FileFormat(
    accepted: "a power of two: 2G; or m and a mask: m0xffff80000000",
    shape: .value([], accepted: "a power of two: 2G; or m and a mask: m0xffff80000000"),
    read: { node throws(ScenarioFileError) in
      guard let word = node.word, let size = try? parseSize(word) else {
        throw node.rejected(accepted: "a power of two such as 2G, or m and a mask")
      }
      return size
    }, write: { .word($0.text) }, parse: parseSize)

  @Sendable private static func parseSize(_ text: String) throws(EditError) -> RangeSize {
    let isMask = text.first == "m" || text.first == "M"
    let number = isMask ? String(text.dropFirst().drop { $0.isLetter || $0 == " " || $0 == "=" }) : text
    do throws(NumberError) {
      let value = try NumberText.parse(number)
      return isMask ? .mask(value) : .bytes(value)
    } catch {
      throw .number(error)
    }
  }
}

extension FileFormat where Value == Device {
  /// A device of this machine: a standard one by its name, at the address that its firmware gives it.
  static func standardDevice(of scenario: Scenario) -> FileFormat {
    let state = FirmwareState(map: scenario.firmwareMap, mtrr: scenario.mtrr)
    return device { standard in
      if let there = scenario.devices.first(where: { $0.id == standard.rawValue }) { return there }
      return standard.device(
        model: scenario.firmwareModel ?? .seaBIOSQ35, state: state,
        isEmulated: scenario.platform.hasHypervisor)
    }
  }
}

extension ScenarioField {
  /// An edit of an element, or of the one that is added behind the last.
  fileprivate var asWhole: ScenarioField { self }

  /// A size is offered for editing in the unit that it is exact in.
  fileprivate var sized: ScenarioField {
    let write = write
    return with {
      $0.hint = "a size: 4K, 0x5000"
      $0.editable = { s, i in
        write(s, i).flatMap { try? NumberText.parse($0.plain) }.map(NumberText.editable) ?? ""
      }
    }
  }

  /// What is undone of a device's place or driver is the whole device.
  fileprivate var ofDevice: ScenarioField {
    guard !key.isEmpty else { return self }
    return with { field in
      let isRead = field.key == "acpi-read"
      field.copy = { s, i, other, there throws(EditError) in
        guard s.device(i) != nil, let original = other.device(there) else { return nil }
        var result = s
        if isRead {
          for (r, region) in s.devices[i].regions.enumerated() {
            guard let before = original.regions.first(where: { $0.path == region.path }) else { continue }
            result.devices[i].regions[r].reads = before.reads
          }
        } else {
          result.devices[i] = original
        }
        return result
      }
    }
  }
}

extension Scenario {
  func entry(_ index: Int) -> E820Entry? { firmwareMap.indices.contains(index) ? firmwareMap[index] : nil }

  /// The driver of the user's own that maps a device.
  package func ownDriver(_ index: Int) -> Driver? {
    device(index)?.kind.customDriver
  }

  package func variableRange(_ index: Int) -> VariableRange? {
    mtrr.variable.indices.contains(index) ? mtrr.variable[index] : nil
  }

  /// One more register pair; MTRRCAP counts it.
  mutating func append(_ range: VariableRange) {
    mtrr.variable.append(range)
    mtrr.capabilities = mtrr.capabilities & ~0xff | UInt64(min(mtrr.variable.count, 255))
  }

  /// Whether AML reads any of a device's regions at boot.
  package func readsRegion(_ index: Int) -> Bool {
    device(index)?.regions.contains { !$0.reads.isEmpty } ?? false
  }

  /// Lets AML read a device's regions as `baseline` has it, or not at all.
  func togglingRegionRead(_ index: Int, baseline: Scenario) throws(EditError) -> Scenario {
    guard let device = device(index), !device.regions.isEmpty else {
      throw .noChoice("ACPI declares no region for this device: one is added in its file")
    }
    var result = self
    let original = baseline.devices.first { $0.id == device.id }
    for (i, region) in device.regions.enumerated() {
      if readsRegion(index) {
        result.devices[index].regions[i].reads = []
      } else {
        let reads = original?.regions.first { $0.path == region.path }?.reads ?? []
        result.devices[index].regions[i].reads = reads
      }
    }
    // A region that was never read gets the plainest read there is.
    if !readsRegion(index), !result.readsRegion(index) {
      result.devices[index].regions[0].reads = [OperationRegion.FieldRead(offset: 0, width: 32)]
    }
    return result
  }
}

extension MappingCall {
  /// In at most fifteen columns.
  package var shortName: String {
    switch self {
    case .memremap: "memremap \(requested.name)"
    case .frames: "mmap \(requested.name)"
    case .reserveIO: "reserve \(requested.name)"
    case .acpi: "ACPI map"
    case .pages: "memremap_pages"
    default: name
    }
  }
}

extension BootStep.Phase {
  /// `device` for `device_initcall`.
  package var shortName: String { name.hasSuffix("_initcall") ? String(name.dropLast(9)) : name }
}
