import Lessons
import Screen

/// A term of the glossary above everything: what it is, where it stands on the screen, where it comes from.
struct TermPage: Layer {
  let entry: Glossary.Entry

  var context: Context { .help }
  var helpSection: String { "Glossary" }
  var hints: [Hint] { [Hint(.cancel, "close"), Hint(.copyLine, "copy")] }

  func lines(width: Int) -> [ListLine] {
    var lines: [ListLine] = []
    if !entry.aliases.isEmpty {
      lines += wrapped("also: " + entry.aliases.joined(separator: ", "), width: width)
        .map { ListLine(spans: [Span($0, Style(.dim))]) }
      lines.append(ListLine())
    }
    lines += wrapped(entry.text, width: width).map { ListLine(spans: [Span($0, Style(.text))]) }
    lines.append(ListLine())
    for (label, text) in [("On the screen: ", entry.screen), ("Source: ", entry.source)] where !text.isEmpty {
      for (row, part) in wrapped(label + text, width: width).enumerated() {
        let words = row == 0 ? String(part.dropFirst(label.count)) : part
        lines.append(
          ListLine(spans: (row == 0 ? [Span(label, Style(.label))] : []) + [Span(words, Style(.value))]))
      }
    }
    return lines
  }

  private func region(in explorer: Explorer) -> Region {
    let width = min(78, explorer.size.columns)
    let count = lines(width: width - 4).count
    return Region(explorer.size).centered(columns: width, rows: min(count + 2, explorer.size.rows - 2))
  }

  func draw(in explorer: Explorer, on canvas: inout Canvas) {
    canvas.within(region(in: explorer), on: .overlay) { canvas in
      let inside = canvas.box(title: entry.term, trailing: "glossary", isFocused: true).inset(columns: 1)
      canvas.within(inside) { canvas in
        for (row, line) in lines(width: canvas.columns).enumerated() where row < canvas.rows {
          canvas.spans(line.spans, column: 0, row: row, width: canvas.columns)
        }
      }
    }
  }

  func press(column: Int, row: Int, in explorer: inout Explorer) -> [Effect] {
    region(in: explorer).contains(column: column, row: row) ? [] : explorer.perform(.cancel)
  }

  func copied(in explorer: Explorer) -> String? { "\(entry.term): \(entry.text) (\(entry.source))" }
}

extension Command {
  static let explainTerm = Command(
    "glossary", .anyPane, ["P"], "explain a term: those of this row first", argument: .term,
    also: [Use(.lesson, ["i"], "explain a term of this step")]
  ) { $0.explainTerm() }
}

extension Argument {
  static let term = Argument(
    what: "a term of the glossary: UC-, TOLUD, tracker",
    candidates: { _, text in
      Glossary.standard.entries(fitting: text).map { Candidate(text: $0.term, detail: $0.text) }
    },
    run: { explorer, text throws(ArgumentError) in
      let found = Glossary.standard.entries(fitting: text)
      guard let entry = Glossary.standard.entry(named: text) ?? (found.count == 1 ? found[0] : nil) else {
        let near = found.isEmpty ? Glossary.standard.entries : found
        throw ArgumentError(
          text: "\"\(text)\" is no term: there are \(near.map(\.term).joined(separator: ", "))")
      }
      explorer.open(TermPage(entry: entry))
      return []
    })
}

extension Explorer {
  /// The page of the one term of the row under the cursor, or a list that begins with those that it has.
  fileprivate mutating func explainTerm() {
    let here = Glossary.standard.terms(in: textUnderCursor)
    if here.count == 1 { return open(TermPage(entry: here[0])) }
    let entries = here + Glossary.standard.entries.filter { !here.contains($0) }
    let items = entries.enumerated().map { index, entry in
      Menu.Item(index: index, text: entry.term, detail: entry.text, isCurrent: index < here.count)
    }
    open(
      Menu(title: here.isEmpty ? "Glossary" : "Glossary: of this row first", items, helpSection: "Glossary") {
        explorer, item in
        if entries.indices.contains(item.index) { explorer.open(TermPage(entry: entries[item.index])) }
        return []
      })
  }

  /// The words under the cursor of what has the keyboard.
  private var textUnderCursor: String {
    if learning?.isFocused == true { return lessonLines(width: 78).map(\.text).joined(separator: " ") }
    return focus.room.copied(in: self)
  }
}
