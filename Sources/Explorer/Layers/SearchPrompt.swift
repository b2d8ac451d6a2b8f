import MemtypeEngine
import Screen

/// What is searched for on the ruler: the cursor goes with the text that is typed.
struct SearchPrompt: LinePrompt {
  var editor = LineEditor()
  var label: String { "/ " }

  mutating func textChanged(in explorer: inout Explorer) { explorer.searchAnew(text) }

  func commit(in explorer: inout Explorer) -> [Effect] {
    explorer.close()
    explorer.finishSearch()
    return []
  }

  func cancel(in explorer: inout Explorer) -> [Effect] {
    explorer.close()
    explorer.cancelSearch()
    return []
  }

  func complete(in explorer: inout Explorer) { complete(from: explorer.evaluation.placeNames, in: &explorer) }

  func answer(in explorer: Explorer) -> (text: String, isGood: Bool) { explorer.searchAnswer }
}

extension Command {
  static let search = Command(
    "search", .anyPane, ["/"],
    "find a row of the list that one is in, a device, a place, a type, a register, an address",
    also: [Use(.help, ["/"], "find a word in it")]
  ) {
    if let reader = $0.top(Reader.self) { reader.startSearch(in: &$0) } else { $0.startSearch() }
  }

  static let nextMatch = Command(
    "next-match", .anyPane, ["n"], "go to the next match; without a search to the next failure",
    also: [Use(.help, ["n"], "go to the next line that has it")], unless: { $0.whyNoMatch }
  ) { $0.goToMatch(forward: true) }

  static let previousMatch = Command(
    "previous-match", .anyPane, ["N"], "go to the match before; without a search to the failure before",
    also: [Use(.help, ["N"], "go to the line before that has it")], unless: { $0.whyNoMatch }
  ) { $0.goToMatch(forward: false) }
}

extension Explorer {
  fileprivate var whyNoMatch: String? {
    if let reader = top(Reader.self) {
      return reader.query.isEmpty ? "nothing is searched for: / begins a search" : nil
    }
    return search == nil && failingDevices.isEmpty ? "nothing is searched for, and nothing fails" : nil
  }

  fileprivate mutating func startSearch() {
    open(SearchPrompt())
    let list = focus.room is any ListRoom ? focus : nil
    search = Search(
      text: "", origin: cursorAddress, list: list, row: list.flatMap { viewports[$0]?.cursor } ?? 0)
  }

  /// The search goes with the text that is typed: the cursor is on the first match from where it began.
  fileprivate mutating func searchAnew(_ text: String) {
    guard let origin = search?.origin, let row = search?.row else { return }
    search?.text = text
    if let list = search?.list {
      if goToListMatch(from: row, forward: true, isInclusive: true) { return }
      viewports[list, default: Viewport()].cursor = row
    }
    ruler.cursor = matches.match(from: origin, forward: true, isInclusive: true) ?? origin
  }

  /// Enter keeps what was found; nothing found leaves the cursor where it was.
  fileprivate mutating func finishSearch() {
    guard let found = search, !found.text.isEmpty else {
      search = nil
      return
    }
    if !listMatches.isEmpty { return reportMatch() }
    if matches.count == 0 {
      search = nil
      ruler.cursor = found.origin
      notice = Notice(
        text:
          "\"\(found.text)\" is not to be found here: rows of lists, names, types, registers and addresses are",
        isBad: true)
      return
    }
    if cursorAddress != found.origin { places.leave(found.origin) }
    focus(on: .ruler)
    reportMatch()
  }

  fileprivate mutating func cancelSearch() {
    if let search {
      ruler.cursor = search.origin
      if let list = search.list { viewports[list, default: Viewport()].cursor = search.row }
    }
    search = nil
  }

  /// Without a search it is the next failure.
  fileprivate mutating func goToMatch(forward: Bool) {
    if let reader = top(Reader.self) {
      reader.goToMatch(forward: forward, in: &self)
      return
    }
    guard search != nil else {
      goToDevice(forward: forward, among: failingDevices)
      return
    }
    let row = search?.list.flatMap { viewports[$0]?.cursor } ?? 0
    if !goToListMatch(from: row, forward: forward),
      let address = matches.match(from: cursorAddress, forward: forward)
    {
      go(to: address)
    }
    reportMatch()
  }

  private mutating func reportMatch() {
    guard let search else { return }
    if let number = listMatchNumber {
      notice = Notice(text: "/\(search.text)  \(number); Esc ends the search")
      return
    }
    let matches = matches
    let number = matches.number(of: cursorAddress).map { "\($0) of \(matches.count)" }
    notice = Notice(
      text: "/\(search.text)  \(number ?? "\(matches.count) matches"); Esc ends the search")
  }

  /// What the prompt of a search says of its text.
  fileprivate var searchAnswer: (text: String, isGood: Bool) {
    guard let search, !search.text.isEmpty else {
      let what = "a device, what lies there, a type, a register or an address"
      return (search?.list == nil ? what : "a row of this list, \(what)", false)
    }
    if let number = listMatchNumber { return (number, true) }
    let matches = matches
    guard let number = matches.number(of: cursorAddress) else { return ("nothing matches", false) }
    return ("\(number) of \(matches.count)", true)
  }
}
