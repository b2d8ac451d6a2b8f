import Screen
import TestSupport
import Testing

@testable import Terminal

@Suite struct OutputFilterTests {
  static func shorten(_ text: String) -> String {
    var filter = OutputFilter(size: Size(columns: 20, rows: 6))
    _ = filter.shorten(Array("\u{1b}(B\u{1b}[mx".utf8), showsCursor: true)
    return String(decoding: filter.shorten(Array(text.utf8), showsCursor: true), as: UTF8.self)
  }

  @Test(arguments: [
    // Only what changes is sent, and nothing before it is needed.
    ("\u{1b}[31m\u{1b}[40ma\u{1b}[32m\u{1b}[40mb", "\u{1b}[31;40ma\u{1b}[32mb"),
    ("a\u{1b}[31m", "a"), ("\u{1b}[31m\u{1b}[39;49m\u{1b}(B\u{1b}[ma", "a"),
    ("\u{1b}[1ma\u{1b}(B\u{1b}[0mb", "\u{1b}[1ma\u{1b}[mb"),
    ("\u{1b}[38;5;9m\u{1b}[1ma\u{1b}(B\u{1b}[0m\u{1b}[38;5;9mb", "\u{1b}[1;38;5;9ma\u{1b}[22mb"),
    // A blank has no colour of its own, but a background and lines.
    ("\u{1b}[31m \u{1b}[32m a", "  \u{1b}[32ma"), ("\u{1b}[41m a", "\u{1b}[41m a"),
    ("\u{1b}[4;31m ", "\u{1b}[4;31m "), ("\u{1b}[7;31m ", "\u{1b}[7;31m "),
    // Motions need no style, erasing its background.
    ("\u{1b}[44m\u{1b}[5;7Ha", "\u{1b}[5;7H\u{1b}[44ma"), ("\u{1b}[31;44m\u{1b}[K", "\u{1b}[44m\u{1b}[K"),
    // The cursor takes the shortest way, and only where something follows.
    ("\u{1b}[3;9Ha\u{1b}[4;10Hb\u{1b}[4;9Hc", "\u{1b}[3;9Ha\nb\u{8}\u{8}c"),
    ("\u{1b}[3;9Ha\u{1b}[6;2H\u{1b}[1;1Hb\u{1b}[4G", "\u{1b}[Hb\n\n\u{1b}[7Ca\u{1b}[1;4H"),
    // What looks alike is sent together, but nothing changes places with what stands where it does.
    (
      "\u{1b}[1;1H\u{1b}[31ma\u{1b}[2;1H\u{1b}[32mb\u{1b}[3;2H\u{1b}[31mc",
      "\u{1b}[H\u{1b}[31ma\n\nc\u{1b}[A\r\u{1b}[32mb\n\u{1b}[C"
    ),
    (
      "\u{1b}[1;1H\u{1b}[31ma\u{1b}[1;1H\u{1b}[32mb\u{1b}[2;2H\u{1b}[31mc",
      "\u{1b}[H\u{1b}[31ma\nc\u{1b}[H\u{1b}[32mb\n\u{1b}[C"
    ),
    // After the last column only the terminal knows where the cursor is.
    ("\u{1b}[1;20Ha\u{1b}[2;20Hb", "\u{1b}[1;20Ha\u{1b}[2;20Hb"),
    // What several emulators do not know is told in other words: repetition, and scrolling by more than a line.
    ("a\u{1b}[3b", "aaaa"), ("\u{1b}[2;5r\u{1b}[5;1H\u{1b}[2S", "\u{1b}[2;5r\u{1b}[5;1H\n\n"),
    ("\u{1b}[2;5r\u{1b}[2;1H\u{1b}[2T", "\u{1b}[2;5r\u{1b}[2;1H\u{1b}M\u{1b}M"),
    // What is not known passes unchanged.
    ("\u{1b}[3ma", "\u{1b}[3m\u{1b}[ma"), ("\u{1b}[?1049h", "\u{1b}[?1049h"),
    ("\u{1b}M\u{1b}=", "\u{1b}M\u{1b}="),
    ("日é", "日é"), ("\u{1b}[", "\u{1b}["), ("\u{1b}", "\u{1b}"),
  ])
  func shortens(text: String, expected: String) {
    #expect(Self.shorten(text) == expected)
  }

  @Test func finishingGivesTheTerminalItsOwnStyle() {
    var filter = OutputFilter(size: Size(columns: 20, rows: 6))
    #expect(
      filter.shorten(Array("\u{1b}[1;31ma".utf8), showsCursor: true) == Array("\u{1b}(B\u{1b}[0;1;31ma".utf8))
    #expect(filter.finish() == Array("\u{1b}[m".utf8))
    // Afterwards the terminal may have been anybody's.
    #expect(
      filter.shorten(Array("\u{1b}[31mb".utf8), showsCursor: true) == Array("\u{1b}(B\u{1b}[0;31mb".utf8))
  }

  /// A long way through everything that curses sends, before and after, on the strict model.
  @Test(arguments: UInt64(1)...24)
  func theScreenIsTheSame(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var plain = TerminalModel(columns: 20, rows: 6)
    var short = TerminalModel(columns: 20, rows: 6)
    var filter = OutputFilter(size: Size(columns: 20, rows: 6))
    var (before, after) = (0, 0)
    for _ in 0..<60 {
      var update = ""
      for _ in 0..<30 { update += Self.piece(&generator, isWide: seed % 3 == 0) }
      let bytes = Array(update.utf8)
      let showsCursor = Bool.random(using: &generator)
      let shortened = filter.shorten(bytes, showsCursor: showsCursor)
      plain.feed(bytes)
      short.feed(shortened)
      (before, after) = (before + bytes.count, after + shortened.count)
      #expect(short.text == plain.text)
      if showsCursor { #expect((short.row, short.column) == (plain.row, plain.column)) }
      for row in 0..<6 {
        #expect(short.cells[row].map(Self.seen) == plain.cells[row].map(Self.seen), "row \(row)")
      }
    }
    short.feed(filter.finish())
    #expect(short.pen == TerminalModel.Pen())
    #expect(short.unknown == [] && plain.unknown == [])
    #expect(after < before)
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

  static func piece(_ generator: inout SeededGenerator, isWide: Bool) -> String {
    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    switch number(0...15) {
    case 0: return "\u{1b}[38;5;\(number(0...255))m"
    case 1: return "\u{1b}[48;5;\(number(0...255))m"
    case 2: return "\u{1b}[3\(number(0...7))m\u{1b}[4\(number(0...7))m"
    case 3: return "\u{1b}(B\u{1b}[m"
    case 4: return "\u{1b}(B\u{1b}[0;\([1, 2, 4, 7][number(0...3)])m"
    case 5: return "\u{1b}[\([22, 24, 27, 39, 49][number(0...4)])m"
    case 6: return "\u{1b}[\(number(1...6));\(number(1...20))H"
    case 7: return "\u{1b}[\(number(1...4))\(["A", "B", "C", "D", "G", "d"][number(0...5)])"
    case 8: return "\u{1b}[\(["K", "1K", "J", "5X", "2P", "3@", "L", "M"][number(0...7)])"
    case 9: return ["\r", "\u{8}", "\n", "\u{1b}M"][number(0...3)]
    case 10: return isWide ? "日" : "é"
    case 11: return "   "
    default: return String(repeating: ["a", "─", "é"][number(0...2)], count: number(1...3))
    }
  }
}
