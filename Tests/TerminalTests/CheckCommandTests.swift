import Foundation
import TestSupport
import Testing

/// `mtrrscope check` for one device or address, and on a terminal.
@Suite(.bounded) struct CheckCommandTests {
  @Test func oneDeviceIsAnsweredAlone() throws {
    let tpm = try ShellTests.run(["check", "tpm"])
    #expect(tpm.status == 1)
    #expect(tpm.output.hasPrefix("1 driver cannot map: TPM TIS failed -12 ENOMEM\n"))
    #expect(tpm.output.contains("UC- may not become WB  [is_new_memtype_allowed]"))
    #expect(!tpm.output.contains("HPET"))
    let hpet = try ShellTests.run(["check", "hpet"])
    #expect(hpet.status == 0 && hpet.output.hasPrefix("HPET mapped UC-"))
    let both = try ShellTests.run(["check", "hpet", "tpm", "--brief"])
    #expect(both.status == 1 && both.output == "fails: TPM TIS -12 ENOMEM\n")
    #expect(try ShellTests.run(["check", "hpet", "--brief"]).output == "maps\n")
  }

  @Test func anAddressMeansWhatLiesThere() throws {
    let tpm = try ShellTests.run(["check", "0xfed40000", "--json"])
    #expect(tpm.status == 1)
    let report = try JSON(parsing: Data(tpm.output.utf8))[0]
    #expect(report["address"].string == "0xfed40000" && report["verdict"].string == "fails")
    #expect(report["devices"].array.map { $0["id"].string } == ["tpm"])
    #expect(report["failures"][0]["rule"].string == "UC- may not become WB")
    #expect(report["failures"][0]["requests"].array.map { $0["asked"].string } == ["WB", "UC-"])
    let ram = try ShellTests.run(["check", "bare-metal", "0x100000"])
    #expect(ram.status == 0 && ram.output.hasPrefix("0x10_0000: WB by "))
  }

  @Test func casesOfOneDeviceAreRows() throws {
    let result = try ShellTests.run(["check", "hpet", "--tolud", "2G,2032M", "--json"])
    #expect(result.status == 0)
    let rows = try JSON(parsing: Data(result.output.utf8)).array
    #expect(rows.map { $0["verdict"].string } == ["maps", "maps"])
    #expect(try ShellTests.run(["check", "tpm", "--tolud", "2G,2032M"]).status == 1)
  }

  /// Names and numbers after 0x stay what they are; a path is a file, and so is any other word that names one.
  @Test func aStrayFileDoesNotChangeWhatIsAsked() throws {
    let files = try TemporaryDirectory()
    let machine = try ShellTests.run(["convert", "bare-metal", "--to", "yaml"]).output
    for name in ["tpm", "0xfed40000", "20240101", "machine.yaml"] { try files.make(name, machine) }
    let directory = URL(fileURLWithPath: files.path)
    func status(_ words: String...) throws -> Int32 {
      try ShellTests.run(["check"] + words, in: directory).status
    }
    #expect(try status("tpm") == 1)
    #expect(try status("0xfed40000") == 1)
    #expect(try status("machine.yaml", "hpet") == 0)
    #expect(try status("hpet", "--in", "machine.yaml") == 0)
    #expect(try status("tpm", "--in", "machine.yaml") == (try status("machine.yaml", "tpm")))
  }

  @Test(arguments: [
    ["check", "no-such-thing"], ["check", "dmseg.txt", "tpm"], ["check", "0xzz"], ["check", "tpm+x"],
    ["check", "tpm", "--in", "no-such-file"], ["check", "0xffffffffffffffff"],
    ["check", "nothing", "--in", "bare-metal"], ["check", "tpm", "--tolud", "2G,x"],
  ])
  func badWordsEndWithTwo(words: [String]) throws {
    let result = try ShellTests.run(words)
    #expect(result.status == 2 && result.output.isEmpty && !result.errors.isEmpty)
  }

  // MARK: On a terminal

  @Test func aTerminalGetsColoursAndItsWidth() throws {
    let terminal = try CommandTests.start(["check"], columns: 60, rows: 200)
    #expect(terminal.exitStatus() == 1)
    let model = terminal.model
    #expect(model.unknown.isEmpty)
    #expect(model.lines[0] == "1 driver cannot map: TPM TIS failed -12 ENOMEM")
    #expect(model.cells[0][0].pen.foreground == 1)
    let mapped = try #require(model.lines.firstIndex { $0.hasPrefix("  ok ") })
    #expect(model.cells[mapped][2].pen.foreground == 2)
    // No word is cut at the edge: each row ends where a word of the piped text ends.
    let words = Set(try ShellTests.run(["check"]).output.split { $0 == " " || $0 == "\n" })
    for line in model.lines {
      guard let last = line.split(separator: " ").last, last.count < 40 else { continue }
      #expect(words.contains(last), "\(line)")
    }
  }

  @Test(arguments: [["NO_COLOR": "1"], ["TERM": "dumb"], ["TERM": "vt100"]])
  func noColoursWhereTheyAreNotWanted(environment: [String: String]) throws {
    let terminal = try CommandTests.start(
      ["check", "--brief"], columns: 80, rows: 5, environment: environment.mapValues { $0 })
    #expect(terminal.exitStatus() == 1)
    #expect(terminal.model.lines[0] == "fails: TPM TIS -12 ENOMEM")
    #expect(terminal.model.cells[0].allSatisfy { $0.pen == .init() })
  }

  @Test func completionKnowsMachinesAndPlaces() throws {
    let script = try ShellTests.run(["--generate-completion-script", "bash"]).output
    #expect(script.contains("---completion check"))
    let words = try ShellTests.run([
      "---completion", "check", "--", "positional@0", "0", "2", "mtrrscope", "check", "t",
    ])
    #expect(
      words.output.contains("tpm") && words.output.contains("tolud") && words.output.contains("tdx-tpm"))
  }
}
