/// What ioremap, memremap, ACPI's mapping code and the resource check print.
public enum MappingMessage: Hashable, Sendable {
  case invalidAddress(PhysicalAddress)
  /// What follows it once a boot: a WARN without words.
  case invalidAddressTrace
  /// A WARN, once a boot. The last byte is inclusive.
  case ioremapOnRAM(first: PhysicalAddress, last: PhysicalAddress)
  case reserveFailed(Int)
  case refused(AddressRange, requested: PageCacheMode, got: PageCacheMode)
  case spansMore(first: PhysicalAddress, last: PhysicalAddress, resource: String, AddressRange)
  case multipleBARs(caller: String)
  /// Once a boot. The text shows the end as it is, exclusive.
  case hugePageRefused(AddressRange)
  /// The WARN of `memtype_reserve_io` for a range like that, once a boot and without words.
  case multipleBARsTrace
  /// A WARN, once a boot, as the next one.
  case memremapMixed(PhysicalAddress, size: UInt64)
  case memremapRAM(PhysicalAddress, size: UInt64)
  case invalidRegionWidth(Int)
  case regionNotMapped(PhysicalAddress, size: UInt64)
  /// A WARN: the mapping is not there, or not any more.
  case badACPIUnmap

  /// Whether it comes as a WARN, with a stack trace around it.
  public var isWarning: Bool {
    switch self {
    case .invalidAddressTrace, .ioremapOnRAM, .multipleBARsTrace, .memremapMixed, .memremapRAM, .badACPIUnmap:
      true
    default: false
    }
  }

  /// For a WARN without words its headline, without the source line. Lines of ACPICA end with a version and a
  /// source line, which are left out.
  public var text: String {
    switch self {
    case .invalidAddress(let address): "ioremap: invalid physical address \(address.hex())"
    case .invalidAddressTrace: "WARNING: CPU: 0 PID: 1 at __ioremap_caller"
    case .multipleBARsTrace: "WARNING: CPU: 0 PID: 1 at memtype_reserve_io"
    case .ioremapOnRAM(let first, let last):
      "ioremap on RAM at \(first.prefixedHex(width: 18)) - \(last.prefixedHex(width: 18))"
    case .reserveFailed(let error): "ioremap memtype_reserve failed \(error)"
    case .refused(let range, let requested, let got):
      "ioremap error for \(range.start.prefixedHex())-\(range.end.prefixedHex()), "
        + "requested 0x\(requested.rawValue.hex()), got 0x\(got.rawValue.hex())"
    case .spansMore(let first, let last, let resource, let range):
      "resource: resource sanity check: requesting [mem \(first.prefixedHex(width: 18))-"
        + "\(last.prefixedHex(width: 18))], which spans more than \(resource) \(range.bracketed)"
    case .multipleBARs(let caller): "caller \(caller) mapping multiple BARs"
    case .hugePageRefused(let piece):
      "pmd_set_huge: Cannot satisfy [mem \(piece.start.prefixedHex(width: 10))-"
        + "\(piece.end.prefixedHex(width: 10))] with a huge-page mapping due to MTRR override."
    case .memremapMixed(let address, let size):
      "memremap attempted on mixed range \(address.prefixedHex(width: 18)) size: \(size.prefixedHex())"
    case .memremapRAM(let address, let size):
      "memremap attempted on ram \(address.prefixedHex(width: 18)) size: \(size.prefixedHex())"
    case .invalidRegionWidth(let width): "ACPI Error: Invalid SystemMemory width \(width)"
    case .regionNotMapped(let address, let size):
      "ACPI Error: Could not map memory at 0x\(address.hex(width: 16).uppercased()), size \(size)"
    case .badACPIUnmap: "ACPI: acpi_os_unmap_iomem: bad address (____ptrval____)"
    }
  }
}
