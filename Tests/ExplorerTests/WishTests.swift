import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// Saying which types are wanted, and taking the registers that are proposed.
@Suite(.bounded) struct WishTests {
  private static let forcedHole: Explorer = {
    var explorer = Explorer(.snpForcedWB, 120, 40)
    explorer.press("K 2 <Enter> 0x7f000000 <Enter> 1")
    return explorer
  }()

  @Test func makeLegalShowsWhatThePatchWouldHaveNeeded() {
    var explorer = Self.forcedHole
    explorer.press("S")
    #expect(!explorer.lines(with: "2 registers with default type WB").isEmpty)
    #expect(!explorer.lines(with: "has holes").isEmpty)
    #expect(!explorer.lines(with: "0x7f00_0000-0x7fff_ffff").isEmpty)
    #expect(!explorer.lines(with: "0x8000_0000-0xffff_ffff").isEmpty)
    explorer.press("<End>")
    #expect(!explorer.lines(with: "under WB").isEmpty, "the proof is below")
  }

  @Test func whatIsProposedIsOneStepThatCanBeTakenBack() throws {
    var explorer = Self.forcedHole
    let before = explorer.scenario
    let depth = explorer.document.history.depth
    explorer.press("S <Enter>")
    #expect(explorer.layers.isEmpty)
    #expect(explorer.document.history.depth == depth + 1)
    #expect(explorer.evaluation.override == .notTried, "the kernel reads the registers now")
    #expect(explorer.evaluation.failures.isEmpty)
    #expect(explorer.derived.divergences.isEmpty)
    explorer.press("u")
    #expect(explorer.scenario == before)
  }

  @Test func aSelectionGetsTheTypeThatIsSaid() throws {
    var explorer = Explorer(.bareMetal, 120, 40)
    explorer.press("g 3G <Enter> v")
    let first = try #require(explorer.selection)
    explorer.press("<Down>")
    let range = try #require(explorer.selection)
    #expect(range.size > first.size)
    explorer.press("a wc <Enter>")
    #expect(explorer.wish.stretches == [.init(range.pageRounded, .wc)])
    #expect(explorer.ruler.anchor == nil && explorer.top(RegisterProposal.self) != nil)
    explorer.press("<Enter>")
    #expect(explorer.layers.isEmpty && explorer.wish.isEmpty)
    #expect(explorer.evaluation.segment(at: range.start)?.type == .wc)
    #expect(explorer.evaluation.segment(at: range.last)?.type == .wc)
    explorer.press("u")
    #expect(explorer.scenario == .bareMetal)
  }

  @Test func stretchesAddUpAreSeenOnTheRulerAndCanBeDropped() throws {
    var explorer = Explorer(.bareMetal, 120, 40)
    explorer.press("g 3G <Enter> a wt <Enter> <Esc>")
    #expect(!explorer.lines(with: "WT wanted").isEmpty)
    explorer.press("g hpet <Enter> a any <Enter>")
    #expect(explorer.wish.stretches.count == 2)
    let row = try #require(explorer.lines(with: "any type").first)
    #expect(row.contains("0xfed0_0000"))
    // The cursor goes to the first stretch, and d drops it.
    while explorer.layers.last?.context == .proposal, explorer.wish.stretches.count == 2,
      explorer.whyNot(.dropWanted) != nil
    { explorer.press("j") }
    explorer.press("d")
    #expect(explorer.wish.stretches.map(\.type) == [nil])
    #expect(explorer.scenario == .bareMetal, "looking changes nothing")
  }

