import MemtypeEngine

extension ScenarioBuilder {
  /// The registers of a memory-mapped TPM, if there is one; a chip on another bus has none.
  mutating func tpm() -> Device? {
    let claimed = resources { $0.hasPrefix("MSFT0101:") || $0.hasPrefix("PNP0C31:") }.sorted {
      $0.level < $1.level
    }
    let lines = (log?.devices.tpm.map(\.value) ?? []).filter {
      TPMDriverName.memoryMapped.contains($0.driver)
    }
    let listed = report.devices?.value.tpm.flatMap {
      TPMDriverName.memoryMapped.contains($0.driver) ? $0 : nil
    }
    let hasTable = log?.devices.tables.contains { $0.value.signature == "TPM2" } ?? false
    let isDeclared = report.acpi?.fixed.tpm2 != nil || acpiTPMRange != nil
    let failed = failedMappings.first { Self.isOfTPM($0) }
    let isNamed = !claimed.isEmpty || !lines.isEmpty || listed != nil || failed != nil
    guard isNamed || hasTable || isDeclared else { return nil }
    if !isNamed, let other = driverOfAnotherBus {
      note("\(other): the TPM is not memory-mapped")
      return nil
    }
    let driver = listed?.driver ?? lines.first?.driver ?? failed?.driver
    let busName =
      claimed.first.flatMap { $0.name.split(separator: " ").first.map(String.init) } ?? lines.first?.device
      ?? failed?.device ?? "MSFT0101:00"
    let range = claimed.first?.range ?? acpiTPMRange ?? failed?.range ?? tpmRange(driver: driver)
    let isTIS = driver.map { $0 != "tpm_crb" } ?? report.acpi?.fixed.tpm2?.isTIS ?? (range.size >= 0x5000)
    let isBound = !isPredicting && (listed != nil || !lines.isEmpty || claimed.count > 1 || failed != nil)
    let isSilent = report.devices != nil || !claimed.isEmpty
    var hasDriver = isBound || !isSilent || isPredicting
    if hasDriver, !isBound {
      if let line = log?.devices.noTPM, !isPredicting {
        hasDriver = false
        assume(
          "IMA found no TPM (\(place(line))) and no driver's line follows",
          "no driver maps the TPM; one that is loaded later would")
      } else {
        assume("no word of a TPM driver", "the kernel has one")
      }
    }
    var device = (isTIS ? StandardDevice.tpm : .tpmCRB).device(at: range)
    device.regions = []
    device.busName = busName
    device.hasDriver = hasDriver
    return device
  }

  /// A mapping that a driver for memory-mapped TPMs was refused, or that was refused at the usual place.
  private static func isOfTPM(_ incident: LogIncident) -> Bool {
    incident.driver.map { TPMDriverName.memoryMapped.contains($0) }
      ?? (incident.range?.start == StandardDevice.tpm.usualRange?.start)
  }

  /// The line or the list that names a driver which reaches the TPM without mapping it.
  private var driverOfAnotherBus: String? {
    if let listed = report.devices?.value.tpm, TPMDriverName.others.contains(listed.driver) {
      return "\(listed.driver) is the TPM's driver in \(report.devices?.file ?? "the list of devices")"
    }
    guard let line = log?.devices.tpm.first(where: { TPMDriverName.others.contains($0.value.driver) }) else {
      return nil
    }
    return "\(line.value.driver) is the TPM's driver (\(place(line.line)))"
  }

  /// Where the firmware's measurements are, for TPM 2.0: in the table itself.
  func tpmEventLog() -> Device? {
    guard let range = report.acpi?.fixed.tpm2?.logArea else { return nil }
    return Device(id: "tpm-log", name: "TPM event log", kind: .tpmEventLog, range: range)
  }

  /// A TPM's place without /proc/iomem: the range that its driver was refused, what the log says of the usual address,
  /// the control area in the TPM2 table, or the specification's sizes.
  private mutating func tpmRange(driver: String?) -> AddressRange {
    if let refused = refusedTPMRange { return refused }
    let standard = driver == "tpm_crb" ? StandardDevice.tpmCRB : .tpm
    let usual = standard.usualRange ?? AddressRange(0, 0)
    let base = usual.start
    let seen = (log?.devices.busResources.map(\.value) ?? []).first { $0.start == base && $0.size <= 0x10000 }
    if let seen { return seen }
    for event in log?.memtypes ?? [] {
      switch event.value {
      case .ioremapError(let range, _, _) where range.start == base: return range
      case .added(let range, _, request: .ucMinus, _) where range.start == base: return range
      default: continue
      }
    }
    if let table = report.acpi?.fixed.tpm2, !table.isTIS, table.controlArea >= .mib {
      let page = table.controlArea.roundedDown(to: .page)
      assume("no resource for the TPM", "the page of its control area, \(page.grouped)")
      return AddressRange(start: page, size: .page)
    }
    assume("no resource for the TPM", "\(base.grouped) with \(usual.size.prefixedHex()) bytes")
    return usual
  }

  /// What a line about a TPM driver's failure names: `can't request region for resource [mem ...]`.
  private var refusedTPMRange: AddressRange? {
    guard !isPredicting else { return nil }
    return log?.failures.lazy.map(\.value).first { failure in
      guard failure.range?.isEmpty == false else { return false }
      let isDriver = failure.driver.map { TPMDriverName.memoryMapped.contains($0) } ?? false
      let isDevice = failure.device.map { $0.hasPrefix("MSFT0101:") || $0.hasPrefix("PNP0C31:") } ?? false
      return isDriver || isDevice
    }?.range
  }
}
