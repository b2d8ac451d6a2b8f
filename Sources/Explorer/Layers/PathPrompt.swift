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
    case .open: return [.open(QuotedWords.split(text))]
    case .save(let next): return [explorer.saveEffect(to: text, next: next)]
    }
  }

  /// The whole lines that the text may become.
  func candidates(in explorer: Explorer) -> [String] {
    let (start, names) = completions(in: explorer)
    return names.map { editor.text[..<start] + QuotedWords.quoted($0, isWhole: names.count == 1) }
  }

  /// Where the last word begins, and what it may become.
  private func completions(in explorer: Explorer) -> (start: String.Index, names: [String]) {
    let text = editor.text
    var last = (start: text.startIndex, word: text)
    if purpose == .open {
      let words = QuotedWords.words(text)
      // One more letter would begin another word.
      let isBetween = QuotedWords.words(text + "x").count > words.count
      last = isBetween ? (text.endIndex, "") : words.last ?? (text.endIndex, "")
    }
    let builtIn = purpose == .open ? Scenario.builtIn.map(\.name).filter { $0.hasPrefix(last.word) } : []
    return (last.start, builtIn + explorer.host.paths(last.word))
  }

  /// Tab: the last word becomes what every path that begins with it begins with; a word with blanks is quoted.
  func complete(in explorer: inout Explorer) {
    let (start, names) = completions(in: explorer)
    guard let common = Explorer.commonPrefix(names) else {
      explorer.notice = Explorer.Notice(
        text: "nothing begins with \"\(editor.text[start...])\": with nothing typed, Tab shows what is here",
        isBad: true)
      return
    }
    var prompt = self
    let isWhole = names.count == 1
    prompt.editor.replaceAll(
      editor.text[..<start]
        + (purpose == .open ? QuotedWords.quoted(common, isWhole: isWhole) : common))
    explorer.update(prompt)
    if names.count > 1 { explorer.notice = Explorer.Notice(text: names.joined(separator: "  ")) }
  }
}
