import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// Lanes, strip, breadcrumbs, selection and both directions of the ruler.
@Suite(.bounded) struct RulerLandmarksTests {
  /// Every register in force has a lane over exactly the segments that it is a source of.
  @Test(arguments: Scenario.builtIn.indices)
  func lanesAreWhatTheRegistersCover(_ index: Int) throws {
    let evaluation = evaluate(Scenario.builtIn[index])
    let lanes = RulerLanes(evaluation, evaluation.divergences(limit: 256).0, .unicode)
    for segment in evaluation.segments {
      let here = lanes.registers.flatMap { RulerLanes.lanes($0, in: segment.range) }
      switch segment.source {
      case .variable(let registers): #expect(Set(here.compactMap(\.register)) == Set(registers))
      // What a guest forces on itself is none of the firmware's registers: it has a letter.
      case .forced(let ranges):
        #expect(Set(here.map(\.label)) == ["g"] && Set(here.compactMap(\.register)) == Set(ranges))
      case .fixed: #expect(Set(here.map(\.label)) == ["f"])
      default: #expect(here.isEmpty)
      }
      let tracked = RulerLanes.lanes(lanes.tracked, in: segment.range)
      #expect(tracked.first?.type == segment.tracked?.memoryType && tracked.count <= 1)
    }
    for column in lanes.registers {
      for (lane, next) in zip(column, column.dropFirst()) { #expect(lane.range.end <= next.range.start) }
    }
  }

  @Test func lanesBeginWithTheirNumberAndEnd() throws {
    let explorer = Explorer(.snpPCIHole, 120, 50)
    let first = try #require(explorer.lines(with: "8000_0000┤").first)
    #expect(first.contains("PCI hole      g "))
    #expect(try #require(explorer.lines(with: "fed0_1000┤").first).contains("PCI hole      ┃ "))
    #expect(try #require(explorer.lines(with: "fee0_1000┤").first).contains("PCI hole      ┻ "))
    // With the low addresses at the bottom the upper end is on top.
    let flipped = Explorer(.snpPCIHole, 120, 50, keys: "i")
    #expect(try #require(flipped.lines(with: "fee0_1000┤").first).contains("PCI hole      ┳ "))
    #expect(try #require(flipped.lines(with: "8000_0000┤").first).contains("PCI hole      g "))
  }

  @Test func theHardwaresReadingHasALaneWhereItDiffers() throws {
    let explorer = Explorer(.snpPCIHole, 200, 60, keys: "2 <Enter> 0x7f000000 <Enter> 1")
    #expect(!explorer.derived.lanes.hardware.isEmpty)
    let columns = explorer.rulerColumns(explorer.rulerRows, width: 101, height: 40)
    #expect(columns.lanes.contains(.hardware) && columns.lanes.contains(.tracked))
    let narrow = explorer.rulerColumns(explorer.rulerRows, width: 41, height: 40)
    #expect(narrow.lanes.isEmpty && narrow.hiddenLaneCount > 0)
  }

  @Test func addressesRunBothWays() {
    var up = Explorer(.bareMetal, 120, 40, keys: "i <End>")
    #expect(up.cursorAddress == 0)
    up.press("<Up>")
    #expect(up.cursorAddress == 0x1000)
    up.press("<Home>")
    #expect(up.cursorAddress == up.evaluation.segments.last?.range.start)
    for keys in ["", "s", "s 0"] {
      let plain = Explorer(.bareMetal, 120, 40, keys: keys)
      let turned = Explorer(.bareMetal, 120, 40, keys: "\(keys) i")
      let (a, b) = (plain.rulerRows, turned.rulerRows)
      #expect(a.count == b.count)
      for row in [0, 1, a.count / 2, a.count - 1] {
        #expect(a[row] == b[b.count - 1 - row])
        if let start = a.start(ofRow: row) { #expect(b.row(of: start) == b.count - 1 - row) }
      }
    }
    // Following things in address order does not depend on it.
    up.press("g 0 <Enter> ]")
    #expect(up.cursorAddress == 0x1000)
  }

  @Test func aSelectionIsShownZoomedToAndCopied() throws {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "g tpm <Enter> v <Down> <Down>")
    #expect(explorer.selection == AddressRange(0xfed4_0000, 0xfee0_0000))
    #expect(explorer.screen.contains("768K selected"))
    #expect(explorer.screen.contains("selected › fed4_0000-fedf_ffff › 768K"))
    guard case .terminal(.copy(let text))? = explorer.press("y").first else {
      Issue.record("nothing was copied")
      return
    }
    #expect(text == "0xfed4_0000-0xfedf_ffff 768K")
    explorer.press("Z")
    #expect(explorer.ruler.reading == .toScale && explorer.selection == nil)
    let rows = explorer.rulerRows
    let shown = explorer.ruler.top..<explorer.ruler.top + explorer.pageHeight(of: .ruler)
    #expect(shown.contains(rows.row(of: 0xfed4_0000)) && shown.contains(rows.row(of: 0xfedf_ffff)))
    // It was the largest scale at which it fits.
    #expect((768 << 10) >> UInt64(rows.scale.shift) > shown.count / 2 - 1)
    explorer.press("v <Down> <Esc>")
    #expect(explorer.selection == nil)
  }

  @Test func toFitShowsEverythingBelowFourGiB() {
    for keys in ["0", "i 0", "s + + + + 0"] {
      let explorer = Explorer(.bareMetal, 120, 40, keys: keys)
      let shown = explorer.ruler.top..<explorer.ruler.top + explorer.pageHeight(of: .ruler)
      let rows = explorer.rulerRows
      #expect(shown.contains(rows.row(of: 0)) && shown.contains(rows.row(of: .fourGiB - 1)), "\(keys)")
    }
  }

  @Test func severalThingsInARowAreMarked() throws {
    let explorer = Explorer(.snpForcedWB, 120, 40, keys: "s 0")
    let row = try #require(explorer.lines(with: "f000_0000").first)
    #expect(row.contains("✗") && row.contains("◆TPM TIS✗ +3"))
  }

  @Test func breadcrumbsSayWhereOneIs() {
    var explorer = Explorer(.snpForcedWB, 120, 40)
    #expect(explorer.screen.contains("PCI hole › WB by default type › TPM TIS"))
    explorer.press("g 4g <Enter>")
    #expect(explorer.screen.contains("above 4 GiB › WB by default type › RAM"))
    explorer.press("g 0 <Enter>")
    #expect(explorer.screen.contains("first MiB › WB by default type › reserved"))
    // Where the ruler stands at the left, the line below it is the log's alone.
    #expect(!Explorer(.snpForcedWB, 80, 24).screen.contains("›"))
  }

  /// Going along the strip goes up the addresses, without a gap and without an overlap.
  @Test(arguments: [30, 60, 107, 188, 280])
  func theStripHoldsEveryAddressOnce(width: Int) {
    for (ramEnd, limit) in [
      (0 as UInt64, 1 << 36 as UInt64), (8 << 30, 1 << 48), (1 << 46, 1 << 46), (2 << 30, 1 << 32),
    ] {
      let axis = StripAxis(width: width, ramEnd: ramEnd, limit: limit)
      var next: UInt64 = 0
      for cell in 0..<axis.cellCount {
        guard let range = axis.range(ofCell: cell) else { continue }
        #expect(range.start == next && !range.isEmpty)
        #expect(axis.cell(of: range.start) == cell && axis.cell(of: range.last) == cell)
        next = range.end
      }
      #expect(next == limit && axis.cellCount <= width)
    }
  }

  @Test func theStripShowsWhoFailsAndWhere() throws {
    for scenario in Scenario.builtIn {
      let explorer = Explorer(scenario, 120, 40)
      let strip = try #require(explorer.layout.strip)
      let rows = explorer.screen.split(separator: "\n", omittingEmptySubsequences: false)
      let shown = rows[strip.row + 1..<strip.endRow - 1].joined(separator: "\n")
      #expect(shown.contains("✗") == !explorer.failingDevices.isEmpty)
      #expect(shown.contains("TOLUD") && shown.contains("4G") && shown.contains("MTRR type"))
    }
    #expect(Explorer(.snpForcedWB, 60, 20).layout.strip == nil)
  }

  /// Steps that lie ahead show no outcome.
  @Test func theStripHidesWhatLiesAhead() throws {
    let explorer = Explorer(.snpForcedWB, 120, 40, keys: "t")
    let strip = try #require(explorer.layout.strip)
    let rows = explorer.screen.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(!rows[strip.row + 1..<strip.endRow - 1].joined().contains("✗"))
  }

  @Test func aClickOnTheStripGoesThere() throws {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "<Home> 3")
    let strip = try #require(explorer.layout.strip)
    let rows = explorer.screen.split(separator: "\n", omittingEmptySubsequences: false)
    let drivers = try #require(rows.indices.first { $0 > strip.row && rows[$0].contains("drivers") })
    let column = try #require(Array(rows[drivers]).firstIndex(of: "✗"))
    _ = explorer.update(.mouse(MouseEvent(.press, column: column, row: drivers)))
    #expect(explorer.cursorAddress == 0xfed4_0000 && explorer.focus == .ruler)
  }

