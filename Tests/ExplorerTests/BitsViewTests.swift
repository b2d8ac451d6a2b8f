import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// Registers in bits.
@Suite(.bounded) struct BitsViewTests {
  @Test func whatDecidesAtTheCursorIsOpened() throws {
    var explorer = Explorer(.bareMetal, 120, 40, keys: "g c0000000 <Enter> #")
    #expect(explorer.top(BitsView.self)?.name == .variable(0))
    let screen = explorer.screen
    for words in ["MTRR 0, the firmware's", "0xc000_0000 matches", "both readings are the same", "UC"] {
      #expect(screen.contains(words), "\(words)")
    }
    explorer.press("<Tab>")
    #expect(explorer.top(BitsView.self)?.name == .variable(1))
    explorer.press("<Esc>")
    #expect(explorer.layers.isEmpty)
    // Among the inputs it is the row's register.
    explorer.press("2")
    for _ in 0..<40 where explorer.currentField?.key != "mtrr.default-type" { explorer.press("j") }
    explorer.press("#")
    #expect(explorer.top(BitsView.self)?.name == .defaultType)
  }

  @Test func aFlippedBitIsOneEdit() throws {
    var explorer = Explorer(.bareMetal, 120, 40, keys: "g c0000000 <Enter> #")
    let view = try #require(explorer.top(BitsView.self))
    #expect(view.word == 0 && view.bit == 12)
    for _ in 0..<19 { explorer.press("h") }
    explorer.press("j")
    #expect(explorer.top(BitsView.self)?.bit == 31 && explorer.top(BitsView.self)?.word == 1)
    let mask = explorer.scenario.mtrr.variable[0].mask
    explorer.press("<Space>")
    #expect(explorer.scenario.mtrr.variable[0].mask == mask ^ 1 << 31 && explorer.document.history.depth == 1)
    // The mask has a hole now: the readings differ, and the page says so.
    #expect(explorer.screen.contains("they differ"))
    explorer.press("u")
    #expect(explorer.scenario == .bareMetal && explorer.top(BitsView.self) != nil)
  }

  @Test func whatAProcessorRefusesIsRefused() {
    var explorer = Explorer(.bareMetal, 120, 40, keys: ": b i t s <Space> d e f t y p e <Enter>")
    for _ in 0..<3 { explorer.press("l") }
    #expect(explorer.top(BitsView.self)?.bit == 9)
    explorer.press("<Space>")
    #expect(explorer.notice?.text.contains("reserved") == true && explorer.scenario == .bareMetal)
    for _ in 0..<7 { explorer.press("l") }
    explorer.press("<Space>")
    #expect(explorer.notice?.text.contains("memory type") == true && explorer.scenario == .bareMetal)
  }

  /// The guest's own range is no firmware register: it is named apart, and its bits are a what-if.
  @Test func theForcedRangeIsOpenedAndEdited() throws {
    var explorer = Explorer(.snpPCIHole, 120, 40, keys: "g tpm <Enter> #")
    #expect(explorer.top(BitsView.self)?.name == .forced(0))
    for words in ["never in a register", "mask_lo", "mask_hi", "base_lo"] {
      #expect(explorer.screen.contains(words), "\(words)")
    }
    #expect(!explorer.screen.contains("MTRR 0"))
    // V off: the range is gone, and the TPM fails as before the cure.
    explorer.press("j l <Space>")
    #expect(explorer.scenario.forcedRange != nil && explorer.scenario.mtrr == Scenario.snpPCIHole.mtrr)
    #expect(explorer.evaluation.failures.count == 1)
    explorer.press("r")
    #expect(explorer.scenario == .snpPCIHole)
  }

  @Test func thePATHasItsTable() {
    let explorer = Explorer(.bareMetal, 120, 40, keys: "g tpm <Enter> : b i t s <Space> p a t <Enter>")
    for words in ["PA0", "PA7", "PWT", "[UC]"] { #expect(explorer.screen.contains(words), "\(words)") }
  }

  @Test(arguments: [(40, 10), (80, 24), (200, 60)])
  func everyRegisterFits(_ columns: Int, _ rows: Int) {
    for scenario in Scenario.builtIn {
      var explorer = Explorer(scenario, columns, rows, keys: "#")
      for _ in explorer.evaluation.registerNames {
        #expect(explorer.top(BitsView.self) != nil)
        explorer.press("<Tab> <Down> <PgDn> <Up>")
      }
    }
  }
}
