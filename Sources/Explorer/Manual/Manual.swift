/// The manual: one source for the program's own pages, for plain text and for the man page.
///
/// Its prose is `Manual.md`. Keys come out of the keymap, inputs out of the schema, subcommands and options out of what
/// the command line's parser says of itself.
public struct Manual: Sendable {
  enum Block: Hashable, Sendable {
    case paragraph(String)
    /// Words with what they mean.
    case terms([Term])
    /// Lines to type or to write, as they are.
    case code([String])
    /// The keys of a context, out of the keymap.
    case keys(Context)
  }

  struct Term: Hashable, Sendable {
    var word: String
    var text: String
  }

  struct Section: Hashable, Sendable {
    var title: String
    var blocks: [Block]
  }

  let sections: [Section]
  let keymap: Keymap
  let version: String

  /// - Parameters:
  ///   - keymap: The keys in force.
  ///   - commandLine: What the shell can ask for; without it those chapters are empty.
  public init(_ keymap: Keymap = .standard, commandLine: CommandLineReference = .none) {
    self.keymap = keymap
    version = commandLine.version
    sections = Self.source.map { section in
      let blocks = section.pieces.flatMap { piece -> [Block] in
        switch piece {
        case .block(let block): [block.naming(keymap)]
        case .generated(.inputs): Self.inputs
        case .generated(.subcommands): [.terms(commandLine.subcommands)]
        case .generated(.options): [.terms(commandLine.options)]
        case .generated(.glossary): [.terms(Self.glossary)]
        case .generated(.questions): [.terms(Self.questionKinds)]
        case .generated(.misconceptions): [.terms(Self.misconceptions)]
        }
      }
      return Section(title: section.title, blocks: blocks)
    }
  }

  /// The entries of a context with their keys as words, those without a key by their names.
  func keys(_ context: Context) -> [(keys: String, name: String, help: String)] {
    keymap.entries.filter { $0.context == context }.map { entry in
      (
        entry.keys.isEmpty ? ":" : entry.keys.map(\.name).joined(separator: " "), entry.command.name,
        entry.help
      )
    }
  }
}

extension Manual.Block {
  /// The block with the keys of the commands that its text names.
  fileprivate func naming(_ keymap: Keymap) -> Self {
    switch self {
    case .paragraph(let text): .paragraph(keymap.naming(text))
    case .terms(let terms):
      .terms(terms.map { Manual.Term(word: keymap.naming($0.word), text: keymap.naming($0.text)) })
    case .code, .keys: self
    }
  }
}

extension Keymap {
  /// A text in which `{command-name}` is the command's first key, or how it is typed if it has none; and the name of a
  /// list is what is in it.
  fileprivate func naming(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "{"), let end = rest[start...].firstIndex(of: "}") {
      let name = String(rest[rest.index(after: start)..<end])
      let key = entries.lazy.filter { $0.command.name == name }.compactMap(\.keys.first).first
      result += rest[..<start] + (Manual.lists[name] ?? key?.name ?? ":\(name)")
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}
