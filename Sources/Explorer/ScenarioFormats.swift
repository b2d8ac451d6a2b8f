import MemtypeEngine

/// How scenarios and evaluations are written. Values, so that the interface needs to know no format.
public struct ScenarioFormats: Sendable {
  /// False where nothing is written or read.
  public var isAvailable: Bool
  /// A scenario as its file.
  public var source: @Sendable (Scenario) -> String
  public var scenario: @Sendable (String) -> Result<Scenario, ScenarioFileError>
  /// The forms in which an answer is written for others; plain text comes first.
  public var reports: [ReportForm]

  /// A form of a report.
  public struct ReportForm: Sendable {
    /// The end of a file's name that asks for it, `md`.
    public var fileExtension: String
    public var text: @Sendable (Diagnosis) -> String

    public init(fileExtension: String, text: @escaping @Sendable (Diagnosis) -> String) {
      self.fileExtension = fileExtension
      self.text = text
    }
  }

  public init(
    isAvailable: Bool = true,
    source: @escaping @Sendable (Scenario) -> String,
    scenario: @escaping @Sendable (String) -> Result<Scenario, ScenarioFileError>,
    reports: [ReportForm] = []
  ) {
    self.isAvailable = isAvailable
    self.source = source
    self.scenario = scenario
    self.reports = reports
  }

  /// Nothing is written or read.
  public static let none = ScenarioFormats(
    isAvailable: false,
    source: { _ in "" },
    scenario: { _ in .failure(ScenarioFileError(file: "", found: "a text", accepted: "nothing")) })
}
