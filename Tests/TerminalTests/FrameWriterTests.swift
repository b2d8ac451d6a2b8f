import Glibc
import Screen
import TestSupport
import Testing
import Themes

@testable import Terminal

@Suite(.bounded) struct FrameWriterTests {
  private static let size = Size(columns: 20, rows: 6)
  /// The program takes one; without it the C library knows no character but ASCII's.
  private static let hasLocale = setlocale(LC_CTYPE, "C.UTF-8") != nil

  init() throws { try #require(Self.hasLocale) }

  private static func writer(_ depth: ColorDepth = .indexed, erases: Bool = true) throws -> FrameWriter {
    let scheme = try #require(Themes.named(Themes.defaultName))
    return FrameWriter(
      palette: Palette(scheme: scheme, depth: depth), erasing: .init(takesBackground: erases))
  }

  private static func frame(_ rows: [Int: String], _ style: Style = Style()) -> Frame {
    var canvas = Canvas(size: size, glyphs: .unicode)
    for (row, text) in rows { canvas.text(text, column: 0, row: row, style) }
    return canvas.frame
  }

  /// What is sent for the second frame after the first, without colours.
  private static func sent(_ first: Frame, _ second: Frame) throws -> String {
    var writer = try writer(.none)
    _ = writer.bytes(showing: first, on: size)
    return String(decoding: writer.bytes(showing: second, on: size), as: UTF8.self)
  }

  @Test(arguments: [
    ("abcdefgh", "abcdefgh", ""),
    // What lies between two changes is written where that is shorter than to go around it.
    ("abcdefgh", "aBcDefgh", "\u{1b}[7DBcD"), ("abcdefgh", "ABcdefgH", "\rAB\u{1b}[5CH"),
    // Blanks to the end of a row, and many of them, are erased; a few are written.
    ("abcdefgh", "ab", "\u{1b}[6D\u{1b}[K"), ("abcdefgh", "a  defgh", "\u{1b}[7D  "),
    // After the last column only the terminal knows where the cursor is.
    ("abcdefghijklmnopqrst", "a                 st", "\u{1b}[1;2H\u{1b}[17X"),
    ("日本", "日木", "\u{8}\u{8}木"),
  ])
  func onlyWhatDiffersIsSent(first: String, second: String, expected: String) throws {
    #expect(try Self.sent(Self.frame([0: first]), Self.frame([0: second])) == expected)
  }

  @Test func whatLooksAlikeIsSentTogether() throws {
    var canvas = Canvas(size: Self.size)
    for (row, text) in ["a", "b", "c"].enumerated() {
      canvas.text(text, column: 0, row: row, Style(underlined: row == 1))
    }
    #expect(
      try Self.sent(Self.frame([:]), canvas.frame) == "a\n\n\u{8}c\u{1b}[A\u{8}\u{1b}[4mb")
  }

  @Test func finishingGivesTheTerminalItsOwnStyle() throws {
    var writer = try Self.writer()
    let frame = Self.frame([1: "text"], Style(.bad, on: .cursor))
    let whole = writer.bytes(showing: frame, on: Self.size)
    #expect(writer.finish() == Array("\u{1b}[m".utf8))
    // Afterwards the terminal may have been anybody's.
    #expect(writer.bytes(showing: frame, on: Self.size) == whole)
    #expect(String(decoding: whole, as: UTF8.self).hasPrefix("\u{1b}(B\u{1b}[0;"))
  }

  /// A long way of frames with everything that a canvas draws, on the strict model.
  @Test(arguments: UInt64(1)...24)
  func theScreenIsTheFrame(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let depth = [ColorDepth.none, .eight, .indexed, .truecolor][Int(seed % 4)]
    var writer = try Self.writer(depth, erases: seed % 3 != 0)
    var short = TerminalModel(columns: Self.size.columns, rows: Self.size.rows)
    var frame = Frame(size: Self.size)
    for step in 0..<80 {
      if step % 20 == 19 { writer.forget() }
      frame = Self.changed(frame, &generator, isWide: seed % 5 == 0)
      short.feed(writer.bytes(showing: frame, on: Self.size))
      var whole = TerminalModel(columns: Self.size.columns, rows: Self.size.rows)
      var fresh = try Self.writer(depth)
      whole.feed(fresh.bytes(showing: frame, on: Self.size))
      #expect(short.text == frame.text && whole.text == frame.text)
      for row in 0..<Self.size.rows {
        #expect(short.cells[row].map(Self.seen) == whole.cells[row].map(Self.seen), "row \(row)")
      }
      if let cursor = frame.cursor { #expect((short.row, short.column) == (cursor.row, cursor.column)) }
      #expect(short.modes.contains(25) == (frame.cursor != nil))
      #expect(short.unknown == [] && whole.unknown == [])
    }
    short.feed(writer.finish())
    #expect(short.pen == TerminalModel.Pen())
  }

  /// A blank shows its background, and its text colour only through a line or in reverse.
  static func seen(_ cell: TerminalModel.Cell) -> TerminalModel.Cell {
    var cell = cell
    if cell.character == " ", !cell.pen.isReversed, !cell.pen.isUnderlined {
      cell.pen.foreground = nil
      (cell.pen.isBold, cell.pen.isDim) = (false, false)
    }
    return cell
  }

  private static func changed(_ frame: Frame, _ generator: inout SeededGenerator, isWide: Bool) -> Frame {
    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    var canvas = Canvas(frame: frame, glyphs: .unicode)
    for _ in 0..<number(1...4) {
      let style = Style(
        Role.allCases[number(0...Role.allCases.count - 1)],
        on: Surface.allCases[number(0...Surface.allCases.count - 1)], bold: number(0...5) == 0,
        reversed: number(0...5) == 0, underlined: number(0...5) == 0)
      let piece = ["a", "─", "é", "e\u{301}", " ", isWide ? "日" : "b"][number(0...5)]
      let text = String(repeating: piece, count: number(1...20))
      canvas.text(text, column: number(0...19), row: number(0...5), style)
    }
    var result = canvas.frame
    result.cursor = number(0...2) == 0 ? (number(0...19), number(0...5)) : nil
    return result
  }
}
