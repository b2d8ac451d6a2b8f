import Screen

/// A long text above the panes: the help for where one is, or the manual.
struct Reader: Layer {
  enum Subject: Hashable, Sendable {
    /// What the keys do in a context, after a section of the manual.
    case help(Context, section: String)
    case manual
  }

  struct Typing: Hashable, Sendable {
    var editor: LineEditor
    var origin: Int
  }

  let subject: Subject
  var top = 0
  /// What is searched for; empty before anything is.
  var query = ""
  /// The search that is being typed, and where it began.
  var typing: Typing?

  init(subject: Subject) { self.subject = subject }

  var context: Context { typing == nil ? .help : .prompt }
  var takesText: Bool { typing != nil }
  var showsHints: Bool { typing == nil }
  var helpSection: String { "The screen" }
  var hints: [Hint] {
    [
      Hint(.cancel, "close"), Hint(.search, "search"), Hint(.nextMatch, "next"),
      Hint(.nextSection, "section"), Hint(.manual, "manual"), Hint(.down, "scroll"), Hint(.pageDown, "page"),
    ]
  }

  func normalized(in explorer: Explorer) -> Reader {
    var reader = self
    let count = explorer.lines(of: subject).count
    reader.top = min(max(0, top), max(0, count - explorer.readerRows))
    return reader
  }

  // MARK: Keys and mouse

  func move(_ motion: Motion, in explorer: inout Explorer) {
    let (page, count) = (explorer.readerRows, explorer.lines(of: subject).count)
    explorer.change(Reader.self) { $0.top = motion.from($0.top, page: page, count: count) }
  }

  func press(column: Int, row: Int, in explorer: inout Explorer) -> [Effect] {
    explorer.overlayPage.contains(column: column, row: row) ? [] : explorer.perform(.cancel)
  }

  /// Goes to the next heading, or to the one before.
  fileprivate func goToSection(forward: Bool, in explorer: inout Explorer) {
    let lines = explorer.lines(of: subject)
    let headings = lines.indices.filter { lines[$0].spans.first?.style.role == .title }
    let next = forward ? headings.first { $0 > top } : headings.last { $0 < top }
    if let next { explorer.change(Reader.self) { $0.top = next } }
  }

  func startSearch(in explorer: inout Explorer) {
    explorer.change(Reader.self) { $0.typing = Typing(editor: LineEditor(), origin: top) }
  }

  /// The page goes with what is typed.
  func edit(_ change: (inout LineEditor) -> Void, in explorer: inout Explorer) {
    guard var typing else { return }
    change(&typing.editor)
    var reader = self
    reader.typing = typing
    reader.query = typing.editor.text
    let lines = explorer.lines(of: subject)
    reader.top =
      Self.line(with: reader.query, in: lines, from: typing.origin, forward: true) ?? typing.origin
    explorer.update(reader)
  }

  func commit(in explorer: inout Explorer) -> [Effect] {
    explorer.change(Reader.self) { $0.typing = nil }
    let lines = explorer.lines(of: subject)
    if !query.isEmpty, Self.line(with: query, in: lines, from: 0, forward: true) == nil {
      explorer.notice = Explorer.Notice(
        text: "\"\(query)\" is not in this text: / searches for something else", isBad: true)
    }
    return []
  }

  /// Esc: the search that is typed, or the text.
  func cancel(in explorer: inout Explorer) -> [Effect] {
    guard let typing else {
      explorer.close()
      return []
    }
    explorer.change(Reader.self) {
      $0.top = typing.origin
      $0.typing = nil
    }
    return []
  }

  func goToMatch(forward: Bool, in explorer: inout Explorer) {
    let lines = explorer.lines(of: subject)
    if let line = Self.line(with: query, in: lines, from: top + (forward ? 1 : -1), forward: forward) {
      explorer.change(Reader.self) { $0.top = line }
    }
  }

