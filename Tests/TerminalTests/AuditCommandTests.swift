import Foundation
import TestSupport
import Testing

/// `mtrrscope audit` over directories, archives and lists, in each of its forms.
@Suite(.bounded) struct AuditCommandTests {
  private static let machines = ["seed-tpm-a-q35-2032m", "q35-ovmf-1g-tis-6.18", "bios-short-mask-6.12"]

  /// A fleet of three machines, in directories that say nothing by themselves.
  private func fleet() throws -> TemporaryDirectory {
    let files = try TemporaryDirectory()
    try FileManager.default.createDirectory(
      atPath: files.path + "/fleet/site", withIntermediateDirectories: true)
    for (index, name) in Self.machines.enumerated() {
      let folder = files.path + (index == 2 ? "/fleet/site/" : "/fleet/")
      try FileManager.default.copyItem(atPath: ShellTests.capture(name), toPath: folder + name)
    }
    return files
  }

  private func lines(_ output: String) throws -> [JSON] {
    try output.split(separator: "\n").map { try JSON(parsing: Data($0.utf8)) }
  }

  private func tar(_ files: TemporaryDirectory) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["tar", "-c", "-f", files.file("fleet.tar"), "-C", files.path, "fleet"]
    try process.run()
    process.waitUntilExit()
    return files.file("fleet.tar")
  }

  @Test func directoriesAndArchivesGiveTheSameFindings() throws {
    let files = try fleet()
    let result = try ShellTests.run(["audit", files.path + "/fleet", "--format", "jsonl"])
    #expect(result.status == 1 && result.errors.isEmpty)
    let findings = try lines(result.output)
    let machines = Set(
      findings.compactMap { $0["machine"].string?.split(separator: "/").last.map(String.init) })
    #expect(machines.contains("seed-tpm-a-q35-2032m") && machines.contains("bios-short-mask-6.12"))
    let archive = try tar(files)
    for arguments in [["audit", archive], ["audit", files.path + "/fleet.tar"]] {
      let packed = try ShellTests.run(arguments + ["--format", "jsonl"])
      #expect(packed.status == 1)
      let what = { (finding: JSON) in "\(finding["rule"]) \(finding["message"])" }
      #expect(try Set(lines(packed.output).map(what)) == Set(findings.map(what)))
      #expect(try lines(packed.output).contains { $0["machine"].string == "fleet/site/bios-short-mask-6.12" })
    }
  }

  @Test func standardInputIsAnArchiveOrAList() throws {
    let files = try fleet()
    let list = Self.machines.map { ShellTests.capture($0) + "\n" }.joined()
    let listed = try ShellTests.run(["audit", "-"], input: list + "/no/such/machine\n")
    #expect(listed.status == 2)
    #expect(listed.output.contains("/no/such/machine\n  not read: "))
    #expect(listed.output.contains("4 machines, ") && listed.output.contains("; 1 could not be read"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c",
      "cat '\(try tar(files))' | '\(try #require(BuiltProduct.path("mtrrscope")))' audit - --format json",
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(try JSON(parsing: output)["machines"].int == 3)
  }

  @Test func severityAndRuleChooseWhatIsPrinted() throws {
    let capture = ShellTests.capture("seed-tpm-a-q35-2032m")
    let all = try lines(ShellTests.run(["audit", capture, "--format", "jsonl"]).output)
    let worst = try lines(ShellTests.run(["audit", capture, "--format", "jsonl", "--least", "error"]).output)
    #expect(worst.count < all.count && worst.allSatisfy { $0["severity"].string == "error" })
    let one = try lines(
      ShellTests.run(["audit", capture, "--format", "jsonl", "--rule", "driver-fails"]).output)
    #expect(!one.isEmpty && one.allSatisfy { $0["rule"].string == "driver-fails" })
    let sound = try ShellTests.run([
      "audit", ShellTests.capture("q35-ovmf-1g-tis-6.18"), "--rule", "driver-fails",
    ])
    #expect(
      sound.status == 0 && sound.output == "1 machine, 0 with findings: 0 errors, 0 warnings, 0 notes\n")
  }

  /// The parts of SARIF 2.1.0 that its schema requires, and what CI systems read.
  @Test func sarifHasWhatItsSchemaRequires() throws {
    let files = try fleet()
    try files.make("fleet/broken.txt", "nothing\n")
    let result = try ShellTests.run(
      ["audit", files.path + "/fleet", "/no/such/machine", "--format", "sarif"])
    #expect(result.status == 2)
    let document = try JSON(parsing: Data(result.output.utf8))
    let schema = try JSON(
      parsing: Data(contentsOf: Fixtures.directory.appendingPathComponent("sarif-2.1.0.json")))
    #expect(JSONSchema(schema).errors(in: document).isEmpty)
    let run = document["runs"][0]
    let rules = run["tool"]["driver"]["rules"].array.map { $0["id"].string }
    #expect(Set(rules.compactMap { $0 }).count == rules.count)
    for found in run["results"].array {
      let index = try #require(found["ruleIndex"].int)
      #expect(rules[index] == found["ruleId"].string)
      let uri = try #require(found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].string)
      let url = try #require(URL(string: uri))
      #expect(FileManager.default.fileExists(atPath: url.path), "\(uri)")
    }
    #expect(run["invocations"][0]["executionSuccessful"].bool == false)
    #expect(run["invocations"][0]["toolExecutionNotifications"].array.count == 1)
  }

  @Test func hostileNamesAndTextsStayHarmless() throws {
    let files = try TemporaryDirectory()
    try files.make(
      "fleet/evil\u{1b}[31m name/dmesg",
      "Linux version 6.12.0\nBIOS-e820: [mem 0x0-0x9fffff] usable\nmtrr: no more MTRRs available\u{1b}]0;x\u{7}\n"
    )
    for format in ["text", "json", "jsonl", "sarif"] {
      let result = try ShellTests.run(["audit", files.path + "/fleet", "--format", format])
      let text = result.output + result.errors
      #expect(result.output.contains("no more MTRRs"))
      #expect(
        !text.unicodeScalars.contains { ($0.value < 0x20 && $0 != "\n") || (0x7f..<0xa0).contains($0.value) })
      if format == "json" || format == "sarif" { _ = try JSON(parsing: Data(result.output.utf8)) }
    }
  }

  @Test func damagedArchivesAreNamed() throws {
    let files = try fleet()
    let whole = try Data(contentsOf: URL(fileURLWithPath: try tar(files)))
    try files.make("cut.tar", Array(whole.prefix(whole.count / 2)))
    let cut = try ShellTests.run(["audit", files.file("cut.tar")])
    #expect(cut.status == 2 && cut.output.contains("cut.tar") && cut.output.contains("at byte"))
    try files.make("packed.tgz", [0x1f, 0x8b, 8, 0])
    let packed = try ShellTests.run(["audit", files.file("packed.tgz")])
    #expect(packed.status == 2 && packed.output.contains("gzip -dc"))
  }

  @Test(arguments: [
    ["audit"], ["audit", "--format", "xml", "."], ["audit", ".", "--rule", "no-such-rule"],
    ["audit", ".", "--least", "fatal"],
  ])
  func badWordsEndWithTwo(words: [String]) throws {
    let result = try ShellTests.run(words)
    #expect(result.status == 2 && result.output.isEmpty && !result.errors.isEmpty)
  }
}
