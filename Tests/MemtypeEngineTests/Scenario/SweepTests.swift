import MemtypeEngine
import TestSupport
import Testing

/// Grids over inputs, their summaries and borders.
@Suite(.bounded) struct SweepTests {
  private func grid(_ axes: String..., edits: [InputEdit] = [], base: Scenario = .snpForcedWB) throws
    -> SweepGrid
  {
    try SweepGrid(base, edits: edits, axes: axes.map { try SweepAxis(parsing: $0) })
  }

  @Test func axesReadAsTheyAreWritten() throws {
    let steps = try SweepAxis(parsing: "tolud=1G..2G:512M")
    #expect((0..<steps.count).map(steps.text) == ["1G", "1.5G", "2G"])
    let counts = try SweepAxis(parsing: "cpu.phys-bits=36..38")
    #expect((0..<counts.count).map(counts.text) == ["36", "37", "38"])
    let list = try SweepAxis(parsing: "devices=[hpet, tpm],[hpet]")
    #expect(list.count == 2)
    for wrong in [
      "tolud", "tolud=", "=1", "tolud=2G..1G:4K", "tolud=1G..2G", "tolud=1G..2G:0", "tolud=x..2G:1",
    ] {
      #expect(throws: SweepError.self) { try SweepAxis(parsing: wrong) }
    }
  }

  /// What two cases have in common is kept from one to the next: the answer must be that of the case by itself.
  @Test func aCaseIsTheSameInTheRowAndAlone() throws {
    let grid = try grid(
      "tolud=1536M,2000M,2G,3G", "kernel=6.1,6.16,6.18", "early-hpet=on,off", "cpu.phys-bits=38,46")
    #expect(grid.count == 48)
    let outcomes = grid.outcomes(of: 0..<grid.count)
    for number in 0..<grid.count {
      let place = grid.coordinates(number)
      let edits = zip(grid.axes, place).map {
        InputEdit(key: $0.key, value: FileNode(.word($0.text($1)), name: $0.key))
      }
      guard let scenario = try? grid.base.applying(edits) else {
        #expect(outcomes[number].verdict == .impossible)
        continue
      }
      #expect(try grid.scenario(at: place) == scenario)
      #expect(outcomes[number] == caseOutcome(scenario))
    }
    #expect(Set(outcomes.map(\.verdict)).count > 1)
  }

  @Test func bordersAreExactToThePage() throws {
    let grid = try grid("tolud=16M..4G:64M")
    var summary = SweepSummary(axes: grid.axes)
    for outcome in grid.outcomes(of: 0..<grid.count) { summary.add(outcome) }
    #expect(summary.count == grid.count && summary.decides(0) == true)
    var located = 0
    for border in summary.borders {
      guard let exact = grid.locate(border) else { continue }
      #expect(exact.first - exact.last == .page)
      let sides = [exact.last, exact.first].map { number in
        grid.outcome(
          Result { () throws(InputEditError) in
            try grid.base.applying([
              InputEdit(key: "tolud", value: FileNode(.word(number.prefixedHex()), name: "tolud"))
            ])
          }
        ).kind
      }
      #expect(sides == [border.before, exact.after] && sides[0] != sides[1])
      located += 1
    }
    #expect(located > 0)
  }

  @Test func inputsThatDecideAreToldFromThoseThatDoNot() throws {
    let grid = try grid("behaviour=forced-wb,forced-wb-pci-hole", "tolud=2000M,2G")
    var summary = SweepSummary(axes: grid.axes)
    for outcome in grid.outcomes(of: 0..<grid.count) { summary.add(outcome) }
    #expect(summary.decides(0) == true && summary.decides(1) == false)
    #expect(summary.count(of: .fails) == 2 && summary.count(of: .maps) == 2)
    // An axis whose neighbours lie too far apart is not said to decide or not to.
    #expect(SweepSummary(axes: grid.axes, mostKept: 1).decides(0) == nil)
  }

  @Test func aMistakeIsNoOutcome() throws {
    #expect(try grid("tolut=1,2").mistake?.key == "tolut")
    #expect(try grid("kernel=six,seven").mistake != nil)
    #expect(try grid("kernel=six,6.16").mistake == nil)
    #expect(try grid("tolud=1G..2G:16M").mistake == nil)
    #expect(throws: SweepError.self) { try grid("tolud=1G,2G", "tolud=1G") }
    #expect(throws: SweepError.self) { try grid("a=0..0xffffffffffff:1", "b=0..0xffffffffffff:1") }
  }
}
