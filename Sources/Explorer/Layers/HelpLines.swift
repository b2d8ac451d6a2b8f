import Screen

/// The help: every command with its keys, made from the table that the keys are looked up in.
extension Explorer {
  /// What is where the keyboard is, its keys, and then all others.
  func helpLines(in own: Context, section: String = "The screen", width: Int) -> [ListLine] {
    let first = own.chain
    var lines: [ListLine] = []
    let manual = Manual(keymap)
    if let section = manual.sections.first(where: { $0.title == section }),
      let paragraph = section.blocks.first
    {
      lines.append(ListLine(spans: [Span(section.title, Style(.title, bold: true))]))
      lines += manual.lines(of: paragraph, width: width).dropFirst()
      lines.append(ListLine())
      lines.append(
        ListLine(spans: [
          Span("  "), Span(keyName(.manual, in: .everywhere), Style(.key, bold: true)),
          Span(" opens the manual, ", Style(.dim)),
          Span(keyName(.search, in: .help), Style(.key, bold: true)),
          Span(" searches.", Style(.dim)),
        ]))
    }
    for context in first + Context.allCases.filter({ !first.contains($0) }) {
      if !lines.isEmpty { lines.append(ListLine()) }
      lines.append(ListLine(spans: [Span("Keys \(context.rawValue)", Style(.title, bold: true))]))
      for entry in keymap.entries where entry.context == context {
        lines += Self.lines(for: entry, width: width)
      }
    }
    return lines + Self.legend(glyphs, width: width)
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
  private static func hanging(_ text: String, after start: ListLine, width: Int) -> [ListLine] {
    let indent = String(repeating: " ", count: start.width)
    return wrapped(text, width: max(8, width - start.width)).enumerated().map { row, part in
      ListLine(spans: (row == 0 ? start.spans : [Span(indent)]) + [Span(part, Style(.text))])
    }
  }

  /// What the marks and textures mean.
  private static func legend(_ glyphs: GlyphSet, width: Int) -> [ListLine] {
    var lines = [ListLine(), ListLine(spans: [Span("Marks", Style(.title, bold: true))])]
    let types: [(TypePattern, String)] = [
      (.uc, "UC uncacheable"), (.ucMinus, "UC- uncacheable, an MTRR may make it WC"),
      (.wc, "WC write-combining"),
      (.wt, "WT write-through"), (.wp, "WP write-protected"), (.wb, "WB write-back"),
    ]
    for (pattern, text) in types {
      var line = ListLine()
      line.add("  ")
      line.add(pattern.strip(4, in: glyphs), pattern.role, width: 6)
      lines += hanging(text, after: line, width: width)
    }
    let marks: [(Unicode.Scalar, String)] = [
      (glyphs.check, "the driver has its registers"),
      (glyphs.cross, "the driver fails, or a value cannot be"),
      (glyphs.warning, "a step of the boot that a failure goes back to"),
      (glyphs.diamond, "a device, to scale"), (glyphs.changed, "differs from what was opened"),
      (glyphs.differs, "a processor would read the MTRRs otherwise than Linux: see the memory types"),
      (glyphs.lane, "an MTRR covers this: a lane begins with its number, f for fixed ones"),
    ]
    for (mark, text) in marks {
      var line = ListLine()
      line.add("  ")
      line.add(String(mark), .strong, width: 6)
      lines += hanging(text, after: line, width: width)
    }
    let words = [
      "MTRR: the type by Linux's reading of the MTRRs.  trk: the type that the tracker holds.",
      "Hold Shift to select text with the mouse.",
    ]
    return lines + [ListLine()]
      + words.flatMap { wrapped($0, width: width) }.map { ListLine(spans: [Span($0, Style(.dim))]) }
  }
}
