import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// What differs from the state as opened, or from the one that `b` remembers.
@Suite(.bounded) struct BaselineTests {
  static func text(_ explorer: Explorer) -> String {
    explorer.rows(of: .changes, width: 100).map { ChangesPane().line($0, in: explorer, width: 100).text }
      .joined(separator: "\n")
  }

  @Test func theStateAsOpenedIsTheFirstBaseline() {
    var explorer = Explorer(.snpForcedWB, 200, 60)
    #expect(Self.text(explorer).hasPrefix("nothing differs"))
    explorer.press("K")
    let text = Self.text(explorer)
    #expect(text.contains("± behaviour forced WB → forced WB + PCI hole"))
    #expect(text.contains("± 8000_0000-ffff_ffff WB → UC\n    by forced range, before by default type"))
    #expect(text.contains("± TPM TIS failed -12 ENOMEM → mapped UC-\n    held UC- since step"))
    #expect(text.contains("± fed4_0000-fed4_0fff WB → UC-\n    step"))
    explorer.press("u")
    #expect(Self.text(explorer).hasPrefix("nothing differs"))
  }

  @Test func oldValuesStandBesideTheNewOnesOnDemand() {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "K")
    #expect(!explorer.screen.contains("was "))
    #expect(!explorer.lines(with: "✓±TPM TIS").isEmpty)
    explorer.press("B")
    #expect(!explorer.lines(with: "░WB →██ UC  TPM TIS").isEmpty, "the ruler")
    #expect(!explorer.lines(with: "± TPM TIS  ✗ -12    → ✓ UC-").isEmpty, "the drivers")
    #expect(!explorer.lines(with: "8000_0000    2G ░ WB ±█ UC").isEmpty, "the memory types")
    #expect(!explorer.lines(with: "8 Changes since it was opened").isEmpty)
    explorer.press("B")
    #expect(!explorer.screen.contains("was WB"))
  }

  /// Cured, the TPM's registers are one row; before, the first page was held WB and the others were free.
  @Test func theRulerIsCutWhereEitherSideChanges() {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "K")
    #expect(explorer.rulerRows.start(ofRow: explorer.rulerRows.row(of: 0xfed4_1000)) == 0xfed4_0000)
    let row = explorer.rulerRows.row(of: explorer.cursorAddress) - explorer.ruler.top
    explorer.press("B")
    #expect(explorer.rulerRows.start(ofRow: explorer.rulerRows.row(of: 0xfed4_1000)) == 0xfed4_1000)
    #expect(explorer.rulerRows.row(of: explorer.cursorAddress) - explorer.ruler.top == row)
    for index in 0..<explorer.rulerRows.count {
      guard case .stretch(let range, let segments) = explorer.rulerRows[index] else { continue }
      #expect(explorer.comparison.types(in: range).allSatisfy { $0.range.contains(range.start) })
      #expect(explorer.evaluation.segments[segments].first?.range.contains(range.start) == true)
    }
    explorer.press("B")
    #expect(explorer.rulerRows.start(ofRow: explorer.rulerRows.row(of: 0xfed4_1000)) == 0xfed4_0000)
  }

  @Test func devicesOfEitherSideHaveARow() throws {
    var explorer = Explorer(.bareMetal, 200, 60, keys: "2 A b")
    let added = try #require(explorer.scenario.devices.last)
    explorer.press("u B")
    #expect(!explorer.scenario.devices.contains { $0.id == added.id })
    let gone = try #require(explorer.lines(with: added.name).first { $0.contains("not there") })
    #expect(gone.contains("±"))
    // Seen from the other side it is new.
    explorer.press("U b u b U")
    let new = try #require(explorer.lines(with: "not there").first)
    #expect(new.contains(added.name))
    #expect(
      explorer.comparison.pairs.count
        == Set(explorer.comparison.old.devices.map(\.id) + explorer.scenario.devices.map(\.id)).count)
  }

  @Test func thePresentCanBeMadeTheBaseline() {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "K b 8")
    #expect(Self.text(explorer).hasPrefix("nothing differs"))
    #expect(!explorer.screen.contains("✓±"))
    #expect(explorer.isModified, "it still differs from what was opened")
    #expect(!explorer.lines(with: "Changes since the baseline").isEmpty)
    explorer.press("u")
    let text = Self.text(explorer)
    #expect(text.contains("forced WB + PCI hole → forced WB\n") && text.contains("UC → WB"))
    #expect(text.contains("mapped UC- → failed -12 ENOMEM"))
  }

  @Test func anEditThatIsBeingTypedIsComparedToo() {
    let explorer = Explorer(.snpPCIHole, 120, 40, keys: "2 <Enter> 3 G")
    #expect(explorer.comparison.types.map(\.range) == [AddressRange(0x8000_0000, 0xc000_0000)])
    #expect(explorer.comparison.map.contains { $0.old == nil && $0.new == .ram })
  }

  @Test func aNarrowerAddressSpaceIsAChange() {
    let explorer = Explorer(.snpForcedWB, 120, 40, keys: "2 g top <Enter>")
    var scenario = explorer.scenario
    scenario.cpu.physBits = 40
    let comparison = Comparison(from: explorer.evaluation, to: evaluate(scenario))
    #expect(comparison.types.map(\.range) == [AddressRange(1 << 40, 1 << 48)])
    #expect(comparison.types.first?.new == nil && comparison.tracked.isEmpty && comparison.map.isEmpty)
    let back = Comparison(from: evaluate(scenario), to: explorer.evaluation)
    #expect(back.types.first?.old == nil && back.types.first?.new?.type == .wb)
  }

  /// Every address is asked, and the comparison must agree with both evaluations.
  @Test(arguments: Scenario.builtIn.indices)
  func theStretchesAreWhatDiffers(_ index: Int) {
    let old = evaluate(Scenario.builtIn[index])
    for other in Scenario.builtIn {
      let new = evaluate(other)
      let comparison = Comparison(from: old, to: new)
      let starts = Set((old.segments + new.segments).map(\.range.start)).sorted()
      for start in starts {
        let (a, b) = (old.segment(at: start), new.segment(at: start))
        let page = AddressRange(start: start, size: 1)
        #expect(comparison.types(in: page).isEmpty == (a?.type == b?.type))
        #expect(comparison.tracked(in: page).isEmpty == (a?.tracked == b?.tracked))
        #expect(comparison.hasChanged(in: page) == (a?.type != b?.type || a?.tracked != b?.tracked))
      }
    }
  }
}
