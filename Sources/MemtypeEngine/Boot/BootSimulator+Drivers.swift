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
    let attempt = map(.ioremap(.plain), scenario.devices[step.device].hpetRegisters)
    isHPETMapped = attempt.isMapped
    record(step, mapping: attempt)
  }

  /// `acpi_init`: a method reads a SystemMemory field.
  mutating func readRegion(_ step: BootPlan.Step) {
    let region = scenario.devices[step.device].regions[step.part]
    let known = windows.lastIndex { $0.device == step.device && $0.region == step.part }
    let index = known ?? windows.count
    if known == nil {
      windows.append((step.device, step.part, RegionWindows(base: region.base, length: region.length)))
    }
    var opened = windows[index].windows
    let attempt = read(region.reads[step.read], in: &opened)
    windows[index].windows = opened
    record(step, mapping: attempt)
  }

  /// A driver maps one of its device's ranges.
  mutating func probe(_ step: BootPlan.Step) {
    let device = scenario.devices[step.device]
    guard let driver = device.driver else { return }
    let range = step.part == 0 ? device.range : device.moreRanges[step.part - 1]
    let work = BootWork.driver(name: driver.name, function: driver.function, part: step.part)
    if driver.task != .initialization { mappings.tracker.task = driver.task }
    defer { if driver.task != .initialization { mappings.tracker.task = .initialization } }
    switch device.kind {
    case .hpet:
      record(step, work, device, mapping: probeHPET(device, driver))
      return
    case .tpmTIS, .tpmCRB:
      let attempt = claimAndMap(device, driver, range)
      isTPMMapped = isTPMMapped || attempt.isMapped
      record(step, work, device, mapping: attempt)
      return
    case .tpmEventLog where !isTPMMapped: return
    case .ecam: mappings.log.append(.driver(.ecam(range, kernel: scenario.kernel)))
    case .efiFramebuffer: mappings.log.append(.driver(.efifbProbing))
    case .framebuffer(.wc): addWriteCombiningMTRR(range, isRetrying: true)
    case .pciBAR, .gpu: removeFramebuffers(under: device)
    default: break
    }
    var attempt = mapMemory(device, driver, range)
    if device.kind.isFirmwareFramebuffer, let change = trace.changes.last, change.step == nextStep {
      framebuffers.append(change.entry)
    }
    if driver.isBrief { release(&attempt) }
    if attempt.isMapped, device.kind == .gpu { addWriteCombiningMTRR(range, isRetrying: false) }
    if !attempt.isMapped { fail(&attempt, device, driver, range) }
    record(step, work, device, mapping: attempt)
    if hasNewMTRR {
      hasNewMTRR = false
      mtrr = mappings.mtrr
      keepState()
    }
  }

  /// A display's own driver sends the firmware framebuffer's away before it maps anything
  /// (`aperture_remove_conflicting_pci_devices`).
  private mutating func removeFramebuffers(under device: Device) {
    guard !framebuffers.isEmpty, !device.busName.isEmpty else { return }
    for entry in framebuffers {
      let isOurs = scenario.devices.contains {
        $0.busName == device.busName && $0.kind.isPCI && $0.range.overlaps(entry.range)
      }
      guard isOurs else { continue }
      mappings.tracker.free(entry.range, log: &mappings.log)
      trace.changes.append(TrackerChange(step: nextStep, entry: entry, isAdded: false))
      framebuffers.removeAll { $0 == entry }
    }
  }

  private mutating func mapMemory(_ device: Device, _ driver: Driver, _ range: AddressRange) -> MappingAttempt
  {
    switch device.kind {
    // Where there are page structures it is mapped through them.
    case .ramoops(let memory) where mappings.tracker.isPageRAM(range.start):
      let modes: [PageCacheMode] = [.wc, .uc, .wb]
      return untracked(.vmap(modes[memory.rawValue]), range)
    case .deviceMemory where mappings.tracker.ramTest(range) != .noRAM:
      // STRICT_DEVMEM: RAM above 1 MiB is out of bounds.
      return MappingAttempt(
        call: driver.call.name, range: range, requested: driver.call.requested, got: nil,
        outcome: .failed(Errno.notPermitted))
    default: return map(driver.call, range)
    }
  }

  /// The HPET's character driver. If the early set-up knows the HPET it lets go again without a word, and it has no
  /// use for one without interrupts.
  private mutating func probeHPET(_ device: Device, _ driver: Driver) -> MappingAttempt {
    var attempt = map(driver.call, device.hpetRegisters)
    guard attempt.isMapped else {
      attempt.outcome = .failed(driver.error)
      return attempt
    }
    if isHPETMapped || !device.listsInterrupts { release(&attempt) }
    if !isHPETMapped, !device.listsInterrupts { mappings.log.append(.driver(.hpetWithoutInterrupts)) }
    return attempt
  }

  /// `devm_ioremap_resource`: nobody else may have the range.
  private mutating func claimAndMap(
    _ device: Device, _ driver: Driver, _ range: AddressRange
  ) -> MappingAttempt {
    if !range.isEmpty, mappings.resources.request(range, name: device.busName) != nil {
      mappings.log.append(
        .driver(
          .regionBusy(
            device: device.busName, driver: driver.name, range: range, isNew: scenario.kernel.usesDevErrProbe)
        ))
      appendProbeFailure(device, driver, Errno.busy)
      return MappingAttempt(
        call: driver.call.name, range: range, requested: driver.call.requested, got: nil,
        outcome: .failed(Errno.busy))
    }
    var attempt = map(driver.call, range)
    if !attempt.isMapped {
      if !scenario.kernel.usesDevErrProbe {
        mappings.log.append(
          .driver(.resourceIoremapFailed(device: device.busName, driver: driver.name, range: range)))
      }
      fail(&attempt, device, driver, range)
    }
    return attempt
  }

  /// What a driver says and returns without its mapping.
  private mutating func fail(
    _ attempt: inout MappingAttempt, _ device: Device, _ driver: Driver, _ range: AddressRange
  ) {
    var error = driver.error
    switch device.kind {
    case .ecam: mappings.log.append(.driver(.ecamNotMapped(range)))
    case .framebuffer: mappings.log.append(.driver(.framebufferNotMapped(range)))
    case .efiFramebuffer: mappings.log.append(.driver(.efiFramebufferNotMapped(range)))
    case .ramoops: mappings.log.append(.driver(.ramoopsNotMapped(range)))
    case .gpu, .pmem(hasPages: true):
      if case .failed(let number) = attempt.outcome { error = number }
    case .deviceMemory:
      if case .failed(Errno.notPermitted) = attempt.outcome { error = Errno.notPermitted }
    default: break
    }
    attempt.outcome = .failed(error)
    appendProbeFailure(device, driver, error)
  }

  /// The driver core's line. Some errors mean that the device is not for this driver: they make none.
  private mutating func appendProbeFailure(_ device: Device, _ driver: Driver, _ error: Int) {
    guard !driver.name.isEmpty, error != Errno.noDevice, error != Errno.noSuchAddress else { return }
    let name = device.platformName ?? device.busName
    mappings.log.append(
      .driver(
        scenario.kernel.hasNewProbeMessage
          ? .probeFailed(device: name, driver: driver.name, error: error)
          : .probeFailedOld(device: name, driver: driver.name, error: error)))
  }

  /// `arch_phys_wc_add`, which does nothing where the PAT works. vesafb tries smaller and smaller powers of two.
  private mutating func addWriteCombiningMTRR(_ range: AddressRange, isRetrying: Bool) {
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

extension Device.Kind {
  fileprivate var isPCI: Bool {
    switch self {
    case .pciBAR, .gpu: true
    default: false
    }
  }

  fileprivate var isFirmwareFramebuffer: Bool {
    switch self {
    case .framebuffer, .efiFramebuffer, .simpleFramebuffer: true
    default: false
    }
  }
}

extension Device {
  /// What `ioremap` is asked for, whatever the resource says.
  fileprivate var hpetRegisters: AddressRange { AddressRange(start: range.start, size: 1024) }

  /// The name of a device that the kernel makes up itself (drivers/firmware/sysfb.c, fs/pstore/ram.c).
  fileprivate var platformName: String? {
    switch kind {
    case .framebuffer: "vesa-framebuffer.0"
    case .efiFramebuffer: "efi-framebuffer.0"
    case .simpleFramebuffer: "simple-framebuffer.0"
    case .ramoops: "ramoops.0"
    default: nil
    }
  }
}

extension UInt64 {
  /// The next power of two, 0 if there is none.
  fileprivate var roundedUpToPowerOfTwo: UInt64 {
    self <= 1 ? 1 : self > 1 << 63 ? 0 : 1 << UInt64(64 - (self &- 1).leadingZeroBitCount)
  }
}

extension KernelRevision {
  /// `devm_ioremap_resource` reports through `dev_err_probe`, which says nothing about -ENOMEM, since 6.12.
  var usesDevErrProbe: Bool { self >= KernelRevision(6, 12) }
}
