import MemtypeEngine

/// A failure, refusal or conflict that a kernel printed, in the terms of the line alone.
///
/// What a line does not say is nil. Lines about one event are brought together by `LogIncident`.
public struct LogFailure: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// `ioremap error for 0xfed40000-0xfed45000, requested 0x2, got 0x0`
    case ioremapRefused = "ioremap refused"
    /// `ioremap memtype_reserve failed -16`
    case ioremapReserveFailed = "ioremap could not reserve"
    /// `ioremap on RAM at ...`, `ioremap: invalid physical address ...`
    case ioremapInvalid = "ioremap of RAM or of no address"
    /// `x86/PAT: gdsio:3544 conflicting memory types ... write-combining<->uncached-minus`: two types are held in the
    /// range, or one that is not the request.
    case memtypeConflict = "conflicting memory types"
    /// `x86/PAT: memtype_reserve failed [mem ...], track X, req Y`, up to 5.6 `reserve_memtype failed`.
    case memtypeRefused = "memtype refused"
    /// `x86/PAT: reserve_ram_pages_type failed [mem ...], track 0x0, req 0x2`
    case ramTypeRefused = "type of RAM pages refused"
    /// `x86/PAT: prog:12 map pfn expected mapping type X for [mem ...], got Y`
    case mapPFNRefused = "user mapping refused"
    /// `x86/PAT: prog:12 ioremap_change_attr failed X for [mem ...]`
    case attributeChangeFailed = "change of attributes failed"
    /// `x86/PAT: prog:12 freeing invalid memtype [mem ...]`
    case freedUnknown = "freed what was not reserved"

    /// `tpm_tis MSFT0101:00: probe with driver tpm_tis failed with error -12`
    case probe = "probe failed"
    /// A driver says in its own words that it could not map its memory.
    case driverMapping = "driver could not map"
    /// A driver's own words right behind a refused mapping.
    case driver = "driver failed"
    /// `can't request region for resource [mem ...]`, `BAR 2: can't reserve [mem ...]`
    case regionBusy = "region busy"
    /// `can't claim BAR 0 [mem ...]: address conflict with ...`
    case resourceConflict = "resource conflict"
    /// `resource sanity check: requesting [mem ...], which spans more than ...`: a warning, the mapping is made.
    case spansResources = "mapping spans resources"
    /// `Failed to map ACPI memory`, `Could not map memory at 0x...`
    case acpiMapping = "ACPI could not map"

    /// `mtrr: type mismatch for e0000000,10000000 old: write-back new: write-combining`
    case mtrrTypeMismatch = "MTRR type mismatch"
    /// `mtrr: no more MTRRs available`
    case mtrrExhausted = "no free MTRR"
    /// `mtrr: 0x...,0x... overlaps existing 0x...,0x...`
    case mtrrOverlap = "MTRR overlap"
    /// `mtrr: base(0x...) is not aligned on a size(0x...) boundary` and the other refusals of a request.
    case mtrrInvalid = "MTRR request invalid"
    /// `mtrr: your BIOS has configured an incorrect mask, fixing it.`
    case mtrrMask = "MTRR mask incorrect"
    /// `mtrr: your CPUs had inconsistent variable MTRR settings`
    case mtrrInconsistent = "MTRRs differ between CPUs"
    /// `WARNING: strange, CPU MTRRs all blank?`
    case mtrrBlank = "MTRRs blank"
    /// `WARNING: BIOS bug: CPU MTRRs don't cover all of memory, losing 871MB of RAM.`
    case ramLost = "RAM lost"
    /// `*BAD*gran_size: ...`, `mtrr_cleanup: can not find optimal value`
    case cleanupFailed = "MTRR cleanup found no layout"
    /// `WC support is unavailable`, `Failed to add WC MTRR for ...`, `[drm] MTRR allocation failed.`
    case writeCombiningUnavailable = "no write-combining"
  }

  public var kind: Kind
  /// What it is about. Sizes of a page or more, as printed.
  public var range: AddressRange?
  /// What was in the way: the MTRR that overlaps, the resource that is spanned.
  public var other: AddressRange?
  public var requested: MemoryType?
  /// What the range had, and what the request would have got or did get.
  public var held: MemoryType?
  /// A second type in the range, of a conflict between two.
  public var alsoHeld: MemoryType?
  /// Negative, `-12`.
  public var error: Int?
  /// What printed it: `tpm_tis`, `mtrr` for the MTRR code.
  public var driver: String?
  /// `MSFT0101:00`, `0000:00:02.0`
  public var device: String?
  /// The program for which the kernel worked: `gdsio` and 3544.
  public var process: String?
  public var processID: Int?
  /// The message calls `range` RAM.
  public var isOfRAM = false
  /// Bytes that are lost, of `ramLost`.
  public var lost: UInt64?
  /// The message as it stands in the log, printable and cut off where it is long.
  public var text: String

  public init(kind: Kind, text: String) {
    self.kind = kind
    self.text = text
  }
}

