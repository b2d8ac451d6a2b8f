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

/// The boot as a list of steps.
public struct BootTrace: Hashable, Sendable {
  public var steps: [BootStep]

  public init(steps: [BootStep] = []) { self.steps = steps }

  /// The kernel log of the boot, in order.
  public var log: [KernelMessage] { steps.flatMap(\.log) }
}

/// One step of the boot that has to do with memory types.
public struct BootStep: Hashable, Sendable {
  public enum Phase: Int, Hashable, Sendable, CaseIterable, Comparable {
    case setupArch, startKernel, core, postcore, arch, subsys, fs, device, late

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    /// `setup_arch`, `subsys_initcall`.
    public var name: String {
      switch self {
      case .setupArch: "setup_arch"
      case .startKernel: "start_kernel"
      case .core: "core_initcall"
      case .postcore: "postcore_initcall"
      case .arch: "arch_initcall"
      case .subsys: "subsys_initcall"
      case .fs: "fs_initcall"
      case .device: "device_initcall"
      case .late: "late_initcall"
      }
    }
  }

  /// From 1.
  public var number: Int
  public var phase: Phase
  /// The kernel function, `hpet_enable`.
  public var function: String
  /// For people, `early HPET set-up maps the HPET`.
  public var title: String
  /// The device it is about, as an index into the scenario's devices.
  public var device: Int?
  public var mapping: MappingAttempt?
  public var log: [KernelMessage]

  public init(
    number: Int, phase: Phase, function: String, title: String, device: Int? = nil,
    mapping: MappingAttempt? = nil,
    log: [KernelMessage] = []
  ) {
    self.number = number
    self.phase = phase
    self.function = function
    self.title = title
    self.device = device
    self.mapping = mapping
    self.log = log
  }
}

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

  public init(
    call: String, range: AddressRange, requested: PageCacheMode, got: PageCacheMode?, outcome: Outcome,
    isReleased: Bool = false, decidedBy: Int? = nil
  ) {
    self.call = call
    self.range = range
    self.requested = requested
    self.got = got
    self.outcome = outcome
    self.isReleased = isReleased
    self.decidedBy = decidedBy
  }
}

/// How a device's driver fared.
public struct DeviceOutcome: Hashable, Sendable {
  public enum Status: Hashable, Sendable {
    /// The driver has its registers, mapped with this mode.
    case mapped(PageCacheMode)
    /// The driver failed with this errno, negative.
    case failed(Int)
    /// Mapped through the fixmap with UC- bits, not tracked.
    case fixmap
    /// No driver maps it.
    case notDriven
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

  public var isFailure: Bool {
    if case .failed = status { true } else { false }
  }

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
    /// MTRRs off or unknown: everything is UC for Linux.
    case disabled
    case defaultType
    /// Slots of the fixed registers.
    case fixed
    /// AMD TOM2 forces WB.
    case tom2
    /// Indexes of the variable ranges that cover it.
    case variable([Int])
  }

  public var range: AddressRange
  /// The e820 type; nil where the map says nothing.
  public var e820: E820Type?
  /// The MTRR type by Linux's reading.
  public var type: MemoryType
  public var source: TypeSource
  /// What the memtype tracker holds, if an entry covers it.
  public var tracked: PageCacheMode?
  /// Indexes into the scenario's devices that lie here.
  public var devices: [Int]

  public init(
    range: AddressRange, e820: E820Type?, type: MemoryType, source: TypeSource, tracked: PageCacheMode? = nil,
    devices: [Int] = []
  ) {
    self.range = range
    self.e820 = e820
    self.type = type
    self.source = source
    self.tracked = tracked
    self.devices = devices
  }
}

/// One link in the chain of reasons for an answer.
public struct Reason: Hashable, Sendable {
  /// What holds here, in one sentence.
  public var text: String
  /// Where the rule comes from: a kernel function or a section of a manual.
  public var source: String
  /// The boot step it is about, if it is about one.
  public var step: Int?

  public init(_ text: String, source: String, step: Int? = nil) {
    self.text = text
    self.source = source
    self.step = step
  }
}
