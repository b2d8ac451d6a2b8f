import Screen
import TestSupport
import Testing

@Suite(.bounded) struct CanvasTests {
  @Test func drawsTextAndKeepsInsideTheRegion() {
    var canvas = Canvas(size: Size(columns: 12, rows: 3))
    canvas.within(Region(column: 2, row: 1, columns: 6, rows: 1)) { inner in
      inner.text("abcdefgh", column: 0, row: 0)
      inner.text("below", column: 0, row: 1)
      inner.text("xyz", column: -2, row: 0)
    }
    #expect(canvas.frame.text == "\n  zbcde…\n")
  }

  @Test func truncatesByDisplayWidth() {
    func drawn(_ text: String, _ width: Int, _ truncate: Truncation = .tail) -> String {
      var canvas = Canvas(size: Size(columns: 10, rows: 1))
      canvas.text(text, column: 1, row: 0, width: width, truncate: truncate)
      return canvas.frame.text
    }
    #expect(drawn("abcdef", 6) == " abcdef")
    #expect(drawn("abcdef", 5) == " abcd…")
    #expect(drawn("abcdef", 5, .head) == " …cdef")
    #expect(drawn("abcdef", 5, .clip) == " abcde")
    #expect(drawn("abcdef", 1) == " …")
    #expect(drawn("abcdef", 0) == "")
    #expect(drawn("日本語", 6) == " 日本語")
    #expect(drawn("日本語", 5) == " 日本…")
    // Half of a wide character is a blank, so that the ellipsis stays where it belongs.
    #expect(drawn("日本語", 4) == " 日 …")
    #expect(drawn("日本語", 4, .head) == " … 語")
    #expect(drawn("日本語", 5, .clip) == " 日本")
    #expect(drawn("e\u{301}tude", 5) == " e\u{301}tude")
  }

  @Test func alignsInItsPlace() {
    var canvas = Canvas(size: Size(columns: 10, rows: 2))
    canvas.text("ab", column: 0, row: 0, width: 6, align: .trailing)
    canvas.text("ab", column: 0, row: 1, width: 6, align: .center)
    #expect(canvas.frame.text == "    ab\n  ab")
  }

  @Test func returnsTheColumnAfterTheText() {
    var canvas = Canvas(size: Size(columns: 10, rows: 1))
    #expect(canvas.text("日本", column: 1, row: 0) == 5)
    #expect(canvas.text("too long for it", column: 5, row: 0) == 10)
    #expect(canvas.text("x", column: 10, row: 0) == 10)
  }

  /// What begins left of the canvas has that much more room: a line that is scrolled sideways.
  @Test func textThatIsMovedLeftReachesTheRightEdge() {
    var canvas = Canvas(size: Size(columns: 6, rows: 3))
    canvas.text("0123456789", column: -3, row: 0, truncate: .clip)
    canvas.text("0123456789", column: -3, row: 1)
    canvas.spans([Span("0123"), Span("456789")], column: -4, row: 2, width: 10)
    #expect(canvas.frame.text == "345678\n34567…\n456789")
  }

  @Test func spansAreTruncatedTogether() {
    func drawn(_ width: Int) -> String {
      var canvas = Canvas(size: Size(columns: 12, rows: 1))
      canvas.spans([Span("ab"), Span("cde", Style(.bad)), Span("f")], column: 0, row: 0, width: width)
      return canvas.frame.text
    }
    #expect(drawn(6) == "abcdef")
    #expect(drawn(5) == "abcd…")
    #expect(drawn(3) == "ab…")
    #expect(drawn(2) == "a…")
    #expect(drawn(1) == "…")
  }

