import MemtypeEngine

extension ScenarioBuilder {
  private static let failureLimit = 64

  /// Events of the log in which a driver, or somebody else, did not get a mapping.
  var failedMappings: [LogIncident] {
    guard !isPredicting, let log else { return [] }
    return Array(log.incidents.filter(\.isFailedMapping).prefix(Self.failureLimit))
  }

  /// Drivers whose probe failed with another error than that of a refused mapping, and without a line about one.
  mutating func noteOtherFailures() {
    guard !isPredicting, let log else { return }
    let others = log.incidents.filter { !$0.isFailedMapping && $0.isFailedProbe }
    evidence.otherFailures = others.prefix(Self.failureLimit).map(observed)
    let refused = log.incidents.filter { $0.main.value.kind.isRefusedMTRR }
    evidence.refusedRegisters = refused.prefix(Self.failureLimit).map(observed)
    evidence.othersMayBeMappings =
      !log.hasMap && log.devices.tables.isEmpty && !others.allSatisfy { isShownWhole($0, log) }
  }

  /// Other messages stand right before the failure, so that a refused mapping would, too. The output of a search for
  /// the driver's name has only lines with that.
  private func isShownWhole(_ incident: LogIncident, _ log: BootLog) -> Bool {
    guard let line = incident.lines.first, let driver = incident.driver else { return false }
    let before = log.messages.since(max(line - 8, 0))
    let names = [driver, incident.device ?? driver].map { String($0.prefix { $0 != "_" }).lowercased() }
    return log.messages.suffix(before).contains { message in
      let text = message.text.lowercased()
      return message.line < line && text.contains(": ") && !names.contains { text.contains($0) }
    }
  }

  /// What a driver can only say with its mapping in hand says that it has it. A failure that follows outranks it.
  func addSuccesses(to devices: inout [Device]) {
    guard !isPredicting, let log else { return }
    for line in log.devices.tpm {
      guard let text = line.value.success, TPMDriverName.memoryMapped.contains(line.value.driver),
        let place = devices.firstIndex(where: { $0.kind.isTPM && $0.busName == line.value.device })
      else { continue }
      devices[place].observed = ObservedOutcome(isFailure: false, text: text)
    }
    if let text = log.devices.hpetSuccess?.value, let place = devices.firstIndex(where: { $0.kind == .hpet })
    {
      devices[place].observed = ObservedOutcome(isFailure: false, text: text)
    }
  }

  /// Every failure that the log tells is a device whose driver failed: one that is known, or a mapping of its own at
  /// the place that the line names.
  mutating func addFailures(to devices: inout [Device]) {
    for incident in failedMappings {
      let observed = observed(incident)
      if let second = secondDevice(of: incident, observed, in: devices) {
        devices.append(second)
        claimedDevices.insert(second.id)
      } else if let place = place(of: incident, in: devices) {
        if devices[place].observed?.isFailure != true { devices[place].observed = observed }
        devices[place].hasDriver = true
        if incident.isOfClaimedRange { claimedDevices.insert(devices[place].id) }
      } else if let range = incident.range, !range.isEmpty {
        let device = device(of: incident, range, observed)
        devices.append(device)
        if incident.isOfClaimedRange { claimedDevices.insert(device.id) }
      } else {
        unplaced.append(observed)
      }
    }
  }

  /// A TPM's range is claimed for one device on the bus when the driver comes with another one, as `tpm_tis.force=1`
  /// makes it.
  private func secondDevice(
    of incident: LogIncident, _ observed: ObservedOutcome, in devices: [Device]
  ) -> Device? {
    guard incident.isOfClaimedRange, let name = incident.device, let place = place(of: incident, in: devices),
      case var device = devices[place], device.kind.isTPM, device.observed?.isFailure != true,
      !device.busName.isEmpty, device.busName != name
    else { return nil }
    let count = devices.count { $0.kind.isTPM }
    (device.id, device.name) = ("\(device.id)-\(count + 1)", "\(device.name) as \(name)")
    (device.busName, device.regions, device.observed, device.hasDriver) = (name, [], observed, true)
    return device
  }

  private func observed(_ incident: LogIncident) -> ObservedOutcome {
    let main = incident.main
    return ObservedOutcome(
      error: incident.error, requested: incident.requested.flatMap(PageCacheMode.init),
      got: incident.got.flatMap(PageCacheMode.init), text: main.value.line)
  }

  private func place(of incident: LogIncident, in devices: [Device]) -> Int? {
    if let range = incident.range {
      let pages = range.pageRounded
      // The request that failed is the whole device's.
      return devices.firstIndex { $0.kind.isDriven && $0.range.pageRounded == pages }
    }
    let isTPM = incident.driver?.hasPrefix("tpm_") == true
    return devices.firstIndex { device in
      if isTPM, device.kind == .tpmTIS || device.kind == .tpmCRB { return true }
      return device.hasDriver && !device.busName.isEmpty && device.busName == incident.device
    }
  }

  private func device(
    of incident: LogIncident, _ range: AddressRange, _ observed: ObservedOutcome
  ) -> Device {
    let mode = observed.requested ?? .ucMinus
    let isUser = incident.main.value.kind == .mapPFNRefused
    let task = incident.process.map { KernelTask(comm: $0, pid: incident.processID ?? 0) }
    let driver = Driver(
      name: incident.driver ?? "",
      call: isUser ? .frames(mode) : IoremapVariant(mode).map { .ioremap($0) } ?? .ioremapProt(mode),
      phase: isUser ? .userSpace : .device, function: isUser ? "reserve_pfn_range" : "__ioremap_caller",
      error: observed.error ?? Errno.noMemory, task: task ?? .initialization)
    let names = [incident.driver ?? incident.process, incident.device].compactMap { $0 }
    return Device(
      id: "failed-\(range.start.hex())",
      name: names.isEmpty ? "mapping that failed" : names.joined(separator: " "), kind: .custom(driver),
      range: range, busName: incident.device ?? "", observed: observed)
  }
}

extension LogIncident {
  /// A probe that is only put off is none.
  fileprivate var isFailedProbe: Bool {
    failures.contains { $0.value.kind == .probe && $0.value.error != nil && $0.value.error != -517 }
  }

  /// Another resource had the range, so that it came to no mapping.
  fileprivate var isOfClaimedRange: Bool {
    failures.contains { $0.value.kind == .regionBusy }
      && !failures.contains { $0.value.kind.isRefusedMapping || $0.value.kind == .driverMapping }
  }

  /// Somebody asked for memory and did not get it. A request for an MTRR is none, nor is a mere warning; a driver
  /// that fails for another reason than a mapping says so with another error.
  fileprivate var isFailedMapping: Bool {
    failures.contains { failure in
      let kind = failure.value.kind
      // A mapping without huge pages is one all the same.
      if failure.value.driver?.hasSuffix("_set_huge") == true { return false }
      if kind == .probe { return failure.value.error == Errno.noMemory }
      // Words like these without a driver or a place are somebody's sentence.
      if kind == .driverMapping { return failure.value.driver != nil || failure.value.range != nil }
      return kind.isRefusedMapping || kind == .regionBusy && range != nil
    }
  }
}

extension Device.Kind {
  /// What a driver of its own maps.
  fileprivate var isDriven: Bool {
    switch self {
    case .acpiTables, .localAPIC, .ioAPIC: false
    default: true
    }
  }
}

extension PageCacheMode {
  init?(_ type: MemoryType) {
    guard let mode = Self.allCases.first(where: { $0.memoryType == type }) else { return nil }
    self = mode
  }
}
