import Foundation
import TestSupport
import Testing

/// `map`, `log`, `show` and `explain` at the shell.
@Suite(.bounded) struct QuestionCommandTests {
  private static func json(_ words: String...) throws -> JSON {
    let result = try ShellTests.run(words + ["--json"])
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    return try JSON(parsing: Data(result.output.utf8))
  }

  @Test func theMapCanBeLinuxsOrTheProcessors() throws {
    let linux = try Self.json("map", "snp-tpm-pci-hole")
    #expect(linux["reading"].string == "linux")
    let hole = linux["rows"].array.first { $0["type"].string == "UC" }
    #expect(hole?["start"].uint64 == 0x8000_0000 && hole?["end"].uint64 == 0x1_0000_0000)
    // No register holds the state that Linux forces on itself.
    let hardware = try Self.json("map", "snp-tpm-pci-hole", "--hardware")
    #expect(hardware["rows"].array.map { $0["type"].string } != linux["rows"].array.map { $0["type"].string })
    let rows = hardware["rows"].array
    #expect(rows.first?["start"].uint64 == 0 && rows.last?["end"].uint64 == 1 << 48)
    for (one, next) in zip(rows, rows.dropFirst()) { #expect(one["end"].string == next["start"].string) }
  }

  @Test func whatAccessesGetIsLessThanWhatIsTracked() throws {
    let text = try ShellTests.run(["map", "bare-metal", "--effective"]).output
    #expect(text.contains("RAM, MTRR WB x PAT WB"))
    #expect(text.contains("not mapped"))
    // Before the first step nothing is known, and so nothing is RAM.
    let early = try ShellTests.run(["map", "bare-metal", "--effective", "--at-step", "0"]).output
    #expect(!early.contains("RAM,"))
  }

  @Test func theLogIsThatOfCheckAndEndsWithTheStep() throws {
    let log = try ShellTests.run(["log"]).output.split(separator: "\n")
    let report = try JSON(parsing: Data(ShellTests.run(["check", "--json"]).output.utf8))
    #expect(log.map(String.init) == report["log"].strings)
    let lines = try Self.json("log", "--at-step", "3").array
    #expect(!lines.isEmpty && lines.count < log.count)
    #expect(lines.allSatisfy { ($0["step"].int ?? 9) <= 3 })
  }

  /// Each list is one that is read again.
  @Test func listsComeAsTheMachineGivesThem() throws {
    let mtrr = try ShellTests.run(["show", "mtrr", "bare-metal"])
    #expect(mtrr.status == 0 && mtrr.output.hasPrefix("reg00: base=0x"))
    let none = try ShellTests.run(["show", "mtrr"])
    #expect(none.status == 1 && none.output.isEmpty && none.errors.contains("ENOENT"))
    #expect(
      try ShellTests.run(["show", "pat"]).output.hasPrefix("IA32_PAT 0407050600070106, written by Linux\n"))
    let tracker = try ShellTests.run(["show", "tracker"]).output
    #expect(tracker.hasPrefix("PAT memtype list:\nPAT: [mem 0x"))
    let off = try ShellTests.run(["show", "tracker", "--set", "parameters.nopat=on"])
    #expect(off.status == 1 && off.output.isEmpty)
    let facts = try ShellTests.run(["show", "facts", ShellTests.capture("seed-tpm-a-q35-2032m")])
    #expect(facts.status == 0 && facts.output.contains("dmesg.txt:"))
    #expect(try ShellTests.run(["show", "facts"]).status == 1)
    let files = try TemporaryDirectory()
    for list in ["e820", "msrs"] {
      try files.make(list, try ShellTests.run(["show", list, "bare-metal"]).output)
    }
    let again = try ShellTests.run(["show", "msrs", files.path + "/e820", files.path + "/msrs"])
    #expect(again.status == 0)
    #expect(again.output == (try ShellTests.run(["show", "msrs", "bare-metal"]).output))
  }

