import Screen

extension Key {
  /// How the key is called on the screen: `Tab`, `Ctrl-R`, `K`.
  public var name: String {
    switch self {
    case .character(" "): "Space"
    case .character(let c): String(c)
    case .control(let c): "Ctrl-" + String(c).uppercased()
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "Shift-Tab"
    case .backspace: "Backspace"
    case .delete: "Del"
    case .insert: "Ins"
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .home: "Home"
    case .end: "End"
    case .function(let n): "F\(n)"
    }
  }
}

extension Key {
  /// The key that a name stands for, as the screen writes it or as words: `Ctrl-R`, `F2`, `Shift-Tab`, `K`, `Space`,
  /// `PgDn`, `Down`. Upper and lower case matter for a single character only.
  public init?(named name: String) {
    if name.count == 1, let character = name.first {
      self = Self.arrows[character] ?? .character(character)
      return
    }
    let lowered = name.lowercased()
    if let key = Self.named[lowered] {
      self = key
      return
    }
    if lowered.hasPrefix("ctrl-"), let letter = lowered.dropFirst(5).first, lowered.count == 6 {
      switch letter {
      case "h": self = .backspace
      case "i": self = .tab
      case "m", "j": self = .enter
      case "[": self = .escape
      default:
        guard letter.isASCII, letter.isLetter || "@\\]^_".contains(letter) else { return nil }
        self = .control(letter)
      }
      return
    }
    guard lowered.hasPrefix("f"), let number = Int(lowered.dropFirst()), (1...12).contains(number) else {
      return nil
    }
    self = .function(number)
  }

  /// The name in ASCII, which `init(named:)` reads back: `Up` for the arrow.
  public var configurationName: String {
    switch self {
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    default: name
    }
  }

  private static let arrows: [Character: Key] = ["↑": .up, "↓": .down, "←": .left, "→": .right]

  private static let named: [String: Key] = [
    "space": .character(" "), "enter": .enter, "return": .enter, "esc": .escape, "escape": .escape,
    "tab": .tab, "shift-tab": .backTab, "backspace": .backspace, "del": .delete, "delete": .delete,
    "ins": .insert, "insert": .insert, "up": .up, "down": .down, "left": .left, "right": .right,
    "pgup": .pageUp, "pageup": .pageUp, "pgdn": .pageDown, "pagedown": .pageDown, "home": .home, "end": .end,
  ]
}
