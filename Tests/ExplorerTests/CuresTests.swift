import MemtypeEngine
import TestSupport
import Testing

@testable import Explorer

/// The overlay with every remedy side by side.
@Suite(.bounded) struct CuresTests {
  @Test func aCureIsChosenAppliedAndTakenBack() {
    var explorer = Explorer(.snpForcedWB, 80, 24)
    explorer.press("C <End>")
    #expect(!explorer.lines(with: "pci-hole").isEmpty)
    #expect(explorer.scenario == .snpForcedWB, "looking changes nothing")
    explorer.press("<Enter>")
    #expect(explorer.layers.isEmpty)
    #expect(explorer.evaluation.failures.isEmpty)
    #expect(explorer.scenario.behaviour == .forcedWBAndPCIHole)
    explorer.press("u")
    #expect(explorer.scenario == .snpForcedWB)
  }

  @Test func oneThatChangesNothingSaysSo() throws {
    var explorer = Explorer(.snpForcedWB, 80, 24)
    explorer.press("C")
    let index = try #require(Cure.allCases.firstIndex { $0.apply(to: .snpForcedWB) == .snpForcedWB })
    for _ in 0..<index { explorer.press("j") }
    explorer.press("<Enter>")
    #expect(!explorer.document.history.canUndo)
    #expect(!explorer.lines(with: "changes nothing here").isEmpty)
  }

  @Test(arguments: Scenario.builtIn)
  func everyScenarioAndSizeHasATableOrSaysWhyNot(scenario: Scenario) {
    for (columns, rows) in [(40, 10), (80, 24), (200, 60)] {
      var explorer = Explorer(scenario, columns, rows)
      guard scenario.mayNeedCure else {
        explorer.press("C")
        #expect(explorer.layers.isEmpty && explorer.notice?.text == Scenario.nothingToHeal)
        continue
      }
      explorer.press("C <PgDn> <Home> <End> <Up>")
      #expect(!explorer.lines(with: "Cures for").isEmpty)
      explorer.press("<Esc>")
      #expect(explorer.layers.isEmpty)
    }
  }
}
