/// What has the keyboard.
public enum Context: String, CaseIterable, Hashable, Sendable {
  /// Every pane: the keys that mean the same wherever the focus is.
  case anyPane = "anywhere"
  case ruler = "in the ruler"
  case inputs = "in the inputs"
  case list = "in the other panes"
  /// A value is being typed.
  case editing = "while typing a value"
  /// An address, a command or a search is being typed.
  case prompt = "while typing an address, a command or a search"
  /// Text is typed on a line of its own: a value or a prompt.
  case line = "in a line that is typed"
  /// Text is typed, also where it only narrows a list.
  case typing = "while typing"
  /// The letter of a mark comes next.
  case letter = "before the letter of a mark"
  case help = "in the help"
  case cures = "in the cures"
  /// The registers that are proposed for a wanted map.
  case proposal = "in the proposed registers"
  /// A list to choose from.
  case menu = "in a list to choose from"
  /// The scenario as its file, while no line is typed.
  case source = "in the scenario's file"
  case bits = "in a register's bits"
  /// Whatever fills the screen above the panes.
  case page = "above the panes"
  /// A lesson has the keyboard.
  case lesson = "in a lesson"
  /// Something is asked that cannot be taken back.
  case question = "before a question"
  /// All but before a letter.
  case everywhere = "everywhere"

  /// Where a key is looked up, the most particular context first.
  var chain: [Context] {
    switch self {
    case .ruler, .inputs, .list: [self, .anyPane, .everywhere]
    case .editing, .prompt: [self, .line, .typing, .everywhere]
    case .line: [.line, .typing, .everywhere]
    case .menu: [.menu, .typing, .everywhere]
    case .help, .cures, .source, .lesson, .proposal: [self, .page, .everywhere]
    case .anyPane, .question, .page, .bits, .typing: [self, .everywhere]
    case .letter, .everywhere: [self]
    }
  }

  /// The contexts that the panes have.
  static let ofPanes: Set<Context> = [.everywhere, .anyPane, .ruler, .inputs, .list]

  /// Characters are typed here.
  var takesText: Bool {
    [.editing, .prompt, .menu, .letter, .line, .typing].contains(self)
  }
}
