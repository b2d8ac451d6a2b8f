import Foundation
import TestSupport
import Testing

/// README's five commands: from the mail's two lines to the release that heals the guest.
@Suite(.bounded) struct ThreadStoryTests {
  private static let mail = """
    [    1.730459] ioremap error for 0xfed40000-0xfed45000, requested 0x2, got 0x0
    [    1.732780] tpm_tis MSFT0101:00: probe with driver tpm_tis failed with error -12

    """

  /// The commands of the block that follows the sentence in README, each as words.
  private func commands() throws -> [[String]] {
    let readme = try String(
      contentsOf: Fixtures.directory.deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("README.md"), encoding: .utf8)
    let start = try #require(readme.firstRange(of: "From them to the release that heals it:"))
    let block = readme[start.upperBound...].split(separator: "```", omittingEmptySubsequences: false)[1]
    return block.split(separator: "\n").dropFirst().map { line in
      let command = line.split(separator: "#")[0]
      return command.split(separator: " ").map(String.init)
    }
  }

  @Test func theThreadIsTold() throws {
    let files = try TemporaryDirectory()
    try files.make("mail.txt", Self.mail)
    let commands = try commands()
    try #require(commands.count == 5 && commands.allSatisfy { $0[0] == "mtrrscope" })
    let results = try commands.map {
      try ShellTests.run(Array($0.dropFirst()), in: URL(fileURLWithPath: files.path))
    }
    #expect(results.allSatisfy { $0.errors.isEmpty }, "\(results.map(\.errors))")
    #expect(results[0].status == 1 && results[0].output == "fails: TPM TIS -12 ENOMEM\n")
    #expect(results[1].status == 0 && results[1].output.contains("[is_new_memtype_allowed]"))
    #expect(results[2].status == 0 && results[2].output.contains("one UC range over [TOLUD, 4 GiB)"))
    let rows = results[3].output.split(separator: "\n").dropFirst().map { $0.split(separator: " ").prefix(2) }
    #expect(results[3].status == 1)
    #expect(
      rows.map { $0.joined(separator: " ") } == ["6.11 maps", "6.16 fails", "6.17.4 maps", "6.18 maps"])
    #expect(
      results[4].status == 1 && results[4].output.contains("WB by default type  ->  UC by forced range"))
  }

  /// A reader that has enough leaves early: every command ends at once and quietly.
  @Test(arguments: [
    "check", "explain tpm", "map", "log", "diff snp-tpm-forced-wb bare-metal", "cures", "schema",
    "audit --list-rules", "sweep --vary tolud=1G..3G:4K", "show msrs", "solve 0..2G:WB",
  ])
  func aPipeThatClosesEarlyIsNoError(command: String) throws {
    let program = try #require(BuiltProduct.path("mtrrscope"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", "exec 4>&1; { '\(program)' \(command) 2>&4; } | head -c 1 > /dev/null"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let errors = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && errors.isEmpty, "\(String(decoding: errors, as: UTF8.self))")
  }
}
