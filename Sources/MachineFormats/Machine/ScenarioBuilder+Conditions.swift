import MemtypeEngine

/// Fields that AML reads only where something has a value that hardware gave: the tables alone do not tell whether it
/// did. A log or a memtype list that shows the mapping does, and so does one that does not show it.
extension ScenarioBuilder {
  mutating func settleConditions(_ devices: [Device]) {
    guard var acpi = report.acpi else { return }
    let before = acpi.bootAccesses.count
    acpi.settleConditions { access, pages in wasMapped(pages, by: access, devices) }
    let refuted = before - acpi.bootAccesses.count
    if refuted > 0 {
      note(
        "ACPI: \(refuted) access\(refuted == 1 ? "" : "es") under a condition that did not hold: nobody mapped the pages"
      )
    }
    report.acpi = acpi
  }

  /// Whether ACPI mapped just these pages at boot; nil where nothing tells.
  private func wasMapped(_ pages: AddressRange, by access: ACPIAccess, _ devices: [Device]) -> Bool? {
    if hasRequests { return requests(from: access.cause).contains(pages) }
    let wasHeld = devices.contains { device in
      device.observed?.isFailure == true && device.observed?.got == .wb
        && device.range.pageRounded.overlaps(pages)
    }
    if wasHeld { return true }
    guard let list = report.anyMemtypeList else { return nil }
    let entries = list.entries.filter { $0.range == pages }
    // A driver that maps the same pages has an entry of its own, of the type that it asked for.
    let drivers = devices.filter {
      $0.hasDriver && $0.kind.traits.contains(.readByAML) && $0.range.pageRounded == pages
    }
    return entries.count > drivers.count || entries.contains { $0.mode == .wb }
  }

  /// The pages that were asked for as ACPI asks for them, while AML runs; its first methods run as tables are loaded.
  private func requests(from cause: ACPIAccess.Cause) -> [AddressRange] {
    guard let log else { return [] }
    let marks = log.devices.marks
    let start = cause == .tableLoad ? 0 : marks.interpreterEnabled ?? 0
    let end = marks.rootBridge ?? marks.userSpace ?? .max
    return log.memtypes.compactMap { event in
      guard event.line > start, event.line < end, case .added(let range, _, request: .wb, _) = event.value
      else {
        return nil
      }
      return range
    }
  }

  /// What nothing tells is open where a driver's fate may hang on it, and else assumed.
  mutating func considerConditions(_ devices: [Device], _ acpi: ACPITables) {
    let perhaps = acpi.bootAccesses.filter { $0.isConditional && $0.address != nil }
    guard !perhaps.isEmpty else { return }
    for device in devices {
      let accesses = perhaps.filter { access in device.regions.contains { $0.path == access.region } }
      guard !accesses.isEmpty else { continue }
      let paths = Set(accesses.map(\.region))
      let missing =
        Set(accesses.map(\.entry)).sorted().prefix(3).joined(separator: ", ") + " reads "
        + paths.sorted().prefix(3).joined(separator: ", ") + " only under a condition that is not known"
      var without = device.regions
      for index in without.indices where paths.contains(without[index].path) {
        guard let region = acpi.region(without[index].path) else { continue }
        without[index].reads = acpi.reads(of: region) { !$0.isConditional }
      }
      let isShared = device.regions.contains { region in
        paths.contains(region.path)
          && devices.contains { $0.hasDriver && $0.range.pageRounded.overlaps(region.range) }
      }
      guard isShared, !isPredicting else {
        assume(missing, "it was read")
        continue
      }
      assume(
        missing,
        oneOf: [
          OpenInput.Candidate("it was read", .regions(device: device.id, device.regions)),
          OpenInput.Candidate("it was not", .regions(device: device.id, without)),
        ], settledBy: "dmesg of a boot with debugpat, or debugfs' x86/pat_memtype_list")
    }
  }
}
