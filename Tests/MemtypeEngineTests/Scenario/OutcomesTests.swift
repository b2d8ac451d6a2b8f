import MemtypeEngine
import TestSupport
import Testing

/// A sweep's outcomes, which are made without log, steps and segments.
@Suite(.bounded) struct OutcomesTests {
  private static let changes: [[(String, String)]] = [
    [], [("kernel", "5.10")], [("kernel", "6.1")], [("kernel", "6.18")], [("parameters.nopat", "on")],
    [("early-hpet", "off")], [("behaviour", "forced-wb-pci-hole")], [("tolud", "0x60000000")],
    [("cpu.phys-bits", "40")], [("cpu.mtrr", "off")],
  ]

  @Test func theyAreThoseOfTheWholeEvaluation() throws {
    var compared = 0
    for scenario in Scenario.builtIn {
      for change in Self.changes {
        let edits = change.map { InputEdit(key: $0, value: FileNode(.word($1), name: $0)) }
        guard let changed = try? scenario.applying(edits) else { continue }
        #expect(evaluateOutcomes(changed) == evaluate(changed).outcomes, "\(scenario.name) \(change)")
        compared += 1
      }
    }
    #expect(compared > 60)
  }

  @Test func aCaseIsWhatTheDiagnosisOfItSays() {
    for scenario in Scenario.builtIn {
      #expect(caseOutcome(scenario) == CaseOutcome(diagnose(scenario)), "\(scenario.name)")
    }
  }
}
