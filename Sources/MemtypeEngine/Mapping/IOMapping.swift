/// The calls that map device memory, all of them variants of one function (arch/x86/mm/ioremap.c).
public enum IoremapVariant: Hashable, Sendable, CaseIterable {
  case plain, uc, wc, wt, cache, encrypted

  /// `ioremap`, `ioremap_wc`.
  public var call: String {
    switch self {
    case .plain: "ioremap"
    case .uc: "ioremap_uc"
    case .wc: "ioremap_wc"
    case .wt: "ioremap_wt"
    case .cache: "ioremap_cache"
    case .encrypted: "ioremap_encrypted"
    }
  }

  /// The mode that it asks for.
  public var mode: PageCacheMode {
    switch self {
    case .plain: .ucMinus
    case .uc: .uc
    case .wc: .wc
    case .wt: .wt
    case .cache, .encrypted: .wb
    }
  }

  /// The variant that asks for a mode; nil for WP, which has none.
  public init?(_ mode: PageCacheMode) {
    switch mode {
    case .wb: self = .cache
    case .wc: self = .wc
    case .ucMinus: self = .plain
    case .uc: self = .uc
    case .wt: self = .wt
    case .wp: return nil
    }
  }
}

/// A mapping that ioremap made.
public struct IOMapping: Hashable, Sendable {
  /// Whole pages.
  public var range: AddressRange
  /// Where in the first page the wanted bytes begin.
  public var offset: UInt64
  /// The mode under which it is tracked.
  public var trackedMode: PageCacheMode
  /// The mode of its page table bits: another one where the PAT has no slot for the tracked one.
  public var mode: PageCacheMode
  public var isEncrypted: Bool
}

/// Why ioremap returned NULL.
public enum IoremapFailure: Hashable, Sendable {
  /// Size 0, or the range wraps around. Silent.
  case invalidRange
  /// The start has bits above the physical address width.
  case invalidAddress
  /// RAM in use lies in the range.
  case ram
  /// The tracker refused; the errno.
  case reserveFailed(Int)
  /// The tracker offered this mode, and the caller cannot live with it.
  case modeNotAllowed(PageCacheMode)
  /// RAM lies in the range, and its direct map could not get the same mode.
  case directMap
}

/// What became of a call of ioremap.
public struct IoremapResult: Hashable, Sendable {
  public enum Outcome: Hashable, Sendable {
    case mapped(IOMapping)
    case failed(IoremapFailure)
  }

  /// As asked for.
  public var requested: PageCacheMode
  /// What the tracker answered; nil where it was not asked, or refused.
  public var got: PageCacheMode?
  public var outcome: Outcome
  /// Whether the tracker's list has an entry for the mapping.
  public var isTracked = false
  /// The older tracked entry that decided the answer.
  public var decidedBy: TrackedEntry?
  /// Another one that disagrees with it.
  public var conflictsWith: TrackedEntry?

  public var mapping: IOMapping? {
    if case .mapped(let mapping) = outcome { mapping } else { nil }
  }

  public var failure: IoremapFailure? {
    if case .failed(let failure) = outcome { failure } else { nil }
  }
}
