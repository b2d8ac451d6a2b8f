/// How a driver maps physical memory.
public enum MappingCall: Hashable, Sendable {
  case ioremap(IoremapVariant)
  /// With page table bits of the caller's own.
  case ioremapProt(PageCacheMode)
  /// Memory without side effects.
  case memremap(MemremapFlags)
  /// Write-back, and shared with ACPI's other mappings (`acpi_os_map_iomem`).
  case acpi
  /// Page frames into a process, as mmap of /dev/mem and of a PCI resource file does (`remap_pfn_range`).
  case frames(PageCacheMode)
  /// Persistent memory as pages (`devm_memremap_pages`).
  case pages
  /// Reserves the mode; the mapping follows page by page (`arch_io_reserve_memtype_wc` for WC).
  case reserveIO(PageCacheMode)
  /// Pages that have a `struct page`: not tracked (`vmap`).
  case vmap(PageCacheMode)
  /// A page at a fixed virtual address: not tracked (`set_fixmap_nocache`).
  case fixmap
  /// For a moment, at a fixed virtual address: not tracked (`early_memremap`).
  case earlyMemremap

  /// As the kernel calls it.
  public var name: String {
    switch self {
    case .ioremap(let variant): variant.call
    case .ioremapProt: "ioremap_prot"
    case .memremap: "memremap"
    case .acpi: "acpi_os_map_iomem"
    case .frames: "remap_pfn_range"
    case .pages: "devm_memremap_pages"
    case .reserveIO(let mode): mode == .wc ? "arch_io_reserve_memtype_wc" : "memtype_reserve_io"
    case .vmap: "vmap"
    case .fixmap: "set_fixmap_nocache"
    case .earlyMemremap: "early_memremap"
    }
  }

  /// What it asks for; for memremap what it asks for first.
  public var requested: PageCacheMode {
    switch self {
    case .ioremap(let variant): variant.mode
    case .ioremapProt(let mode), .frames(let mode), .reserveIO(let mode), .vmap(let mode): mode
    case .memremap(let flags): flags.contains(.wb) ? .wb : flags.contains(.wt) ? .wt : .wc
    case .acpi, .pages, .earlyMemremap: .wb
    // FIXMAP_PAGE_NOCACHE has PWT and PCD set.
    case .fixmap: .uc
    }
  }

  /// The variant of `ioremap` that asks for a mode; `ioremap_prot` for WP, which has none.
  package static func ioremap(asking mode: PageCacheMode) -> MappingCall {
    IoremapVariant(mode).map { .ioremap($0) } ?? .ioremapProt(mode)
  }

  /// What one can choose for a driver of one's own.
  public static let choices: [MappingCall] =
    IoremapVariant.allCases.map { .ioremap($0) } + [
      .ioremapProt(.wp), .memremap(.wb), .memremap(.wt), .memremap(.wc), .acpi, .frames(.wb),
      .frames(.ucMinus), .frames(.wc), .pages, .reserveIO(.wc),
    ]
}
