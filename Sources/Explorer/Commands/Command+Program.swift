import MemtypeEngine
import Screen

/// What is about the program and its terminal.
extension Command {
  static let redraw = Command(
    "redraw", .everywhere, [.control("l")], "paint the screen anew", effects: { _ in [.redraw] })

  static let suspend = Command(
    "suspend", .everywhere, [.control("z")], "stop the program; fg continues it", effects: { _ in [.suspend] }
  )

  static let leave = Command(
    "leave", .anyPane, [.escape],
    "back to all panes, leave the boot's steps, or else go to the ruler; never quits"
  ) { $0.leave() }

  static let quit = Command(
    "quit", .anyPane, ["q", .control("c")], "leave the program; asks if edits are not saved",
    aliases: ["q"], effects: { $0.leaveProgram() })

  static let toggleMouse = Command(
    "toggle-mouse", .anyPane, ["M"], "use the mouse, or leave it to the terminal's own selection",
    effects: { $0.toggleMouse() })

  static let chooseTheme = Command(
    "choose-theme", .anyPane, ["p"], "choose a theme; each is shown while one goes through the list",
    aliases: ["theme", "colorscheme"], argument: .theme,
    unless: { $0.host.themes().isEmpty ? "there are no themes here" : nil }
  ) { $0.open($0.themesMenu) }

  static let copyLine = Command(
    "copy-line", .anyPane, ["y"], "send all of what this row is about to the terminal's clipboard",
    also: [
      Use([.source, .help], ["y"], "send this line to the terminal's clipboard"),
      Use([.bits, .proposal], ["y"], "send all of it to the terminal's clipboard"),
    ], effects: { $0.copyLine() })
}

extension Explorer {
  fileprivate mutating func leave() {
    if isMaximized {
      isMaximized = false
    } else if ruler.anchor != nil {
      ruler.anchor = nil
    } else if search != nil {
      search = nil
    } else if boot != nil {
      leaveBoot()
    } else {
      focus(on: .ruler)
    }
  }

  fileprivate mutating func toggleMouse() -> [Effect] {
    isMouseOn.toggle()
    notice = Notice(
      text: isMouseOn
        ? "the mouse is the program's; with Shift held down it selects text"
        : "the mouse is the terminal's: it selects text")
    return [.terminal(.mouse(isMouseOn))]
  }

  fileprivate var themesMenu: Menu {
    let items = host.themes().enumerated().map { index, choice in
      Menu.Item(
        index: index, text: choice.name, detail: choice.detail, isCurrent: choice.name == theme,
        problem: choice.problem)
    }
    var menu = Menu(title: "Themes", items, helpSection: "The screen") { $0.use(theme: $1.text) }
    menu.preview = { explorer, item in
      if item.problem == nil { explorer.outbox.append(.theme(item.text)) }
    }
    menu.takeBack = { [.theme($0.theme)] }
    return menu
  }

  mutating func use(theme name: String) -> [Effect] {
    theme = name
    notice = Notice(text: "theme: \(name) in config.yaml keeps it for good")
    return [.theme(name)]
  }

  fileprivate mutating func copyLine() -> [Effect] {
    let copied = layers.last?.copied(in: self) ?? focus.room.copied(in: self)
    let text = AddressExpression.trimmed(copied)
    let line = text.split(separator: "\n").joined(separator: " ")
    notice = Notice(text: "sent to the terminal's clipboard: \(line)")
    return [.copy(text)]
  }
}
