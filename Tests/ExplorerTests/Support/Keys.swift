import MemtypeEngine
import Screen

@testable import Explorer

extension Explorer {
  /// An explorer on a screen of a size, after keys.
  init(
    _ scenario: Scenario, _ columns: Int, _ rows: Int, keys: String = "", glyphs: GlyphSet = .unicode,
    engine: Engine = .model
  ) {
    self.init(scenario, glyphs: glyphs, size: Size(columns: columns, rows: rows), engine: engine)
    press(keys)
  }

  /// Presses keys: names in angle brackets, `<Tab>`, `<C-r>`; anything else is typed. Blanks only separate.
  @discardableResult
  mutating func press(_ script: String) -> [Effect] {
    var effects: [Effect] = []
    for word in script.split(separator: " ") {
      if word.hasPrefix("<"), word.hasSuffix(">"), word.count > 2 {
        effects += update(.key(Self.key(String(word.dropFirst().dropLast()))))
      } else {
        for character in word { effects += update(.key(.character(character))) }
      }
    }
    return effects
  }

  private static func key(_ name: String) -> Key {
    switch name {
    case "Enter": return .enter
    case "Esc": return .escape
    case "Tab": return .tab
    case "S-Tab": return .backTab
    case "BS": return .backspace
    case "Del": return .delete
    case "Up": return .up
    case "Down": return .down
    case "Left": return .left
    case "Right": return .right
    case "PgUp": return .pageUp
    case "PgDn": return .pageDown
    case "Home": return .home
    case "End": return .end
    case "Space": return .character(" ")
    default:
      if name.hasPrefix("C-"), let letter = name.last { return .control(letter) }
      preconditionFailure("no key is called \(name)")
    }
  }

  /// The screen as text.
  var screen: String { frame(of: self, size: size).text }

  /// Lines of the screen that hold a text.
  func lines(with text: String) -> [String] {
    screen.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).filter {
      $0.contains(text)
    }
  }
}
