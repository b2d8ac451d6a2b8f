import ArgumentParser
import Lessons
import VisibleText

struct GlossaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "glossary",
    abstract: "Explain a term, or list all of them: what it is, where it stands on the screen, its source.")

  @Argument(help: "A term, or the beginning of one: UC-, tolud, tracker.", completion: .terms)
  var term: [String] = []

  func run() throws {
    let glossary = Glossary.standard
    guard !term.isEmpty else {
      return try Output.write(glossary.entries.map(Self.text).joined(separator: "\n"))
    }
    let name = term.joined(separator: " ")
    let found = glossary.entry(named: name).map { [$0] } ?? glossary.entries(fitting: name)
    guard !found.isEmpty else {
      let known = glossary.entries.map(\.term).joined(separator: ", ")
      throw Failure("\(printable(name)): no such term; there are \(known)")
    }
    try Output.write(found.map(Self.text).joined(separator: "\n"))
  }

  private static func text(_ entry: Glossary.Entry) -> String {
    let also = entry.aliases.isEmpty ? "" : " (also \(entry.aliases.joined(separator: ", ")))"
    return
      "\(entry.term)\(also)\n  \(entry.text)\n  On the screen: \(entry.screen)\n  Source: \(entry.source)\n"
  }
}
