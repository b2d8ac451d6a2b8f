import MemtypeEngine

/// The MSI-X capability of a PCI function, as `lspci -vv` shows it to root.
public struct PCIVectorTable: Hashable, Sendable {
  /// A driver has turned it on: the table is mapped then (drivers/pci/msi/msi.c `msix_map_region`).
  public var isEnabled: Bool
  public var vectors: UInt64
  /// The BAR that it lies in; nil with -v, which does not say.
  public var bar: Int?
  /// From the BAR's start, in bytes.
  public var offset: UInt64 = 0

  /// In bytes: 16 for each vector (`PCI_MSIX_ENTRY_SIZE`).
  public var size: UInt64 { vectors &* 16 }

  /// Whether the line is one of the capability's.
  static func read(_ bytes: ArraySlice<UInt8>, into table: inout PCIVectorTable?) -> Bool {
    var scanner = ByteScanner(bytes)
    if scanner.starts(with: "Capabilities: ") {
      guard scanner.skip(past: "MSI-X: Enable") else { return false }
      let isEnabled = scanner.skip("+")
      guard isEnabled || scanner.skip("-"), scanner.skip(" Count="), let count = scanner.decimal(),
        (1...2048).contains(count)
      else { return false }
      table = PCIVectorTable(isEnabled: isEnabled, vectors: count)
      return true
    }
    guard table != nil, scanner.skip("Vector table: BAR="), let bar = scanner.decimal(), bar < 6,
      scanner.skip(" offset="), let offset = scanner.hex(), offset < 1 << 32
    else { return false }
    table?.bar = Int(bar)
    table?.offset = offset
    return true
  }

  /// The table's bytes in its BAR; nil if that does not hold them.
  func range(in bar: AddressRange) -> AddressRange? {
    let range = AddressRange(start: bar.start.adding(clamped: offset), size: size)
    return bar.contains(range) && !range.isEmpty ? range : nil
  }
}
