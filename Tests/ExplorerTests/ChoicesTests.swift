import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// Choices, completion, the history as a list, and the boot's steps as inputs.
@Suite(.bounded) struct ChoicesTests {
  private func explorer(on field: InputPath, _ scenario: Scenario = .snpForcedWB) throws -> Explorer {
    var explorer = Explorer(scenario, 120, 40, keys: "2")
    let row = try #require(explorer.inputRows.firstIndex { $0.cells.contains(.input(field)) })
    explorer.viewports[.inputs]?.cursor = row
    return explorer
  }

  @Test func choicesAreShownWhileOneGoesThroughThem() throws {
    var explorer = try explorer(on: "platform")
    explorer.press("<Enter>")
    #expect(explorer.context == .menu)
    explorer.press("b a r e")
    #expect(explorer.scenario.platform == .bareMetal && explorer.document.scenario.platform == .sevSNP)
    explorer.press("<Esc>")
    #expect(explorer.scenario == .snpForcedWB && explorer.layers.isEmpty)
    explorer.press("<Enter> t d x <Enter>")
    #expect(explorer.document.scenario.platform == .tdx && explorer.document.history.depth == 1)
    // Every choice that stepping reaches is in the list.
    explorer.press("u <Enter>")
    guard let menu = explorer.top(Menu.self) else {
      Issue.record("no list")
      return
    }
    #expect(Set(menu.items.map(\.text)) == Set(Platform.allCases.map(\.rawValue)))
    #expect(menu.selected?.text == Platform.sevSNP.rawValue)
  }

  @Test func anyReleaseCanBeTyped() throws {
    var explorer = try explorer(on: "kernel")
    explorer.press("<Enter> 6 . 1 2 . 9")
    #expect(explorer.scenario.kernel == KernelRevision(6, 12, 9), "it is shown at once")
    explorer.press("<Enter>")
    #expect(explorer.document.scenario.kernel == KernelRevision(6, 12, 9))
    // Exactly what is typed comes before those that begin with it.
    explorer.press("<Enter> 6 . 1 2 <Enter>")
    #expect(explorer.document.scenario.kernel == KernelRevision(6, 12))
    explorer.press("<Enter> . 1 8 <Enter>")
    #expect(explorer.document.scenario.kernel == KernelRevision(6, 18))
  }

  @Test func aSwitchNeedsNoList() throws {
    var explorer = try explorer(on: "early-hpet")
    explorer.press("<Enter>")
    #expect(explorer.layers.isEmpty && explorer.isModified)
  }

  @Test func namesAndSumsAreAddressesAndTabCompletesThem() throws {
    var explorer = try explorer(on: "tolud", .snpPCIHole)
    explorer.press("<Enter> t o l <Tab>")
    #expect(explorer.evaluation.tolud == 0x8000_0000)
    // While it is typed, tolud is where it was.
    explorer.press("+ 1 6 <Tab>")
    #expect(explorer.notice?.text.contains("units: K M G T P") == true)
    explorer.press("M")
    #expect(explorer.evaluation.tolud == 0x8100_0000)
    explorer.press("<Enter>")
    #expect(explorer.document.scenario.tolud == 0x8100_0000)
    explorer.press("<Enter> h p e t <Enter>")
    #expect(explorer.notice?.isBad == true && explorer.document.scenario.tolud == 0x8100_0000)
  }

  @Test func theHistoryIsAListToGoTo() {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "K 2 - - H")
    #expect(explorer.lines(with: "as opened").count == 1 && explorer.lines(with: "4 of 4").count == 1)
    explorer.press("<Home> <Down> <Enter>")
    #expect(explorer.scenario.behaviour == .forcedWBAndPCIHole && explorer.scenario.tolud == 0x8000_0000)
    #expect(explorer.document.history.depth == 1 && explorer.document.history.canRedo)
    explorer.press("H <Home> <Enter>")
    #expect(explorer.scenario == .snpForcedWB)
    explorer.press("H <End> <Enter>")
    #expect(explorer.scenario.tolud == 0x7fe0_0000 && !explorer.document.history.canRedo)
  }

  @Test func stepsAreLeftOutTakenInAndMoved() throws {
    var explorer = Explorer(.snpForcedWB, 200, 60, keys: "7")
    // Without ACPI's read of the TPM's region nothing holds it WB.
    let row = try #require(
      explorer.rows(of: .steps).firstIndex { row in
        if case .item(let index) = row {
          explorer.wholeBoot.trace.steps[index].id.contains("TPM.TPMR")
        } else {
          false
        }
      })
    explorer.viewports[.steps]?.cursor = row
    explorer.press("<Space>")
    #expect(explorer.evaluation.failures.isEmpty && explorer.document.history.depth == 1)
    let off = try #require(
      explorer.rows(of: .steps).firstIndex { if case .named = $0 { true } else { false } })
    explorer.viewports[.steps]?.cursor = off
    #expect(!explorer.lines(with: "left out").isEmpty)
    explorer.press("<Space>")
    #expect(explorer.scenario == .snpForcedWB)
    // The TPM's driver before the HPET's: both are device initcalls.
    let driver = try #require(
      explorer.rows(of: .steps).lastIndex { if case .item = $0 { true } else { false } })
    explorer.viewports[.steps]?.cursor = driver
    explorer.press("-")
    #expect(explorer.scenario.bootOrder.first?.contains("tpm") == true)
    explorer.press("- -")
    #expect(explorer.notice?.isBad == true, "it is the first of its level")
    // Elsewhere the keys are not the boot's.
    explorer.press("3 <Space>")
    #expect(explorer.notice?.text.contains("7 goes to its steps") == true)
  }
}
