import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// What the machine said, held against the model on the screen.
@Suite(.bounded) struct EvidencePaneTests {
  private static let line = "tpm_tis MSFT0101:00: probe with driver tpm_tis failed with error -12"

  /// A machine whose default type nobody said, and whose log has two lines.
  private static func explorer(
    _ size: Size = Size(columns: 120, rows: 40), facts: [Fact], log: String? = nil
  ) -> Explorer {
    var uncached = Scenario.bareMetal.mtrr
    uncached.defaultType = .uc
    var scenario = Scenario.bareMetal
    scenario.assumptions = [Assumption(missing: "no MSR dump", assumed: "default WB")]
    let open = OpenInput(
      "no MSR dump",
      [
        .init("default WB", .registers(scenario.mtrr)), .init("default UC", .registers(uncached)),
      ], settledBy: "rdmsr -p0 0x2ff")
    var evidence = Evidence(facts: facts, log: log)
    evidence.open = [open]
    var explorer = Explorer(scenario, record: MachineRecord(evidence: evidence))
    _ = explorer.update(.resized(size))
    return explorer
  }

  private static func fact(_ text: String, _ claim: Claim, line: Int = 7) -> Fact {
    Fact(place: .init(file: "dmesg.txt", line: line), text: text, claim: claim)
  }

  @Test func whatIsOpenAndWhatWasSaidAreListed() {
    var explorer = Self.explorer(facts: [
      Self.fact("MTRR map: 99 entries (3 fixed + 96 variable; max 200)", .mtrrMap)
    ])
    explorer.press("9")
    let screen = explorer.screen
    for words in ["no MSR dump", "default WB", "default UC", "settled by: rdmsr -p0 0x2ff", "dmesg.txt:7"] {
      #expect(screen.contains(words), "\(words)")
    }
    // A line of a kind that the model prints, and not the one that it prints, is said loudly.
    #expect(explorer.lines(with: "of the log say otherwise").count == 1)
    #expect(!screen.contains("every driver maps"))
  }

  @Test func anotherCandidateIsOneEditThatCanBeTakenBack() {
    var explorer = Self.explorer(facts: [])
    explorer.press("9 <Down> <Enter>")
    #expect(explorer.scenario.mtrr.defaultType == .uc)
    #expect(explorer.scenario.assumptions.first?.assumed == "default UC")
    explorer.press("u")
    #expect(explorer.scenario.mtrr.defaultType == .wb)
  }

  @Test func linesOfTheMachinesOwnLogAreMarked() throws {
    let log = evaluate(.bareMetal).trace.log.map(\.text)
    let last = try #require(log.last)
    let explorer = Self.explorer(facts: [Self.fact(last, .other)], log: "dmesg.txt")
    #expect(explorer.lines(with: "= \(last.prefix(40))").count == 1)
    #expect(explorer.screen.contains("Kernel log: = both"))
  }

  @Test func whatSaysEverythingHasNoEvidence() {
    let explorer = Explorer(.snpForcedWB, 120, 40, keys: "9")
    #expect(explorer.screen.contains("says everything"))
    #expect(explorer.diagnosis == nil)
  }

  /// Reading the files again brings what they say now; to take it back, what they said before.
  @Test func whatIsReadAgainIsWhatItSaysNow() throws {
    var explorer = Self.explorer(facts: [Self.fact("MTRR map: 99 entries (3 fixed + 96 variable)", .mtrrMap)])
    explorer.press("9")
    #expect(explorer.screen.contains("MTRR map: 99 entries"))
    var changed = explorer.scenario
    changed.cpu.physBits += 1
    let record = MachineRecord(
      evidence: Evidence(
        facts: [Self.fact("MTRR map: 98 entries (3 fixed + 95 variable)", .mtrrMap)], log: nil))
    _ = explorer.receive(.reloaded(document: explorer.document.id, changed, record: record))
    #expect(explorer.screen.contains("MTRR map: 98 entries") && !explorer.screen.contains("99 entries"))
    // What the files say otherwise than before is marked.
    #expect(explorer.comparison.count > 0)
    explorer.press("u")
    #expect(explorer.screen.contains("MTRR map: 99 entries") && !explorer.screen.contains("98 entries"))
    explorer.press("<C-r>")
    #expect(explorer.screen.contains("MTRR map: 98 entries"))
    // The same scenario with other words around it is no edit, and the words are the new ones.
    let again = MachineRecord(
      evidence: Evidence(
        facts: [Self.fact("MTRR map: 97 entries (3 fixed + 94 variable)", .mtrrMap)], log: nil))
    _ = explorer.receive(.reloaded(document: explorer.document.id, changed, record: again))
    #expect(explorer.screen.contains("MTRR map: 97 entries"))
  }
}