  @Test func explainEndsWithTheVerdict() throws {
    let text = try ShellTests.run(["explain", "tpm", "0x1000"]).output
    #expect(text.contains("  verdict: TPM TIS failed -12 ENOMEM\n"))
    let answers = try Self.json("explain", "tpm", "0x1000")["answers"]
    #expect(answers[0]["address"].string == "0xfed40000" && answers[0]["fails"].bool == true)
    #expect(answers[0]["tracked"].string == "WB")
    #expect(answers[0]["reasons"].array.count > 2)
    #expect(answers[1]["fails"].bool == false && answers[1]["type"].string == "WB")
  }

  @Test(arguments: [
    ["map", "--at-step", "-1"], ["map", "--at-step", "100000"], ["map", "--linux", "--hardware"],
    ["map", "no-such-thing"], ["log", "--at-step", "x"], ["show"], ["show", "nothing"],
    ["show", "mtrr", "no-such-thing"], ["explain", "--json"],
  ])
  func badWordsEndWithTwo(words: [String]) throws {
    let result = try ShellTests.run(words)
    #expect(result.status == 2 && result.output.isEmpty && !result.errors.isEmpty)
  }

  @Test func theMemoryThatACPITouchesIsShown() throws {
    let shown = try ShellTests.run(["show", "acpi", ShellTests.capture("seed-tpm-a-q35-2032m")])
    let lines = shown.output.split(separator: "\n")
    let head = try #require(
      lines.firstIndex { $0.hasPrefix("\\_SB.HPET.HPTM at 0xfed0_0000 1K") }, "\(shown)")
    #expect(lines[head].hasSuffix("in device \\_SB.HPET"))
    #expect(lines[head...].contains { $0.hasPrefix("  at boot \\_SB.HPET._STA reads VEND") })
    let none = try ShellTests.run(["show", "acpi", "bare-metal"])
    #expect(none.status == 1 && none.errors.contains("no ACPI tables"))
  }

  /// The log's own word for an outcome is not what it is predicted from.
  @Test func aPredictionIsHeldAgainstTheLog() throws {
    let capture = ShellTests.capture("seed-tpm-a-q35-2032m")
    let report = try JSON(
      parsing: Data(ShellTests.run(["check", capture, "--predict", "--json"]).output.utf8))
    let tpm = try #require(report["devices"].array.first { $0["id"].string == "tpm" })
    #expect(tpm["status"].string == "failed" && tpm["certainty"].string == "certain")
    let told = try JSON(parsing: Data(ShellTests.run(["check", capture, "--json"]).output.utf8))
    let logged = try #require(told["devices"].array.first { $0["id"].string == "tpm" })
    #expect(logged["status"].string == "failed" && logged["certainty"].string == "logged")
    #expect((report["agreement"]["same"].int ?? 0) > 10)
    let refused = try ShellTests.run(["check", "bare-metal", "--predict"])
    #expect(refused.status == 2 && refused.errors.contains("--predict"))
  }

  /// One register in bits: by its word, by an address, with what is compared; what is none is told what there is.
  @Test func aRegisterIsPrintedInBits() throws {
    let pair = try ShellTests.run(["map", "--bits", "mtrr0", "--at", "0xfed40000", "bare-metal"])
    #expect(pair.status == 0)
    #expect(pair.output.hasPrefix("MTRR 0, the firmware's: MSR 0x200 and 0x201\n"))
    #expect(pair.output.contains("equal  .=== ====  =...") && pair.output.contains("0xfed4_0000 matches"))
    #expect(!pair.output.contains(" \n"))
    // The register that decides at the TPM is the same pair, with the TPM compared.
    #expect(try ShellTests.run(["map", "--bits", "0xfed40000", "bare-metal"]).output == pair.output)
    let forced = try ShellTests.run([
      "map", "--bits", "FORCED", "snp-tpm-pci-hole", "--set", "tolud=0x7f000000",
    ])
    #expect(forced.output.contains("never in a register") && forced.output.contains("they differ"))
    let wrong = try ShellTests.run(["map", "--bits", "mtrr99", "bare-metal"])
    #expect(wrong.status == 2 && wrong.output.isEmpty)
    #expect(
      wrong.errors.contains("accepted: cap, deftype, mtrr0 to mtrr9, fixed0 to fixed10, pat, or an address"))
    #expect(try ShellTests.run(["map", "--at", "4G"]).status == 2)
  }
}
