import MemtypeEngine
import TestSupport
import Testing

@testable import Explorer

/// A pane that has nothing to show says so, and what to do about it.
@Suite(.bounded) struct EmptyStateTests {
  private static let bare = Scenario(
    name: "bare", summary: "", cpu: CPU(vendor: .intel, physBits: 39), platform: .bareMetal,
    firmwareMap: [E820Entry(address: 0, size: .gib, type: .ram)], mtrr: .allZero, devices: [])

  @Test(arguments: Pane.all) func everyPaneSaysSomething(_ pane: Pane) {
    let explorer = Explorer(Self.bare, 120, 40, keys: "\(pane.number)")
    #expect(explorer.focus == pane)
    switch pane {
    case .ruler: #expect(explorer.rulerRows.count > 0)
    case .inputs: #expect(!explorer.inputRows.isEmpty)
    default: #expect(!explorer.rows(of: pane).isEmpty)
    }
  }

  @Test func emptyPanesNameTheKeyThatHelps() {
    var explorer = Explorer(Self.bare, 120, 40)
    func text(_ pane: Pane) -> String {
      explorer.rows(of: pane).map { explorer.text(of: $0, in: pane) }.joined(separator: " ")
    }
    #expect(text(.drivers).contains("A among the inputs adds one"))
    #expect(text(.changes).contains("K tries the next behaviour"))
    explorer.press("B")
    #expect(text(.drivers).contains("neither side has devices: A"))
  }

  @Test func beforeTheFirstMessageTheLogSaysHowToGoOn() throws {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "7 <Home>")
    while explorer.boot?.step != 1, explorer.boot != nil || !explorer.derived.log.isEmpty {
      let before = explorer.boot?.step
      explorer.press("T")
      if explorer.boot?.step == before { break }
    }
    if explorer.derived.log.isEmpty {
      let row = try #require(explorer.rows(of: .log).first)
      #expect(explorer.text(of: row, in: .log).contains("t takes the next step"))
    } else {
      #expect(explorer.rows(of: .log).count == explorer.derived.log.count)
    }
  }

  /// What a value is refused with says what would be taken.
  @Test(arguments: [
    ("0x80000001", "0x8000_0000 is"), ("-1", "begin at 0"), ("12x", "is no number: use"),
    ("1.3G", "fewer decimals"),
    ("0x1_0000_0000_0000_0000_0", "52"), ("", "a number such as"),
  ]) func refusedValuesSayWhatWouldDo(_ typed: String, _ remedy: String) {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "2 <Enter> <C-u>")
    for character in typed { _ = explorer.update(.key(.character(character))) }
    explorer.press("<Enter>")
    let text = frame(of: explorer, size: explorer.size).text
    #expect(text.contains(remedy), "\(text.suffix(300))")
    #expect(explorer.document.scenario == .snpForcedWB)
  }
}
