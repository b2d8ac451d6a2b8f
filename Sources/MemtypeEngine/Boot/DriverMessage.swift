/// What drivers and the driver core print.
public enum DriverMessage: Hashable, Sendable {
  /// `really_probe`, from 6.8 on.
  case probeFailed(device: String, driver: String, error: Int)
  /// The same up to 6.7.
  case probeFailedOld(device: String, driver: String, error: Int)
  /// `devm_ioremap_resource` up to the kernels whose `dev_err_probe` is quiet for -ENOMEM.
  case resourceIoremapFailed(device: String, driver: String, range: AddressRange)
  case hpetID(id: UInt32, base: PhysicalAddress)
  case tpmFound(device: String, driver: String)

  public var text: String {
    switch self {
    case .probeFailed(let device, let driver, let error):
      "\(driver) \(device): probe with driver \(driver) failed with error \(error)"
    case .probeFailedOld(let device, let driver, let error):
      "\(driver): probe of \(device) failed with error \(error)"
    case .resourceIoremapFailed(let device, let driver, let range):
      "\(driver) \(device): ioremap failed for resource "
        + "[mem \(range.start.prefixedHex(width: 10))-\(range.last.prefixedHex(width: 10))]"
    case .hpetID(let id, let base):
      "ACPI: HPET id: \(id.prefixedHex()) base: \(base.prefixedHex())"
    case .tpmFound(let device, let driver):
      "\(driver) \(device): 2.0 TPM (device-id 0x1, rev-id 1)"
    }
  }
}
