import MemtypeEngine

/// What the interface asks the model. A value, so that a test can count the questions.
public struct Engine: Sendable {
  public var evaluate: @Sendable (Scenario) -> Evaluation
  public var explain: @Sendable (PhysicalAddress, Evaluation) -> [Reason]

  /// The model itself.
  public static let model = Engine(
    evaluate: { MemtypeEngine.evaluate($0) }, explain: { MemtypeEngine.explain($0, in: $1) })

  public init(
    evaluate: @escaping @Sendable (Scenario) -> Evaluation,
    explain: @escaping @Sendable (PhysicalAddress, Evaluation) -> [Reason]
  ) {
    self.evaluate = evaluate
    self.explain = explain
  }
}
