import Screen
import TestSupport
import Testing

@testable import Terminal

@Suite(.bounded) struct KeyDecoderTests {
  static func keys(_ text: String, _ terminfo: [[UInt8]: Key] = [:]) -> [Key] {
    var decoder = KeyDecoder(terminfoKeys: terminfo)
    let events = decoder.decode(text.utf8) + (decoder.isWaiting ? decoder.timeOut() : [])
    return events.compactMap { if case .key(let key) = $0 { key } else { nil } }
  }

  @Test(
    arguments: [
      ("a", [.character("a")]), ("é日", [.character("é"), .character("日")]), ("\r", [.enter]),
      ("\n", [.enter]),
      ("\t", [.tab]), ("\u{7f}", [.backspace]), ("\u{8}", [.backspace]), ("\u{1a}", [.control("z")]),
      ("\0", [.control("@")]), ("\u{1c}", [.control("\\")]), ("\u{1f}", [.control("_")]),
      ("\u{1b}", [.escape]),
      ("\u{1b}[A\u{1b}[B\u{1b}[C\u{1b}[D", [.up, .down, .right, .left]),
      ("\u{1b}OA\u{1b}OB\u{1b}OC\u{1b}OD", [.up, .down, .right, .left]),
      (
        "\u{1b}[H\u{1b}[F\u{1b}OH\u{1b}OF\u{1b}[1~\u{1b}[4~\u{1b}[7~\u{1b}[8~",
        [.home, .end, .home, .end, .home, .end, .home, .end]
      ),
      ("\u{1b}[2~\u{1b}[3~\u{1b}[5~\u{1b}[6~", [.insert, .delete, .pageUp, .pageDown]),
      ("\u{1b}[Z", [.backTab]),
      ("\u{1b}OP\u{1b}[11~\u{1b}[[A\u{1b}[1;2P", [.function(1), .function(1), .function(1), .function(1)]),
      (
        "\u{1b}[15~\u{1b}[17~\u{1b}[21~\u{1b}[23~\u{1b}[24~",
        [.function(5), .function(6), .function(10), .function(11), .function(12)]
      ),
      ("\u{1b}[1;5C\u{1b}[3;2~", [.right, .delete]),
      ("\u{1b}[27;5;97~\u{1b}[97;5u", [.control("a"), .control("a")]),
      ("\u{1b}[9;2u", [.backTab]), ("\u{1b}OM\u{1b}Oj\u{1b}Op", [.enter, .character("*"), .character("0")]),
      // Escape and a key in one breath: both, never a command of the two.
      ("\u{1b}q", [.escape, .character("q")]), ("\u{1b}\u{1b}", [.escape, .escape]),
      ("\u{1b}\u{1b}[A", [.escape, .up]), ("\u{1b}[", [.escape, .character("[")]),
      ("\u{1b}O", [.escape, .character("O")]),
    ] as [(String, [Key])])
  func decodes(text: String, expected: [Key]) {
    #expect(Self.keys(text) == expected)
  }

  @Test(arguments: [
    "\u{1b}[?62;22c", "\u{1b}[1;1R", "\u{1b}[200000~", "\u{1b}[99~", "\u{1b}]11;rgb:0000/0000/0000\u{1b}\\",
    "\u{1b}]52;c;cXE=\u{7}", "\u{1b}P1$r0m\u{1b}\\", "\u{1b}[I", "\u{1b}[M !!", "\u{1b}[<0;1M",
    "\u{1b}[<0;0;5M",
    "\u{1b}[<2;5;5M", "\u{1b}[1;2;3;4;5;6;7;8;9;10;11x", "\u{1b}[\u{1b}[99~", "\u{85}",
  ])
  func dropsWhatIsNotAKey(text: String) {
    // A letter of an unknown sequence must never arrive as a command.
    #expect(Self.keys(text) == [])
    #expect(Self.keys(text + "j") == [.character("j")])
  }

