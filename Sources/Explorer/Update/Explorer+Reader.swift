import Screen

/// Reading the help and the manual.
extension Explorer {
  mutating func performOnReader(_ command: Command) {
    switch command {
    case .help: read(.help(context == .help ? .anyPane : context))
    case .manual: read(.manual)
    case .search:
      changeReader { reader, _ in
        reader.typing = Reader.Typing(editor: LineEditor(), origin: reader.top)
      }
    case .nextMatch, .previousMatch: goToLine(forward: command == .nextMatch)
    case .nextSection, .previousSection:
      changeReader { reader, lines in
        let headings = lines.indices.filter { lines[$0].spans.first?.style.role == .title }
        let next =
          command == .nextSection
          ? headings.first { $0 > reader.top } : headings.last { $0 < reader.top }
        if let next { reader.top = next }
      }
    default: break
    }
  }

  /// Opens a text; another that is open gives its place.
  private mutating func read(_ subject: Reader.Subject) {
    if case .reader(let reader, let below) = mode {
      if reader.subject != subject { mode = .reader(Reader(subject: subject), over: below) }
      return
    }
    mode = .reader(Reader(subject: subject), over: mode)
  }

  mutating func changeReader(_ change: (inout Reader, [ListLine]) -> Void) {
    guard case .reader(var reader, let below) = mode else { return }
    change(&reader, readerLines?.lines ?? [])
    mode = .reader(reader, over: below)
  }

  /// Esc: the search that is typed, or the text.
  mutating func cancelReader() {
    guard case .reader(var reader, let below) = mode else { return }
    guard let typing = reader.typing else {
      mode = below
      return
    }
    reader.top = typing.origin
    reader.typing = nil
    mode = .reader(reader, over: below)
  }

  /// The page goes with what is typed.
  mutating func editReaderSearch(_ change: (inout LineEditor) -> Void) {
    changeReader { reader, lines in
      guard var typing = reader.typing else { return }
      change(&typing.editor)
      reader.typing = typing
      reader.query = typing.editor.text
      reader.top =
        Self.line(with: reader.query, in: lines, from: typing.origin, forward: true) ?? typing.origin
    }
  }

  mutating func finishReaderSearch() {
    changeReader { reader, _ in reader.typing = nil }
    guard case .reader(let reader, _) = mode, !reader.query.isEmpty else { return }
    if Self.line(with: reader.query, in: readerLines?.lines ?? [], from: 0, forward: true) == nil {
      notice = Notice(
        text: "\"\(reader.query)\" is not in this text: / searches for something else", isBad: true)
    }
  }

  private mutating func goToLine(forward: Bool) {
    changeReader { reader, lines in
      let start = reader.top + (forward ? 1 : -1)
      if let line = Self.line(with: reader.query, in: lines, from: start, forward: forward) {
        reader.top = line
      }
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

  /// Makes the lines where there are none for this width, and keeps the page in them.
  mutating func settleReader() {
    guard case .reader(var reader, let below) = mode else {
      readerLines = nil
      return
    }
    let width = readerWidth
    if readerLines?.subject != reader.subject || readerLines?.width != width {
      let lines =
        switch reader.subject {
        case .manual: Manual(keymap).lines(width: width)
        case .help(let context): helpLines(in: context, width: width)
        }
      readerLines = (reader.subject, width, lines)
    }
    reader.top = min(max(0, reader.top), max(0, (readerLines?.lines.count ?? 0) - readerRows))
    mode = .reader(reader, over: below)
  }
}
