import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// Lists that take the ruler with them, panes in the order of the screen, and one pane on all of it.
@Suite(.bounded) struct FollowingTests {
  @Test(arguments: ["3", "4", "7", "6"]) func theRulerGoesWithAList(_ pane: String) {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "g 0x1000 <Enter> \(pane)")
    let before = explorer.cursorAddress
    var visited: Set<PhysicalAddress> = []
    for key in ["<End>", "<Up>", "<Up>", "<Home>", "<Down>"] {
      explorer.press(key)
      visited.insert(explorer.cursorAddress)
      if let address = explorer.selectedLine?.address { #expect(explorer.cursorAddress == address) }
    }
    #expect(visited.contains { $0 != before } && "\(explorer.focus.number)" == pane)
    // However many steps it were, one key leads back.
    explorer.press("<")
    #expect(explorer.cursorAddress == before && "\(explorer.focus.number)" == pane)
  }

  @Test func theReasonsGoWithIt() {
    var explorer = Explorer(.bareMetal, 200, 60, keys: "3 <Home>")
    let before = explorer.reasons
    explorer.press("<End>")
    #expect(explorer.reasons != before)
  }

  @Test func anOptionTurnsItOff() {
    for explorer in [
      Explorer(
        .bareMetal, size: Size(columns: 120, rows: 40), ruler: RulerPreference(isFollowing: false)),
      Explorer(.bareMetal, 120, 40, keys: ": follow <Enter>"),
    ] {
      var explorer = explorer
      let before = explorer.cursorAddress
      explorer.press("3 <End> <Home> <Down>")
      #expect(explorer.cursorAddress == before)
      explorer.press("<Enter>")
      #expect(explorer.focus == .ruler)
    }
  }

  @Test func enterInTheBootGoesToTheStep() {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "7 <Home> <Down>")
    guard case .item(let index)? = explorer.selectedRow(of: .steps) else {
      Issue.record("no step is selected")
      return
    }
    explorer.press("<Enter>")
    #expect(explorer.boot?.step == index + 1 && explorer.focus == .steps)
    explorer.press("<Esc>")
    #expect(explorer.boot == nil)
  }

  /// Tab goes as the panes stand: from the left to the right, and down each column.
  @Test(arguments: [(60, 20), (80, 24), (120, 40), (200, 60)])
  func tabGoesInTheOrderOfTheScreen(columns: Int, rows: Int) {
    var explorer = Explorer(.snpForcedWB, columns, rows, keys: "1")
    var places: [(column: Int, row: Int)] = []
    var order: [Pane] = []
    for _ in Pane.all {
      order.append(explorer.focus)
      let region = explorer.layout.boxes.first { $0.pane == explorer.focus }?.frame ?? explorer.layout.log
      places.append((region?.column ?? -1, region?.row ?? -1))
      explorer.press("<Tab>")
    }
    #expect(Set(order) == Set(Pane.all) && explorer.focus == .ruler, "every pane once, and round")
    let log = order.firstIndex(of: .log) ?? 0
    let ring = Array(places[(log + 1)...] + places[..<log])
    for (one, next) in zip(ring, ring.dropFirst()) {
      #expect(one.column < next.column || one.column == next.column && one.row <= next.row)
    }
    explorer.press("<S-Tab>")
    #expect(explorer.focus == order.last)
  }

  @Test func tabInARowOfInputsGoesToTheNextValue() throws {
    var explorer = Explorer(.bareMetal, 120, 40, keys: "2")
    let cell = InputCell.input(.range(0, "base"))
    let row = try #require(explorer.inputRows.firstIndex { $0.cells.contains(cell) })
    let cells = explorer.inputRows[row].cells
    let base = try #require(cells.firstIndex(of: cell))
    explorer.viewports[.inputs]?.cursor = row
    explorer.inputColumn = base
    explorer.press("<Enter> <Tab>")
    #expect(explorer.scenario == .bareMetal)
    #expect(explorer.inputColumn == base + 1 && explorer.currentField != .range(0, "base"))
    // A name is completed first.
    explorer.press("<Esc>")
    explorer.inputColumn = base
    explorer.press("<Enter> <C-u> tol <Tab>")
    #expect(explorer.top(FieldEdit.self)?.editor.text == "tolud" && explorer.inputColumn == base)
  }

  @Test(arguments: Pane.all) func anyPaneCanHaveTheScreen(_ pane: Pane) {
    var explorer = Explorer(.bareMetal, 100, 30, keys: "\(pane.number)")
    let before = explorer.layout
    explorer.press("z")
    #expect(explorer.layout.boxes.map(\.pane) == [pane])
    #expect(explorer.layout.content(of: pane)?.columns == 98)
    #expect(explorer.screen.contains(pane == .reasons || pane == .changes ? "─" : pane.title))
    explorer.press("<Down> <PgDn> <Up>")
    explorer.press("z")
    #expect(explorer.layout == before)
    explorer.press("z <Esc>")
    #expect(explorer.layout == before && explorer.focus == pane)
  }
}
