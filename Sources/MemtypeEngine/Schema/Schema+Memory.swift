// What the firmware leaves behind: the memory map and the MTRRs.

extension Schema {
  static let memory: [ScenarioField] = [
    ScenarioField(
      nil, "tolud", .memory, "TOLUD",
      "The end of low RAM, as Linux finds it; moving it moves what lies there.",
      .init(
        get: { s, _ in s.tolud }, put: { _, _, _ in },
        set: { s, _, tolud throws(EditError) in try s.settingTOLUD(tolud) }),
      format: { _ in .number }, file: .readOnly,
      next: { _, _, tolud, up throws(EditError) in
        up ? tolud.adding(clamped: .mib) : tolud.subtracting(clamped: .mib)
      }
    ).with {
      $0.takesAddress = true
      $0.hint = "a multiple of 4K: 0x7f000000, 2G, 3.5G"
      $0.viewOf = ["memory-map"]
      $0.dependsOn = ["kernel", "remap-cut-ram", "memory-map", "devices"]
      $0.note = { s, _ in s.tolud.offsetSizeText }
      $0.option = "tolud"
    },
    ScenarioField(
      "remap-cut-ram", .memory, "cut RAM", "Whether RAM that a lower TOLUD cuts off reappears above 4 GiB.",
      \.remapsCutRAM, .flag(on: "reappears above 4G", off: "is lost")
    ).with {
      $0.aliases = ["remaps-cut-ram"]
      $0.option = "remap"
    },
    ScenarioField(
      nil, "firmware", .memory, "firmware", "A firmware model, in place of memory-map and mtrr.",
      .init(
        get: { s, _ in s.firmwareModel.map(FirmwareChoice.init) }, put: { _, _, _ in },
        set: { s, _, choice throws(EditError) in try s.settingFirmware(choice.model(on: s.platform)) }),
      format: { _ in FirmwareChoice.format }, file: .readOnly, isTyped: false,
      choices: { s, _ in
        FirmwareModel.allCases.filter { (try? s.settingFirmware($0)) != nil }.map {
          ($0.rawValue, FirmwareChoice($0))
        }
      }
    ).with { field in
      field.viewOf = ["memory-map"]
      field.dependsOn = ["platform", "cpu.vendor", "cpu.phys-bits", "kernel", "ram"]
      field.show = { s, _ in s.firmwareModel?.rawValue ?? "its own" }
      field.step = { s, _, up, _ throws(EditError) in try s.steppingFirmware(up) }
      field.copy = { s, _, other, _ throws(EditError) in s.copyingFirmware(from: other) }
    },
    ScenarioField(
      nil, "ram", .memory, "RAM", "What the machine has of RAM, with a firmware model.",
      .init(get: { _, _ in UInt64?.none }, put: { _, _, _ in }),
      format: { _ in .number }, file: .readOnly, hasRow: false
    ).with {
      $0.edit = { s, _, node, _ throws(EditError) in
        let ram: UInt64
        do throws(NumberError) { ram = try NumberText.parse(node.word ?? "") } catch { throw .number(error) }
        guard let model = s.firmwareModel else {
          throw .noChoice("this memory map is no firmware model's: name a firmware first, or edit the map")
        }
        return try s.settingFirmware(model, ram: ram)
      }
    },
    ScenarioField(
      "memory-map", .memoryMap, "memory map", "The firmware's map: ranges with their types.", \.firmwareMap,
      FileFormat<E820Entry>.mapEntry.list(atMost: 4096), file: .always, hasRow: false
    ).with { $0.dependsOn = ["firmware"] },
  ]

