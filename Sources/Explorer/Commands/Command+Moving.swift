import Screen

/// Moving and typing: what these do the top layer says, or the pane with the focus.
extension Command {
  static let up = Command(
    "cursor-up", .anyPane, [.up, "k", .control("p")], "one row up",
    also: [
      Use(.prompt, [.up, .control("p")], "the command above in the list"),
      Use(.menu, [.up, .control("p"), .backTab], "one row up"),
      Use(.page, [.up, "k", .control("p")], "one row up"),
      Use(.bits, [.up, "k", .control("p")], "to the word above, or one row up"),
    ]
  ) { $0.move(.up) }

  static let down = Command(
    "cursor-down", .anyPane, [.down, "j", .control("n")], "one row down",
    also: [
      Use(.prompt, [.down, .control("n")], "the command below in the list"),
      Use(.menu, [.down, .control("n"), .tab], "one row down"),
      Use(.page, [.down, "j", .control("n")], "one row down"),
      Use(.bits, [.down, "j", .control("n")], "to the word below, or one row down"),
    ]
  ) { $0.move(.down) }

  static let pageUp = Command(
    "page-up", .anyPane, [.pageUp, .control("b")], "one page up",
    also: [
      Use(.menu, [.pageUp], "one page up"),
      Use(.page, [.pageUp, .control("b"), .control("u")], "one page up"), Use(.help, ["b"], "one page up"),
      Use(.bits, [.pageUp, .control("b"), .control("u")], "one page up"),
    ]
  ) { $0.move(.pageUp) }

  static let pageDown = Command(
    "page-down", .anyPane, [.pageDown, .control("f")], "one page down",
    also: [
      Use(.menu, [.pageDown], "one page down"),
      Use(.page, [.pageDown, " ", .control("f"), .control("d")], "one page down"),
      Use(.bits, [.pageDown, .control("f"), .control("d")], "one page down"),
    ]
  ) { $0.move(.pageDown) }

  static let halfPageUp = Command("half-page-up", .anyPane, [.control("u")], "half a page up") {
    $0.move(.halfPageUp)
  }

  static let halfPageDown = Command("half-page-down", .anyPane, [.control("d")], "half a page down") {
    $0.move(.halfPageDown)
  }

  static let first = Command(
    "go-to-first", .anyPane, [.home], "to the first row",
    also: [
      Use(.menu, [.home], "to the first row"), Use(.page, [.home, "g"], "to the first row"),
      Use(.bits, [.home], "to the highest bit"),
    ]
  ) { $0.move(.first) }

  static let last = Command(
    "go-to-last", .anyPane, [.end, "G"], "to the last row",
    also: [
      Use(.menu, [.end], "to the last row"), Use(.page, [.end, "G"], "to the last row"),
      Use(.bits, [.end], "to the lowest bit"),
    ]
  ) { $0.move(.last) }

  // MARK: Typing

  static let commit = Command(
    "commit", .editing, [.enter], "keep the value, as one step that u takes back",
    also: [Use(.prompt, [.enter], "do it"), Use(.menu, [.enter], "take what the cursor is on")],
    effects: { $0.commitText() })

  static let cancel = Command(
    "cancel", .editing, [.escape, .control("c")], "leave everything as it was",
    also: [
      Use(.prompt, [.escape, .control("c")], "leave the prompt"),
      Use(.letter, [.escape, .control("c")], "leave everything as it was"),
      Use(.cures, [.escape, "q", "C", .control("c")], "close the cures"),
      Use(.proposal, [.escape, "q", "S", .control("c")], "close it; what is wanted stays"),
      Use(.menu, [.escape, .control("c")], "close the list; everything is as before"),
      Use(.source, [.escape, "q", "E", .control("c")], "close the file; what was kept stays"),
      Use(.bits, [.escape, "q", "#", .control("c")], "close the register; what was flipped stays"),
      Use(.question, [.escape, "n"], "do nothing"),
      Use(.help, [.escape, "q", "?", .control("c"), .enter], "close it"),
    ], effects: { $0.cancel() })

  static let complete = Command(
    "complete", .editing, [.tab], "complete a name, a unit, a key or a value",
    also: [Use(.prompt, [.tab], "complete the name")]
  ) { $0.complete() }

  static let clearText = Command("clear-text", .typing, [.control("u")], "clear what is typed") {
    $0.edit { $0.clear() }
  }

  static let deleteBackward = Command(
    "delete-backward", .typing, [.backspace], "delete the character before the cursor"
  ) { $0.edit { $0.deleteBackward() } }

  static let deleteForward = Command(
    "delete-forward", .line, [.delete, .control("d")], "delete the character at the cursor"
  ) { $0.edit { $0.deleteForward() } }

  static let deleteWord = Command(
    "delete-word", .typing, [.control("w")], "delete the word before the cursor"
  ) {
    $0.edit { $0.deleteWordBackward() }
  }

  static let textLeft = Command("text-left", .line, [.left, .control("b")], "one character left") {
    $0.edit { $0.move(by: -1) }
  }

  static let textRight = Command("text-right", .line, [.right, .control("f")], "one character right") {
    $0.edit { $0.move(by: 1) }
  }

  static let textStart = Command("text-start", .line, [.home, .control("a")], "to the start of the text") {
    $0.edit { $0.moveToStart() }
  }

  static let textEnd = Command("text-end", .line, [.end, .control("e")], "to the end of the text") {
    $0.edit { $0.moveToEnd() }
  }
}
