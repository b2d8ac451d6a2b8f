import MemtypeEngine

extension ScenarioBuilder {
  /// Everything with memory-mapped registers that the files show, in address order within its kind.
  mutating func devices(platform: Platform, firmwareMap: [E820Entry]) -> [Device] {
    var devices = acpiTables() + ecam() + framebuffers() + bars() + ioAPICs()
    if let hpet = hpet() { devices.append(hpet) }
    if let tpm = tpm() {
      devices.append(tpm)
      if let log = tpmEventLog() { devices.append(log) }
    }
    devices += consoleBuffers() + smbiosTable()
    devices.append(localAPIC())
    addRegions(to: &devices)
    if platform.hasHypervisor {
      for i in devices.indices {
        devices[i].isEmulated = Self.isUsuallyEmulated(devices[i].kind)
        // QEMU's HPET has none in its _CRS.
        devices[i].listsInterrupts = devices[i].kind != .hpet
      }
    }
    return Self.withUniqueIDs(devices)
  }

  private static func isUsuallyEmulated(_ kind: Device.Kind) -> Bool {
    switch kind {
    case .hpet, .tpmTIS, .tpmCRB, .localAPIC, .ioAPIC, .ecam, .acpiDevice: true
    default: false
    }
  }

  private static func withUniqueIDs(_ devices: [Device]) -> [Device] {
    var counts: [String: Int] = [:]
    var result = devices
    for i in result.indices {
      let count = counts[result[i].id, default: 0] + 1
      counts[result[i].id] = count
      if count > 1 { result[i].id += "-\(count)" }
    }
    return result
  }

  // MARK: Firmware tables and chipset

  /// Root tables are mapped for a moment only, and the RSDP never once paging is up.
  private static let transientTables: Set<String> = ["RSDP", "RSDT", "XSDT"]

  private static let acpiTableLimit = 128

  /// One device for each mapping that ACPICA makes once it keeps them, in the order of the tables: one that lies in
  /// the pages of an earlier mapping uses that (`acpi_reallocate_root_table`, `acpi_os_map_iomem`).
  private func acpiTables() -> [Device] {
    var mapped: [AddressRange] = []
    var devices: [Device] = []
    for table in log?.devices.tables.map(\.value) ?? [] where !Self.transientTables.contains(table.signature)
    {
      let pages = table.range.pageRounded
      if devices.count >= Self.acpiTableLimit || mapped.contains(where: { $0.contains(pages) }) { continue }
      mapped.append(pages)
      devices.append(
        Device(
          id: "acpi-tables", name: "ACPI tables (\(table.signature))", kind: .acpiTables, range: table.range))
    }
    return devices
  }

  private func ecam() -> [Device] {
    var ranges = log?.devices.ecam.map(\.value) ?? []
    if ranges.isEmpty {
      ranges = resources { $0.hasPrefix("PCI ECAM ") || $0.hasPrefix("PCI MMCONFIG ") }.map(\.range)
    }
    if ranges.isEmpty { ranges = report.acpi?.fixed.ecam.map(\.range) ?? [] }
    return Self.distinct(ranges, limit: 16).map { Device(id: "ecam", name: "ECAM", kind: .ecam, range: $0) }
  }

  private func ioAPICs() -> [Device] {
    var ranges = resources { $0.hasPrefix("IOAPIC ") }.map(\.range)
    if ranges.isEmpty {
      let bases = log?.devices.ioAPICs.map(\.value) ?? []
      ranges = (bases.isEmpty ? report.acpi?.fixed.ioAPICs ?? [] : bases).map {
        AddressRange(start: $0, size: 0x400)
      }
    }
    return Self.distinct(ranges, limit: 64).map {
      Device(id: "ioapic", name: "IOAPIC", kind: .ioAPIC, range: $0)
    }
  }

  /// Every processor has one; where it lies is nearly always the reset value of its MSR.
  private func localAPIC() -> Device {
    let base =
      resources { $0 == "Local APIC" }.first?.range.start ?? log?.devices.localAPIC?.value
      ?? report.acpi?.fixed.localAPIC ?? 0xfee0_0000
    return Device(
      id: "lapic", name: "LAPIC", kind: .localAPIC, range: AddressRange(start: base & ~0xfff, size: .page))
  }

