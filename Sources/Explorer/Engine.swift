import MemtypeEngine

/// What the interface asks the model. A value, so that a test can count the questions.
public struct Engine: Sendable {
  public var evaluate: @Sendable (Scenario) -> Evaluation
  public var explain: @Sendable (PhysicalAddress, Evaluation) -> [Reason]
  /// Asked between evaluations where there are many: true once nobody waits for what comes of them.
  public var shouldStop: @Sendable () -> Bool

  /// The model itself.
  public static let model = Engine(
    evaluate: { MemtypeEngine.evaluate($0) }, explain: { MemtypeEngine.explain($0, in: $1) })

  public init(
    evaluate: @escaping @Sendable (Scenario) -> Evaluation,
    explain: @escaping @Sendable (PhysicalAddress, Evaluation) -> [Reason],
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) {
    self.evaluate = evaluate
    self.explain = explain
    self.shouldStop = shouldStop
  }
}
