/// The report as plain text for a mail: no line is longer than 72 characters.
extension ReportDocument {
  static let width = 72

  var text: String {
    var lines = Self.wrapped(title, first: "", rest: "  ")
    for block in blocks { lines += [""] + Self.lines(of: block) }
    return lines.map { line in
      var line = line
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n") + "\n"
  }

  private static func lines(of block: Block) -> [String] {
    switch block {
    case .heading(let text): return wrapped(text.uppercased(), first: "", rest: "  ")
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

  /// Columns as wide as their widest cell; where a row is too long its last columns go on in lines of their own.
  private static func lines(ofTable rows: [[String]]) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      min(28, rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0)
    }
    return rows.flatMap { row in
      var text = ""
      for (column, cell) in row.enumerated() {
        let isLast = column == row.count - 1
        text += cell + (isLast ? "" : String(repeating: " ", count: max(0, widths[column] - cell.count) + 2))
      }
      if text.count + 2 <= width { return ["  " + text] }
      // What does not fit beside the others stands below them.
      return wrapped(row.joined(separator: "  "), first: "  ", rest: "      ")
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
