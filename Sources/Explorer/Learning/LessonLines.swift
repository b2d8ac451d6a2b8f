import Lessons
import MemtypeEngine
import Screen

/// The text of a lesson's step, with what is asked and what is said to the answer.
extension Explorer {
  /// Everything in the lesson's pane, from the text down to the verdict.
  func lessonLines(width: Int) -> [ListLine] {
    guard let learning else { return [] }
    let width = max(20, width)
    var lines = textLines(learning.step.text, width: width)
    let listing = learning.step.listing(wholeBoot)
    lines += listing.flatMap { text in
      Self.pieces(text, width: width - 2).map { ListLine(spans: [Span("  "), Span($0, Style(.value))]) }
    }
    if learning.isOffPath {
      lines =
        [
          ListLine(spans: [
            Span("Off the path: ", Style(.warning, bold: true)),
            Span(keyName(.learn), Style(.key, bold: true)),
            Span(" comes back to this step", Style(.text)),
          ])
        ] + lines
    }
    lines += questionLines(learning, width: width)
    if let verdict = learning.verdict { lines += verdictLines(verdict, learning, width: width) }
    return lines
  }

  /// The line that the verdict begins on.
  var verdictLine: Int {
    guard let learning, learning.verdict != nil, let region = lessonRegion else { return 0 }
    var before = learning
    before.phase = .reading
    let width = region.columns - 4
    let listing = learning.step.listing(wholeBoot).flatMap { Self.pieces($0, width: width - 2) }
    let count =
      textLines(learning.step.text, width: width).count + listing.count
      + questionLines(before, width: width).count
    // As much of the question as there is room for stays above it.
    return max(0, count - max(1, (region.rows - 2) / 3))
  }

  private func questionLines(_ learning: Learning, width: Int) -> [ListLine] {
    guard let asked = learning.asked else { return [] }
    var lines = wrapped(asked.question.text, width: width).map {
      ListLine(spans: [Span($0, Style(.strong, bold: true))])
    }
    for (index, option) in asked.options.enumerated() {
      lines += optionLines(option, index, learning, width: width)
    }
    if asked.options.isEmpty, learning.isAsking {
      lines.append(
        ListLine(spans: [
          Span(keyName(.answerOrGoOn, in: .lesson), Style(.key, bold: true)),
          Span(" begins the answer: \(asked.reply.accepted)", Style(.dim)),
        ]))
    }
    for hint in asked.question.hints.prefix(learning.hintCount) {
      lines += wrapped("Hint: \(TextBlock.plain(hint))", width: width).map {
        ListLine(spans: [Span($0, Style(.note))])
      }
    }
    return lines
  }

  private func optionLines(
    _ option: AskedQuestion.Option, _ index: Int, _ learning: Learning, width: Int
  ) -> [ListLine] {
    let isAsking = learning.isAsking
    let isCursor = isAsking && learning.selection == index
    var (mark, style) = (isCursor ? String(glyphs.cursorMark) : " ", Style(.text))
    if isCursor { style = Style(.strong, bold: true) }
    if let verdict = learning.verdict {
      if option.text == verdict.right {
        (mark, style) = (String(glyphs.check), Style(.good, bold: true))
      } else if option.text == verdict.answer {
        (mark, style) = (String(glyphs.cross), Style(.bad, bold: true))
      } else {
        style = Style(.dim)
      }
    }
    let key = String(UnicodeScalar(UInt8(97 + min(index, 25))))
    return wrapped(option.text, width: width - 5).enumerated().map { row, part in
      var line = ListLine()
      line.add(row == 0 ? mark : "", style, width: 2)
      line.add(row == 0 ? key : "", Style(.key, bold: true), width: 1)
      line.add(row == 0 ? ") " : "  ", .dim)
      line.add(part, style)
      return line
    }
  }

