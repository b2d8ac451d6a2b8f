import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// Several scenarios at once, and what is asked of the outside for them.
@Suite(.bounded) struct DocumentTests {
  @Test func eachKeepsItsOwnEditsPlaceAndBaseline() {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "g hpet <Enter> K")
    _ = explorer.receive(.opened(.bareMetal, .words(["bare-metal"]), path: nil))
    #expect(explorer.scenario == .bareMetal && explorer.screen.contains("2/2 bare-metal"))
    explorer.press("g 1M <Enter> 2 -")
    let tolud = explorer.scenario.tolud
    explorer.press("(")
    #expect(explorer.scenario.behaviour == .forcedWBAndPCIHole && explorer.cursorAddress == 0xfed0_0000)
    explorer.press("u")
    #expect(explorer.scenario == .snpForcedWB && explorer.whyNot(.undo) != nil)
    explorer.press(")")
    #expect(explorer.scenario.tolud == tolud && explorer.cursorAddress == 1 << 20)
    explorer.press("u")
    #expect(explorer.scenario == .bareMetal)
  }

  @Test func theyAreListedInOrderAndClosed() {
    var explorer = Explorer(.snpForcedWB, 120, 40)
    explorer.addBehind(.bareMetal, .words([]), path: nil)
    explorer.addBehind(.plainVM, .words([]), path: "plain.yaml")
    let names = [Scenario.snpForcedWB, .bareMetal, .plainVM].map(\.name)
    #expect(explorer.openDocuments.map(\.scenario.name) == names && explorer.scenario == .snpForcedWB)
    explorer.press("O <Down> <Enter>")
    #expect(explorer.scenario == .bareMetal)
    #expect(explorer.openDocuments.map(\.scenario.name) == names)
    explorer.press(": close-s <Enter>")
    #expect(explorer.openDocuments.map(\.scenario.name) == [names[0], names[2]])
    // An unsaved one is not closed unasked.
    explorer.press("K : close-s <Enter>")
    #expect(explorer.context == .question)
    explorer.press("<Esc> : close-s <Enter> d : close-s <Enter>")
    #expect(explorer.openDocuments.count == 1 && explorer.notice?.isBad == true)
  }

  @Test func aCopyIsComparedWithItsOriginal() {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "F K")
    #expect(explorer.scenario.name == "snp-tpm-forced-wb-2")
    #expect(explorer.changesTitle == "Changes against snp-tpm-forced-wb")
    #expect(explorer.comparison.drivers.count == 1)
    explorer.press("(")
    #expect(explorer.scenario == .snpForcedWB && explorer.comparison.drivers.isEmpty)
    // From the original the copy can be compared with, too.
    explorer.press("D <End> <Enter>")
    #expect(explorer.isComparing && explorer.changesTitle == "Changes against snp-tpm-forced-wb-2")
    #expect(!explorer.lines(with: "± TPM TIS  ✓ UC-    → ✗ -12").isEmpty)
    explorer.press("D <Home> <Enter>")
    #expect(explorer.changesTitle == "Changes since it was opened" && explorer.comparison.count == 0)
  }

  @Test func savingAsksForWhatIsMissingOnly() throws {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "K")
    #expect(explorer.press("w").isEmpty)
    guard case .save(let first)? = explorer.press("<Enter>").first else {
      Issue.record("nothing is saved")
      return
    }
    #expect(first.path == "snp-tpm-forced-wb.yaml" && first.policy == .newFile)
    #expect(first.scenario == explorer.scenario)
    #expect(explorer.receive(.saved(first)).isEmpty)
    #expect(explorer.press("q") == [.quit])
    explorer.press("K")
    guard case .save(let second)? = explorer.press("w").first else {
      Issue.record("nothing is saved")
      return
    }
    #expect(second.path == first.path && second.policy == .sameFile)
  }

  @Test func whatIsUnsavedIsKnown() {
    var explorer = Explorer(.snpForcedWB, 120, 40)
    #expect(explorer.unsavedScenarios.isEmpty)
    explorer.press("K F R")
    let unsaved = explorer.unsavedScenarios.values.map(\.name).sorted()
    #expect(unsaved == ["snp-tpm-forced-wb", "snp-tpm-forced-wb-2"])
    // A value that is being typed is not an edit yet.
    explorer.press("u 2 <Enter> 3 G")
    // The copy's own edit is taken back, but what it was copied from is kept nowhere either.
    #expect(explorer.unsavedScenarios.count == 2)
  }

  @Test func whatIsComparedWithIsAsItIsNow() {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "F")
    #expect(explorer.comparison.count == 0)
    // The original is edited, and the copy is in front again.
    explorer.press("( K )")
    #expect(explorer.baseline.scenario.behaviour == .forcedWBAndPCIHole)
    #expect(explorer.comparison.count > 0 && explorer.scenario.behaviour == .forcedWB)
    #expect(explorer.changedInputs.map(\.name).contains("behaviour"))
  }

  @Test func optionsAreAFirstEditThatIsMarkedAndCanBeTakenBack() throws {
    var whatIf = Scenario.snpForcedWB
    whatIf.behaviour = .forcedWBAndPCIHole
    var explorer = Explorer(.snpForcedWB, whatIf: whatIf, size: Size(columns: 120, rows: 40))
    #expect(explorer.scenario == whatIf && explorer.isModified && explorer.unsavedScenarios.isEmpty)
    #expect(explorer.changedInputs.map(\.name) == ["behaviour"])
    explorer.press("u")
    #expect(explorer.scenario == .snpForcedWB && explorer.unsavedScenarios.isEmpty)
    #expect(explorer.perform(.redo) == [] && explorer.scenario == whatIf)
    #expect(explorer.perform(.quit) == [.quit])
  }
}
