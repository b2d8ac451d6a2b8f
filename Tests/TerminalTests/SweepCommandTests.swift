import Foundation
import TestSupport
import Testing

/// `mtrrscope sweep` and `mtrrscope eval`: many cases by one process.
@Suite(.bounded) struct SweepCommandTests {
  private static func sweep(_ words: String...) throws -> ShellTests.Result {
    try ShellTests.run(["sweep"] + words)
  }

  @Test func theCasesComeInAFixedOrderWithTheLastInputFastest() throws {
    let words = ["sweep", "--vary", "tolud=1984M..2G:32M", "--vary", "early-hpet=on,off", "--format", "csv"]
    let result = try ShellTests.run(words)
    #expect(result.status == 1)
    let lines = result.output.split(separator: "\n")
    #expect(lines[0] == "tolud,early-hpet,verdict,detail")
    #expect(
      lines.dropFirst().map { $0.split(separator: ",").prefix(2).joined(separator: " ") } == [
        "0x7c00_0000 on", "0x7c00_0000 off", "0x7e00_0000 on", "0x7e00_0000 off", "2G on", "2G off",
      ])
    #expect(try ShellTests.run(words).output == result.output)
    #expect(result.errors.contains("6 cases"))
  }

  @Test func theSummarySaysWhatDecides() throws {
    let result = try Self.sweep(
      "--vary", "behaviour=forced-wb,forced-wb-pci-hole", "--vary", "tolud=2000M,2G", "--format", "jsonl")
    let lines = try result.output.split(separator: "\n").map { try JSON(parsing: Data($0.utf8)) }
    #expect(lines.count == 5)
    #expect(lines[0]["set"]["tolud"].string == "2000M" && lines[0]["verdict"].string == "fails")
    let summary = try #require(lines.last)["summary"]
    #expect(summary["decides"].strings == ["behaviour"])
    #expect(summary["withoutInfluence"].strings == ["tolud"])
    #expect(summary["cases"].int == 4)
    #expect(summary["borders"][0]["isExact"].bool == false)
  }

  /// A range that covers the TPM from some size on: the border lies between two steps, and is found to the page.
  @Test func bordersAreExactToThePage() throws {
    let result = try Self.sweep("--vary", "tolud=16M..4G:64M", "--summary-only", "--format", "jsonl")
    let summary = try JSON(parsing: Data(result.output.utf8))["summary"]
    let borders = summary["borders"].array
    #expect(!borders.isEmpty)
    for border in borders where border["isExact"].bool == true {
      let status = try ["last", "first"].map { side in
        try ShellTests.run(["check", "--brief", "--tolud", border[side].string ?? ""]).status
      }
      #expect(status[0] != status[1], "\(border)")
    }
  }

  /// Ctrl-C keeps what is done: whole rows, and a summary that says so.
  @Test func anInterruptionKeepsWhatIsDone() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(BuiltProduct.path("mtrrscope")))
    process.arguments = [
      "sweep", "--vary", "tolud=1G..2G:4K", "--vary", "kernel=6.11,6.16", "--format", "jsonl",
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    var output = pipe.fileHandleForReading.availableData
    process.interrupt()
    output += pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let lines = try output.split(separator: UInt8(ascii: "\n")).map { try JSON(parsing: Data($0)) }
    let summary = try #require(lines.last)["summary"]
    #expect(summary["cases"].int == lines.count - 1)
    #expect(lines.count - 1 < summary["of"].int ?? 0)
  }

  @Test(arguments: [
    [], ["--vary", "tolud"], ["--vary", "tolud=1G..2G"], ["--vary", "tolud=2G..1G:4K"],
    ["--vary", "tolud=1G..2G:0"], ["--vary", "tolut=1,2"], ["--vary", "kernel=six,seven"],
    ["--vary", "tolud=1G,2G", "--vary", "tolud=1G,2G"], ["--vary", "tolud=1G,2G", "--format", "xml"],
    ["no-such-thing", "--vary", "tolud=1G,2G"],
  ])
  func badWordsEndWithTwo(words: [String]) throws {
    let result = try ShellTests.run(["sweep"] + words)
    #expect(result.status == 2 && result.output.isEmpty && !result.errors.isEmpty, "\(result)")
  }

  // MARK: eval

  @Test func eachLineIsAnsweredInItsPlace() throws {
    let machine = try ShellTests.run(["convert", "bare-metal", "--to", "json"]).output
    let input = [
      "snp-tpm-forced-wb", "{\"base\": \"snp-tpm-forced-wb\", \"set\": {\"tolud\": \"2000M\"}, \"id\": 7}",
      "", "{\"base\": \"snp-tpm-forced-wb\", \"set\": {\"tolut\": \"2G\"}}", "{]", "no-such-file",
      machine.replacingOccurrences(of: "\n", with: " "),
      "\"\(ShellTests.capture("seed-tpm-a-q35-2032m"))\"", "snp-tpm-pci-hole",
    ].joined(separator: "\n")
    let result = try ShellTests.run(["eval"], input: input)
    #expect(result.status == 2 && result.errors.isEmpty)
    let lines = try result.output.split(separator: "\n").map { try JSON(parsing: Data($0.utf8)) }
    #expect(lines.map { $0["line"].int } == [1, 2, 4, 5, 6, 7, 8, 9])
    #expect(lines.map { $0["error"].string != nil } == [false, false, true, true, true, false, false, false])
    #expect(lines[0]["verdict"].string == "fails" && lines[0]["failures"][0]["id"].string == "tpm")
    #expect(lines[1]["tolud"].string == "0x7d000000" && lines[1]["id"].string == "7")
    #expect(lines[6]["verdict"].string == "fails" && lines[7]["verdict"].string == "maps")
  }

  @Test func evalEndsWithTheWorst() throws {
    #expect(try ShellTests.run(["eval"], input: "snp-tpm-pci-hole\n").status == 0)
    #expect(try ShellTests.run(["eval"], input: "snp-tpm-pci-hole\nsnp-tpm-forced-wb\n").status == 1)
    #expect(try ShellTests.run(["eval"], input: "").output.isEmpty)
    let missing = try ShellTests.run(["eval", "/no/such/file"])
    #expect(missing.status == 2 && missing.output.isEmpty && !missing.errors.isEmpty)
    // A directory can be opened, but not read.
    let directory = try ShellTests.run(["eval", "/"])
    #expect(
      directory.status == 2 && directory.output.isEmpty && directory.errors.contains("/: cannot be read"))
  }

  @Test func evalGoesOnBehindALineOfAnyLength() throws {
    let long = String(repeating: "x", count: 33 << 20)
    let result = try ShellTests.run(["eval"], input: "bare-metal\n\(long)\n\n  bare-metal \r\n")
    let lines = try result.output.split(separator: "\n").map { try JSON(parsing: Data($0.utf8)) }
    #expect(lines.map { $0["line"].int } == [1, 2, 4] && result.status == 2)
    #expect(lines[1]["error"].string?.contains("more than 32 MiB") == true)
  }

  /// More lines than a batch, in order.
  @Test func manyLinesKeepTheirOrder() throws {
    let lines = (0..<700).map { "{\"base\": \"bare-metal\", \"id\": \($0)}" }.joined(separator: "\n")
    let result = try ShellTests.run(["eval"], input: lines)
    let ids = try result.output.split(separator: "\n").map { try JSON(parsing: Data($0.utf8))["id"].string }
    #expect(ids == (0..<700).map { String($0) })
  }
}
