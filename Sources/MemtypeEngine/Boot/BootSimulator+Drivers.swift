extension BootSimulator {
  /// A what-if: the guest takes the PCI hole UC- for itself before ACPI asks for anything in it.
  mutating func reserveHole(_ step: BootPlan.Step) {
    let hole = AddressRange.pciHole(tolud: tolud)
    guard !hole.isEmpty else { return }
    record(step, mapping: map(.reserveIO(.ucMinus), hole))
  }

  /// `acpi_early_init` turns the permanent mapping on: tables are mapped with `ioremap_cache` from here.
  mutating func mapTables(_ step: BootPlan.Step) {
    record(step, mapping: map(.acpi, scenario.devices[step.device].range))
  }

  /// `hpet_time_init`, before ACPI's interpreter runs. Xen and Hyper-V replace the hook.
  mutating func mapHPETEarly(_ step: BootPlan.Step) {
    let device = scenario.devices[step.device]
    let attempt = map(.ioremap(.plain), device.hpetRegisters)
    if attempt.isMapped { mapped.insert(.timer) }
    record(step, mapping: attempt)
  }

  /// `acpi_init`: a method reads a SystemMemory field.
  mutating func readRegion(_ step: BootPlan.Step) {
    let region = scenario.devices[step.device].regions[step.part]
    let place = windows.place(ofDevice: step.device, region: step.part, scenario.devices)
    var opened =
      windows.windows[place] ?? RegionWindows(base: region.base, length: region.length)
    let attempt = read(region.reads[step.read], in: &opened)
    windows.windows[place] = opened
    record(step, mapping: attempt)
  }

  /// A driver maps one of its device's ranges.
  mutating func probe(_ step: BootPlan.Step) {
    let device = scenario.devices[step.device]
    guard let driver = device.driver(ofPart: step.part) else { return }
    let model = device.kind.model
    guard model.needs.isEmpty || !mapped.isDisjoint(with: model.needs) else { return }
    let work = BootWork.driver(name: driver.name, function: driver.function, part: step.part)
    let probe = DriverModel.Probe(
      device: device, driver: driver, range: device.range(ofPart: step.part), part: step.part)
    if let observed = device.observed, observed.isUnexplained, observed.isFailure {
      record(
        step, work, device,
        mapping: MappingAttempt(
          call: driver.call.name, range: probe.range, requested: observed.requested ?? driver.call.requested,
          got: observed.got, outcome: .failed(observed.error ?? driver.error)))
      return
    }
    if driver.task != .initialization { mappings.tracker.task = driver.task }
    defer { if driver.task != .initialization { mappings.tracker.task = .initialization } }
    say(model, .begins, probe)
    if model.traits.contains(.pciFunction) { removeFramebuffers(under: device) }
    model.prepare?(&self, probe)
    var attempt = model.map?(&self, probe) ?? map(driver.call, probe.range)
    if model.traits.contains(.firmwareFramebuffer), let change = trace.changes.last, change.step == nextStep {
      framebuffers.add(change.entry, scenario.devices)
    }
    if driver.isBrief { release(&attempt) }
    if attempt.isMapped {
      mapped.formUnion(model.traits)
    } else {
      fail(&attempt, model, probe)
    }
    record(step, work, device, mapping: attempt)
    guard hasNewMTRR else { return }
    hasNewMTRR = false
    mtrr = mappings.mtrr
    snapshot()
  }

  /// A model's own line for an occasion, if it has one.
  mutating func say(_ model: DriverModel, _ occasion: DriverModel.Occasion, _ probe: DriverModel.Probe) {
    guard mappings.log.isKept else { return }
    let line = DriverLine(
      model: model, occasion: occasion, device: probe.device.busName, driver: probe.driver.name,
      range: probe.range, kernel: scenario.kernel, value: probe.device.hardwareID)
    if model.text(occasion, line) != nil { mappings.log.append(.driver(.own(line))) }
  }

  /// A display's own driver sends the firmware framebuffer's away before it maps anything
  /// (`aperture_remove_conflicting_pci_devices`).
  private mutating func removeFramebuffers(under device: Device) {
    for entry in framebuffers.take(under: device) {
      mappings.tracker.free(entry.range, log: &mappings.log)
      trace.changes.append(TrackerChange(step: nextStep, entry: entry, isAdded: false))
    }
  }

  /// `devm_ioremap_resource`: nobody else may have the range.
  mutating func claimAndMap(_ probe: DriverModel.Probe) -> MappingAttempt {
    let (range, device, driver) = (probe.range, probe.device.busName, probe.driver)
    if !range.isEmpty, let holder = mappings.resources.request(range, name: device) {
      mappings.log.append(
        .driver(
          .regionBusy(
            device: device, driver: driver.name, range: range, isNew: scenario.kernel.has(.quietNoMemory))))
      return MappingAttempt(
        call: driver.call.name, range: range, requested: driver.call.requested, got: nil,
        outcome: .failed(Errno.busy), refusal: .busyRegion(holder.name))
    }
    let attempt = map(driver.call, range)
    if !attempt.isMapped, !scenario.kernel.has(.quietNoMemory) {
      mappings.log.append(
        .driver(.resourceIoremapFailed(device: device, driver: driver.name, range: range)))
    }
    return attempt
  }

  /// What a driver says and returns without its mapping.
  private mutating func fail(
    _ attempt: inout MappingAttempt, _ model: DriverModel, _ probe: DriverModel.Probe
  ) {
    var error = probe.driver.error
    if case .failed(let number) = attempt.outcome { error = model.error(number, probe, scenario.kernel) }
    say(model, .refused, probe)
    attempt.outcome = .failed(error)
    appendProbeFailure(probe.device, probe.driver, error)
  }

  /// The driver core's line. Some errors mean that the device is not for this driver: they make none.
  private mutating func appendProbeFailure(_ device: Device, _ driver: Driver, _ error: Int) {
    guard !driver.name.isEmpty, error != Errno.noDevice, error != Errno.noSuchAddress else { return }
    let name = device.kind.model.platformName ?? device.busName
    mappings.log.append(
      .driver(
        scenario.kernel.has(.probeWithDriver)
          ? .probeFailed(device: name, driver: driver.name, error: error)
          : .probeFailedOld(device: name, driver: driver.name, error: error)))
  }

  /// `arch_phys_wc_add`, which does nothing where the PAT works. vesafb tries smaller and smaller powers of two.
  mutating func addWriteCombiningMTRR(_ range: AddressRange, isRetrying: Bool) {
    guard !pat.isEnabled, mappings.mtrr.isDriverOn else { return }
    var size = isRetrying ? range.size.roundedUpToPowerOfTwo : range.size
    repeat {
      let handle = mappings.mtrr.addWriteCombining(
        base: range.start, size: size, patEnabled: pat.isEnabled, log: &mappings.log)
      if handle >= 0 {
        hasNewMTRR = true
        return
      }
      size >>= 1
    } while isRetrying && size >= .page
  }
}

extension Device {
  /// What the driver maps in one of its steps, from 0: the range, then the further ones; or its parts.
  func range(ofPart part: Int) -> AddressRange {
    if !parts.isEmpty { return parts[safe: part]?.range ?? range }
    return part == 0 ? range : moreRanges[safe: part - 1] ?? range
  }

  /// The driver as it maps one of them.
  func driver(ofPart part: Int) -> Driver? {
    guard var driver = driver else { return nil }
    guard let piece = parts[safe: part] else { return driver }
    driver.call = piece.call
    driver.error = piece.error
    if !piece.function.isEmpty { driver.function = piece.function }
    return driver
  }
}

extension UInt64 {
  /// The next power of two, 0 if there is none.
  fileprivate var roundedUpToPowerOfTwo: UInt64 {
    self <= 1 ? 1 : self > 1 << 63 ? 0 : 1 << UInt64(64 - (self &- 1).leadingZeroBitCount)
  }
}
