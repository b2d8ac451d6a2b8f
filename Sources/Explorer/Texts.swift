import MemtypeEngine

/// How scenarios and evaluations are written. Values, so that the interface needs to know no format.
public struct Texts: Sendable {
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

  /// One property of a scenario.
  public struct Value: Hashable, Sendable {
    /// The keys of its file from the outside in; of a device its id.
    public var path: [String]
    public var text: String

    public init(path: [String], text: String) {
      self.path = path
      self.text = text
    }
  }

  /// A scenario as its file.
  public var source: @Sendable (Scenario) -> String
  public var scenario: @Sendable (String) -> Result<Scenario, Problem>
  /// Every property that a file can have, also those that are as usual.
  public var values: @Sendable (Scenario) -> [Value]
  /// Everything that follows from a scenario, for people.
  public var report: @Sendable (Evaluation) -> String

  public init(
    source: @escaping @Sendable (Scenario) -> String,
    scenario: @escaping @Sendable (String) -> Result<Scenario, Problem>,
    values: @escaping @Sendable (Scenario) -> [Value],
    report: @escaping @Sendable (Evaluation) -> String
  ) {
    self.source = source
    self.scenario = scenario
    self.values = values
    self.report = report
  }

  /// Nothing is written or read.
  public static let none = Texts(
    source: { _ in "" },
    scenario: { _ in .failure(Problem(line: nil, found: "a text", accepted: "nothing")) },
    values: { _ in [] }, report: { _ in "" })
}
