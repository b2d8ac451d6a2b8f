/// What drivers and the driver core print.
public enum DriverMessage: Hashable, Sendable {
  /// `really_probe`, from 6.8 on.
  case probeFailed(device: String, driver: String, error: Int)
  /// The same up to 6.7.
  case probeFailedOld(device: String, driver: String, error: Int)
  /// `devm_ioremap_resource`, in kernels whose `dev_err_probe` is not quiet about -ENOMEM.
  case resourceIoremapFailed(device: String, driver: String, range: AddressRange)
  /// A driver's own words.
  case own(DriverLine)
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
      "\(driver) \(device): ioremap failed for resource \(range.resourceText)"
    case .own(let line): line.text
    case .regionBusy(let device, let driver, let range, let isNew):
      "\(driver) \(device): \(isNew ? "error -EBUSY: " : "")can't request region for resource "
        + range.resourceText
    }
  }
}

extension AddressRange {
  /// The kernel's `%pR` of a memory resource.
  var resourceText: String {
    "[mem \(start.prefixedHex(width: 10))-\(last.prefixedHex(width: 10))]"
  }

  /// Size and place as framebuffer drivers print them.
  var placeText: String { "\(size.prefixedHex()) @ \(start.prefixedHex())" }
}
