/// PCI Express configuration space (arch/x86/pci/mmconfig_64.c `pci_mmcfg_arch_map`).
extension DriverModel {
  static let ecam = DriverModel(
    "ECAM", source: "arch/x86/pci/mmconfig_64.c pci_mmcfg_arch_map", traits: .usuallyEmulated, linkRank: 0,
    driver: { _ in Driver(name: "", call: .ioremap(.plain), phase: .arch, function: "pci_arch_init") },
    text: { occasion, line in
      switch occasion {
      case .begins:
        // One MiB for each bus.
        let buses = "[bus 00-\((line.range.size / .mib).subtracting(clamped: 1).hex(width: 2))]"
        let base = "(base \(line.range.start.prefixedHex()))"
        let resource = line.range.resourceText
        return line.kernel.has(.ecamLine)
          ? "PCI: ECAM \(resource) \(base) for domain 0000 \(buses)"
          : "PCI: MMCONFIG for domain 0000 \(buses) at \(resource) \(base)"
      case .refused: return "PCI: can't map ECAM at \(line.range.resourceText)"
      case .found, .letGo: return nil
      }
    })
}

extension Device.Kind {
  /// PCI Express configuration space.
  public static let ecam = Device.Kind(.ecam)
}
