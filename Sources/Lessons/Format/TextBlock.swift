/// A piece of a lesson's text.
public enum TextBlock: Hashable, Sendable {
  /// `code` in backquotes and *terms* in asterisks are kept as written.
  case paragraph(String)
  /// A bullet.
  case item(String)
  /// Lines as they are.
  case code([String])

  /// Reads the few constructs of Markdown that lessons use: paragraphs, `-` items, and lines indented by four.
  static func blocks(_ lines: [String]) -> [TextBlock] {
    var blocks: [TextBlock] = []
    var isOpen = false
    for line in lines {
      let text = line.drop { $0 == " " }
      if text.isEmpty {
        isOpen = false
      } else if line.hasPrefix("    ") {
        let code = String(line.dropFirst(4))
        if case .code(let before)? = blocks.last {
          blocks[blocks.count - 1] = .code(before + [code])
        } else {
          blocks.append(.code([code]))
        }
        isOpen = false
      } else if text.hasPrefix("- ") {
        blocks.append(.item(String(text.dropFirst(2))))
        isOpen = true
      } else if isOpen, let last = blocks.last {
        blocks[blocks.count - 1] = last.continued(by: String(text))
      } else {
        blocks.append(.paragraph(String(text)))
        isOpen = true
      }
    }
    return blocks
  }

  private func continued(by text: String) -> TextBlock {
    switch self {
    case .paragraph(let before): .paragraph(before + " " + text)
    case .item(let before): .item(before + " " + text)
    case .code: self
    }
  }

  /// The words without the marks of emphasis.
  public static func plain(_ text: String) -> String { text.filter { $0 != "`" && $0 != "*" } }
}
