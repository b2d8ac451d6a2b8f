import ArgumentParser
import MachineFormats
import MemtypeEngine
import VisibleText

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema (2020-12) of what commands print as JSON.",
    discussion: """
      Without a name all documents, each in $defs. The schema has a version: fields may be added without a new one, but \
      none goes away or changes its meaning.

        mtrrscope schema > mtrrscope.schema.json
        mtrrscope schema eval-line
        mtrrscope schema --list
      """)

  @Argument(
    help: "A document: \(OutputSchema.documents.map(\.name).joined(separator: ", ")).",
    completion: .list(OutputSchema.documents.map(\.name)))
  var document: String?
  @Flag(help: "Print the documents' names and what prints them.")
  var list = false

  func run() throws {
    if list {
      let rows = OutputSchema.documents.map { [$0.name, $0.command, $0.meaning] }
      return try Output.write(StyledText(TextReport.table(rows).map { StyledText.Line($0) }))
    }
    guard let document else { return try Output.write(try SchemaReport.text()) }
    guard let text = try SchemaReport.text(of: document) else {
      throw Failure(
        printable("\(document): accepted: \(OutputSchema.documents.map(\.name).joined(separator: ", "))"))
    }
    try Output.write(text)
  }
}
