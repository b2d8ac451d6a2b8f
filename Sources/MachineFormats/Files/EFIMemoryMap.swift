import MemtypeEngine

/// An entry of the EFI memory map as the kernel prints it with `efi=debug`.
public struct EFIDescriptor: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case reserved = "Reserved"
    case loaderCode = "Loader Code"
    case loaderData = "Loader Data"
    case bootCode = "Boot Code"
    case bootData = "Boot Data"
    case runtimeCode = "Runtime Code"
    case runtimeData = "Runtime Data"
    case conventional = "Conventional"
    case unusable = "Unusable"
    case acpiReclaim = "ACPI Reclaim"
    case acpiNVS = "ACPI Mem NVS"
    case mmio = "MMIO"
    case mmioPorts = "MMIO Port"
    case palCode = "PAL Code"
    case persistent = "Persistent"
    case unaccepted = "Unaccepted"
  }

  public var number: Int
  public var kind: Kind
  /// The caching that the memory can have, of UC, WC, WT, WB.
  public var capabilities: Set<MemoryType>
  public var range: AddressRange

  /// `efi: mem19: [Boot Data          |   |  |  |  |   |WB|WT|WC|UC] range=[0x00000000abba0000-0x00000000abc1afff] (0MB)`
  /// since 4.0; `efi: mem124: type=4, attr=0xf, range=[0x000000007e4a5000-0x000000007e4f0000) (0MB)` before. The end is
  /// included where the bracket is square.
  init?(_ message: ArraySlice<UInt8>) {
    var scanner = ByteScanner(message)
    guard scanner.skip("efi: mem") || scanner.skip("EFI: mem"), let number = scanner.small(),
      scanner.skip(": ")
    else {
      return nil
    }
    self.number = number
    if scanner.skip("type="), let type = scanner.small(), scanner.skip(", attr="),
      let attributes = scanner.anyHex()
    {
      guard let known = Self.types.dropFirst(type).first, scanner.skip(", ") else { return nil }
      kind = known
      capabilities = Self.capabilities(attributes)
    } else if scanner.skip("["), let inside = scanner.upTo(UInt8(ascii: "]")) {
      let fields = inside.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
      guard let word = fields.first.map({ ByteScanner($0).trimmed }), let known = Self.kind(word) else {
        return nil
      }
      kind = known
      capabilities = Set(fields.dropFirst().compactMap { Self.capability(ByteScanner($0).trimmed) })
      scanner.skipBlanks()
    } else {
      return nil
    }
    guard scanner.skip("range=["), let (first, last) = scanner.hexPair() else { return nil }
    let isInclusive = scanner.skip("]")
    guard isInclusive || scanner.skip(")"), last >= first else { return nil }
    range =
      isInclusive && last & 0xfff == 0xfff ? AddressRange(inclusive: first, last) : AddressRange(first, last)
  }

  /// By the specification's numbers.
  private static let types: [Kind] = [
    .reserved, .loaderCode, .loaderData, .bootCode, .bootData, .runtimeCode, .runtimeData, .conventional,
    .unusable,
    .acpiReclaim, .acpiNVS, .mmio, .mmioPorts, .palCode, .persistent, .unaccepted,
  ]

  /// The kernel's words have changed their length over time.
  private static func kind(_ word: ArraySlice<UInt8>) -> Kind? {
    if word.equals("ACPI Memory NVS") { return .acpiNVS }
    if word.equals("Memory Mapped I/O") { return .mmio }
    if word.equals("MMIO Port Space") { return .mmioPorts }
    return Kind.allCases.filter { word.starts(with: $0.rawValue.utf8) }.max {
      $0.rawValue.count < $1.rawValue.count
    }
  }

  private static func capability(_ word: ArraySlice<UInt8>) -> MemoryType? {
    switch true {
    case word.equals("UC"): .uc
    case word.equals("WC"): .wc
    case word.equals("WT"): .wt
    case word.equals("WB"): .wb
    case word.equals("WP"): .wp
    default: nil
    }
  }

  /// EFI_MEMORY_UC, WC, WT, WB.
  private static func capabilities(_ attributes: UInt64) -> Set<MemoryType> {
    var result: Set<MemoryType> = []
    for (bit, type) in [(1, MemoryType.uc), (2, .wc), (4, .wt), (8, .wb)] where attributes & UInt64(bit) != 0
    {
      result.insert(type)
    }
    return result
  }

  /// The e820 type that the kernel makes of it (`do_add_efi_memmap`).
  public var e820Type: E820Type {
    switch kind {
    case .loaderCode, .loaderData, .bootCode, .bootData, .conventional:
      capabilities.contains(.wb) ? .ram : .reserved
    case .unaccepted: .ram
    case .acpiReclaim: .acpi
    case .acpiNVS: .nvs
    case .unusable: .unusable
    case .persistent: .pmem
    default: .reserved
    }
  }

  /// A map in address order, neighbours of one type joined.
  static func e820(_ descriptors: [EFIDescriptor]) -> [E820Entry] {
    var entries: [E820Entry] = []
    for descriptor in descriptors.sorted(by: { $0.range.start < $1.range.start })
    where !descriptor.range.isEmpty {
      if let last = entries.last, last.type == descriptor.e820Type, last.range.end == descriptor.range.start {
        entries[entries.count - 1] = E820Entry(
          AddressRange(last.range.start, descriptor.range.end), last.type)
      } else {
        entries.append(E820Entry(descriptor.range, descriptor.e820Type))
      }
    }
    return entries
  }
}
