import MemtypeEngine

extension ScenarioBuilder {
  /// Everything with memory-mapped registers that the files show, in address order within its kind.
  mutating func devices(platform: Platform, kernel: KernelRevision) -> [Device] {
    var devices = acpiTables() + ecam() + framebuffers() + bars(kernel) + ioAPICs()
    if let hpet = hpet() { devices.append(hpet) }
    if let tpm = tpm() {
      devices.append(tpm)
      if let log = tpmEventLog() { devices.append(log) }
    }
    addOtherDevices(to: &devices)
    devices += consoleBuffers() + smbiosTable()
    devices.append(localAPIC())
    addSuccesses(to: &devices)
    addFailures(to: &devices)
    addRegions(to: &devices)
    // Dom0 has the machine's own devices.
    if platform.hasHypervisor, platform != .xenDom0 {
      for i in devices.indices {
        devices[i].isEmulated = devices[i].kind.traits.contains(.usuallyEmulated)
      }
    }
    return Self.withUniqueIDs(devices)
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
    for table in deviceLines?.tables.map(\.value) ?? [] where !Self.transientTables.contains(table.signature)
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
    return Self.distinct(ranges, limit: 16).map { StandardDevice.ecam.device(at: $0) }
  }

  private func ioAPICs() -> [Device] {
    var ranges = resources { $0.hasPrefix("IOAPIC ") }.map(\.range)
    if ranges.isEmpty {
      let bases = deviceLines?.ioAPICs.map(\.value) ?? []
      ranges = (bases.isEmpty ? report.acpi?.fixed.ioAPICs ?? [] : bases).map {
        AddressRange(start: $0, size: 0x400)
      }
    }
    return Self.distinct(ranges, limit: 64).map { StandardDevice.ioAPIC.device(at: $0) }
  }

  /// Every processor has one; where it lies is nearly always the reset value of its MSR.
  private func localAPIC() -> Device {
    let base =
      resources { $0 == "Local APIC" }.first?.range.start ?? deviceLines?.localAPIC?.value
      ?? report.acpi?.fixed.localAPIC ?? StandardDevice.localAPIC.usualRange?.start ?? 0
    return StandardDevice.localAPIC.device(at: AddressRange(start: base & ~0xfff, size: .page))
  }

  private mutating func hpet() -> Device? {
    let failed = failedMappings.first { $0.range?.start == StandardDevice.hpet.usualRange?.start }
    let found =
      resources { $0.hasPrefix("HPET ") }.first?.range.start ?? deviceLines?.hpet?.value ?? acpiHPET
      ?? failed?.range?.start
    guard let base = found, base != 0 else { return nil }
    var device = StandardDevice.hpet.device(at: AddressRange(start: base, size: 0x400))
    device.regions = []
    // What the kernel printed, else what the table says; else nothing is printed.
    device.hardwareID = deviceLines?.hpetID?.value ?? report.acpi?.fixed.hpet?.id ?? 0
    device.listsInterrupts = hpetListsInterrupts()
    if let claimed = resources({ $0.hasPrefix("PNP0103:") }).first { device.busName = claimed.name }
    return device
  }

  /// Whether the _CRS has interrupts: as the driver says, or the tables, or as it is on this hypervisor.
  private mutating func hpetListsInterrupts() -> Bool {
    if log?.devices.hpetWithoutInterrupts != nil, !isPredicting { return false }
    if let known = acpiHPETListsInterrupts { return known }
    guard isQEMU else { return true }
    assume("no _CRS of the HPET", "it lists no interrupts, as QEMU's does not")
    return false
  }

  /// The input says that QEMU made the machine.
  var isQEMU: Bool { log?.platform.dmi?.value.contains("QEMU") == true }

  // MARK: Helpers

  func resources(_ isWanted: (String) -> Bool) -> [ProcIOMem.Resource] {
    guard let iomem = report.procIOMem?.value, !iomem.isHidden else { return [] }
    return iomem.resources.filter { isWanted($0.name) && !$0.range.isEmpty }
  }

  static func distinct(_ ranges: [AddressRange], limit: Int) -> [AddressRange] {
    Array(Array(Set(ranges.filter { !$0.isEmpty })).sorted().prefix(limit))
  }
}
