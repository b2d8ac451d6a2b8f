import Screen

/// What a reader shows, line by line: lines are made as they are looked at.
struct ReaderText {
  var title: String
  var count: Int
  /// What is searched of a line.
  var text: (Int) -> String
  /// A line as it stands on the page, on one row or more.
  var rows: (Int) -> [[Span]]
  /// One can go from one such line to the next.
  var isHeading: (Int) -> Bool

  /// The last line that can be the first one on a page.
  func lastTop(rows page: Int) -> Int {
    var (line, used) = (count, 0)
    while line > 0 {
      used += rows(line - 1).count
      if used > page { break }
      line -= 1
    }
    return min(line, max(0, count - 1))
  }

  /// The line after the last one of which something is on the page.
  func lastLine(top: Int, rows page: Int) -> Int {
    var (line, used) = (top, 0)
    while line < count, used < page {
      used += rows(line).count
      line += 1
    }
    return line
  }

  /// The first line from one on that holds a text, and round the end.
  func line(with wanted: String, from start: Int, forward: Bool = true) -> Int? {
    let wanted = wanted.lowercased()
    guard !wanted.isEmpty, count > 0 else { return nil }
    for step in 0..<count {
      let index = ((start + (forward ? step : -step)) % count + count) % count
      if text(index).lowercased().contains(wanted) { return index }
    }
    return nil
  }
}

extension Explorer {
  func text(of subject: Reader.Subject) -> ReaderText {
    if case .loaded(let index) = subject, let text = document.record.texts[safe: index] {
      return loaded(text, index)
    }
    let lines = lines(of: subject)
    return ReaderText(
      title: subject.title, count: lines.count, text: { lines[$0].text },
      rows: { [lines[$0].spans] }, isHeading: { lines[$0].spans.first?.style.role == .title })
  }
}
