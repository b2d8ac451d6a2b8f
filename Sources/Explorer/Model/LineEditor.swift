/// One line of text being typed, with a cursor in it.
struct LineEditor: Hashable, Sendable {
  private(set) var characters: [Character]
  /// Between 0 and the number of characters.
  private(set) var cursor: Int
  /// The text is still as it was offered: the first character typed replaces all of it.
  private(set) var isUntouched: Bool

  /// No text gets longer than so many characters.
  let longest: Int

  init(_ text: String = "", longest: Int = 64) {
    self.longest = longest
    characters = Array(text.prefix(longest))
    cursor = characters.count
    isUntouched = !text.isEmpty
  }

  var text: String { String(characters) }

  /// Puts text in at the cursor. Control characters and what does not fit are dropped.
  mutating func insert(_ text: String) {
    let printable = text.filter { c in
      c.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f..<0xa0).contains($0.value) }
    }
    guard !printable.isEmpty else { return }
    if isUntouched {
      characters = []
      cursor = 0
    }
    isUntouched = false
    let fitting = Array(printable.prefix(max(0, longest - characters.count)))
    characters.insert(contentsOf: fitting, at: cursor)
    cursor += fitting.count
  }

  mutating func replaceAll(_ text: String) {
    self = LineEditor(text, longest: longest)
    isUntouched = false
  }

  mutating func deleteBackward() {
    isUntouched = false
    guard cursor > 0 else { return }
    cursor -= 1
    characters.remove(at: cursor)
  }

  mutating func deleteForward() {
    isUntouched = false
    guard cursor < characters.count else { return }
    characters.remove(at: cursor)
  }

  mutating func deleteWordBackward() {
    while cursor > 0, characters[cursor - 1] == " " { deleteBackward() }
    while cursor > 0, characters[cursor - 1] != " " { deleteBackward() }
  }

  mutating func clear() {
    isUntouched = false
    characters = []
    cursor = 0
  }

  mutating func move(by columns: Int) {
    isUntouched = false
    cursor = min(max(0, cursor &+ columns), characters.count)
  }

  mutating func moveToStart() { move(by: -characters.count) }

  mutating func moveToEnd() { move(by: characters.count) }
}