extension LogFailure {
  /// How many of the fields the message filled.
  var detail: Int {
    let ranges = [range, other].count { $0 != nil }
    let types = [requested, held, alsoHeld].count { $0 != nil }
    let names = [driver, device, process].count { $0 != nil }
    return ranges + types + names + (error == nil ? 0 : 1) + (processID == nil ? 0 : 1)
  }
}

extension LogFailure.Kind {
  /// A mapping was asked for and not made.
  public var isRefusedMapping: Bool {
    switch self {
    case .ioremapRefused, .ioremapReserveFailed, .ioremapInvalid, .memtypeConflict, .memtypeRefused,
      .ramTypeRefused, .mapPFNRefused, .acpiMapping:
      true
    default: false
    }
  }

  /// A driver said that it failed, or could not have what it asked for.
  public var isDriverFailure: Bool {
    switch self {
    case .probe, .driverMapping, .driver, .regionBusy: true
    default: false
    }
  }

  /// A request for an MTRR was refused.
  public var isRefusedMTRR: Bool {
    switch self {
    case .mtrrTypeMismatch, .mtrrExhausted, .mtrrOverlap, .mtrrInvalid: true
    default: false
    }
  }
}

/// Lines of a log about one event: a refused mapping, what the tracker said of it, and what became of the driver.
public struct LogIncident: Hashable, Sendable {
  /// In the log's order; never empty.
  public var failures: [Logged<LogFailure>]

  init(_ first: Logged<LogFailure>) { failures = [first] }

  /// The lines, from 1.
  public var lines: [Int] { failures.map(\.line) }
  /// The line that names the refusal, else the first.
  public var main: Logged<LogFailure> {
    failures.first { $0.value.kind.isRefusedMapping } ?? failures[0]
  }

  public var range: AddressRange? { first(\.range) }
  /// What the kernel calls RAM while it refuses a mapping of it; nil where it says no such thing.
  public var ram: AddressRange? { failures.first { $0.value.isOfRAM }?.value.range }
  /// The type that was asked for, from the line that says it outright.
  public var requested: MemoryType? { first(\.requested) }
  /// The type that stood in the way.
  public var held: MemoryType? {
    let named = failures.flatMap { [$0.value.held, $0.value.alsoHeld] }.compactMap { $0 }
    return named.first { $0 != requested } ?? named.first
  }
  /// The type that the request would have got; a conflict between two that are held promises none.
  public var got: MemoryType? {
    let types = failures.filter { $0.value.kind != .memtypeConflict }.compactMap(\.value.held)
    return types.first { $0 != requested } ?? types.first
  }
  /// What the driver failed with, else what the mapping failed with.
  public var error: Int? {
    failures.last { $0.value.kind.isDriverFailure && $0.value.error != nil }?.value.error ?? first(\.error)
  }
  public var driver: String? { lastNamed(\.driver) }
  public var device: String? { lastNamed(\.device) }
  public var process: String? { first(\.process) }
  public var processID: Int? { first(\.processID) }

  private func first<Value>(_ path: KeyPath<LogFailure, Value?>) -> Value? {
    for failure in failures { if let value = failure.value[keyPath: path] { return value } }
    return nil
  }

  private func lastNamed(_ path: KeyPath<LogFailure, String?>) -> String? {
    for failure in failures.reversed() { if let value = failure.value[keyPath: path] { return value } }
    return nil
  }
}
