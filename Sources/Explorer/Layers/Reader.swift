import Screen

/// A long text above the panes: the help for where one is, the manual, or a text that was loaded.
struct Reader: Layer {
  enum Subject: Hashable, Sendable {
    /// What the keys do in a context, after a legend and a section of the manual.
    case help(Context, section: String, terms: [Legend.Term])
    case legend([Legend.Term])
    case manual
    /// One of the texts that the machine was read from.
    case loaded(Int)
    /// What is found, for others; of an evaluation.
    case report(Version)

    /// Of those that are no file.
    var title: String {
      switch self {
      case .help: "Help"
      case .manual: "Manual"
      case .report: "Report"
      case .legend: "Legend"
      case .loaded: ""
      }
    }
  }

  struct Typing: Hashable, Sendable {
    var editor: LineEditor
    var origin: Int
  }

  let subject: Subject
  var top = 0
  /// The line for whose sake the text was opened.
  var lit: Int?
  /// What is searched for; empty before anything is.
  var query = ""
  /// The search that is being typed, and where it began.
  var typing: Typing?

  init(subject: Subject, lit: Int? = nil) {
    self.subject = subject
    self.lit = lit
  }

  var context: Context { typing == nil ? .help : .prompt }
  var takesText: Bool { typing != nil }
  var showsHints: Bool { typing == nil }
  private var isLoaded: Bool { if case .loaded = subject { true } else { false } }
  var helpSection: String { isLoaded ? "Evidence" : "The screen" }
  var hints: [Hint] {
    let first = [Hint(.cancel, "close"), Hint(.search, "search"), Hint(.nextMatch, "next")]
    let last = [Hint(.down, "scroll"), Hint(.pageDown, "page")]
    guard isLoaded else {
      let own = if case .report = subject { Hint(.copyReport, "copy") } else { Hint(.manual, "manual") }
      return first + [Hint(.nextSection, "section"), own] + last
    }
    return first + [Hint(.nextSection, "next fact"), Hint(.nextFile, "next file")] + last
  }

  func normalized(in explorer: Explorer) -> Reader {
    var reader = self
    let text = explorer.text(of: subject)
    reader.top = min(max(0, top), text.lastTop(rows: explorer.readerRows))
    return reader
  }

  // MARK: Keys and mouse

  func move(_ motion: Motion, in explorer: inout Explorer) {
    let (page, count) = (explorer.readerRows, explorer.text(of: subject).count)
    explorer.change(Reader.self) { $0.top = motion.from($0.top, page: page, count: count) }
  }

  func press(column: Int, row: Int, in explorer: inout Explorer) -> [Effect] {
    explorer.overlayPage.contains(column: column, row: row) ? [] : explorer.perform(.cancel)
  }

  /// Goes to the next heading, or to the one before; in a text that was loaded to the next fact.
  fileprivate func goToSection(forward: Bool, in explorer: inout Explorer) {
    let text = explorer.text(of: subject)
    let from = isLoaded ? lit ?? top : top
    let places =
      forward ? Array(max(0, from + 1)..<max(from + 1, text.count)) : Array((0..<max(0, from)).reversed())
    guard let next = places.first(where: text.isHeading) else { return }
    let rows = explorer.readerRows
    explorer.change(Reader.self) { $0.show(next, rows: rows) }
  }

  /// Goes to a heading; lights a line that was read, with some lines above it.
  private mutating func show(_ line: Int, rows: Int) {
    guard isLoaded else {
      top = line
      return
    }
    lit = line
    if !(top..<top + rows).contains(line) { top = max(0, line - rows / 3) }
  }

  /// Another of the texts that were loaded.
  fileprivate func goToFile(forward: Bool, in explorer: inout Explorer) {
    let count = explorer.document.record.texts.count
    guard case .loaded(let index) = subject, count > 0 else { return }
    explorer.close()
    explorer.open(Reader(subject: .loaded((index + (forward ? 1 : count - 1)) % count)))
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
    reader.top = explorer.text(of: subject).line(with: reader.query, from: typing.origin) ?? typing.origin
    explorer.update(reader)
  }

