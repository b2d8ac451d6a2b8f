import MemtypeEngine
import TestSupport
import Testing

@testable import Explorer

/// The overlay with every remedy side by side.
@Suite(.bounded) struct CuresTests {
  @Test func aCureIsChosenAppliedAndTakenBack() {
    var explorer = Explorer(.snpForcedWB, 80, 24)
    explorer.press("C <End>")
    #expect(explorer.lines(with: "PCI hole UC (v2)").contains { $0.contains("merged in 6.18") })
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
    // The cursor begins on the present state.
    explorer.press("C")
    #expect(!explorer.lines(with: "this is the present state").isEmpty)
    explorer.press("<Enter>")
    #expect(!explorer.document.history.canUndo)
    #expect(!explorer.lines(with: "changes nothing here").isEmpty)
  }

  @Test(arguments: [(40, 10), (60, 20), (80, 24), (120, 40)])
  func theFailingDeviceIsNeverCut(columns: Int, rows: Int) throws {
    for scenario in Scenario.builtIn where scenario.mayNeedCure {
      var explorer = Explorer(scenario, columns, rows)
      let failing = explorer.failingDevices
      explorer.press("C")
      let head = try #require(explorer.lines(with: "cure ").first { $0.contains("risk") || columns < 80 })
      // As many as there is room for, the end of each name.
      for device in failing.prefix(columns < 60 ? 1 : 3) {
        #expect(head.contains(device.name.suffix(7)), "\(scenario.name): \(head)")
      }
    }
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