  /// The first line from one on that holds a text, and round the end.
  private static func line(with text: String, in lines: [ListLine], from start: Int, forward: Bool) -> Int? {
    let wanted = text.lowercased()
    guard !wanted.isEmpty, !lines.isEmpty else { return nil }
    for step in 0..<lines.count {
      let offset = forward ? step : -step
      let index = ((start + offset) % lines.count + lines.count) % lines.count
      if lines[index].text.lowercased().contains(wanted) { return index }
    }
    return nil
  }

  // MARK: Drawing

  func drawLine(in explorer: Explorer, on canvas: inout Canvas) {
    guard let typing else { return }
    let start = canvas.text("/ ", column: 1, row: 0, Style(.key, bold: true))
    canvas.within(Region(column: start, columns: max(12, canvas.columns / 2), rows: 1), on: .field) {
      canvas in
      explorer.drawEditor(typing.editor, width: canvas.columns, on: &canvas)
    }
  }

  func draw(in explorer: Explorer, on canvas: inout Canvas) {
    let lines = explorer.lines(of: subject)
    let rows = explorer.readerRows
    let wanted = query.lowercased()
    canvas.within(explorer.overlayPage, on: .overlay) { canvas in
      let last = min(lines.count, top + rows)
      let inside = canvas.box(
        title: subject == .manual ? "Manual" : "Help",
        trailing: "\(min(top + 1, last))-\(last) of \(lines.count)", isFocused: true)
      canvas.within(inside.inset(columns: 1)) { canvas in
        for row in 0..<canvas.rows where top + row < lines.count {
          var spans = lines[top + row].spans
          if !wanted.isEmpty, lines[top + row].text.lowercased().contains(wanted) {
            for i in spans.indices where spans[i].text.contains(where: { $0 != " " }) {
              spans[i].style.role = .match
            }
          }
          canvas.spans(spans, column: 0, row: row, width: canvas.columns)
        }
      }
      canvas.scrollBar(column: canvas.columns - 1, row: 1, rows: rows, top: top, content: lines.count)
    }
  }
}

extension Command {
  static let help = Command(
    "help", .anyPane, ["?"], "what is here, and what the keys do", aliases: ["h"],
    also: [Use([.cures, .source], ["?"], "what the keys do")]
  ) { $0.readHelp() }

  static let manual = Command(
    "manual", .everywhere, [.function(1), .control("g")], "the manual", aliases: ["man"],
    also: [Use(.help, ["m"], "the manual")]
  ) { $0.read(.manual) }

  static let nextSection = Command("next-section", .help, ["]", .tab], "go to the next heading") {
    $0.top(Reader.self)?.goToSection(forward: true, in: &$0)
  }

  static let previousSection = Command(
    "previous-section", .help, ["[", .backTab], "go to the heading before"
  ) {
    $0.top(Reader.self)?.goToSection(forward: false, in: &$0)
  }
}

extension Explorer {
  fileprivate mutating func readHelp() {
    read(.help(context, section: layers.last?.helpSection ?? focus.room.helpSection))
  }

  /// Opens a text; another that is open gives its place.
  fileprivate mutating func read(_ subject: Reader.Subject) {
    if let reader = top(Reader.self) {
      guard reader.subject != subject else { return }
      close()
    }
    open(Reader(subject: subject))
  }

  /// The lines of a text as wide as the page is.
  func lines(of subject: Reader.Subject) -> [ListLine] {
    let width = readerWidth
    return memo.readerLines(Memo.ReaderKey(subject: subject, width: width)) {
      switch subject {
      case .manual: Manual(keymap).lines(width: width)
      case .help(let context, let section): helpLines(in: context, section: section, width: width)
      }
    }
  }

  /// The lines on one page, and the columns of a line.
  var readerRows: Int { max(1, overlayPage.rows - 2) }
  private var readerWidth: Int { max(20, overlayPage.columns - 4) }
}
