/// The prose of the manual, `Manual.md`.
///
/// Of Markdown it has `# titles`, paragraphs, `- **word**: text` for terms and fenced code. `<!-- keys CONTEXT -->`,
/// `<!-- inputs -->` and the like stand where something is generated; `{command-name}` is a command's key.
extension Manual {
  /// A section as it is written, with places for what is generated.
  struct Source: Hashable, Sendable {
    var title: String
    var pieces: [Piece]
  }

  enum Piece: Hashable, Sendable {
    case block(Block)
    case generated(Generated)
  }

  enum Generated: String, Hashable, Sendable {
    /// What a scenario has, out of the schema.
    case inputs
    case subcommands
    case options
    /// Terms, kinds of questions and wrong rules, out of the lessons.
    case glossary
    case questions
    case misconceptions
  }

  static let source = sections(of: String(decoding: PackageResources.Manual_md, as: UTF8.self))

  static func sections(of markdown: String) -> [Source] {
    var sections: [Source] = []
    var lines = markdown.split(separator: "\n", omittingEmptySubsequences: false)[...]
    while let line = lines.first {
      if line.hasPrefix("# ") {
        sections.append(Source(title: String(line.dropFirst(2)), pieces: []))
        lines.removeFirst()
      } else if line.isEmpty {
        lines.removeFirst()
      } else {
        let piece = piece(&lines)
        if !sections.isEmpty { sections[sections.count - 1].pieces.append(piece) }
      }
    }
    return sections
  }

  /// The piece that begins with the first line, which is taken with it.
  private static func piece(_ lines: inout ArraySlice<Substring>) -> Piece {
    let isCode = lines.first?.hasPrefix(fence) == true
    if isCode { lines.removeFirst() }
    let end = lines.firstIndex { isCode ? $0.hasPrefix(fence) : $0.isEmpty } ?? lines.endIndex
    let own = lines[..<end]
    lines = lines[end...].dropFirst()
    if isCode { return .block(.code(own.map(String.init))) }
    let text = own.joined(separator: " ")
    if text.hasPrefix(marker), let piece = generated(text.dropFirst(marker.count).dropLast(" -->".count)) {
      return piece
    }
    return .block(text.hasPrefix(bullet) ? .terms(terms(own)) : .paragraph(text))
  }

  private static func generated(_ name: Substring) -> Piece? {
    if let context = Context.allCases.first(where: { name == "keys \($0.rawValue)" }) {
      return .block(.keys(context))
    }
    return Generated(rawValue: String(name)).map { .generated($0) }
  }

  private static func terms(_ lines: ArraySlice<Substring>) -> [Term] {
    var terms: [Term] = []
    for line in lines {
      if line.hasPrefix(bullet), let end = line.firstRange(of: termEnd) {
        let word = line[..<end.lowerBound].dropFirst(bullet.count)
        terms.append(Term(word: String(word), text: String(line[end.upperBound...])))
      } else if !terms.isEmpty {
        terms[terms.count - 1].text += " " + line.drop { $0 == " " }
      }
    }
    return terms
  }

  private static let fence = "```"
  private static let marker = "<!-- "
  private static let bullet = "- **"
  private static let termEnd = "**: "
}
