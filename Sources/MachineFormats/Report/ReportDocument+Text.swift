/// The report as plain text for a mail: no line is longer than 72 characters.
extension ReportDocument {
  static let width = 72

  var text: String {
    var lines = Self.underlined(title, with: "=")
    for block in blocks { lines += [""] + Self.lines(of: block) }
    return lines.map { line in
      var line = line
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n") + "\n"
  }

  private static func underlined(_ text: String, with mark: String) -> [String] {
    let lines = wrapped(text, first: "", rest: "")
    return lines + [String(repeating: mark, count: lines.map(\.count).max() ?? 0)]
  }

  private static func lines(of block: Block) -> [String] {
    switch block {
    case .heading(let text): return underlined(text, with: "-")
    case .paragraph(let text): return wrapped(text, first: "  ", rest: "  ")
    case .bullets(let texts): return texts.flatMap { wrapped($0, first: "  - ", rest: "    ") }
    case .numbered(let points):
      return points.enumerated().flatMap { number, point in
        let head = "  \(number + 1). "
        let indent = String(repeating: " ", count: head.count)
        let source = point.source.isEmpty ? "" : " [\(point.source)]"
        return wrapped(point.text + source, first: head, rest: indent)
      }
    case .table(let rows): return lines(ofTable: rows)
    case .verbatim(let lines): return lines.flatMap { wrapped($0, first: "  > ", rest: "  >   ") }
    }
  }

  /// Columns as wide as their widest cell; where a row is too long its last column goes on below itself.
  private static func lines(ofTable rows: [[String]]) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      min(28, rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0)
    }
    return rows.flatMap { row in
      var before = "  "
      for (column, cell) in row.enumerated().dropLast() {
        before += cell + String(repeating: " ", count: max(0, widths[column] - cell.count) + 2)
      }
      let last = row.last ?? ""
      // A column that begins at the right border would have a word a line.
      guard before.count <= width * 2 / 3 || before.count + last.count <= width else {
        return wrapped(row.joined(separator: "  "), first: "  ", rest: "      ")
      }
      return wrapped(last, first: before, rest: String(repeating: " ", count: before.count))
    }
  }

  /// Breaks text at blanks; a word longer than a line is cut.
  private static func wrapped(_ text: String, first: String, rest: String) -> [String] {
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in text.split(separator: " ", omittingEmptySubsequences: true) {
      var word = word
      if !isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        (line, isEmpty) = (rest, true)
      }
      while line.count + word.count > width {
        let room = max(1, width - line.count - (isEmpty ? 0 : 1))
        lines.append(line + (isEmpty ? "" : " ") + word.prefix(room))
        word = word.dropFirst(room)
        (line, isEmpty) = (rest, true)
      }
      guard !word.isEmpty else { continue }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    if !isEmpty || lines.isEmpty { lines.append(line) }
    return lines
  }
}
