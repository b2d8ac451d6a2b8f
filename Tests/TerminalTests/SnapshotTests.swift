import Foundation
import TestSupport
import Testing

/// What scripts and people rely on word for word: the help of every subcommand, and the JSON of those that print it.
@Suite(.bounded) struct SnapshotTests {
  private static func output(_ words: [String]) throws -> String {
    // Help is as wide as the terminal.
    try ShellTests.run(words, environment: ["COLUMNS": "100"]).output
  }

  @Test func helpOfEverySubcommand() throws {
    let dump = try JSON(parsing: Data(Self.output(["--experimental-dump-help"]).utf8))
    let names = dump["command"]["subcommands"].array.compactMap { $0["commandName"].string }
    #expect(names.count > 10)
    try expectSnapshot(try Self.output(["--help"]), "help", in: "Snapshots")
    for name in names where name != "help" {
      try expectSnapshot(try Self.output([name, "--help"]), "help-\(name)", in: "Snapshots")
    }
  }

  static let json: [(name: String, words: [String])] = [
    ("check", ["check", "--json"]),
    ("check-cases", ["check", "--tolud", "2G,3G", "--json"]),
    ("explain", ["explain", "tpm", "--json"]),
    ("map", ["map", "bare-metal", "--json"]),
    ("map-effective", ["map", "bare-metal", "--effective", "--json"]),
    ("map-bits", ["map", "--bits", "mtrr0", "--at", "0xfed40000", "bare-metal", "--json"]),
    ("log", ["log", "bare-metal", "--json"]),
    ("diff", ["diff", "snp-tpm-forced-wb", "snp-tpm-pci-hole", "--json"]),
    ("cures", ["cures", "--json"]),
    ("solve", ["solve", "0..2G:WB", "4G..6G:WB", "--format", "json"]),
    ("sweep", ["sweep", "--vary", "tolud=2G..3G:512M", "--format", "jsonl"]),
    ("scenario", ["convert", "bare-metal", "--to", "json"]),
  ]

  @Test(arguments: json.indices) func answersInJSON(_ index: Int) throws {
    let (name, words) = Self.json[index]
    try expectSnapshot(try Self.output(words), "json-\(name)", in: "Snapshots")
  }

  @Test func answersOfEval() throws {
    let lines =
      "bare-metal\n{\"base\": \"snp-tpm-forced-wb\", \"set\": {\"tolud\": \"2G\"}, \"id\": \"a\"}\nnothing\n"
    try expectSnapshot(
      try ShellTests.run(["eval"], input: lines).output, "json-eval", in: "Snapshots")
  }
}
