import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// The texts that a machine was read from, and its log beside the model's.
@Suite(.bounded) struct LoadedTextTests {
  /// A log of the bare-metal scenario among other lines: two lines as modelled, one that is not, and one left out.
  private static func explorer(_ columns: Int = 120, _ rows: Int = 40) throws -> Explorer {
    let scenario = Scenario.bareMetal
    let modelled = evaluate(scenario).trace.log.map(\.text)
    let (first, second) = (try #require(modelled.first), try #require(modelled.dropFirst(2).first))
    var lines = (1...200).map { "usb 1-\($0): new device" }
    lines[40] = first
    lines[99] = "mtrr: your CPUs had inconsistent variable MTRR settings"
    lines[120] = second
    lines[150] = String(repeating: "a long line ", count: 30)
    let text = lines
    let facts = [(41, first, Claim.mtrrMap), (100, lines[99], .other), (121, second, .mtrrMap)].map {
      Fact(place: .init(file: "dmesg.txt", line: $0), text: $1, claim: $2)
    }
    let record = MachineRecord(
      evidence: Evidence(facts: facts, log: "dmesg.txt"),
      texts: [
        LoadedText(name: "mtrr.txt", count: 1) { _ in .init(number: 1, text: "reg00: nothing") },
        LoadedText(name: "dmesg.txt", count: text.count) { .init(number: $0 + 1, text: text[$0]) },
      ])
    return Explorer(scenario, record: record, size: Size(columns: columns, rows: rows))
  }

  private static func onSecondFact(_ explorer: Explorer) -> Explorer {
    var explorer = explorer
    explorer.press("9")
    for _ in 0..<40 where explorer.selectedLine?.fact != 1 { explorer.press("j") }
    return explorer
  }

  @Test func enterOnAFactOpensItsLine() throws {
    var explorer = Self.onSecondFact(try Self.explorer())
    explorer.press("<Enter>")
    let reader = try #require(explorer.top(Reader.self))
    #expect(reader.subject == .loaded(1) && reader.lit == 99)
    let shown = try #require(explorer.lines(with: "inconsistent variable MTRR").first)
    #expect(shown.contains("100") && explorer.screen.contains("dmesg.txt, 2 of 2"))
    // Lines around it are there, too, and those that are facts have the marks of the pane.
    #expect(explorer.screen.contains("usb 1-99:") && explorer.screen.contains("usb 1-101:"))
    #expect(explorer.lines(with: "121 = ").count == 1)
    explorer.press("<Esc>")
    #expect(explorer.layers.isEmpty && explorer.focus == .evidence && explorer.selectedLine?.fact == 1)
  }

  @Test func itIsSearchedAndScrolled() throws {
    var explorer = Self.onSecondFact(try Self.explorer())
    explorer.press("<Enter> / 1 - 1 8 0 <Enter>")
    #expect(explorer.screen.contains("usb 1-180:"))
    explorer.press("] ")
    #expect(explorer.top(Reader.self)?.lit == 120)
    explorer.press("[ [")
    #expect(explorer.top(Reader.self)?.lit == 40)
    explorer.press("G")
    #expect(explorer.screen.contains("usb 1-200:"))
    explorer.press("<Home>")
    #expect(explorer.top(Reader.self)?.top == 0)
    explorer.press(")")
    #expect(explorer.screen.contains("reg00: nothing"))
    explorer.press("(")
    #expect(explorer.screen.contains("dmesg.txt, 2 of 2"))
  }

  @Test(arguments: [(40, 10), (80, 24), (200, 60)])
  func longLinesAreWrappedToTheirEnd(_ columns: Int, _ rows: Int) throws {
    var explorer = Self.onSecondFact(try Self.explorer(columns, rows))
    explorer.press("<Enter> / 1 5 1 <Enter>")
    for _ in 0..<160 where explorer.top(Reader.self)?.top ?? 0 < 150 { explorer.press("j") }
    let words = explorer.screen.components(separatedBy: "a long line").count - 1
    #expect(words >= 25 || rows < 20)
    explorer.press("G")
    #expect(explorer.screen.contains("usb 1-200:"))
  }

  @Test func theTextsAreListed() throws {
    var explorer = try Self.explorer()
    explorer.press("I")
    #expect(explorer.screen.contains("mtrr.txt") && explorer.screen.contains("200 lines, 3 of them facts"))
    explorer.press("d m e s g <Enter>")
    #expect(explorer.top(Reader.self)?.subject == .loaded(1))
    var scenario = Explorer(.bareMetal, 80, 24)
    scenario.press("I")
    #expect(scenario.notice?.isBad == true)
  }

  @Test func theLogStandsBesideTheModels() throws {
    var explorer = try Self.explorer()
    explorer.press("6 z <Home>")
    let modelled = evaluate(.bareMetal).trace.log.map(\.text)
    #expect(explorer.lines(with: "= \(modelled[0].prefix(30))").count >= 1)
    #expect(explorer.lines(with: "+ mtrr: your CPUs").count == 1)
    #expect(explorer.lines(with: "- \(modelled[1].prefix(30))").count >= 1)
    let lines = explorer.logLines
    #expect(lines.compactMap(\.modelled) == Array(modelled.indices))
    #expect(lines.compactMap(\.fact) == [0, 1, 2])
    // What only the model has stands where the model has it.
    #expect(lines.prefix(4).map(\.side) == [.both, .onlyLogged, .onlyModelled, .both])
    explorer.press("<Down> <Enter>")
    #expect(explorer.top(Reader.self)?.lit == 99)
  }

  @Test func whereThereIsRoomTheyStandSideBySide() throws {
    var explorer = try Self.explorer(200, 60)
    explorer.press("6 <Home>")
    let first = try #require(evaluate(.bareMetal).trace.log.first?.text)
    let line = try #require(explorer.lines(with: String(first.prefix(20))).first { $0.contains(" = ") })
    #expect(line.components(separatedBy: first.prefix(20)).count == 3)
    #expect(explorer.screen.contains("left only the machine's, right only the model's"))
  }

  @Test func anEditMakesItAnotherMachinesLog() throws {
    var explorer = try Self.explorer(200, 60)
    explorer.press(": t o l u d <Space> 3 G <Enter>")
    #expect(explorer.screen.contains("the model's, as changed"))
  }
}
