/// Something that an input says, where, and in which words.
public struct Fact: Hashable, Sendable {
  /// A line of a file; lines count from 1, 0 is the file as a whole.
  public struct Place: Hashable, Sendable {
    public var file: String
    public var line: Int

    public init(file: String, line: Int) {
      self.file = file
      self.line = line
    }

    /// `dmesg.txt:214`
    public var text: String { line == 0 ? file : "\(file):\(line)" }
  }

  public var place: Place
  /// The line without quotes, time stamps and the like.
  public var text: String
  public var claim: Claim
  /// The MTRR that was asked for and refused.
  public var request: RegisterRequest?

  public init(place: Place, text: String, claim: Claim, request: RegisterRequest? = nil) {
    self.place = place
    self.text = text
    self.claim = claim
    self.request = request
  }

  /// An MTRR that somebody asked for.
  public struct RegisterRequest: Hashable, Sendable {
    public var range: AddressRange
    public var type: MemoryType

    public init(range: AddressRange, type: MemoryType) {
      self.range = range
      self.type = type
    }
  }
}

/// What a fact is about.
public enum Claim: Hashable, Sendable {
  /// `Linux version 6.12.117`, or what else tells the release.
  case release
  /// Hypervisor, encryption, firmware, processor.
  case platform
  case commandLine
  /// An entry of the firmware's memory map, or its heading.
  case memoryMap
  /// A change that the kernel made to the map.
  case memoryMapChange
  /// RAM that the MTRRs do not cover is taken out of the map (`mtrr_trim_uncached_memory`).
  case trim
  case lastPFN
  /// The register dump: default type, fixed and variable ranges, TOM2.
  case registers
  /// `MTRR map: ...` and its entries.
  case mtrrMap
  /// Whether the MTRRs are in use: `MTRRs set to read-only`, `MTRRs disabled (not available)`, `Disabled`.
  case mtrrState
  /// A register as it was found after the boot, where it is not what the boot began with.
  case later
  /// The cleanup of the registers: `total RAM covered: 1508M`.
  case cleanup
  /// A layout of the PAT, or why there is none.
  case pat
  /// A table, a register window, a BAR, a driver's success.
  case device
  /// An entry of the tracker's list, or a message of the tracker about one.
  case tracked
  /// A mapping that was refused, or a driver that failed.
  case failure
  /// A failure in another boot of the same log.
  case otherBoot
  /// Anything else that was read.
  case other

  /// Whether the model prints lines of this kind whenever the kernel does: one that it lacks contradicts it.
  public var isModelled: Bool {
    switch self {
    case .trim, .lastPFN, .registers, .mtrrMap, .mtrrState, .cleanup, .pat, .failure: true
    case .release, .platform, .commandLine, .memoryMap, .memoryMapChange, .device, .tracked, .later,
      .otherBoot,
      .other:
      false
    }
  }

  /// One word, for machines.
  public var word: String {
    switch self {
    case .release: "release"
    case .platform: "platform"
    case .commandLine: "commandLine"
    case .memoryMap: "memoryMap"
    case .memoryMapChange: "memoryMapChange"
    case .trim: "trim"
    case .lastPFN: "lastPFN"
    case .registers: "registers"
    case .mtrrMap: "mtrrMap"
    case .mtrrState: "mtrrState"
    case .later: "later"
    case .cleanup: "cleanup"
    case .pat: "pat"
    case .device: "device"
    case .tracked: "tracked"
    case .failure: "failure"
    case .otherBoot: "otherBoot"
    case .other: "other"
    }
  }
}
