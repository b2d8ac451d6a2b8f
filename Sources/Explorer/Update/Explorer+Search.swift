import MemtypeEngine
import Screen

/// Search, marks and the way back.
extension Explorer {
  mutating func performOnPlaces(_ command: Command) {
    switch command {
    case .search:
      mode = .prompt(Prompt(kind: .search))
      search = Search(text: "", origin: cursorAddress)
    case .nextMatch, .previousMatch: goToMatch(forward: command == .nextMatch)
    case .setMark: mode = .letter(.setMark)
    case .goToMark: mode = .letter(.goToMark)
    case .jumpBack:
      if let address = places.back(from: cursorAddress) { ruler.cursor = address }
    case .jumpForward:
      if let address = places.forward(from: cursorAddress) { ruler.cursor = address }
    default: break
    }
  }

  /// The search goes with the text that is typed: the cursor is on the first match from where it began.
  mutating func searchAnew(_ text: String) {
    guard let origin = search?.origin else { return }
    var next = Search(text: text, origin: origin, matches: matches(of: text))
    next.text = text
    search = next
    ruler.cursor = next.match(from: origin, forward: true, isInclusive: true) ?? origin
  }

  /// Enter keeps what was found; nothing found leaves the cursor where it was.
  mutating func finishSearch() {
    mode = .browse
    guard let found = search, !found.text.isEmpty else {
      search = nil
      return
    }
    if found.matches.isEmpty {
      search = nil
      ruler.cursor = found.origin
      notice = Notice(
        text: "\"\(found.text)\" is not to be found here: names, types, registers and addresses are",
        isBad: true)
      return
    }
    if cursorAddress != found.origin { places.leave(found.origin) }
    focus(on: .ruler)
    sayMatch()
  }

  mutating func cancelSearch() {
    if let origin = search?.origin { ruler.cursor = origin }
    search = nil
  }

  /// Without a search it is the next failure.
  private mutating func goToMatch(forward: Bool) {
    guard let search else {
      performOnRuler(forward ? .nextFailure : .previousFailure)
      return
    }
    if let address = search.match(from: cursorAddress, forward: forward) { go(to: address) }
    sayMatch()
  }

  private mutating func sayMatch() {
    guard let search else { return }
    let number = search.number(of: cursorAddress).map { "\($0) of \(search.matches.count)" }
    notice = Notice(
      text: "/\(search.text)  \(number ?? "\(search.matches.count) matches"); Esc ends the search")
  }

  /// The letter after `m` or `'`.
  mutating func take(letter: Character) {
    guard case .letter(let use) = mode else { return }
    mode = .browse
    switch use {
    case .setMark:
      places.mark(letter, cursorAddress)
      notice = Notice(text: "\(cursorAddress.grouped) is marked \(letter): ' and \(letter) come back here")
    case .goToMark:
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

  /// What the prompt of a search says of its text.
  var searchAnswer: (text: String, isGood: Bool) {
    guard let search, !search.text.isEmpty else {
      return ("a device, what lies there, a type, a register or an address", false)
    }
    guard let number = search.number(of: cursorAddress) else { return ("nothing matches", false) }
    return ("\(number) of \(search.matches.count)", true)
  }
}
