import Glibc
import TestSupport
import Testing

/// Text from files and from the keyboard that would command the terminal, or take other room than it seems to.
@Suite(.bounded) struct ForeignTextTests {
  private let home: TemporaryDirectory

  init() throws { home = try TemporaryDirectory() }

  /// Names that reach every pane: wide, combining and invisible characters, commands to a terminal, and text that
  /// turns round what follows.
  static let names = [
    "日本語の装置", "e\u{301}\u{327}\u{323}\u{330}toile", "👩\u{200d}👩\u{200d}👧 family", "\u{202e}evil\u{202c}",
    "a\u{200b}b\u{2066}c", "한국어", "\u{301}lone mark", "x\u{fe0f}y\u{20e3}", "🇩🇪🇫🇷", "ｆｕｌｌ ｗｉｄｔｈ",
    "tab\tand\u{7f}delete", "\u{9b}31mred\u{85}", "\u{1b}]0;title\u{7}", "\u{1b}[2Jgone",
  ]

  /// YAML's escapes, so that the file itself is plain.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      let digits = String(scalar.value, radix: 16)
      result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
    }
    return result + "\""
  }

  private func scenario() throws -> String {
    var text =
      "name: \(Self.quoted("n 日\u{1b}[31m\u{202e}x"))\nsummary: \(Self.quoted("s 👩\u{200d}👧\u{9b}m"))\n"
    text +=
      "platform: bare metal\nfirmware: OVMF\nram: 6G\ntolud: 2G\nkernel: \"6.16\"\nbehaviour: none\ndevices:\n"
    for (i, name) in Self.names.enumerated() {
      let start = String(0xfe00_0000 + i * 0x1_0000, radix: 16)
      text +=
        "  - id: d\(i)\n    name: \(Self.quoted(name))\n    kind: PCI BAR\n"
      text += "    range: {start: 0x\(start), end: 0x\(start.dropLast(3))fff}\n"
    }
    try home.make("foreign.yaml", text)
    return home.file("foreign.yaml")
  }

  @Test(arguments: [(120, 40), (80, 24), (200, 60)])
  func namesFromAFileStayInTheirPlace(columns: Int, rows: Int) throws {
    let file = try scenario()
    let terminal = try CommandTests.start([file], columns: columns, rows: rows)
    #expect(terminal.wait(for: "¿"), "\(terminal.model.text)")
    terminal.send("gd0\r")
    for keys in ["", "\u{1b}OB", "s", "3", "\u{1b}OB\u{1b}OB", "2", "5", "7", "1", "\u{1b}[6~"] {
      terminal.send(keys)
      terminal.wait(seconds: 0.2) { _ in false }
      Self.expectWhole(terminal, rows: rows, "after \(keys.debugDescription)")
    }
    terminal.send("q")
    #expect(terminal.exitStatus() == 0)
    SessionTests.expectRestored(terminal)
  }

  /// The right border is where it belongs in every row, and nothing came through that a terminal obeys or hides.
  private static func expectWhole(
    _ terminal: PseudoTerminal, rows: Int, _ comment: Comment, location: SourceLocation = #_sourceLocation
  ) {
    #expect(terminal.model.unknown == [], comment, sourceLocation: location)
    // The boxes are from the second row to the one above the log.
    let lines = terminal.model.lines
    let end = lines.firstIndex { $0.hasPrefix("╰") } ?? 0
    #expect(end > rows / 2, comment, sourceLocation: location)
    for row in 1..<max(1, end) {
      let last = terminal.model.cells[row].last?.character ?? " "
      #expect("│┤╮┃├←↑↓".contains(last), "\(comment) row \(row): \(lines[row])", sourceLocation: location)
    }
    for scalar in terminal.model.text.unicodeScalars {
      #expect(
        !scalar.properties.isBidiControl && !scalar.properties.isDefaultIgnorableCodePoint, comment,
        sourceLocation: location)
    }
  }

  @Test func pastedAndTypedTextIsHarmless() throws {
    let terminal = try CommandTests.start()
    #expect(terminal.wait(for: "1 driver fails"))
    for keys in ["/", ":", "g"] {
      terminal.send(keys)
      terminal.send("\u{1b}[200~日本\u{1b}[31m\u{9b}2J\u{202e}e\u{301}👩\u{200d}👧\u{0}\u{7f}\tz\u{1b}[201~")
      #expect(terminal.wait { $0.text.contains("z") && $0.text.contains("日本") }, "\(terminal.model.text)")
      for typed in ["é", "語", "e\u{301}", "\u{202e}"] { terminal.send(typed) }
      terminal.wait(seconds: 0.2) { _ in false }
      Self.expectWhole(terminal, rows: 40, "after \(keys)")
      terminal.send("\u{1b}")
      terminal.wait(seconds: 0.2) { _ in false }
      terminal.send("\u{1b}")
      #expect(terminal.wait { !$0.text.contains("語") })
    }
    terminal.send("q")
    #expect(terminal.exitStatus() == 0)
    SessionTests.expectRestored(terminal)
  }

  @Test func aBootLogsTextStaysText() throws {
    let log = """
      [    0.000000] Linux version 6.12.0-\u{1b}[5mblink\u{9b}0m日本 (builder@host) #1 SMP
      [    0.000000] DMI: \u{202e}Evil\u{200b} 👩\u{200d}👧 \u{7}Inc.
      [    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable
      [    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000007fffffff] usable

      """
    let terminal = try CommandTests.start(["-"], input: log)
    #expect(terminal.wait { $0.text.contains("8000_0000") && $0.lines[39].contains("help") })
    Self.expectWhole(terminal, rows: 40, "log")
    terminal.send("q")
    #expect(terminal.exitStatus() == 0)
    SessionTests.expectRestored(terminal)
  }
}