  @Test func invalidEncodingIsDropped() {
    for bytes: [UInt8] in [
      [0xff, 0x6a], [0xc3, 0x28], [0xe2, 0x82, 0x6a], [0xed, 0xa0, 0x80, 0x6a], [0xc0, 0x80, 0x6a],
    ] {
      var decoder = KeyDecoder()
      let last = Character(Unicode.Scalar(bytes[bytes.count - 1]))
      #expect(decoder.decode(bytes) == [.key(.character(last))], "\(bytes)")
      #expect(!decoder.isWaiting)
    }
  }

  @Test func anyCutGivesTheSameEvents() {
    let text = "aé\u{1b}[A\u{1b}OB日\u{1b}[<0;12;5M\u{1b}[<0;12;5m\u{1b}[15~\u{1b}[200~q\u{1b}[A\u{1b}[201~x"
    var whole = KeyDecoder()
    let expected = whole.decode(text.utf8)
    #expect(expected.count == 10)
    for size in 1...7 {
      var decoder = KeyDecoder()
      var events: [InputEvent] = []
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        events += decoder.decode(rest.prefix(size))
        rest = rest.dropFirst(size)
      }
      #expect(events == expected, "pieces of \(size)")
      #expect(!decoder.isWaiting)
    }
  }

  @Test func pasteIsTextAndNeverKeys() {
    var decoder = KeyDecoder()
    let events = decoder.decode("\u{1b}[200~q\r\nu\u{1b}[Ax\rz\u{1b}[201~j".utf8)
    #expect(events == [.paste("q\nu\u{1b}[Ax\nz"), .key(.character("j"))])
  }

  @Test func aPasteIsBoundedAndEndsWithoutItsMark() {
    var decoder = KeyDecoder()
    #expect(decoder.decode("\u{1b}[200~".utf8) == [])
    for _ in 0..<10 { #expect(decoder.decode(Array(repeating: 0x61, count: 100_000)) == []) }
    #expect(decoder.isPasting)
    let events = decoder.timeOut()
    #expect(events == [.paste(String(repeating: "a", count: KeyDecoder.largestPaste))])
    #expect(!decoder.isWaiting)
    #expect(decoder.decode("k".utf8) == [.key(.character("k"))])
  }

  @Test func mouseReports() {
    var decoder = KeyDecoder()
    let events = decoder.decode(
      "\u{1b}[<0;12;5M\u{1b}[<32;13;5M\u{1b}[<0;13;5m\u{1b}[<64;1;1M\u{1b}[<65;1;1M\u{1b}[<16;2;2M".utf8)
    #expect(
      events == [
        .mouse(MouseEvent(.press, column: 11, row: 4)), .mouse(MouseEvent(.drag, column: 12, row: 4)),
        .mouse(MouseEvent(.release, column: 12, row: 4)), .mouse(MouseEvent(.wheelUp, column: 0, row: 0)),
        .mouse(MouseEvent(.wheelDown, column: 0, row: 0)), .mouse(MouseEvent(.press, column: 1, row: 1)),
      ])
  }

  @Test func terminfoAddsKeysOfItsOwn() {
    let terminfo: [[UInt8]: Key] = [Array("\u{1b}[5$".utf8): .pageUp, Array("\u{1b}j".utf8): .down]
    #expect(Self.keys("\u{1b}[5$\u{1b}j\u{1b}[A", terminfo) == [.pageUp, .down, .up])
    #expect(Self.keys("j", terminfo) == [.character("j")])
  }

  @Test func noInputBreaksIt() {
    var generator = SeededGenerator(seed: 27)
    let pieces: [[UInt8]] = [
      [0x1b], [0x1b, 0x5b], [0x3b], [0x7e], [0x1b, 0x4f], Array("\u{1b}[200~".utf8), [0x3c], [0x4d],
    ]
    for _ in 0..<400 {
      var decoder = KeyDecoder()
      for _ in 0..<Int.random(in: 1...20, using: &generator) {
        let piece =
          Bool.random(using: &generator)
          ? pieces.randomElement(using: &generator) ?? []
          : (0..<3).map { _ in UInt8.random(in: 0...255, using: &generator) }
        _ = decoder.decode(piece)
      }
      _ = decoder.timeOut()
      #expect(!decoder.isWaiting)
      #expect(decoder.decode([0x6b]) == [.key(.character("k"))])
    }
  }
}
