import MemtypeEngine

extension ScenarioBuilder {
  private static let regionLimit = 64

  /// Gives devices the ACPI regions that were seen to be read at boot.
  ///
  /// Between `ACPI: Interpreter enabled` and the first root bridge the status methods of all devices run, and what
  /// they read is mapped write-back: each such request in the log is one region. Where the log does not show the
  /// requests, the tracker's list or a refused driver tells of them. What the tables themselves explain is theirs.
  mutating func addRegions(to devices: inout [Device]) {
    let known = addACPIDevices(to: &devices)
    let windows = loggedWindows(devices).filter { window in !known.contains { $0.overlaps(window) } }
    if !windows.isEmpty {
      assume(
        "no ACPI table explains \(windows.count) mapping\(windows.count == 1 ? "" : "s") of the boot",
        "ACPI regions where the log shows the requests")
    }
    for window in windows.prefix(Self.regionLimit) {
      let region = Self.region(over: window, path: "a region seen in the log")
      if let owner = Self.owner(of: window, in: devices) {
        devices[owner].regions.append(region)
      } else {
        devices.append(
          Device(
            id: "region-\(window.start.hex())", name: "ACPI region", kind: .acpiDevice, range: window,
            regions: [region], hasDriver: false))
      }
    }
    guard !hasRequests else { return }
    for i in devices.indices where devices[i].hasDriver && devices[i].regions.allSatisfy(\.reads.isEmpty) {
      if let window = inferredWindow(devices[i]) {
        devices[i].regions.append(Self.region(over: window, path: "a region concluded from its mapping"))
      } else {
        considerRegion(of: devices[i])
      }
    }
  }

  /// The log shows the tracker's requests from before the devices' status methods.
  var hasRequests: Bool {
    guard let log, let mark = log.devices.marks.interpreterEnabled else { return false }
    return log.memtypes.contains { event in
      if case .added = event.value { event.line < mark } else { false }
    }
  }

  func loggedWindows(_ devices: [Device]) -> [AddressRange] {
    guard let log, let start = log.devices.marks.interpreterEnabled else { return [] }
    let end = log.devices.marks.rootBridge ?? log.devices.marks.userSpace ?? .max
    var tables = RangeMap<Bool>()
    for device in devices where device.isACPITable { tables.assign(true, to: device.range) }
    var windows: [AddressRange] = []
    for event in log.memtypes where event.line > start && event.line < end {
      guard case .added(let range, _, request: .wb, _) = event.value, Self.canBeWindow(range),
        tables.overlapping(range).isEmpty, windows.count < Self.regionLimit, !windows.contains(range)
      else { continue }
      windows.append(range)
    }
    return windows
  }

  /// ACPICA maps at most 4 KiB from the accessed byte, so one page or two (`acpi_ex_system_memory_space_handler`).
  private static func canBeWindow(_ range: AddressRange) -> Bool {
    !range.isEmpty && range.size <= 2 * .page && range.start & 0xfff == 0
  }

  /// A region whose first read makes exactly this window. Where in the page the read goes is not told.
  private static func region(over window: AddressRange, path: String) -> OperationRegion {
    let offset: UInt64 = window.size > .page ? 4 : 0
    return OperationRegion(
      path: path, base: window.start, length: window.size, reads: [.init(offset: offset, width: 32)])
  }

  private static func owner(of window: AddressRange, in devices: [Device]) -> Int? {
    devices.firstIndex { $0.kind.traits.contains(.readByAML) && $0.range.pageRounded.overlaps(window) }
  }

  /// Without the requests in the log: a window in the tracker's list that is not the driver's own mapping, or a driver
  /// that was refused because the range was write-back already.
  private mutating func inferredWindow(_ device: Device) -> AddressRange? {
    guard device.kind.traits.contains(.readByAML), device.kind.traits.contains(.usuallyEmulated) else {
      return nil
    }
    let pages = device.range.pageRounded
    let held = (report.anyMemtypeList?.entries ?? []).map(\.range).filter { $0.overlaps(pages) }
    let foreign = held.first { $0 != pages && Self.canBeWindow($0) }
    if let window = foreign {
      assume(
        "no tracker messages in the log",
        "ACPI reads \(device.name) registers at boot, as the memtype list shows")
      return window
    }
    // The early HPET mapping is one entry; a second one over the same page is ACPI's.
    if held.count > 1 {
      assume(
        "no tracker messages in the log",
        "ACPI reads \(device.name) registers at boot, as the memtype list shows")
      return pages
    }
    return nil
  }

  /// Whether ACPI has mapped the registers before their driver comes: without tables and without the tracker's
  /// messages nobody can tell, unless the driver says that it was refused.
  private mutating func considerRegion(of device: Device) {
    guard !isPredicting, report.anyMemtypeList == nil else { return }
    let isTPM = device.kind == .tpmTIS || device.kind == .tpmCRB
    let wasHeld =
      device.observed?.isFailure == true && device.observed?.got ?? .wb == .wb
    // Where another resource has the range it came to no mapping.
    guard !claimedDevices.contains(device.id), wasHeld || isTPM && report.acpi == nil else { return }
    // RAM is mapped already; nobody has to be in the way.
    guard !knownRAM.contains(where: { $0.overlaps(device.range) }) else { return }
    let window = AddressRange(start: device.range.pageRounded.start, size: .page)
    let region = Self.region(over: window, path: "a region that an ACPI method reads")
    let withRegion = ScenarioEdit.regions(device: device.id, device.regions + [region])
    // The early timer set-up comes before ACPI, so that a refused HPET driver had none.
    let isLate = device.kind == .hpet && wasHeld
    assume(
      "nobody says whether ACPI maps \(device.name) before its driver",
      oneOf: [
        OpenInput.Candidate(
          "it does not",
          .all([.regions(device: device.id, device.regions)] + (isLate ? [.earlyHPET(true)] : []))),
        OpenInput.Candidate(
          "an ACPI method reads it" + (isLate ? ", and the early timer set-up does not map it" : ""),
          .all([withRegion] + (isLate ? [.earlyHPET(false)] : []))),
      ], settledBy: "acpidump, or dmesg of a boot with debugpat")
  }

  /// Whether `hpet_enable` mapped the HPET before ACPI ran.
  func hasEarlyHPET(_ devices: [Device], platform: Platform) -> Bool {
    guard let hpet = devices.first(where: { $0.kind == .hpet }) else { return true }
    let commandLine = report.anyCommandLine
    if commandLine?.contains("hpet=disable") == true || platform.replacesTimerInit { return false }
    guard hasRequests, let log, let mark = log.devices.marks.interpreterEnabled else { return true }
    return log.memtypes.contains { event in
      guard event.line < mark, case .added(let range, _, request: .ucMinus, _) = event.value else {
        return false
      }
      return range.overlaps(hpet.range)
    }
  }
}
