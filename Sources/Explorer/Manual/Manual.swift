/// The manual: one source for the program's own pages, for plain text and for the man page.
public struct Manual: Sendable {
  enum Block: Sendable {
    case paragraph(String)
    /// Words with what they mean.
    case terms([(String, String)])
    /// Lines to type or to write, as they are.
    case code([String])
    /// The keys of a context, out of the keymap.
    case keys(Context)
  }

  struct Section: Sendable {
    var title: String
    var blocks: [Block]
  }

  let sections: [Section]
  let keymap: Keymap

  public init(_ keymap: Keymap = .standard) {
    self.keymap = keymap
    sections = Self.introduction + Self.panes + Self.work + Self.model + Self.reference
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
