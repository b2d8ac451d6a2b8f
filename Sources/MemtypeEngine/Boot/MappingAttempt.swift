/// One attempt to map physical memory in the boot.
public struct MappingAttempt: Hashable, Sendable {
  public enum Outcome: Hashable, Sendable {
    /// Mapped with this mode, whatever was asked for.
    case mapped(PageCacheMode)
    /// An ACPI mapping that covers it was there already, with this mode.
    case reused(PageCacheMode)
    /// Refused; the errno that the caller returns, negative.
    case failed(Int)
  }

  /// Why a request was refused.
  public enum Refusal: Hashable, Sendable {
    /// The range is empty or wraps around.
    case invalidRange
    /// The address has bits above the physical width.
    case invalidAddress
    /// RAM in use lies in the range.
    case ram
    /// RAM and something else lie in the range, or RAM pages have another type.
    case ramPages
    /// Older mappings in the range have different types.
    case conflict
    /// This type was offered, and the caller may not have it.
    case notAllowed(PageCacheMode)
    /// Somebody else has claimed the range; its name.
    case busyRegion(String)
    /// The kernel keeps processes away from it.
    case notPermitted
    /// The driver had its mapping and gave up for another reason, or there was no room for one.
    case other
  }

  /// The call, `ioremap`, `ioremap_cache`, `set_fixmap_nocache`.
  public var call: String
  /// As asked for, not rounded.
  public var range: AddressRange
  public var requested: PageCacheMode
  /// What the tracker answered, also where the caller could not live with it; nil where it was not asked.
  public var got: PageCacheMode?
  public var outcome: Outcome
  /// Whether the mapping was undone again within the same step.
  public var isReleased: Bool
  /// The step whose mapping decided the answer, if an older one did.
  public var decidedBy: Int?
  /// Why there is no mapping; nil if there is one.
  public var refusal: Refusal?
  /// The step whose mapping disagrees with that one, so that nothing could be agreed on.
  public var conflictsWith: Int?

  public init(
    call: String, range: AddressRange, requested: PageCacheMode, got: PageCacheMode?, outcome: Outcome,
    isReleased: Bool = false, decidedBy: Int? = nil, conflictsWith: Int? = nil, refusal: Refusal? = nil
  ) {
    self.call = call
    self.range = range
    self.requested = requested
    self.got = got
    self.outcome = outcome
    self.isReleased = isReleased
    self.decidedBy = decidedBy
    self.conflictsWith = conflictsWith
    self.refusal = refusal
  }

  /// Whether the caller has its mapping.
  public var isMapped: Bool {
    if case .failed = outcome { false } else { true }
  }

  /// Mapped past the tracker, through the fixmap or by page.
  public var isUntracked: Bool { isMapped && got == nil }
}
