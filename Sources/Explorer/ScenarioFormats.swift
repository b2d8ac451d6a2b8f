import MemtypeEngine

/// How scenarios and evaluations are written. Values, so that the interface needs to know no format.
public struct ScenarioFormats: Sendable {
  /// Why a text is no scenario.
  public struct Problem: Error, Hashable, Sendable {
    /// From 1; nil where the whole text is meant.
    public var line: Int?
    public var found: String
    public var accepted: String

    public init(line: Int?, found: String, accepted: String) {
      self.line = line
      self.found = found
      self.accepted = accepted
    }
  }

  /// False where nothing is written or read.
  public var isAvailable: Bool
  /// A scenario as its file.
  public var source: @Sendable (Scenario) -> String
  public var scenario: @Sendable (String) -> Result<Scenario, Problem>
  /// Everything that follows from a scenario, for people.
  public var report: @Sendable (Evaluation) -> String

  public init(
    isAvailable: Bool = true,
    source: @escaping @Sendable (Scenario) -> String,
    scenario: @escaping @Sendable (String) -> Result<Scenario, Problem>,
    report: @escaping @Sendable (Evaluation) -> String
  ) {
    self.isAvailable = isAvailable
    self.source = source
    self.scenario = scenario
    self.report = report
  }

  /// Nothing is written or read.
  public static let none = ScenarioFormats(
    isAvailable: false,
    source: { _ in "" },
    scenario: { _ in .failure(Problem(line: nil, found: "a text", accepted: "nothing")) },
    report: { _ in "" })
}
