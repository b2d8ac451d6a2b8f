import Screen

/// The help: a legend of what is on the screen, the keys that matter, and every command, made from the table that the
/// keys are looked up in.
extension Explorer {
  /// The legend, five keys, what is where the keyboard is, its keys, and then all others.
  func helpLines(
    in own: Context, section: String = "The screen", terms: [Legend.Term] = [], width: Int
  ) -> [ListLine] {
    let first = own.chain
    let manual = Manual(keymap)
    var lines = keysThatMatter(width: width) + [ListLine()] + legendLines(terms, width: width)
    if let section = manual.sections.first(where: { $0.title == section }),
      let paragraph = section.blocks.first
    {
      lines.append(ListLine())
      lines.append(ListLine(spans: [Span(section.title, Style(.title, bold: true))]))
      lines += manual.lines(of: paragraph, width: width).dropFirst()
    }
    for context in first + Context.allCases.filter({ !first.contains($0) }) {
      lines.append(ListLine())
      lines.append(ListLine(spans: [Span("Keys \(context.rawValue)", Style(.title, bold: true))]))
      for entry in keymap.entries where entry.context == context {
        lines += Self.lines(for: entry, width: width)
      }
    }
    return lines + [ListLine()]
      + wrapped("Hold Shift to select text with the mouse.", width: width).map {
        ListLine(spans: [Span($0, Style(.dim))])
      }
  }

  /// What one does with the program, in five keys; and where the rest is.
  private func keysThatMatter(width: Int) -> [ListLine] {
    let keys: [(Command, Context, String)] = [
      (.cycleBehaviour, .ruler, "try what other kernels do: the cure of Linux 6.18, and what it cures"),
      (.editInputs, .ruler, "change an input: the answer follows while it is typed"),
      (.undo, .ruler, "take the last change back"),
      (.nextStep, .ruler, "go through the boot, step by step"),
      (.toggleComparison, .ruler, "compare with how it was opened"),
    ]
    let more: [(Command, Context, String)] = [
      (.manual, .everywhere, "the manual"), (.search, .help, "search this text"),
      (.nextSection, .help, "the next heading"), (.legend, .ruler, "the legend alone"),
    ]
    func line(_ key: (Command, Context, String)) -> [ListLine] {
      var start = ListLine()
      start.add("  ")
      start.add(keyName(key.0, in: key.1), Style(.key, bold: true), width: 11)
      return Self.hanging(key.2, after: start, width: width)
    }
    return [ListLine(spans: [Span("Keys that matter", Style(.title, bold: true))])] + keys.flatMap(line)
      + more.flatMap(line)
  }

  /// Keys, command and what it does; that is below them where there is little room.
  private static func lines(for entry: CommandTable.Entry, width: Int) -> [ListLine] {
    var line = ListLine()
    line.add("  ")
    let keys = entry.keys.isEmpty ? ":" : entry.keys.map(\.name).joined(separator: " ")
    line.add(keys, Style(.key, bold: true), width: 18)
    line.add(" ")
    line.add(entry.command.name, .strong, width: 18)
    line.add(" ")
    guard width >= line.width + 24 else {
      return [line] + hanging(entry.help, after: ListLine(spans: [Span("    ")]), width: width)
    }
    return hanging(entry.help, after: line, width: width)
  }

  /// A text behind the start of a line; where it is longer it goes on below itself.
  static func hanging(_ text: String, after start: ListLine, width: Int) -> [ListLine] {
    let indent = String(repeating: " ", count: start.width)
    return wrapped(text, width: max(8, width - start.width)).enumerated().map { row, part in
      ListLine(spans: (row == 0 ? start.spans : [Span(indent)]) + [Span(part, Style(.text))])
    }
  }
}
