import Screen

/// The letter of a mark comes next.
struct MarkPrompt: Layer {
  enum Use: Hashable, Sendable { case set, goTo }

  var use: Use
  var context: Context { .letter }
  var leavesPanes: Bool { true }
  var showsHints: Bool { false }
  var hints: [Hint] { [] }
  var helpSection: String { "Finding one's way" }

  func drawLine(in explorer: Explorer, on canvas: inout Canvas) {
    let text = use == .set ? "mark this address with a letter:" : "go to the mark with a letter:"
    canvas.text(text, column: 1, row: 0, Style(.key, bold: true))
  }

  func type(_ character: Character, in explorer: inout Explorer) {
    explorer.close()
    switch use {
    case .set: explorer.setMark(character)
    case .goTo: explorer.goToMark(character)
    }
  }

  func refuse(_ key: Key, in explorer: inout Explorer) { explorer.close() }
}

extension Command {
  static let setMark = Command("set-mark", .anyPane, ["m"], "mark this address with the letter that follows")
  {
    $0.open(MarkPrompt(use: .set))
  }

  static let goToMark = Command("go-to-mark", .anyPane, ["'"], "go to the mark with the letter that follows")
  {
    $0.open(MarkPrompt(use: .goTo))
  }
}

extension Explorer {
  fileprivate mutating func setMark(_ letter: Character) {
    places.mark(letter, cursorAddress)
    notice = Notice(text: "\(cursorAddress.grouped) is marked \(letter): ' and \(letter) come back here")
  }

  fileprivate mutating func goToMark(_ letter: Character) {
    guard let address = places.marks[letter] else {
      let known = places.marks.keys.sorted().map { String($0) }.joined(separator: " ")
      let there = known.isEmpty ? "m and a letter marks one" : "there are \(known)"
      notice = Notice(text: "nothing is marked \(letter): \(there)", isBad: true)
      return
    }
    go(to: address)
    focus(on: .ruler)
  }
}
