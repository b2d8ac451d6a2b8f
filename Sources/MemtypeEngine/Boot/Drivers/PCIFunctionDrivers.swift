/// BARs of PCI functions. What a known driver asks for is in `PCIDriver`; the scenario says it, so that it holds.
extension DriverModel {
  static let pciBAR = DriverModel(
    "PCI BAR", source: "lib/pci_iomap.c pci_iomap", traits: [.pciFunction, .readByAML],
    forms: [Form("PCI BAR")] + PageCacheMode.allCases.map { Form("PCI BAR \($0.name)", .mode($0)) },
    driver: { device in
      guard let mode = device.kind.mode ?? device.parts.first?.call.requested else { return nil }
      let known = PCIDriver.named(device.driverName)
      return Driver(
        name: device.driverName, call: .ioremap(asking: mode),
        function: known?.function ?? (mode == .wc ? "pci_iomap_wc" : "pci_iomap"),
        error: Errno.noMemory)
    },
    error: { _, probe, kernel in
      if probe.device.parts[safe: probe.part] != nil { return probe.driver.error }
      return PCIDriver.named(probe.driver.name)?.failure.error(kernel) ?? probe.driver.error
    },
    text: { occasion, line in occasion == .refused ? PCIDriver.named(line.driver)?.text(line) : nil })

  /// The aperture of a GPU whose driver reserves it as WC and asks for a WC MTRR.
  static let apertureWC = DriverModel(
    "GPU", source: "arch/x86/mm/pat/memtype.c arch_io_reserve_memtype_wc", traits: .pciFunction,
    driver: { device in
      Driver(
        name: device.driverName, call: .reserveIO(.wc), function: "arch_io_reserve_memtype_wc")
    },
    map: { boot, probe in
      let attempt = boot.map(probe.driver.call, probe.range)
      if attempt.isMapped { boot.addWriteCombiningMTRR(probe.range, isRetrying: false) }
      return attempt
    },
    error: { mapping, _, _ in mapping })
}

extension Device.Kind {
  /// A PCI memory BAR whose driver maps it with this mode; nil if it is not known what its driver asks for.
  public static func pciBAR(_ mode: PageCacheMode?) -> Device.Kind {
    Device.Kind(.pciBAR, mode.map { .mode($0) } ?? .none)
  }

  /// The aperture of a GPU whose driver reserves it as WC and asks for a WC MTRR.
  public static let gpu = Device.Kind(.apertureWC)
}
