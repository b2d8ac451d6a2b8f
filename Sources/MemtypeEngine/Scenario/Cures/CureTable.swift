/// One remedy and what comes of it.
public struct CureRow: Hashable, Sendable {
  /// What can go wrong although, or because, a driver has its mapping.
  public enum Risk: String, Hashable, Sendable, CaseIterable {
    /// Registers or memory of a real device are mapped cacheable.
    case cachedDevice = "real device memory mapped WB"
    /// Nobody sees a second mapping with another type.
    case untracked = "not tracked"
    /// ACPI's tables are read uncached.
    case slowTables = "ACPI tables uncached"
    /// A framebuffer is written without combining.
    case noWriteCombining = "write combining lost"
  }

  /// How one device fares under the remedy.
  public struct Entry: Hashable, Sendable {
    /// Index into the scenario's devices.
    public var device: Int
    public var id: String
    public var name: String
    public var status: DeviceOutcome.Status
    /// What the driver asked for.
    public var requested: PageCacheMode?
    /// What the tracker holds for the first byte of it after the boot.
    public var tracked: PageCacheMode?
    public var risks: [Risk]
  }

  public var cure: Cure
  /// The scenario that was asked about is this one: for the first remedy that it could be.
  public var isCurrent = false
  /// One for each device that somebody maps, in the scenario's order.
  public var devices: [Entry]
  /// What became of the forced state that most remedies build on.
  public var override: GuestOverride

  public var failures: [Entry] {
    devices.filter { device in
      if case .failed = device.status { true } else { false }
    }
  }

  /// The kernel wanted to force a state, and this platform does not permit it.
  public var isRefused: Bool {
    if case .refused = override { true } else { false }
  }

  /// Every driver maps its device.
  public var works: Bool { failures.isEmpty }

  /// Each risk once, in the order of the cases.
  public var risks: [Risk] { Risk.allCases.filter { risk in devices.contains { $0.risks.contains(risk) } } }
}

/// Every remedy on the same machine, side by side, in the order in which they came up; none for a machine that has
/// nothing to heal.
///
/// - Parameters:
///   - scenario: The machine.
///   - shouldStop: Asked before each remedy: true where nobody waits for the rest.
/// - Returns: A row for each remedy that was evaluated.
public func cureTable(for scenario: Scenario, shouldStop: () -> Bool = { false }) -> [CureRow] {
  guard scenario.mayNeedCure else { return [] }
  var rows = Cure.allCases.prefix { _ in !shouldStop() }.map { CureRow($0, evaluate($0.apply(to: scenario))) }
  if let current = rows.firstIndex(where: { $0.cure.isInForce(in: scenario) }) {
    rows[current].isCurrent = true
  }
  return rows
}

extension Scenario {
  /// Whether the remedies are about this machine: its kernel replaces the MTRR state or may do so, or a driver fails.
  public var mayNeedCure: Bool {
    platform.permitsForcedMTRR || behaviour != .firmwareMTRRs || !evaluate(self).failures.isEmpty
  }

  /// What is said where there is nothing to heal.
  public static let nothingToHeal =
    "nothing to heal: every driver maps its device, and no kernel replaces the MTRR state on this platform"
}

extension CureRow {
  /// A remedy's row, from the evaluation of the scenario that it makes.
  public init(_ cure: Cure, _ evaluation: Evaluation) {
    self.cure = cure
    override = evaluation.override
    devices = evaluation.outcomes.compactMap { outcome in
      let device = evaluation.scenario.devices[outcome.device]
      if outcome.status == .notDriven || outcome.status == .unknown, outcome.firstStep == nil { return nil }
      let tracked = evaluation.segment(at: device.range.start)?.tracked
      return Entry(
        device: outcome.device, id: device.id, name: device.name, status: outcome.status,
        requested: outcome.requested, tracked: tracked,
        risks: Self.risks(of: device, outcome, tracked, evaluation))
    }
  }

  private static func risks(
    of device: Device, _ outcome: DeviceOutcome, _ tracked: PageCacheMode?,
    _ evaluation: Evaluation
  ) -> [Risk] {
    var risks: [Risk] = []
    let isMappedWB = outcome.status == .mapped(.wb) || outcome.firstMode == .wb
    if isMappedWB, !device.isEmulated, !device.kind.traits.contains(.plainMemory) {
      risks.append(.cachedDevice)
    }
    guard case .mapped(let mode) = outcome.status else { return risks }
    let mapping = outcome.step.flatMap { evaluation.step($0) }?.mapping
    if tracked == nil, let mapping, !mapping.isReleased, !mapping.isUntracked, evaluation.pat.isEnabled {
      risks.append(.untracked)
    }
    if device.kind.traits.contains(.firmwareTables), mode != .wb { risks.append(.slowTables) }
    if outcome.requested == .wc, mode != .wc { risks.append(.noWriteCombining) }
    return risks
  }
}
