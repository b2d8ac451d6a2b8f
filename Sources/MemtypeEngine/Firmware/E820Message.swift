/// What the kernel prints about the firmware memory map (arch/x86/kernel/e820.c).
public enum E820Message: Hashable, Sendable {
  /// Where a printed map comes from: the first word of its lines.
  public enum Source: String, Hashable, Sendable {
    case biosE820 = "BIOS-e820"
    case bios88 = "BIOS-88"
    case biosE801 = "BIOS-e801"
    case xen = "Xen"
    case extended
    case setupData = "reserve setup_data"
    case user
    case modified
  }

  case heading(Source)
  case entry(Source, E820Entry, E820Type.Wording)
  case gap(Source, AddressRange)
  case outOfOrder
  case update(AddressRange, from: E820Type, to: E820Type, E820Type.Wording)
  /// A nil type: memory of any type was removed.
  case remove(AddressRange, E820Type?, E820Type.Wording)
  case tooManyEntries(AddressRange)
  /// Both in pages.
  case endOfRAM(pages: UInt64, maxArchPages: UInt64)
  case memNopentium
  /// The kernel panics.
  case invalidUserMap
  /// A range was to be retyped to the type it has: the kernel crashes.
  case retypedToSameType

  public var text: String {
    switch self {
    case .heading(let source):
      switch source {
      case .user: "user-defined physical RAM map:"
      case .modified: "modified physical RAM map:"
      case .extended, .setupData: "extended physical RAM map:"
      default: "BIOS-provided physical RAM map:"
      }
    case .entry(let source, let entry, let wording):
      // The end is exclusive and may wrap, so the last byte of an empty entry lies below its first.
      "\(source.rawValue): \(Self.mem(entry.address, entry.address &+ entry.size, width: 18)) "
        + (wording == .usable ? "" : " ") + entry.type.word(wording)
    case .gap(let source, let range):
      "\(source.rawValue): [gap \(range.start.prefixedHex(width: 18))-\(range.last.prefixedHex(width: 18))]"
    case .outOfOrder:
      "[Firmware Bug]: out of order E820 entry!"
    case .update(let range, let old, let new, let wording):
      "e820: update \(Self.mem(range)) \(old.word(wording)) ==> \(new.word(wording))"
    case .remove(let range, let type, let wording):
      "e820: remove \(Self.mem(range)) \(type?.word(wording) ?? "")"
    case .tooManyEntries(let range):
      "too many entries; ignoring \(Self.mem(range))"
    case .endOfRAM(let pages, let maxArchPages):
      "last_pfn = \(pages.prefixedHex()) max_arch_pfn = \(maxArchPages.prefixedHex())"
    case .memNopentium:
      "mem=nopentium ignored! (only supported on x86_32)"
    case .invalidUserMap:
      "Kernel panic - not syncing: Invalid user supplied memory map"
    case .retypedToSameType:
      "kernel BUG at arch/x86/kernel/e820.c!"
    }
  }

  private static func mem(_ range: AddressRange) -> String { mem(range.start, range.end, width: 10) }

  private static func mem(_ start: UInt64, _ end: UInt64, width: Int) -> String {
    "[mem \(start.prefixedHex(width: width))-\((end &- 1).prefixedHex(width: width))]"
  }
}
