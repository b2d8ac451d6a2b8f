import MemtypeEngine

/// How scenarios and evaluations are written. Values, so that the interface needs to know no format.
public struct ScenarioFormats: Sendable {
  /// False where nothing is written or read.
  public var isAvailable: Bool
  /// A scenario as its file.
  public var source: @Sendable (Scenario) -> String
  public var scenario: @Sendable (String) -> Result<Scenario, ScenarioFileError>
  /// Everything that follows from a scenario, for people.
  public var report: @Sendable (Evaluation) -> String

  public init(
    isAvailable: Bool = true,
    source: @escaping @Sendable (Scenario) -> String,
    scenario: @escaping @Sendable (String) -> Result<Scenario, ScenarioFileError>,
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
    scenario: { _ in .failure(ScenarioFileError(file: "", found: "a text", accepted: "nothing")) },
    report: { _ in "" })
}
