import MemtypeEngine
import Screen

/// The texts that the machine was read from, with a mark at the lines that are facts.
extension Explorer {
  func loaded(_ text: LoadedText, _ index: Int) -> ReaderText {
    let facts = factPlaces[text.name] ?? [:]
    let marks = diagnosis?.comparison.marks ?? []
    let digits = max(3, String(max(1, text.count)).count)
    let width = max(8, readerWidth - digits - 3)
    let texts = document.record.texts.count
    func mark(_ number: Int) -> (text: String, style: Style) {
      guard let fact = facts[number] else { return ("", Style(.text)) }
      return factMark(fact, marks[safe: fact] ?? .notModelled)
    }
    return ReaderText(
      title: text.name + (texts > 1 ? ", \(index + 1) of \(texts)" : ""), count: text.count,
      text: { text.line($0).text },
      rows: { place in
        let line = text.line(place)
        let mark = mark(line.number)
        return Self.cut(line.text, width: width).enumerated().map { row, part in
          var result = ListLine()
          result.add(row == 0 ? "\(line.number)" : "", .label, width: digits, align: .trailing)
          result.add(row == 0 ? " \(mark.text)" : "", mark.style, width: 3)
          result.add(part, mark.style.role == .dim ? Style(.text) : mark.style)
          return result.spans
        }
      },
      isHeading: { facts[text.line($0).number] != nil })
  }

  /// `=` the model says the same; a cross: it contradicts it, or something failed; a dot: the model says no such things.
  func factMark(_ index: Int, _ mark: LogComparison.Mark) -> (text: String, style: Style) {
    let isFailure = document.evidence.facts[safe: index]?.claim == .failure
    switch mark {
    case .same: return ("=", isFailure ? Style(.bad) : Style(.text))
    case .contradicted: return (String(glyphs.cross), Style(.bad, bold: true))
    case .notModelled:
      return isFailure ? (String(glyphs.cross), Style(.bad)) : (String(glyphs.bullet), Style(.dim))
    }
  }

  /// Why the text of a fact cannot be opened; nil if it can.
  func whyNotRead(_ fact: Int) -> String? {
    guard let fact = document.evidence.facts[safe: fact] else { return "there is no such line" }
    return document.record.place(of: fact) == nil ? "the text of \(fact.place.file) is not at hand" : nil
  }

  /// Opens the text in which a fact stands, with its line lit; false where it is not at hand.
  mutating func read(fact index: Int) -> Bool {
    guard let fact = document.evidence.facts[safe: index], let place = document.record.place(of: fact) else {
      return false
    }
    var reader = Reader(subject: .loaded(place.text), lit: place.line)
    reader.top = max(0, place.line - readerRows / 3)
    open(reader)
    return true
  }

  /// A text in pieces that are no wider than so many columns; blanks stay.
  static func cut(_ text: String, width: Int) -> [String] {
    guard DisplayWidth.of(text) > width else { return [text] }
    var (pieces, piece, used) = ([String](), "", 0)
    for character in text {
      let next = DisplayWidth.of(String(character))
      if used + next > width {
        pieces.append(piece)
        (piece, used) = ("", 0)
      }
      piece.append(character)
      used += next
    }
    return pieces + [piece]
  }

  /// Every text, to choose one.
  fileprivate var textsMenu: Menu {
    let items = document.record.texts.enumerated().map { index, text in
      let facts = factPlaces[text.name]?.count ?? 0
      return Menu.Item(
        index: index, text: text.name,
        detail: "\(text.count) line\(text.count == 1 ? "" : "s"), \(facts) of them facts")
    }
    return Menu(title: "What was read", items, helpSection: "Evidence") { explorer, item in
      explorer.open(Reader(subject: .loaded(item.index)))
      return []
    }
  }

  fileprivate mutating func readInput() {
    if document.record.texts.count == 1 {
      open(Reader(subject: .loaded(0)))
    } else {
      open(textsMenu)
    }
  }
}

extension Command {
  static let readInput = Command(
    "read-input", .anyPane, ["I"], "read the texts that were loaded",
    unless: { $0.document.record.texts.isEmpty ? "no text was loaded: this is a scenario" : nil }
  ) { $0.readInput() }
}