  static let registers: [ScenarioField] = [
    number(
      "mtrr.capabilities", "MTRRCAP", "IA32_MTRRCAP: the number of variable ranges, fixed ranges, WC",
      \.mtrr.capabilities, file: .always
    ).with { $0.dependsOn = ["firmware"] },
    number(
      "mtrr.default-type-register", "DEF_TYPE", "IA32_MTRR_DEF_TYPE: type, FE, E", \.mtrr.defaultTypeRegister,
      file: .always
    ).with { $0.dependsOn = ["firmware"] },
    view("mtrr.default-type", "default", "The type of what no range covers.", \.mtrr.defaultType, .mtrrType),
    view("mtrr.enabled", "E, enabled", "Whether the MTRRs are on.", \.mtrr.isEnabled, .flag),
    view("mtrr.fixed-enabled", "FE, fixed", "Whether the fixed ranges are on.", \.mtrr.isFixedEnabled, .flag),
    ScenarioField(
      "mtrr.fixed", .fixedRanges, "fixed ranges", "The eleven fixed-range registers, or one type for all.",
      \.mtrr.fixed, .fixedRanges, file: .always, hasRow: false
    ).with { $0.dependsOn = ["firmware"] },
    ScenarioField(
      nil, "mtrr.variable", .ranges, "variable ranges", "The variable ranges' registers.",
      .init(\.mtrr.variable) { s, _, ranges throws(EditError) in
        guard ranges.count <= 255 else { throw .tooManyRanges(ranges.count) }
        var result = s
        result.mtrr.variable = ranges
        result.mtrr.capabilities = s.mtrr.capabilities & ~0xff | UInt64(ranges.count)
        return result
      },
      format: { FileFormat<VariableRange>.variableRange(physBits: $0.cpu.physBits).list() }, file: .always,
      hasRow: false
    ).with { $0.dependsOn = ["firmware", "cpu.phys-bits"] },
    ScenarioField(
      nil, "forced-range", .registers, "forced range",
      "The UC range that a guest forces on itself, instead of the one that Linux computes from TOLUD.",
      .init(\.forcedRange),
      format: { FileFormat<VariableRange>.variableRange(physBits: $0.cpu.physBits).optional },
      shown: { s, pair in
        guard let pair else { return "as computed" }
        return "\(pair.base.prefixedHex()) \(pair.mask.prefixedHex())"
      }
    ).with {
      $0.dependsOn = ["cpu.phys-bits"]
      $0.hint = "0x80000000+2G:UC, or none for what Linux computes"
      $0.editable = { s, _ in s.forcedRange == nil ? "none" : "" }
    },
    ScenarioField(
      "mtrr.syscfg", .registers, "SYSCFG", "AMD's SYSCFG: TOM2 is WB with bit 22", \.mtrr.syscfg,
      FileFormat<UInt64>.number.optional
    ).with { $0.dependsOn = ["firmware"] },
    ScenarioField(
      "mtrr.top-mem2", .registers, "TOP_MEM2", "AMD's TOP_MEM2: the end of RAM above 4 GiB", \.mtrr.topMem2,
      FileFormat<UInt64>.number.optional
    ).with { $0.dependsOn = ["firmware"] },
    ScenarioField(
      nil, "devices", .devices, "devices",
      "Names of standard devices, or each with id, kind, range and more.",
      .init(\.devices), format: { FileFormat<Device>.standardDevice(of: $0).list() }, hasRow: false
    ).with { $0.dependsOn = ["firmware", "memory-map"] },
  ]

  private static func number(
    _ key: String, _ label: String, _ help: String, _ path: any WritableKeyPath<Scenario, UInt64> & Sendable,
    file: ScenarioField.FileRole
  ) -> ScenarioField {
    ScenarioField(key, .registers, label, help, path, .number, file: file).with { $0.hint = "64 bits: 0x508" }
  }

  /// A part of DEF_TYPE.
  private static func view<Value: Hashable & Sendable>(
    _ key: String, _ label: String, _ help: String, _ path: any WritableKeyPath<Scenario, Value> & Sendable,
    _ format: FileFormat<Value>
  ) -> ScenarioField {
    ScenarioField(key, .ranges, label, help, path, format, file: .readOnly).with {
      $0.viewOf = ["mtrr.default-type-register"]
      $0.dependsOn = ["mtrr.default-type-register"]
    }
  }
}

/// A firmware model by its name, or by that of its family.
struct FirmwareChoice: Hashable, Sendable {
  /// nil: OVMF, whichever the platform takes.
  var named: FirmwareModel?

  init(_ model: FirmwareModel?) { named = model }

  func model(on platform: Platform) -> FirmwareModel { named ?? (platform == .tdx ? .ovmfTDX : .ovmfQ35) }

  static let format = FileFormat.choice(
    FirmwareModel.allCases.map { ($0.rawValue, FirmwareChoice($0)) }
      + [
        ("OVMF", FirmwareChoice(nil)), ("SeaBIOS", FirmwareChoice(.seaBIOSQ35)),
        ("Firecracker", FirmwareChoice(.directBoot)), ("PC", FirmwareChoice(.desktop)),
      ])
}

extension Scenario {
  /// The next model that this machine can have; one whose conditions it does not meet is passed over.
  func steppingFirmware(_ forward: Bool) throws(EditError) -> Scenario {
    let models = FirmwareModel.allCases
    let now = firmwareModel.flatMap { models.firstIndex(of: $0) }
    var index = now ?? (forward ? models.count - 1 : 0)
    var refusal: EditError?
    for _ in models {
      index = (index + (forward ? 1 : models.count - 1)) % models.count
      do throws(EditError) {
        return try settingFirmware(models[index])
      } catch {
        refusal = error
      }
    }
    throw refusal ?? .noChoice("no other firmware fits this machine: TOLUD, RAM or phys bits decide that")
  }

  /// With another scenario's memory map and MTRRs, and what a firmware moves with them.
  func copyingFirmware(from other: Scenario) -> Scenario {
    var result = self
    (result.firmwareMap, result.mtrr) = (other.firmwareMap, other.mtrr)
    for index in devices.indices where devices[index].kind == .ecam || devices[index].kind == .acpiTables {
      if let original = other.devices.first(where: { $0.id == devices[index].id }) {
        result.devices[index].range = original.range
      }
    }
    return result
  }
}
