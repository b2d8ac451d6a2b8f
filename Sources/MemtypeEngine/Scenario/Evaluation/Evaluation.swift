/// Everything that follows from a scenario. What the screen, the shell and the tests show comes out of it.
public struct Evaluation: Sendable {
  public var scenario: Scenario
  /// TOLUD as Linux finds it, in bytes.
  public var tolud: PhysicalAddress
  /// The firmware map after Linux has sanitised it, in address order.
  public var memoryMap: [E820Entry]
  /// What became of the guest kernel's wish to replace the MTRR state.
  public var override: GuestOverride
  /// Linux's MTRR state after boot.
  public var mtrr: MTRRState
  public var pat: PATConfiguration
  /// The memtype tracker's entries after boot, in list order.
  public var tracked: [TrackedEntry]
  /// The boot, step by step.
  public var trace: BootTrace
  /// One for each of the scenario's devices, in their order.
  public var outcomes: [DeviceOutcome]
  /// The physical address space cut wherever anything changes: gapless from 0 to 2^physBits.
  public var segments: [AddressSegment]
}

/// How a device's driver fared.
public struct DeviceOutcome: Hashable, Sendable {
  public enum Status: Hashable, Sendable {
    /// The driver has its registers, mapped with this mode.
    case mapped(PageCacheMode)
    /// The driver failed with this errno, negative.
    case failed(Int)
    /// Mapped through the fixmap with the bits of strong UC, not tracked.
    case fixmap
    /// No driver maps it.
    case notDriven
    /// Which driver maps it, or what that asks for, is not known.
    case unknown

    /// What the driver failed with, negative; nil where it did not fail.
    public var error: Int? { if case .failed(let error) = self { error } else { nil } }
  }

  /// Index into the scenario's devices.
  public var device: Int
  public var status: Status
  public var requested: PageCacheMode?
  public var got: PageCacheMode?
  /// The number of the driver's own step.
  public var step: Int?
  /// The number of the first step that mapped any of its range, and what was tracked then.
  public var firstStep: Int?
  public var firstMode: PageCacheMode?
  /// Mapped, but not as it was asked for.
  public var regression: Regression?

  /// A mapping that stands and is not what was asked for: slower, or cached where it must not be.
  public struct Regression: Hashable, Sendable {
    public var asked: PageCacheMode
    /// The mode of the page table bits.
    public var got: PageCacheMode
    /// The number of the step.
    public var step: Int

    package init(asked: PageCacheMode, got: PageCacheMode, step: Int) {
      self.asked = asked
      self.got = got
      self.step = step
    }

    /// `asked WC, got UC-`.
    public var text: String { "asked \(asked.name), got \(got.name)" }
  }

  public var isFailure: Bool { status.error != nil }

  public init(
    device: Int, status: Status, requested: PageCacheMode? = nil, got: PageCacheMode? = nil, step: Int? = nil,
    firstStep: Int? = nil, firstMode: PageCacheMode? = nil
  ) {
    self.device = device
    self.status = status
    self.requested = requested
    self.got = got
    self.step = step
    self.firstStep = firstStep
    self.firstMode = firstMode
  }
}

/// A stretch of addresses over which nothing changes.
public struct AddressSegment: Hashable, Sendable {
  /// What gives a stretch its MTRR type.
  public enum TypeSource: Hashable, Sendable {
    /// The boot has not come to the MTRRs yet: there is no type to speak of, and `type` is `.invalid`.
    case unread
    /// MTRRs off or unknown: everything is UC for Linux.
    case disabled
    case defaultType
    /// Slots of the fixed registers.
    case fixed
    /// AMD TOM2 forces WB.
    case tom2
    /// Indexes of the variable ranges that cover it.
    case variable([Int])
    /// Indexes of the ranges of a state that the kernel forces on itself: none of the firmware's registers.
    case forced([Int])

    /// Indexes into the variable ranges of Linux's state, whoever set them; nil for another source.
    public var ranges: [Int]? {
      switch self {
      case .variable(let indexes), .forced(let indexes): indexes
      default: nil
      }
    }
  }

  public var range: AddressRange
  /// The e820 type; nil where the map says nothing.
  public var e820: E820Type?
  /// The MTRR type by Linux's reading.
  public var type: MemoryType
  public var source: TypeSource
  /// What the memtype tracker holds, if an entry covers it.
  public var tracked: PageCacheMode?
  /// Where to look for them: a list in each segment would be quadratic for devices that overlap.
  private var places: DeviceIndex?

  /// Indexes into the scenario's devices that lie here, by their starts.
  public var devices: [Int] { places?.devices(at: range.start) ?? [] }

  init(
    range: AddressRange, e820: E820Type?, type: MemoryType, source: TypeSource, tracked: PageCacheMode? = nil,
    devices: DeviceIndex? = nil
  ) {
    self.range = range
    self.e820 = e820
    self.type = type
    self.source = source
    self.tracked = tracked
    places = devices
  }
}