  private func verdictLines(_ verdict: AnswerVerdict, _ learning: Learning, width: Int) -> [ListLine] {
    var lines: [ListLine] = []
    func say(_ text: String, _ style: Style, indent: Int = 0) {
      lines += wrapped(text, width: width - indent).map { part in
        ListLine(spans: [Span(String(repeating: " ", count: indent)), Span(part, style)])
      }
    }
    if verdict.isRight {
      say("\(glyphs.check) Right: \(verdict.right)", Style(.good, bold: true))
    } else {
      let sure = learning.isSure ? " (you were sure)" : ""
      say(
        "\(glyphs.cross) You said \(verdict.saidInWords)\(sure); it is \(verdict.rightInWords)",
        Style(.bad, bold: true))
      for sentence in verdict.saidChain { say(sentence, Style(.warning), indent: 2) }
    }
    for reason in verdict.reasons { say("\(glyphs.bullet) \(reason)", Style(.text), indent: 2) }
    lines += textLines(learning.step.conclusion, width: width)
    return lines
  }

  // MARK: Text with emphasis

  private func textLines(_ blocks: [TextBlock], width: Int) -> [ListLine] {
    blocks.flatMap { block -> [ListLine] in
      switch block {
      case .paragraph(let text): return Self.styled(text, width: width)
      case .item(let text):
        return Self.styled(text, width: width - 2).enumerated().map { row, line in
          ListLine(spans: [Span(row == 0 ? "\(glyphs.bullet) " : "  ", Style(.dim))] + line.spans)
        }
      case .code(let code):
        return code.flatMap { line in
          Self.pieces(line, width: width - 2).map { ListLine(spans: [Span("  "), Span($0, Style(.value))]) }
        }
      }
    }
  }

  /// A line that keeps its blanks; where there is no room for more it goes on, indented, behind its last blank, or
  /// within a word that is longer than a line.
  private static func pieces(_ line: String, width: Int) -> [String] {
    let width = max(8, width)
    var pieces: [String] = []
    var rest = Substring(line)
    var indent = ""
    while true {
      var used = indent.utf8.count
      var end = rest.startIndex
      var blank: String.Index?
      var hasWord = false
      while end < rest.endIndex {
        used += DisplayWidth.of(String(rest[end]))
        guard used <= width else { break }
        if rest[end] != " " { hasWord = true } else if hasWord { blank = end }
        end = rest.index(after: end)
      }
      // The next line may begin with the blank itself.
      let cut = end < rest.endIndex && rest[end] != " " ? blank ?? end : end
      guard end < rest.endIndex, cut > rest.startIndex else { break }
      pieces.append(indent + rest[..<cut])
      rest = rest[cut...].drop { $0 == " " }
      indent = "  "
    }
    if !rest.isEmpty || pieces.isEmpty { pieces.append(indent + rest) }
    return pieces
  }

  /// Words broken into lines: `code` and *terms* stand out.
  static func styled(_ text: String, width: Int) -> [ListLine] {
    var lines: [ListLine] = [ListLine()]
    var used = 0
    for word in styledWords(text) {
      let needed = DisplayWidth.of(word.text)
      if used > 0, used + (word.joins ? 0 : 1) + needed > max(1, width) {
        lines.append(ListLine())
        used = 0
      }
      if used > 0, !word.joins {
        lines[lines.count - 1].add(" ", .text)
        used += 1
      }
      lines[lines.count - 1].add(word.text, word.style)
      used += needed
    }
    return lines
  }

  /// `joins`: no blank stands before it.
  private static func styledWords(_ text: String) -> [(text: String, style: Style, joins: Bool)] {
    var result: [(text: String, style: Style, joins: Bool)] = []
    var (word, style, isBlankBefore) = ("", Style(.text), false)
    func flush() {
      guard !word.isEmpty else { return }
      result.append((word, style, !isBlankBefore))
      (word, isBlankBefore) = ("", false)
    }
    for character in text {
      switch character {
      case " ":
        flush()
        isBlankBefore = true
      case "`", "*":
        flush()
        let marked = character == "`" ? Style(.value, bold: true) : Style(.strong, bold: true)
        style = style == marked ? Style(.text) : marked
      default: word.append(character)
      }
    }
    flush()
    return result
  }
}
