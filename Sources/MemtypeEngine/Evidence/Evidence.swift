/// The facts of an input, in the order in which it gives them.
public struct Evidence: Hashable, Sendable {
  public var facts: [Fact]
  /// The file that is the kernel's log, by the name that facts have for it; nil where there is none.
  public var log: String?
  /// The log goes from the first lines of the boot to where its last RAM was counted, so that a line about RAM that
  /// is not in it was not printed.
  public var coversSetUp: Bool
  /// The log goes on until user space runs, so that a failure that is not in it did not happen.
  public var coversDrivers: Bool

  /// Failures that name no place and no device that is known.
  public var unplaced: [ObservedOutcome] = []
  /// Drivers that failed, by the log, over something else than their memory: every refused mapping has a line of its
  /// own (`__ioremap_caller`), and there is none.
  public var otherFailures: [ObservedOutcome] = []
  /// Requests for an MTRR that were refused: no mapping is missing for that, but what asked for WC does without it.
  public var refusedRegisters: [ObservedOutcome] = []
  /// The log does not show what was printed before the other failures, so that they may have failed over their memory all the same.
  public var othersMayBeMappings = false
  /// What was not said, with its candidates.
  public var open: [OpenInput] = []
  /// The registers as they were found after the boot; nil where nobody has changed them, or nothing is known of it.
  public var later: LaterRegisters?

  public init(
    facts: [Fact] = [], log: String? = nil, coversSetUp: Bool = false, coversDrivers: Bool = false
  ) {
    self.facts = facts
    self.log = log
    self.coversSetUp = coversSetUp
    self.coversDrivers = coversDrivers
  }

  public static let none = Evidence()

  /// Where a line about a failure stands: `dmesg.txt:214`; nil if it is none of the facts.
  public func place(of observed: ObservedOutcome) -> String? {
    fact(of: observed)?.place.text
  }

  /// `dmesg.txt:214 says "ioremap error for ..."`
  public func quote(_ observed: ObservedOutcome) -> String {
    "\(place(of: observed) ?? "the log") says \"\(fact(of: observed)?.text ?? observed.text)\""
  }

  /// What was observed may be the beginning of its line.
  private func fact(of observed: ObservedOutcome) -> Fact? {
    facts.first { $0.text == observed.text } ?? facts.first { $0.text.hasPrefix(observed.text) }
  }

  public var isEmpty: Bool { facts.isEmpty && unplaced.isEmpty && otherFailures.isEmpty }
}

/// What the machine's own log says became of a device's driver.
public struct ObservedOutcome: Hashable, Sendable {
  /// Whether it does not have its memory.
  public var isFailure: Bool
  /// What the driver returned, negative; nil where that was not said.
  public var error: Int?
  public var requested: PageCacheMode?
  /// What the tracker held or answered.
  public var got: PageCacheMode?
  /// The line that says so.
  public var text: String
  /// The rules do not lead to it from what is known of the machine, so it stands in place of what they lead to.
  public var isUnexplained: Bool

  public init(
    isFailure: Bool = true, error: Int? = nil, requested: PageCacheMode? = nil, got: PageCacheMode? = nil,
    text: String,
    isUnexplained: Bool = false
  ) {
    self.isFailure = isFailure
    self.error = error
    self.requested = requested
    self.got = got
    self.text = text
    self.isUnexplained = isUnexplained
  }
}

extension DeviceOutcome {
  /// Whether the rules lead to what was seen. A driver that maps is as good as another one.
  func agrees(with observed: ObservedOutcome) -> Bool {
    guard isFailure == observed.isFailure else { return false }
    if let error = observed.error, let other = status.error, other != error { return false }
    return !isFailure
      || (observed.requested == nil || observed.requested == requested)
        && (observed.got == nil || observed.got == got)
  }

  /// The same as the machine's log has it.
  mutating func take(_ observed: ObservedOutcome) {
    requested = observed.requested ?? requested
    got = observed.got ?? (observed.isFailure ? nil : got)
    if observed.isFailure {
      status = .failed(observed.error ?? Errno.noMemory)
    } else if isFailure {
      status = .mapped(got ?? requested ?? .ucMinus)
    }
  }
}
