import MemtypeEngine

extension ScenarioBuilder {
  private static let acpiDeviceLimit = 128
  private static let hpetIDs = Set(StandardDevice.hpet.hardwareIDs)
  private static let tpmIDs = Set(StandardDevice.tpm.hardwareIDs)
  /// Bridges hand their resources on, and nobody drives a system board's.
  private static let undriven: Set<String> = ["PNP0A03", "PNP0A08", "PNP0C01", "PNP0C02"]

  /// The memory of the TPM's _CRS.
  var acpiTPMRange: AddressRange? { acpiRange(of: Self.tpmIDs) }

  /// From the HPET table if it lies in memory, or from its device's _CRS.
  var acpiHPET: UInt64? {
    if let hpet = report.acpi?.fixed.hpet, hpet.space == .systemMemory { return hpet.base }
    return acpiRange(of: Self.hpetIDs)?.start
  }

  /// Whether the HPET's _CRS has interrupts, where it can be read.
  var acpiHPETListsInterrupts: Bool? {
    guard let acpi = report.acpi, let device = acpi.devices.first(where: { $0.isOne(of: Self.hpetIDs) })
    else {
      return nil
    }
    return acpi.hasInterrupts[device.path]
  }

  private func acpiRange(of ids: Set<String>) -> AddressRange? {
    guard let acpi = report.acpi, let device = acpi.devices.first(where: { $0.isOne(of: ids) }) else {
      return nil
    }
    return acpi.ranges(of: device.path).first
  }

  /// Gives the devices the regions that the tables declare, and the accesses that follow from their methods.
  /// What the tables declare in devices of its own becomes a device.
  ///
  /// Returns the pages that the accesses map.
  mutating func addACPIDevices(to devices: inout [Device]) -> [AddressRange] {
    settleConditions(devices)
    guard let acpi = report.acpi else { return [] }
    report.notes += acpi.notes
    var places = addResources(of: acpi, to: &devices)
    let mapped = acpi.bootMappings.map(\.range)
    noteRunTimeBases(acpi)
    for region in ordered(acpi) {
      guard let base = acpi.bootBase(of: region), let length = region.length, length > 0 else { continue }
      let reads = acpi.reads(of: region) { _ in true }
      let declared = OperationRegion(path: region.path, base: base, length: length, reads: reads)
      if let place = places[region.owner] {
        devices[place].regions.append(declared)
      } else if devices.count < Self.acpiDeviceLimit {
        places[region.owner] = devices.count
        devices.append(
          Device(
            id: Self.id(of: region.owner), name: region.owner, kind: .acpiDevice, range: declared.range,
            regions: [declared], hasDriver: false))
      }
    }
    putInOrder(&devices, acpi)
    considerConditions(devices, acpi)
    return mapped
  }

  /// Regions in the order of their first access, then those that nobody touches.
  private func ordered(_ acpi: ACPITables) -> [ACPITables.Region] {
    let order = acpi.firstAccesses
    return acpi.systemMemoryRegions.enumerated().sorted { a, b in
      let keys = (order[a.element.path] ?? .max, order[b.element.path] ?? .max)
      return keys.0 == keys.1 ? a.offset < b.offset : keys.0 < keys.1
    }.map(\.element)
  }

  private mutating func noteRunTimeBases(_ acpi: ACPITables) {
    var paths: [String] = []
    for access in acpi.bootAccesses where access.address == nil && !paths.contains(access.region) {
      paths.append(access.region)
      let expression = acpi.region(access.region)?.baseExpression ?? "unknown"
      assume(
        "the base of \(access.region) is known at run time only (\(expression))",
        "\(access.entry) maps nothing there")
    }
  }

  // MARK: Devices

  /// Where devices of the namespace are among the scenario's. Those with memory of their own that no other device has
  /// are added.
  private func addResources(of acpi: ACPITables, to devices: inout [Device]) -> [String: Int] {
    var places: [String: Int] = [:]
    for object in acpi.devices {
      let ranges = acpi.ranges(of: object.path)
      let kinds: [Device.Kind] =
        object.isOne(of: Self.hpetIDs) ? [.hpet] : object.isOne(of: Self.tpmIDs) ? [.tpmTIS, .tpmCRB] : []
      if let place = devices.firstIndex(where: { kinds.contains($0.kind) }) {
        places[object.path] = place
        continue
      }
      guard let range = ranges.first, !object.isOne(of: Self.undriven) else { continue }
      if let place = devices.firstIndex(where: { !$0.isACPITable && $0.range == range }) {
        places[object.path] = place
      } else if devices.count < Self.acpiDeviceLimit,
        !devices.contains(where: { $0.range.overlaps(range) })
      {
        places[object.path] = devices.count
        devices.append(
          Device(
            id: Self.id(of: object.path), name: object.path, kind: .acpiDevice, range: range,
            busName: object.hid.map { "\($0):00" } ?? "", hasDriver: false))
      }
    }
    return places
  }

  /// `\_SB.PCI0.TPMX` is `tpmx`.
  private static func id(of path: String) -> String {
    "acpi-" + (path.split(separator: ".").last.map { $0.filter { $0 != "\\" }.lowercased() } ?? "root")
  }

  /// Puts the devices whose regions are accessed into the order of these accesses, in the places that they hold.
  private func putInOrder(_ devices: inout [Device], _ acpi: ACPITables) {
    let order = acpi.firstAccesses
    func key(_ device: Device) -> Int { device.regions.compactMap { order[$0.path] }.min() ?? .max }
    let places = devices.indices.filter { i in devices[i].regions.contains { !$0.reads.isEmpty } }
    let sorted = places.map { devices[$0] }.enumerated().sorted { a, b in
      let keys = (key(a.element), key(b.element))
      return keys.0 == keys.1 ? a.offset < b.offset : keys.0 < keys.1
    }
    for (place, entry) in zip(places, sorted) { devices[place] = entry.element }
  }

  /// Says which regions lie over a driver's registers.
  mutating func noteOverlaps(_ scenario: Scenario) {
    guard let acpi = report.acpi else { return }
    let overlaps = acpi.overlaps(with: scenario.devices, hasEarlyHPET: scenario.hasEarlyHPET)
    for overlap in overlaps.prefix(32) { note(overlap.text) }
  }
}

extension ACPITables {
  /// The memory that a device uses itself, by its _CRS.
  fileprivate func ranges(of path: String) -> [AddressRange] {
    memoryResources.filter { $0.device == path && !$0.descriptor.isProducer }.compactMap { resource in
      guard let base = resource.descriptor.base, base > 0, let length = resource.descriptor.length, length > 0
      else { return nil }
      return AddressRange(start: base, size: length)
    }
  }

  /// For each region the number of its first access.
  fileprivate var firstAccesses: [String: Int] {
    var result: [String: Int] = [:]
    for (i, access) in bootAccesses.enumerated() where result[access.region] == nil {
      result[access.region] = i
    }
    return result
  }
}

extension Device {
  /// Memory that holds tables.
  var isACPITable: Bool { kind.traits.contains(.firmwareTables) }
}
