import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// Where a processor would not read the registers as Linux does.
@Suite(.bounded) struct HardwareReadingTests {
  /// A PCI hole of 2 GiB and 16 MiB: the mask that Linux makes for it has a hole of its own.
  static let keys = "2 <Enter> 0x7f000000 <Enter> g tpm <Enter>"

  @Test func theStretchesAreListedMarkedAndCounted() throws {
    let explorer = Explorer(.snpPCIHole, 120, 40, keys: Self.keys)
    #expect(explorer.lines(with: "8000_0000-feff_ffff WB, Linux UC").count == 1)
    #expect(explorer.lines(with: "≠ 1 ").count == 2, "the title and the pane's header")
    let rows = explorer.lines(with: "┤")
    let marked = rows.filter { $0.contains("UC ≠") }
    for place in ["HPET", "TPM TIS", "fed0_0000", "fed4_0000"] {
      #expect(marked.contains { $0.contains(place) }, "\(place)")
    }
    // Other panes stand in the same lines.
    let stretches = rows.compactMap { $0.split(separator: "┤", maxSplits: 1).last?.prefix(30) }
    #expect(stretches.contains { $0.contains("RAM") })
    #expect(!stretches.contains { $0.contains("≠") && $0.contains("RAM") })
  }

  @Test func whereBothReadingsAgreeNothingIsSaid() {
    for scenario in [Scenario.snpPCIHole, .snpForcedWB, .bareMetal] {
      let explorer = Explorer(scenario, 200, 60)
      #expect(!explorer.screen.contains("≠") && !explorer.screen.contains("hardware would read"))
    }
  }

  @Test func withoutUnicodeTheMarkIsAnExclamationMark() {
    let explorer = Explorer(.snpPCIHole, 120, 40, keys: Self.keys, glyphs: .ascii)
    #expect(explorer.lines(with: "UC !").contains { $0.contains("TPM TIS") })
    #expect(!explorer.lines(with: "! hardware would read").isEmpty)
  }

  @Test func enterOnAStretchGoesThere() {
    let explorer = Explorer(.snpPCIHole, 120, 40, keys: Self.keys + " 4 <End> <Enter>")
    #expect(explorer.focus == .ruler && explorer.cursorAddress == 0x8000_0000)
  }

  /// Every other page matches: nobody lists that.
  @Test func aListThatIsCutSaysSo() throws {
    let (added, index) = try Scenario.bareMetal.addingRange()
    let scenario = try added.settingRangeMask(index, 0x40_0000_1000)
    let explorer = Explorer(scenario, 80, 24, keys: "4 <End>")
    #expect(!explorer.derived.hasAllDivergences)
    #expect(explorer.divergenceCount.hasSuffix("+"))
    let text = explorer.rows(of: .types).map { explorer.text(of: $0, in: .types) }.joined(separator: " ")
    #expect(text.contains("the list is cut"))
  }

  @Test func theDriversPaneSaysWhatAMappingAmountsTo() {
    let guest = Explorer(.snpPCIHole, 200, 60)
    #expect(guest.lines(with: "emulated: every access traps").count == 3)
    let machine = Explorer(.bareMetal, 200, 60)
    #expect(!machine.lines(with: "MTRR UC x PAT UC- = UC").isEmpty)
    #expect(machine.lines(with: "traps").isEmpty)
    let narrow = Explorer(.bareMetal, 120, 40)
    #expect(narrow.lines(with: "x PAT").isEmpty)
  }
}
