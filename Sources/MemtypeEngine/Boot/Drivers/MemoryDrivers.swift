/// Memory that drivers map like a device: crash logs, NVDIMMs, and error records of the firmware.
extension DriverModel {
  /// fs/pstore/ram_core.c. Where there are page structures it is mapped through them, and nothing is tracked.
  static let ramoops = DriverModel(
    "ramoops", source: "fs/pstore/ram_core.c persistent_ram_buffer_map", traits: .plainMemory,
    forms: RamoopsMemory.allCases.map { Form("ramoops \($0.word)", .number($0.rawValue)) },
    platformName: "ramoops.0",
    driver: { device in
      Driver(
        name: "ramoops", call: device.ramoopsMemory == .writeCombining ? .ioremap(.wc) : .ioremap(.plain),
        phase: .postcore, function: "persistent_ram_buffer_map")
    },
    map: { boot, probe in
      guard boot.mappings.tracker.isPageRAM(probe.range.start) else {
        return boot.map(probe.driver.call, probe.range)
      }
      let modes: [PageCacheMode] = [.wc, .uc, .wb]
      return boot.untracked(.vmap(modes[probe.device.ramoopsMemory.rawValue]), probe.range)
    },
    text: { occasion, line in
      guard occasion == .refused else { return nil }
      return "ramoops: persistent_ram_buffer_map: Failed to map \(line.range.size.prefixedHex()) pages at "
        + line.range.start.prefixedHex()
    })

  /// An NVDIMM's range, as pages (`devm_memremap_pages`) or as a mere mapping.
  static let pmem = DriverModel(
    "NVDIMM", source: "drivers/nvdimm/pmem.c pmem_attach_disk", traits: .plainMemory,
    forms: [Form("NVDIMM", .flag(false)), Form("NVDIMM with pages", .flag(true))],
    driver: { device in
      let hasPages = device.kind.options == .flag(true)
      return Driver(
        name: "nd_pmem", call: hasPages ? .pages : .memremap(.wb), function: "pmem_attach_disk",
        error: hasPages ? Errno.noMemory : Errno.noSuchAddress)
    },
    // `devm_memremap` turns any refusal into -ENXIO; `devm_memremap_pages` hands the reason on.
    error: { mapping, probe, _ in
      probe.driver.error == Errno.noSuchAddress ? probe.driver.error : mapping
    })

  static let bert = DriverModel(
    "BERT", source: "drivers/acpi/apei/bert.c bert_init", traits: .plainMemory,
    driver: { _ in
      Driver(name: "", call: .ioremap(.cache), phase: .late, function: "bert_init", isBrief: true)
    })

  static let erst = DriverModel(
    "ERST", source: "drivers/acpi/apei/erst.c erst_init", traits: .plainMemory,
    driver: { _ in Driver(name: "", call: .ioremap(.cache), function: "erst_init") })
}

extension Device.Kind {
  /// The kernel's own crash log in memory that survives.
  public static func ramoops(_ memory: RamoopsMemory) -> Device.Kind {
    Device.Kind(.ramoops, .number(memory.rawValue))
  }

  /// An NVDIMM's range, as pages or as a mere mapping.
  public static func pmem(hasPages: Bool) -> Device.Kind { Device.Kind(.pmem, .flag(hasPages)) }

  /// The Boot Error Record Table's region: read once.
  public static let bert = Device.Kind(.bert)
  /// The Error Record Serialization Table's range.
  public static let erst = Device.Kind(.erst)
}

extension Device {
  fileprivate var ramoopsMemory: RamoopsMemory {
    guard case .number(let number) = kind.options else { return .writeCombining }
    return RamoopsMemory(rawValue: number) ?? .writeCombining
  }
}

extension RamoopsMemory {
  fileprivate var word: String {
    switch self {
    case .writeCombining: "WC"
    case .noncached: "noncached"
    case .normal: "normal"
    }
  }
}
