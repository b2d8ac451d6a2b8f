import VisibleText

/// A value in a file, an option or a prompt before anybody knows what it is meant to be, and what it is called there.
package struct FileNode: Sendable {
  package indirect enum Content: Sendable {
    case word(String)
    case list([FileNode])
    /// A key stands once.
    case record([(key: String, value: FileNode)])
  }

  package let content: Content
  package let file: String
  /// The key that it stands under, for messages.
  package let name: String
  /// From 1; nil where there is only one.
  package let line: Int?

  package init(_ content: Content, file: String = "", name: String, line: Int? = nil) {
    self.content = content
    self.file = file
    self.name = name
    self.line = line
  }

  /// A single word or text, as written.
  package var word: String? { if case .word(let word) = content { word } else { nil } }
  package var list: [FileNode]? { if case .list(let list) = content { list } else { nil } }
  package var record: [(key: String, value: FileNode)]? {
    if case .record(let entries) = content { entries } else { nil }
  }

  package func error(found: String, accepted: String) -> ScenarioFileError {
    ScenarioFileError(file: file, line: line, found: found, accepted: accepted)
  }

  /// The error for a value that its place does not take.
  package func rejected(accepted: String) -> ScenarioFileError {
    error(found: "\(name) is \(shown)", accepted: accepted)
  }

  private var shown: String {
    switch content {
    case .word(let word): word.isEmpty ? "empty" : Self.excerpt(word)
    case .record(let entries): entries.isEmpty ? "an empty mapping" : "a mapping"
    case .list: "a list"
    }
  }

  package func entries(accepted: String) throws(ScenarioFileError) -> [(key: String, value: FileNode)] {
    guard let record else { throw rejected(accepted: accepted) }
    return record
  }

  package func elements(accepted: String) throws(ScenarioFileError) -> [FileNode] {
    guard let list else { throw rejected(accepted: accepted) }
    return list.map { FileNode($0.content, file: file, name: name, line: $0.line) }
  }

  /// A text of somebody else, fit for one line of a message: in quotes, printable, and cut off where it is long.
  package static func excerpt(_ text: String, limit: Int = 60) -> String {
    "\"\(printable(text, limit: limit))\""
  }

  /// The same without quotes.
  package static func printable(_ text: String, limit: Int) -> String {
    var result = ""
    var count = 0
    for scalar in text.unicodeScalars {
      if count == limit { return VisibleText.printable(result) + "..." }
      switch scalar.properties.generalCategory {
      case .surrogate, .privateUse, .unassigned: result.append("\u{fffd}")
      default: result.unicodeScalars.append(scalar == "\t" ? " " : scalar)
      }
      count += 1
    }
    return VisibleText.printable(result)
  }
}