  // MARK: Dragging

  private func row(of address: PhysicalAddress, in explorer: Explorer) throws -> Int {
    let region = try #require(explorer.layout.content(of: .ruler))
    return region.row + 1 + explorer.rulerRows.row(of: address) - explorer.ruler.top
  }

  private func mouse(_ explorer: inout Explorer, _ action: MouseEvent.Action, column: Int, row: Int) {
    _ = explorer.update(.mouse(MouseEvent(action, column: column, row: row)))
  }

  @Test func toludIsDragged() throws {
    var explorer = Explorer(.snpPCIHole, 120, 40)
    let divider = try row(of: 0x8000_0000, in: explorer) - 1
    mouse(&explorer, .press, column: 60, row: divider)
    // The pieces of RAM below it unfold, so that it can be dragged over them.
    #expect(explorer.rulerRows.start(ofRow: explorer.rulerRows.row(of: 0x7fb6_c000)) == 0x7fb6_c000)
    let target = try row(of: 0x7fb6_c000, in: explorer)
    mouse(&explorer, .drag, column: 60, row: target)
    // What follows is there at once, and the document is as it was.
    #expect(explorer.evaluation.tolud == 0x7fb6_c000 && explorer.document.scenario.tolud == 0x8000_0000)
    #expect(explorer.notice?.text.contains("TOLUD 0x8000_0000 → 0x7fb6_c000") == true)
    mouse(&explorer, .release, column: 60, row: target)
    #expect(explorer.document.scenario.tolud == 0x7fb6_c000 && explorer.document.history.depth == 1)
    explorer.press("u")
    #expect(explorer.scenario == .snpPCIHole)
  }

