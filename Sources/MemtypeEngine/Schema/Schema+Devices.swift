/// The parts of a device.
extension Schema {
  static let devices: [ScenarioField] =
    [
      ScenarioField(
        .devices, "", .devices, "device", "A whole device, or the name of a standard one.",
        .init(
          get: { s, i in s.device(i) },
          put: { s, i, device in
            if s.devices.indices.contains(i) { s.devices[i] = device } else { s.devices.append(device) }
          }),
        format: { .standardDevice(of: $0) }, file: .none, hasRow: false
      ),
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
  /// The driver of the user's own that maps a device.
  package func ownDriver(_ index: Int) -> Driver? {
    device(index)?.kind.customDriver
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