  func commit(in explorer: inout Explorer) -> [Effect] {
    explorer.change(Reader.self) { $0.typing = nil }
    if !query.isEmpty, explorer.text(of: subject).line(with: query, from: 0) == nil {
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
    let text = explorer.text(of: subject)
    if let line = text.line(with: query, from: top + (forward ? 1 : -1), forward: forward) {
      explorer.change(Reader.self) { $0.top = line }
    }
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
    let text = explorer.text(of: subject)
    let rows = explorer.readerRows
    let wanted = query.lowercased()
    let last = text.lastLine(top: top, rows: rows)
    canvas.within(explorer.overlayPage, on: .overlay) { canvas in
      let inside = canvas.box(
        title: text.title, trailing: "\(min(top + 1, last))-\(last) of \(text.count)", isFocused: true)
      canvas.within(inside.inset(columns: 1)) { canvas in
        var row = 0
        for index in top..<max(top, last) {
          let isMatch = !wanted.isEmpty && text.text(index).lowercased().contains(wanted)
          let start = row
          for var spans in text.rows(index) where row < canvas.rows {
            if isMatch { Self.mark(&spans) }
            canvas.spans(spans, column: 0, row: row, width: canvas.columns)
            row += 1
          }
          if index == lit {
            canvas.lay(Region(row: start, columns: canvas.columns, rows: row - start), on: .cursor)
          }
        }
      }
      canvas.scrollBar(column: canvas.columns - 1, row: 1, rows: rows, top: top, content: text.count)
    }
  }

  private static func mark(_ spans: inout [Span]) {
    for i in spans.indices where spans[i].text.contains(where: { $0 != " " }) { spans[i].style.role = .match }
  }
}

extension Command {
  static let help = Command(
    "help", .anyPane, ["?"], "what is here, and what the keys do", aliases: ["h"],
    also: [Use([.cures, .source, .lesson, .bits, .proposal], ["?"], "what the keys do")]
  ) { $0.readHelp() }

  static let manual = Command(
    "manual", .everywhere, [.function(1), .control("g")], "the manual", aliases: ["man"],
    also: [Use(.help, ["m"], "the manual")]
  ) { $0.read(.manual) }

  static let nextSection = Command(
    "next-section", .help, ["]", .tab], "go to the next heading, or fact of a text that was loaded"
  ) {
    $0.top(Reader.self)?.goToSection(forward: true, in: &$0)
  }

  static let previousSection = Command(
    "previous-section", .help, ["[", .backTab], "go to the heading or the fact before"
  ) {
    $0.top(Reader.self)?.goToSection(forward: false, in: &$0)
  }

  static let nextFile = Command(
    "next-file", .help, [")"], "go to the next of the texts that were loaded", unless: { $0.whyNoOtherFile }
  ) { $0.top(Reader.self)?.goToFile(forward: true, in: &$0) }

  static let previousFile = Command(
    "previous-file", .help, ["("], "go to the one before", unless: { $0.whyNoOtherFile }
  ) { $0.top(Reader.self)?.goToFile(forward: false, in: &$0) }
}

extension Explorer {
  fileprivate mutating func readHelp() {
    let own = learning?.isFocused == true ? "Lessons" : focus.room.helpSection
    read(.help(context, section: layers.last?.helpSection ?? own, terms: termsOnScreen))
  }

  /// Opens a text; another that is open gives its place.
  fileprivate mutating func read(_ subject: Reader.Subject) {
    if let reader = top(Reader.self) {
      guard reader.subject != subject else { return }
      close()
    }
    open(Reader(subject: subject))
  }

  fileprivate var whyNoOtherFile: String? {
    guard case .loaded = top(Reader.self)?.subject else { return "" }
    return document.record.texts.count > 1 ? nil : "this is the only text that was loaded"
  }

  /// The lines of the help or the manual as wide as the page is.
  func lines(of subject: Reader.Subject) -> [ListLine] {
    let width = readerWidth
    return memo.readerLines(Memo.ReaderKey(subject: subject, width: width)) {
      switch subject {
      case .manual: Manual(keymap, commandLine: host.commandLine()).lines(width: width)
      case .report: reportLines(width: width)
      case .help(let context, let section, let terms):
        helpLines(in: context, section: section, terms: terms, width: width)
      case .legend(let terms): legendLines(terms, width: width)
      case .loaded: []
      }
    }
  }

  /// The lines on one page, and the columns of a line.
  var readerRows: Int { max(1, overlayPage.rows - 2) }
  var readerWidth: Int { max(20, overlayPage.columns - 4) }
}
