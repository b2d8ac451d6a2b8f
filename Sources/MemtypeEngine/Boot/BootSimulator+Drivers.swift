extension BootSimulator {
  /// `acpi_early_init` turns the permanent mapping on: tables are mapped with `ioremap_cache` from here.
  mutating func mapACPITables() {
    for (index, device) in scenario.devices.enumerated() where device.kind == .acpiTables {
      let attempt = mapForACPI(device.range)
      record(.startKernel, "acpi_early_init", "ACPI maps its tables", device: index, mapping: attempt)
    }
  }

  /// `hpet_time_init`, before ACPI's interpreter runs. Xen and Hyper-V replace the hook.
  mutating func mapHPETEarly() {
    guard scenario.hasEarlyHPET, !scenario.platform.replacesTimerInit else { return }
    for (index, device) in drivenDevices where device.kind == .hpet {
      let attempt = ioremap(AddressRange(start: device.range.start, size: 1024), .ucMinus)
      record(
        .startKernel, "hpet_enable", "early HPET set-up maps the HPET", device: index, mapping: attempt)
      isHPETMapped = attempt.isMapped
    }
  }

  /// `pci_arch_init`.
  mutating func mapECAM() {
    for (index, device) in drivenDevices where device.kind == .ecam {
      mappings.log.append(.driver(.ecam(device.range, kernel: scenario.kernel)))
      let attempt = ioremap(device.range, .ucMinus)
      if !attempt.isMapped { mappings.log.append(.driver(.ecamNotMapped(device.range))) }
      record(.arch, "pci_arch_init", "PCI maps the ECAM window", device: index, mapping: attempt)
    }
  }

  /// `acpi_init`: methods that read SystemMemory fields, in the order of the namespace.
  mutating func runAML() {
    for (index, device) in scenario.devices.enumerated() {
      for region in device.regions where !region.reads.isEmpty {
        var windows = RegionWindows(base: region.base, length: region.length)
        for field in region.reads {
          let attempt = read(field, in: &windows)
          record(
            .subsys, "acpi_init", "ACPI: \(field.method) reads a field of \(region.path)", device: index,
            mapping: attempt)
        }
      }
    }
  }

  /// The HPET's character driver. If the early set-up knows the HPET it lets go again without a word.
  mutating func probeHPET() {
    for (index, device) in drivenDevices where device.kind == .hpet {
      var attempt = ioremap(AddressRange(start: device.range.start, size: 1024), .ucMinus)
      if attempt.isMapped, isHPETMapped { release(&attempt) }
      if !attempt.isMapped { attempt.outcome = .failed(Errno.noDevice) }
      record(
        .device, "hpet_acpi_add", "the HPET driver maps the HPET", device: index, mapping: attempt)
    }
  }

  /// `tpm_tis_acpi_init`, `crb_acpi_add`.
  mutating func probeTPMs() {
    for (index, device) in drivenDevices {
      let driver: String
      switch device.kind {
      case .tpmTIS: driver = "tpm_tis"
      case .tpmCRB: driver = "tpm_crb"
      default: continue
      }
      let attempt = ioremap(device.range, .ucMinus)
      if case .failed(let error) = attempt.outcome {
        let kernel = scenario.kernel
        if !kernel.isQuietAboutNoMemory {
          mappings.log.append(
            .driver(.resourceIoremapFailed(device: device.busName, driver: driver, range: device.range)))
        }
        mappings.log.append(
          .driver(
            kernel.hasNewProbeMessage
              ? .probeFailed(device: device.busName, driver: driver, error: error)
              : .probeFailedOld(device: device.busName, driver: driver, error: error)))
      }
      record(
        .device, "\(driver)_probe", "\(driver) maps the TPM", device: index, mapping: attempt)
    }
  }

  /// PCI drivers and framebuffers, in the order of the scenario.
  mutating func probePCIDevices() {
    for (index, device) in drivenDevices {
      switch device.kind {
      case .framebuffer(let mode):
        let attempt = ioremap(device.range, mode)
        if !attempt.isMapped { mappings.log.append(.driver(.framebufferNotMapped(device.range))) }
        record(
          .device, "vesafb_probe", "the framebuffer driver maps \(device.name)", device: index,
          mapping: attempt)
      case .pciBAR(let mode?):
        let attempt = ioremap(device.range, mode)
        record(.device, "pci_iomap", "a driver maps \(device.name)", device: index, mapping: attempt)
      default: continue
      }
    }
  }

  private var drivenDevices: [(Int, Device)] {
    scenario.devices.enumerated().filter { $0.element.hasDriver }.map { ($0.offset, $0.element) }
  }
}

extension MappingAttempt {
  var isMapped: Bool {
    switch outcome {
    case .mapped, .reused: true
    case .failed: false
    }
  }
}

extension Platform {
  /// Whether `timer_init` is not `hpet_time_init`, so that nothing maps the HPET before ACPI does.
  var replacesTimerInit: Bool {
    switch self {
    case .hyperVIsolation, .xenDom0, .xenDomU: true
    default: false
    }
  }
}

extension KernelRevision {
  /// `dev_err_probe` says nothing about -ENOMEM since 6.12, so `devm_ioremap_resource` is silent.
  var isQuietAboutNoMemory: Bool { self >= KernelRevision(6, 12) }
}
