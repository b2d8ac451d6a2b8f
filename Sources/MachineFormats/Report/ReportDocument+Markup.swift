/// The report as Markdown (CommonMark with GitHub's tables) and as a page of HTML.
extension ReportDocument {
  var markdown: String {
    var parts = ["# " + Self.escapedMarkdown(title)]
    parts += blocks.map(Self.markdown)
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func markdown(_ block: Block) -> String {
    switch block {
    case .heading(let text): return "## " + escapedMarkdown(text)
    case .paragraph(let text): return escapedMarkdown(text)
    case .bullets(let texts): return texts.map { "- " + escapedMarkdown($0) }.joined(separator: "\n")
    case .numbered(let points):
      return points.enumerated().map { number, point in
        let source = point.source.isEmpty ? "" : " (" + code(point.source) + ")"
        return "\(number + 1). \(escapedMarkdown(point.text))\(source)"
      }.joined(separator: "\n")
    case .table(let rows):
      guard let head = rows.first else { return "" }
      let lines = rows.map { "| " + $0.map(escapedMarkdown).joined(separator: " | ") + " |" }
      let rule = "|" + String(repeating: " --- |", count: head.count)
      return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n")
    case .verbatim(let lines):
      // A fence longer than any in the lines.
      let longest = lines.flatMap { $0.split { $0 != "`" } }.map(\.count).max() ?? 0
      let fence = String(repeating: "`", count: max(3, longest + 1))
      return ([fence + "text"] + lines + [fence]).joined(separator: "\n")
    }
  }

  private static func code(_ text: String) -> String {
    text.contains("`") ? escapedMarkdown(text) : "`\(text)`"
  }

  /// Whatever Markdown could take for a mark has a backslash before it.
  private static func escapedMarkdown(_ text: String) -> String {
    var result = ""
    for character in text {
      if "\\`*_{}[]<>#|~&".contains(character) { result.append("\\") }
      result.append(character)
    }
    // At the start of a line these would begin a list.
    if let first = result.first, "-+".contains(first) { result = "\\" + result }
    return result
  }

  /// A page by itself: no script, nothing from elsewhere, light or dark as the reader likes it.
  var html: String {
    let title = Self.escapedHTML(title)
    let body = blocks.map(Self.html).joined(separator: "\n")
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <meta name="color-scheme" content="light dark">
      <title>\(title)</title>
      <style>
      body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
      table { border-collapse: collapse; } th, td { text-align: left; padding: .1rem 1rem .1rem 0; }
      pre, code, td { font-family: ui-monospace, monospace; font-size: .9rem; }
      pre { overflow-x: auto; padding: .5rem; border-left: .2rem solid gray; }
      </style>
      </head>
      <body>
      <h1>\(title)</h1>
      \(body)
      </body>
      </html>

      """
  }

  private static func html(_ block: Block) -> String {
    switch block {
    case .heading(let text): return "<h2>\(escapedHTML(text))</h2>"
    case .paragraph(let text): return "<p>\(escapedHTML(text))</p>"
    case .bullets(let texts):
      return "<ul>\n" + texts.map { "<li>\(escapedHTML($0))</li>\n" }.joined() + "</ul>"
    case .numbered(let points):
      let items = points.map { point in
        let source = point.source.isEmpty ? "" : " <code>\(escapedHTML(point.source))</code>"
        return "<li>\(escapedHTML(point.text))\(source)</li>\n"
      }
      return "<ol>\n" + items.joined() + "</ol>"
    case .table(let rows):
      let lines = rows.enumerated().map { number, row in
        let tag = number == 0 ? "th" : "td"
        return "<tr>" + row.map { "<\(tag)>\(escapedHTML($0))</\(tag)>" }.joined() + "</tr>\n"
      }
      return "<table>\n" + lines.joined() + "</table>"
    case .verbatim(let lines): return "<pre>\(escapedHTML(lines.joined(separator: "\n")))</pre>"
    }
  }

  private static func escapedHTML(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }
}
