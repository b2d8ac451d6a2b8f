/// What drivers and the driver core print.
public enum DriverMessage: Hashable, Sendable {
  /// `really_probe`, from 6.8 on.
  case probeFailed(device: String, driver: String, error: Int)
  /// The same up to 6.7.
  case probeFailedOld(device: String, driver: String, error: Int)
  /// `devm_ioremap_resource`, in kernels whose `dev_err_probe` is not quiet about -ENOMEM.
  case resourceIoremapFailed(device: String, driver: String, range: AddressRange)
  /// `acpi_parse_hpet`.
  case hpetID(base: PhysicalAddress)
  /// `pci_mmconfig_add` and its predecessors.
  case ecam(AddressRange, kernel: KernelRevision)
  /// `pci_mmcfg_arch_map`.
  case ecamNotMapped(AddressRange)
  /// `vesafb_probe`.
  case framebufferNotMapped(AddressRange)
  /// `efifb_probe`, before anything else.
  case efifbProbing
  case efiFramebufferNotMapped(AddressRange)
  /// `persistent_ram_buffer_map`.
  case ramoopsNotMapped(AddressRange)
  /// `hpet_acpi_add`.
  case hpetWithoutInterrupts
  /// `devm_ioremap_resource`, in its older and its newer words.
  case regionBusy(device: String, driver: String, range: AddressRange, isNew: Bool)

  /// The line as the kernel prints it.
  public var text: String {
    switch self {
    case .probeFailed(let device, let driver, let error):
      "\(driver) \(device): probe with driver \(driver) failed with error \(error)"
    case .probeFailedOld(let device, let driver, let error):
      "\(driver): probe of \(device) failed with error \(error)"
    case .resourceIoremapFailed(let device, let driver, let range):
      "\(driver) \(device): ioremap failed for resource \(Self.resource(range))"
    case .hpetID(let base):
      "ACPI: HPET id: 0x8086a201 base: \(base.prefixedHex())"
    case .ecam(let range, let kernel):
      Self.ecam(range, kernel)
    case .ecamNotMapped(let range):
      "PCI: can't map ECAM at \(Self.resource(range))"
    case .efifbProbing: "efifb: probing for efifb"
    case .efiFramebufferNotMapped(let range):
      "efifb: abort, cannot remap video memory \(range.size.prefixedHex()) @ \(range.start.prefixedHex())"
    case .ramoopsNotMapped(let range):
      "ramoops: persistent_ram_buffer_map: Failed to map \(range.size.prefixedHex()) pages at "
        + range.start.prefixedHex()
    case .hpetWithoutInterrupts: "hpet_acpi_add: no address or irqs in _CRS"
    case .regionBusy(let device, let driver, let range, let isNew):
      "\(driver) \(device): \(isNew ? "error -EBUSY: " : "")can't request region for resource "
        + Self.resource(range)
    case .framebufferNotMapped(let range):
      "vesafb: abort, cannot ioremap video memory \(range.size.prefixedHex()) @ \(range.start.prefixedHex())"
    }
  }

  /// The kernel's `%pR` of a memory resource.
  private static func resource(_ range: AddressRange) -> String {
    "[mem \(range.start.prefixedHex(width: 10))-\(range.last.prefixedHex(width: 10))]"
  }

  /// One MiB of ECAM for each bus.
  private static func ecam(_ range: AddressRange, _ kernel: KernelRevision) -> String {
    let buses = "[bus 00-\((range.size / .mib).subtracting(clamped: 1).hex(width: 2))]"
    let base = "(base \(range.start.prefixedHex()))"
    return kernel.saysECAM
      ? "PCI: ECAM \(resource(range)) \(base) for domain 0000 \(buses)"
      : "PCI: MMCONFIG for domain 0000 \(buses) at \(resource(range)) \(base)"
  }
}
