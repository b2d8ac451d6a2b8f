import Screen

/// The manual in its three forms.
extension Manual {
  /// As lines for a width, in styles.
  func lines(width: Int) -> [ListLine] {
    var lines: [ListLine] = []
    for section in sections {
      if !lines.isEmpty { lines.append(ListLine()) }
      lines.append(ListLine(spans: [Span(section.title, Style(.title, bold: true))]))
      for block in section.blocks { lines += self.lines(of: block, width: width) }
    }
    return lines
  }

  func lines(of block: Block, width: Int) -> [ListLine] {
    switch block {
    case .paragraph(let text):
      return [ListLine()] + wrapped(text, width: width - 2).map { line("  ", Span($0, Style(.text))) }
    case .code(let code): return [ListLine()] + code.map { line("    ", Span($0, Style(.value))) }
    case .terms(let terms):
      return [ListLine()]
        + terms.flatMap { definition($0.word, style: Style(.strong, bold: true), $0.text, width: width) }
    case .keys(let context):
      return [ListLine()]
        + keys(context).flatMap { key in
          definition(key.keys, style: Style(.key, bold: true), "\(key.name): \(key.help)", width: width)
        }
    }
  }

  private func line(_ indent: String, _ span: Span) -> ListLine { ListLine(spans: [Span(indent), span]) }

  /// A word and beside it what it means; below it where the word is long or there is little room.
  private func definition(_ word: String, style: Style, _ text: String, width: Int) -> [ListLine] {
    let column = min(20, max(10, width / 4))
    let parts = wrapped(text, width: max(8, width - column - 2))
    let isLong = DisplayWidth.of(word) > column - 3
    var lines: [ListLine] = []
    if isLong { lines += wrapped(word, width: width - 2).map { line("  ", Span($0, style)) } }
    for (i, part) in parts.enumerated() {
      var line = ListLine()
      line.add("  ")
      line.add(i == 0 && !isLong ? word : "", style, width: column - 2)
      line.add(part, .text)
      lines.append(line)
    }
    return lines
  }

  /// Plain text, 80 columns.
  public var text: String {
    lines(width: 80).map { line in
      var text = line.text
      while text.last == " " { text.removeLast() }
      return text
    }.joined(separator: "\n") + "\n"
  }

  /// The source of the man page mtrrscope(1).
  public var manPage: String {
    var page = [
      ".TH MTRRSCOPE 1 \"\" \"mtrrscope \(Self.escaped(version))\"", ".SH NAME",
      "mtrrscope \\- explore x86 memory types in the terminal",
    ]
    page += [
      ".SH SYNOPSIS", ".B mtrrscope",
      "[\\fIsubcommand\\fR] [\\fIoptions\\fR] [\\fIscenario\\fR | \\fIfile\\fR ...]",
    ]
    for (i, section) in sections.enumerated() {
      page.append(".SH \(Self.escaped(i == 0 ? "DESCRIPTION" : section.title.uppercased()))")
      var isFirst = true
      for block in section.blocks {
        page += roff(block, isFirst: isFirst)
        isFirst = false
      }
    }
    return page.joined(separator: "\n") + "\n"
  }

  private func roff(_ block: Block, isFirst: Bool) -> [String] {
    switch block {
    case .paragraph(let text): return (isFirst ? [] : [".PP"]) + [Self.escaped(text)]
    case .code(let code): return [".PP", ".nf", ".RS 4"] + code.map(Self.escaped) + [".RE", ".fi"]
    case .terms(let terms):
      return terms.flatMap { [".TP", "\\fB\(Self.escaped($0.word))\\fR", Self.escaped($0.text)] }
    case .keys(let context):
      return keys(context).flatMap { key in
        [".TP", "\\fB\(Self.escaped(key.keys))\\fR", Self.escaped("\(key.name): \(key.help)")]
      }
    }
  }

  /// Text as roff takes it for text, arrows by their names: man pages are read on every terminal.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "↑", "↓", "←", "→": result += Key(named: String(character))?.configurationName ?? ""
      default: result.append(character)
      }
    }
    return result.hasPrefix(".") ? "\\&" + result : result
  }
}
