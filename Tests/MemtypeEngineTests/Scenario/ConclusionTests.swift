import TestSupport
import Testing

@testable import MemtypeEngine

@Suite(.bounded) struct ConclusionTests {
  @Test func theSeedsFailureIsConcludedFromTwoRequests() throws {
    let evaluation = evaluate(.snpForcedWB)
    let conclusion = try #require(evaluation.conclusions.first)
    #expect(evaluation.conclusions.count == 1)
    #expect(conclusion.error == -12)
    #expect(conclusion.requests.map(\.asked) == [.wb, .ucMinus])
    #expect(conclusion.requests.map(\.got) == [.wb, .wb])
    #expect(conclusion.requests.map(\.error) == [nil, -12])
    #expect(conclusion.requests.map(\.isDecided) == [false, true])
    #expect(conclusion.requests[0].step < conclusion.requests[1].step)
    #expect(conclusion.rule == "UC- may not become WB")
    #expect(conclusion.causes.map(\.change) == [.behaviour, .cure(.acpiIoremap), .cure(.reservedHole)])
  }

  /// Each change that a cause names makes the driver work.
  @Test func whatIsSaidToChangeItChangesIt() throws {
    let scenario = Scenario.snpForcedWB
    let conclusion = try #require(evaluate(scenario).conclusions.first)
    for cause in conclusion.causes {
      switch cause.change {
      case .cure(let cure): #expect(evaluate(cure.apply(to: scenario)).conclusions.isEmpty)
      case .behaviour: #expect(evaluate(Cure.pciHole.apply(to: scenario)).conclusions.isEmpty)
      default: Issue.record("\(cause)")
      }
    }
  }

  @Test func whatWorksHasNoConclusion() {
    #expect(evaluate(.snpPCIHole).conclusions.isEmpty)
    #expect(evaluate(.bareMetal).conclusion(for: 0) == nil)
    #expect(evaluate(.bareMetal).conclusion(for: 999) == nil)
  }
}

extension Evaluation {
  /// The conclusions for all devices whose drivers fail, in the scenario's order.
  fileprivate var conclusions: [Conclusion] { failures.compactMap { conclusion(for: $0.device) } }
}
