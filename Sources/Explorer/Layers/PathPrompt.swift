import MemtypeEngine
import Screen

/// A file to open or to save to.
struct PathPrompt: LinePrompt {
  enum Purpose: Hashable, Sendable {
    /// Words as on the command line.
    case open
    /// A scenario file; then what follows the saving.
    case save(next: SaveRequest.Next)
  }

  static let longestPath = 1024

  let purpose: Purpose
  var editor: LineEditor

  init(_ purpose: Purpose, path: String = "") {
    self.purpose = purpose
    editor = LineEditor(path, longest: Self.longestPath)
  }

  var label: String { purpose == .open ? "open " : "save as " }
  var fieldWidth: (most: Int, share: Int) { (60, 2) }
  var helpSection: String { "Scenarios, saving, recovery" }

  func answer(in explorer: Explorer) -> (text: String, isGood: Bool) {
    (purpose == .open ? "a scenario's name, or files of one machine" : "a scenario file, NAME.yaml", false)
  }

  func commit(in explorer: inout Explorer) -> [Effect] {
    explorer.close()
    guard !text.isEmpty else { return [] }
    switch purpose {
    case .open: return [.open(Explorer.words(text))]
    case .save(let next):
      let document = explorer.document
      return [
        .save(
          SaveRequest(
            document: document.id, scenario: document.scenario, path: text,
            policy: text == document.path ? .sameFile : .newFile, next: next))
      ]
    }
  }

  /// Tab: the last word becomes what every path that begins with it begins with; a word with blanks is quoted.
  func complete(in explorer: inout Explorer) {
    let text = editor.text
    var last = (start: text.startIndex, word: text)
    if purpose == .open {
      let words = QuotedWords.words(text)
      // One more letter would begin another word.
      let isBetween = QuotedWords.words(text + "x").count > words.count
      last = isBetween ? (text.endIndex, "") : words.last ?? (text.endIndex, "")
    }
    let builtIn = purpose == .open ? Scenario.builtIn.map(\.name).filter { $0.hasPrefix(last.word) } : []
    let names = builtIn + explorer.host.paths(last.word)
    guard let common = Explorer.commonPrefix(names) else {
      explorer.notice = Explorer.Notice(
        text: "nothing begins with \"\(last.word)\": with nothing typed, Tab shows what is here", isBad: true)
      return
    }
    var prompt = self
    let isWhole = names.count == 1
    prompt.editor.replaceAll(
      text[..<last.start]
        + (purpose == .open ? QuotedWords.quoted(common, isWhole: isWhole) : common))
    explorer.update(prompt)
    if names.count > 1 { explorer.notice = Explorer.Notice(text: names.joined(separator: "  ")) }
  }
}