  @Test(arguments: [
    "\u{1b}[31mred", "bell\u{7}", "c1\u{9b}31m", "a\nb\tc", "rtl\u{202e}x", "\u{7f}", "zwj👨\u{200d}👩",
  ])
  func textFromFilesNeverReachesTheTerminalUnescaped(text: String) {
    for glyphs in [GlyphSet.unicode, .console, .ascii] {
      var canvas = Canvas(size: Size(columns: 20, rows: 1), glyphs: glyphs)
      canvas.text(text, column: 0, row: 0)
      canvas.put("\u{1b}", column: 19, row: 0)
      #expect(canvas.frame[19, 0].scalar == glyphs.control)
      for scalar in canvas.frame.text.unicodeScalars {
        #expect(scalar.properties.generalCategory != .control)
        #expect(scalar.properties.generalCategory != .format)
        if glyphs == .ascii { #expect(scalar.isASCII) }
      }
    }
  }

  @Test func overwritingHalfOfAWideCharacterBlanksTheOther() {
    var canvas = Canvas(size: Size(columns: 6, rows: 1))
    canvas.text("日本語", column: 0, row: 0)
    canvas.put("x", column: 1, row: 0)
    canvas.text("y", column: 4, row: 0)
    #expect(canvas.frame.text == " x本y")
    #expect(canvas.frame[5, 0].isBlank)
  }

  @Test func aRegionCutsAWideCharacterAtBothEdges() {
    var canvas = Canvas(size: Size(columns: 8, rows: 1))
    canvas.text("........", column: 0, row: 0)
    canvas.within(Region(column: 2, row: 0, columns: 4, rows: 1)) { window in
      window.within(Region(column: -1, row: 0, columns: 6, rows: 1)) { inner in
        inner.text("日本語", column: 0, row: 0)
      }
    }
    #expect(canvas.frame.text == ".. 本 ..")
  }

  @Test func boxWithTitles() {
    var canvas = Canvas(size: Size(columns: 20, rows: 4))
    let inside = canvas.box(title: "Inputs", trailing: "trk", isFocused: true)
    canvas.divider(row: 2, title: "More")
    #expect(inside == Region(column: 1, row: 1, columns: 18, rows: 2))
    #expect(
      canvas.frame.text == """
        ╭ Inputs ───── trk ╮
        │                  │
        ├ More ────────────┤
        ╰──────────────────╯
        """)
  }

  @Test func titlesGiveWayWhenABoxIsNarrow() {
    for columns in 0...12 {
      var canvas = Canvas(size: Size(columns: columns, rows: 2), glyphs: .ascii)
      canvas.box(title: "Title", trailing: "right")
      for row in 0..<2 where columns >= 2 {
        #expect(canvas.frame[0, row].scalar == "+")
        #expect(canvas.frame[columns - 1, row].scalar == "+")
      }
    }
  }

  @Test func surfacesComeFromTheCanvasAndLieUnderText() {
    var canvas = Canvas(size: Size(columns: 6, rows: 2))
    canvas.within(Region(columns: 6, rows: 1), on: .bar) { bar in
      bar.text("ab", column: 1, row: 0, Style(.strong))
    }
    canvas.text("UC", column: 0, row: 1, Style(.typeUC))
    canvas.lay(Region(row: 1, columns: 6, rows: 1), on: .cursor)
    #expect(canvas.frame.roleText == "=ss===\n00>>>>")
    #expect(canvas.frame[1, 0].style.surface == .bar)
    #expect(canvas.frame[0, 1].style == Style(.typeUC, on: .cursor))
  }

  @Test func extremePositionsAreHarmless() {
    let extremes = [Int.min, Int.min + 1, -1, 0, 3, 1000, Int.max - 1, Int.max]
    for a in extremes {
      for b in extremes {
        var canvas = Canvas(size: Size(columns: 4, rows: 2))
        canvas.text("日本 text", column: a, row: b)
        canvas.text("text", column: 0, row: 0, width: a, align: .trailing)
        canvas.spans([Span("a"), Span("bcdef")], column: a, row: 0, width: b)
        canvas.box(Region(column: a, row: b, columns: b, rows: a), title: "x")
        canvas.lay(Region(column: 0, row: 0, columns: a, rows: b), on: .cursor)
        canvas.scrollBar(column: a, row: 0, rows: 2, top: b, content: a)
        canvas.setCursor(column: a, row: b)
        canvas.within(Region(column: a, row: b, columns: 9, rows: 9)) { $0.text("in", column: b, row: a) }
        #expect(canvas.frame.cells.count == 8)
      }
    }
    #expect(Frame(size: Size(columns: .min, rows: .max)).cells.isEmpty)
  }

  @Test func typePatternsAreDistinctInEverySet() {
    for glyphs in [GlyphSet.unicode, .console, .ascii] {
      for width in [1, 2, 3] {
        let strips = Set(
          TypePattern.allCases.map { pattern in
            (0..<width).map { String(pattern.glyph(at: $0, of: width, in: glyphs)) }.joined()
          })
        #expect(strips.count == TypePattern.allCases.count || (width == 1 && glyphs != .ascii))
      }
    }
  }
}