  @Test func aKeyTakesADragBack() throws {
    var explorer = Explorer(.snpPCIHole, 120, 40)
    let divider = try row(of: 0x8000_0000, in: explorer) - 1
    mouse(&explorer, .press, column: 60, row: divider)
    mouse(&explorer, .drag, column: 60, row: divider - 3)
    #expect(explorer.scenario != .snpPCIHole)
    explorer.press("<Esc>")
    #expect(explorer.scenario == .snpPCIHole && explorer.drag == nil)
    mouse(&explorer, .release, column: 60, row: divider - 3)
    #expect(!explorer.document.history.canUndo)
  }

  @Test func bothEndsOfARangeAreDragged() throws {
    var explorer = Explorer(.bareMetal, 120, 40, keys: "s 0")
    let region = try #require(explorer.layout.content(of: .ruler))
    let columns = explorer.rulerColumns(
      explorer.rulerRows, width: region.columns, height: explorer.pageHeight(of: .ruler))
    let lane = region.column + columns.laneStart
    // The upper end of MTRR 0, 2G at 2G, to 3G: it becomes 1G.
    let end = try row(of: 0xffff_ffff, in: explorer)
    mouse(&explorer, .press, column: lane, row: end)
    let smaller = try row(of: 0xbfff_ffff, in: explorer)
    mouse(&explorer, .drag, column: lane, row: smaller)
    mouse(&explorer, .release, column: lane, row: smaller)
    #expect(explorer.scenario.mtrr.variable[0].contiguousSize(physBits: 39) == 1 << 30)
    // The lower end moves it whole, to a multiple of its size.
    let start = try row(of: 0x8000_0000, in: explorer)
    mouse(&explorer, .press, column: lane, row: start)
    let higher = try row(of: 0xd000_0000, in: explorer)
    mouse(&explorer, .drag, column: lane, row: higher)
    mouse(&explorer, .release, column: lane, row: higher)
    #expect(explorer.scenario.mtrr.variable[0].baseAddress == 0xc000_0000)
    #expect(explorer.document.history.depth == 2)
  }

  @Test func draggingOverRowsSelectsThem() throws {
    var explorer = Explorer(.snpForcedWB, 120, 40)
    let first = try row(of: 0xfed0_0000, in: explorer)
    mouse(&explorer, .press, column: 50, row: first)
    #expect(explorer.selection == nil)
    mouse(&explorer, .drag, column: 50, row: first + 2)
    mouse(&explorer, .release, column: 50, row: first + 2)
    #expect(explorer.selection == AddressRange(0xfed0_0000, 0xfed4_0000))
    #expect(explorer.scenario == .snpForcedWB)
  }

  @Test func sizesStayLegal() {
    #expect(Explorer.legalSize(from: 0x8000_0000, to: 0xc000_0000) == 0x4000_0000)
    #expect(Explorer.legalSize(from: 0x8000_0000, to: 0xbfff_ffff) == 0x2000_0000)
    #expect(Explorer.legalSize(from: 0xc000_0000, to: .max) == 0x4000_0000)
    #expect(Explorer.legalSize(from: 0, to: .max) == 1 << 63)
    #expect(Explorer.legalSize(from: .max & ~0xfff, to: 0) == 0x1000)
  }
}