  private func hpet() -> Device? {
    let found = resources { $0.hasPrefix("HPET ") }.first?.range.start ?? log?.devices.hpet?.value ?? acpiHPET
    guard let base = found, base != 0 else { return nil }
    let range = AddressRange(start: base, size: 0x400)
    let busName = resources { $0.hasPrefix("PNP0103:") }.first?.name ?? "PNP0103:00"
    return Device(id: "hpet", name: "HPET", kind: .hpet, range: range, busName: busName)
  }

  // MARK: TPM

  private mutating func tpm() -> Device? {
    let claimed = resources { $0.hasPrefix("MSFT0101:") || $0.hasPrefix("PNP0C31:") }.sorted {
      $0.level < $1.level
    }
    let lines = log?.devices.tpm.map(\.value) ?? []
    let hasTable = log?.devices.tables.contains { $0.value.signature == "TPM2" } ?? false
    let listed = report.devices?.value.tpm
    let isDeclared = report.acpi?.fixed.tpm2 != nil || acpiTPMRange != nil
    guard !claimed.isEmpty || !lines.isEmpty || hasTable || listed != nil || isDeclared else { return nil }
    let driver = listed?.driver ?? lines.first?.driver
    let busName =
      claimed.first.flatMap { $0.name.split(separator: " ").first.map(String.init) } ?? lines.first?.device
      ?? "MSFT0101:00"
    let range = claimed.first?.range ?? acpiTPMRange ?? tpmRange(driver: driver)
    let isTIS = driver.map { $0 != "tpm_crb" } ?? report.acpi?.fixed.tpm2?.isTIS ?? (range.size >= 0x5000)
    let isBound = !isPredicting && (listed != nil || !lines.isEmpty || claimed.count > 1)
    let isSilent = report.devices != nil || !claimed.isEmpty
    let hasDriver = isBound || !isSilent || isPredicting
    if hasDriver, !isBound { assume("no word of a TPM driver", "the kernel has one") }
    return Device(
      id: "tpm", name: isTIS ? "TPM TIS" : "TPM CRB", kind: isTIS ? .tpmTIS : .tpmCRB, range: range,
      busName: busName, hasDriver: hasDriver)
  }

  /// Where the firmware's measurements are, for TPM 2.0: in the table itself.
  private func tpmEventLog() -> Device? {
    guard let range = report.acpi?.fixed.tpm2?.logArea else { return nil }
    return Device(id: "tpm-log", name: "TPM event log", kind: .tpmEventLog, range: range)
  }

  /// A TPM's place without /proc/iomem: what the log says of the usual address, or the specification's sizes.
  private mutating func tpmRange(driver: String?) -> AddressRange {
    let base: UInt64 = 0xfed4_0000
    let seen = (log?.devices.busResources.map(\.value) ?? []).first { $0.start == base && $0.size <= 0x10000 }
    if let seen { return seen }
    for event in log?.memtypes ?? [] {
      switch event.value {
      case .ioremapError(let range, _, _) where range.start == base: return range
      case .added(let range, _, request: .ucMinus, _) where range.start == base: return range
      default: continue
      }
    }
    let size: UInt64 = driver == "tpm_crb" ? 0x1000 : 0x5000
    assume("no resource for the TPM", "\(base.grouped) with \(size.prefixedHex()) bytes")
    return AddressRange(start: base, size: size)
  }

  // MARK: Helpers

  func resources(_ isWanted: (String) -> Bool) -> [ProcIOMem.Resource] {
    guard let iomem = report.procIOMem?.value, !iomem.isHidden else { return [] }
    return iomem.resources.filter { isWanted($0.name) && !$0.range.isEmpty }
  }

  static func distinct(_ ranges: [AddressRange], limit: Int) -> [AddressRange] {
    Array(Array(Set(ranges.filter { !$0.isEmpty })).sorted().prefix(limit))
  }
}
