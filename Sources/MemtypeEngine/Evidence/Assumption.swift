/// Something the input did not say, and what was taken for it.
public struct Assumption: Hashable, Sendable {
  /// `no MSR dump`.
  public var missing: String
  /// `fixed ranges assumed from the MTRR map line`.
  public var assumed: String

  public init(missing: String, assumed: String) {
    self.missing = missing
    self.assumed = assumed
  }

  /// `no MSR dump: fixed ranges assumed from the MTRR map line`.
  public var text: String { "\(missing): \(assumed)" }
}

/// Something the input did not say, with all that it may be. The scenario has one of the candidates, and an assumption
/// that names it.
public struct OpenInput: Hashable, Sendable {
  public struct Candidate: Hashable, Sendable {
    /// `default WB, UC from 0xc000_0000 to 4 GiB`
    public var name: String
    public var edit: ScenarioEdit

    public init(_ name: String, _ edit: ScenarioEdit) {
      self.name = name
      self.edit = edit
    }
  }

  /// A candidate that a fact speaks against.
  public struct Refuted: Hashable, Sendable {
    public var candidate: Candidate
    /// `dmesg.txt:214 says "ioremap error ..."`
    public var reason: String

    public init(_ candidate: Candidate, reason: String) {
      self.candidate = candidate
      self.reason = reason
    }
  }

  /// The same words as the assumption's.
  public var missing: String
  /// What no fact speaks against, the most ordinary first.
  public var candidates: [Candidate]
  public var refuted: [Refuted]
  /// What would settle it: `rdmsr -p0 0x2ff`. Empty where nothing simple does.
  public var command: String

  public init(
    _ missing: String, _ candidates: [Candidate], refuted: [Refuted] = [], settledBy command: String = ""
  ) {
    self.missing = missing
    self.candidates = candidates
    self.refuted = refuted
    self.command = command
  }

  /// The candidate that a scenario has; nil where somebody has set the value by hand.
  public func choice(in scenario: Scenario) -> Int? {
    candidates.firstIndex { $0.edit.holds(in: scenario) }
  }

  /// The scenario with another candidate in it, and its name in the assumption.
  public func choosing(_ candidate: Int, in scenario: Scenario) -> Scenario {
    guard let candidate = candidates[safe: candidate] else { return scenario }
    var result = scenario
    candidate.edit.apply(to: &result)
    let place = result.assumptions.firstIndex { assumption in
      assumption.missing == missing && candidates.contains { $0.name == assumption.assumed }
    }
    if let place { result.assumptions[place].assumed = candidate.name }
    return result
  }
}
