import Foundation
import TestSupport
import Testing

/// The JSON Schema of the outputs, and the outputs against it.
@Suite(.bounded) struct SchemaCommandTests {
  private static func schema(_ name: String) throws -> JSONSchema {
    let result = try ShellTests.run(["schema", name])
    #expect(result.status == 0)
    return JSONSchema(try JSON(parsing: Data(result.output.utf8)))
  }

  private static func expect(
    _ document: JSON, isOf name: String, location: SourceLocation = #_sourceLocation
  ) throws {
    let errors = try schema(name).errors(in: document)
    #expect(errors.isEmpty, "\(errors.prefix(5))", sourceLocation: location)
  }

  /// What each command prints, of healthy, failing and real machines: no field is missing, none is unknown.
  @Test(arguments: [
    ("check", ["check", "--json"]), ("check", ["check", "bare-metal", "--json"]),
    ("check", ["check", "capture seed-tpm-a-q35-2032m", "--json"]),
    ("check", ["check", "capture xen-dom0-6.12", "--json"]),
    ("check", ["check", "capture conflict-mmap-6.12", "--json"]),
    ("check-targets", ["check", "tpm", "hpet", "0x1000", "--json"]),
    ("check-cases", ["check", "--tolud", "2G,2032M", "--json"]),
    ("explain", ["explain", "tpm", "0xffffffff", "--json"]), ("map", ["map", "--json"]),
    ("map", ["map", "--hardware", "capture pc-seabios-3500m-tis-6.12", "--json"]),
    ("map", ["map", "--effective", "bare-metal", "--json", "--at-step", "3"]), ("log", ["log", "--json"]),
    ("diff", ["diff", "snp-tpm-forced-wb", "bare-metal", "--json"]), ("cures", ["cures", "--json"]),
    ("bits", ["map", "--bits", "forced", "snp-tpm-pci-hole", "--json"]),
    ("bits", ["map", "--bits", "0xfed40000", "bare-metal", "--json"]),
    ("bits", ["map", "--bits", "pat", "--json"]),
    ("solve", ["solve", "--in", "bare-metal", "--json"]),
    ("solve", ["solve", "0..2G:WB", "4G..6G:WB", "--format", "json"]),
    ("solve", ["solve", "0..0x7ff01000:WB", "--registers", "2", "--format", "json"]),
    ("audit", ["audit", "capture seed-tpm-a-q35-2032m", "/no/such/file", "--format", "json"]),
    ("scenario", ["convert", "bare-metal", "--to", "json"]),
    ("scenario", ["convert", "capture seed-crb-a-q35-1g", "--to", "json"]),
  ])
  func documentsAreAsTheSchemaSays(name: String, arguments: [String]) throws {
    let words = arguments.map { word in
      word.hasPrefix("capture ") ? ShellTests.capture(String(word.dropFirst(8))) : word
    }
    let result = try ShellTests.run(words)
    try Self.expect(try JSON(parsing: Data(result.output.utf8)), isOf: name)
  }

  @Test(arguments: [
    (
      "sweep-line",
      ["sweep", "--vary", "tolud=1984M..2G:32M", "--vary", "kernel=6.16,6.18", "--format", "jsonl"], ""
    ),
    ("eval-line", ["eval"], "snp-tpm-forced-wb\n{\"base\": \"bare-metal\", \"id\": 3}\n{\n"),
    ("audit-line", ["audit", "-", "--format", "jsonl"], "bios-short-mask-6.12\n/no/such/file\n"),
  ])
  func linesAreAsTheSchemaSays(name: String, arguments: [String], input: String) throws {
    let input = input.replacingOccurrences(
      of: "bios-short-mask-6.12", with: ShellTests.capture("bios-short-mask-6.12"))
    let result = try ShellTests.run(arguments, input: input)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count > 1)
    for line in lines { try Self.expect(try JSON(parsing: Data(line.utf8)), isOf: name) }
  }

  @Test func everyDocumentIsListedAndNamesAreChecked() throws {
    let list = try ShellTests.run(["schema", "--list"]).output.split(separator: "\n").compactMap {
      $0.split(separator: " ").first.map(String.init)
    }
    #expect(list.contains("check") && list.contains("eval-line") && list.count == Set(list).count)
    let whole = try JSON(parsing: Data(try ShellTests.run(["schema"]).output.utf8))
    #expect(whole["$schema"].string == "https://json-schema.org/draft/2020-12/schema")
    #expect(whole["$id"].string == "urn:mtrrscope:output:1")
    #expect(whole["anyOf"].array.map { $0["$ref"].string } == list.map { "#/$defs/\($0)" })
    for name in list { #expect(!whole["$defs"][name].isNull) }
    let wrong = try ShellTests.run(["schema", "nothing"])
    #expect(wrong.status == 2 && wrong.output.isEmpty && wrong.errors.contains("eval-line"))
  }

  /// A change of the schema is seen where it is made: `RECORD_SCREENS=1` writes the file anew.
  @Test func theSchemaIsTheRecordedOne() throws {
    let printed = try ShellTests.run(["schema"]).output
    let file = Fixtures.directory.appendingPathComponent("output.schema.json")
    if ProcessInfo.processInfo.environment["RECORD_SCREENS"] != nil {
      try printed.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == printed)
  }

  /// The validator itself: what it must not let pass.
  @Test(arguments: [
    "{\"a\": 1}", "{\"a\": \"0x1g\", \"b\": []}", "{\"a\": \"0x1\", \"b\": [true]}",
    "{\"a\": \"0x1\", \"b\": [1], \"c\": 1}",
    "[]", "{\"a\": \"0x1\", \"b\": [1.5]}",
  ])
  func theValidatorFindsWhatIsWrong(document: String) throws {
    let schema = JSONSchema(
      try JSON(
        parsing: Data(
          """
          {"type": "object", "required": ["a", "b"], "properties": {
            "a": {"type": "string", "pattern": "^0x[0-9a-f]+$"}, "b": {"type": "array", "items": {"type": "integer"}}}}
          """.utf8)))
    #expect(!schema.errors(in: try JSON(parsing: Data(document.utf8))).isEmpty)
    #expect(schema.errors(in: try JSON(parsing: Data("{\"a\": \"0x1f\", \"b\": [1]}".utf8))).isEmpty)
    #expect(
      !JSONSchema(try JSON(parsing: Data("{\"maxItems\": 1}".utf8))).errors(
        in: try JSON(parsing: Data("[]".utf8))
      ).isEmpty)
  }
}
