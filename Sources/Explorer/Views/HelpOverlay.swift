import Screen

/// The help: every command with its keys, made from the table that the keys are looked up in.
extension Explorer {
  /// The context that had the keyboard before the help was opened comes first.
  var helpLines: [ListLine] {
    var contexts = Context.allCases
    let own: Context = focus == .ruler ? .ruler : focus == .inputs ? .inputs : .list
    contexts.removeAll { $0 == own }
    contexts.insert(own, at: 0)
    var lines: [ListLine] = []
    for context in contexts {
      if !lines.isEmpty { lines.append(ListLine()) }
      lines.append(ListLine(spans: [Span("Keys \(context.rawValue)", Style(.title, bold: true))]))
      for entry in keymap.entries where entry.context == context {
        var line = ListLine()
        line.add("  ")
        line.add(entry.keys.map(\.name).joined(separator: " "), Style(.key, bold: true), width: 18)
        line.add(" ")
        line.add(entry.command.rawValue, .strong, width: 18)
        line.add(" ")
        line.add(entry.help, .text)
        lines.append(line)
      }
    }
    return lines + Self.legend(glyphs)
  }

  /// What the marks and textures mean.
  private static func legend(_ glyphs: GlyphSet) -> [ListLine] {
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
      line.add(text, .text)
      lines.append(line)
    }
    let marks: [(Unicode.Scalar, String)] = [
      (glyphs.check, "the driver has its registers"),
      (glyphs.cross, "the driver fails, or a value cannot be"),
      (glyphs.warning, "a step of the boot that a failure goes back to"),
      (glyphs.diamond, "a device, to scale"), (glyphs.changed, "differs from what was opened"),
      (glyphs.differs, "a processor would read the MTRRs otherwise than Linux: see the memory types"),
      (glyphs.lane, "a variable MTRR covers this, one lane each"),
    ]
    for (mark, text) in marks {
      var line = ListLine()
      line.add("  ")
      line.add(String(mark), .strong, width: 6)
      line.add(text, .text)
      lines.append(line)
    }
    let words = [
      "MTRR: the type by Linux's reading of the MTRRs.  trk: the type that the tracker holds.",
      "Hold Shift to select text with the mouse.",
    ]
    return lines + [ListLine()] + words.map { ListLine(spans: [Span($0, Style(.dim))]) }
  }

  private var helpRegion: Region {
    let width = size.columns < 140 ? size.columns : 120
    return Region(size).inset(rows: 1).centered(columns: width, rows: size.rows - 2)
  }

  /// The lines of help on one page.
  var helpRows: Int { max(1, helpRegion.rows - 2) }

  func drawHelp(top: Int, on canvas: inout Canvas) {
    let lines = helpLines
    canvas.within(helpRegion, on: .overlay) { canvas in
      let last = min(lines.count, top + helpRows)
      let inside = canvas.box(
        title: "Help", trailing: "\(top + 1)-\(last) of \(lines.count)", isFocused: true)
      canvas.within(inside.inset(columns: 1)) { canvas in
        for row in 0..<canvas.rows where top + row < lines.count {
          canvas.spans(lines[top + row].spans, column: 0, row: row, width: canvas.columns)
        }
      }
      canvas.scrollBar(
        column: canvas.columns - 1, row: 1, rows: helpRows, top: top, content: lines.count)
    }
  }
}