  @Test func aStretchIsSaidInWords() {
    var explorer = Explorer(.bareMetal, 120, 40)
    explorer.press(": want <Space> tolud..4g:UC <Enter>")
    #expect(
      explorer.wish.stretches == [.init(AddressRange(explorer.evaluation.tolud, 4 << 30), .uc)])
    explorer.press("<Esc> : want <Space> 1G+64M:WT <Enter>")
    #expect(explorer.wish.stretches.count == 2)
    explorer.press("<Esc> : want <Space> 1G+64M:XX <Enter>")
    #expect(!explorer.lines(with: "no memory type").isEmpty)
  }

  @Test func aStretchBeyondTheAddressSpaceSaysWhatIsAccepted() {
    var explorer = Explorer(.bareMetal, 120, 40)
    explorer.press(": want <Space> 0..0x1000000000000000:UC <Enter>")
    #expect(!explorer.lines(with: "accepted: addresses up to").isEmpty)
    explorer.press("<Enter>")
    #expect(!explorer.lines(with: "cannot be").isEmpty)
    #expect(explorer.scenario == .bareMetal)
  }

  @Test func whatDoesNotFitIsNotAppliedButAdviceIsTaken() throws {
    var scenario = Scenario.bareMetal
    scenario.mtrr.variable = Array(scenario.mtrr.variable.prefix(2))
    var explorer = Explorer(scenario, 120, 60)
    explorer.press(": want <Space> 0x7cb00000..2G:UC <Enter>")
    #expect(!explorer.lines(with: "does not fit").isEmpty)
    explorer.press("<Enter>")
    #expect(explorer.scenario == scenario && explorer.notice?.isBad == true)
    guard case .solved(let solved) = explorer.plan else {
      Issue.record("no plan")
      return
    }
    let index = try #require(solved.plan.advice.firstIndex { $0.count <= 2 })
    // Down to that line of the advice.
    let text = solved.plan.advice[index].text
    while explorer.lines(with: "\(explorer.glyphs.cursorMark)").allSatisfy({ !$0.contains(text) }) {
      explorer.press("j")
    }
    explorer.press("<Enter>")
    #expect(!explorer.lines(with: ": fits").isEmpty)
    explorer.press("<Enter>")
    #expect(explorer.layers.isEmpty && explorer.scenario != scenario)
  }

  @Test func theRestMayBeWhatTheMemoryMapNeeds() {
    var explorer = Explorer(.bareMetal, 120, 40)
    explorer.press("S")
    #expect(!explorer.lines(with: "everything as it is").isEmpty)
    explorer.press("r")
    #expect(!explorer.lines(with: "as the memory map needs it").isEmpty)
  }

  @Test func theCostOfEveryTOLUDIsADigitEach() throws {
    let explorer = Self.forcedHole
    guard case .solved(let solved) = explorer.plan else {
      Issue.record("no plan")
      return
    }
    let costs = try #require(solved.costs)
    #expect(costs.counts.count == 256)
    #expect(try #require(costs.index(of: 0x7f00_0000)) == 0x7f)
    let rows = explorer.lines(of: explorer.plan, width: 100).map(\.line.text)
    let digits = costs.counts[64..<128].map { String($0, radix: 36) }.joined()
    #expect(rows.contains { $0.hasSuffix(" " + digits) }, "the second GiB has a row of 64 digits")
  }

  @Test(arguments: Scenario.builtIn)
  func everyMachineAndSizeHasAProposal(scenario: Scenario) {
    for (columns, rows) in [(40, 10), (80, 24), (200, 60)] {
      var explorer = Explorer(scenario, columns, rows)
      explorer.press("S <PgDn> <End> <Home> r y ? <Esc>")
      #expect(explorer.top(RegisterProposal.self) != nil)
      explorer.press("<Esc>")
      #expect(explorer.layers.isEmpty)
      #expect(explorer.scenario == scenario)
    }
  }

  @Test func draggingWithTheMouseSelectsWhatIsWanted() throws {
    var explorer = Explorer(.bareMetal, 120, 40)
    let region = try #require(explorer.layout.content(of: .ruler))
    func mouse(_ action: MouseEvent.Action, row: Int) -> InputEvent {
      .mouse(MouseEvent(action, column: region.column + 2, row: region.row + row))
    }
    _ = explorer.update(mouse(.press, row: 2))
    _ = explorer.update(mouse(.drag, row: 4))
    _ = explorer.update(mouse(.release, row: 4))
    let range = try #require(explorer.selection)
    explorer.press("a uc <Enter>")
    #expect(explorer.wish.stretches == [.init(range.pageRounded, .uc)])
  }
}
