import Glibc
import TestSupport
import Testing

/// The real command on a pseudo-terminal.
@Suite(.bounded) struct CommandTests {
  static func start(
    _ arguments: [String] = [], columns: Int = 120, rows: Int = 40, environment: [String: String?] = [:],
    input: String? = nil
  ) throws -> PseudoTerminal {
    let path = try #require(BuiltProduct.path("mtrrscope"))
    return try PseudoTerminal(
      path, arguments, columns: columns, rows: rows, environment: environment, input: input)
  }

  /// What the screen shows is the frame that the command prints as text.
  static func expectShowsItsFrame(
    _ terminal: PseudoTerminal, _ arguments: [String] = [], columns: Int, rows: Int,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let path = try #require(BuiltProduct.path("mtrrscope"))
    let printed = try PseudoTerminal(
      path, arguments + ["--screen", "\(columns)x\(rows)"], columns: columns + 1, rows: rows + 1)
    #expect(printed.exitStatus() == 0, sourceLocation: location)
    let expected = printed.model.lines.prefix(rows)
    #expect(expected.contains { !$0.isEmpty }, sourceLocation: location)
    terminal.wait { $0.lines[...] == expected }
    #expect(terminal.model.lines[...] == expected, sourceLocation: location)
  }

  @Test(arguments: [(80, 24), (120, 40), (200, 60), (40, 10), (20, 5)])
  func opensAtManySizes(columns: Int, rows: Int) throws {
    let terminal = try Self.start(columns: columns, rows: rows)
    try Self.expectShowsItsFrame(terminal, columns: columns, rows: rows)
    terminal.send("q")
    #expect(terminal.exitStatus() == 0)
    SessionTests.expectRestored(terminal)
  }

  @Test(arguments: ["xterm-256color", "tmux-256color", "xterm", "vt100"])
  func showsTheSameOnManyTerminals(term: String) throws {
    let terminal = try Self.start(columns: 80, rows: 24, environment: ["TERM": term])
    try Self.expectShowsItsFrame(terminal, columns: 80, rows: 24)
    #expect(terminal.model.unknown == [])
  }

  @Test(arguments: ["linux", "xterm-256color", "screen", "vt100"])
  func withoutUnicodeItDrawsWithASCII(term: String) throws {
    let terminal = try Self.start(environment: ["LC_ALL": "C", "TERM": term])
    try Self.expectShowsItsFrame(terminal, ["--ascii"], columns: 120, rows: 40)
    #expect(terminal.model.text.utf8.allSatisfy { $0 < 0x80 })
    #expect(terminal.model.unknown == [])
  }

  /// Without colours the bar is reversed and the verdict on it is not: all of it, the blanks between its words, too.
  @Test func withoutColoursTheVerdictStandsOut() throws {
    let terminal = try Self.start(columns: 80, rows: 24, environment: ["TERM": "vt100"])
    #expect(terminal.wait(for: "TPM TIS -12"))
    let verdict = terminal.model.cells[0][(80 - " x TPM TIS -12 ".count)...]
    #expect(verdict.allSatisfy { !$0.pen.isReversed }, "\(verdict.map(\.pen.isReversed))")
    #expect(terminal.model.cells[0].prefix(60).allSatisfy { $0.pen.isReversed })
  }

  @Test func withoutColoursTheCursorIsStillSeen() throws {
    let terminal = try Self.start(environment: ["NO_COLOR": "1"])
    try Self.expectShowsItsFrame(terminal, columns: 120, rows: 40)
    let cells = terminal.model.cells.joined()
    #expect(cells.allSatisfy { $0.pen.foreground == nil && $0.pen.background == nil })
    #expect(terminal.model.cells[1...].joined().contains { $0.pen.isReversed })
  }

  @Test func followsTheTerminalsSize() throws {
    let terminal = try Self.start(columns: 80, rows: 24)
    try Self.expectShowsItsFrame(terminal, columns: 80, rows: 24)
    for (columns, rows) in [(120, 40), (1, 1), (60, 12), (160, 50)] {
      terminal.resize(columns: columns, rows: rows)
      if columns > 1 { #expect(terminal.wait { $0.lines[0].contains("snp-tpm-forced-wb") }) }
    }
    terminal.send("q")
    #expect(terminal.exitStatus() == 0)
    SessionTests.expectRestored(terminal)
  }

  @Test(arguments: [(SIGTERM, 143), (SIGINT, 130), (SIGHUP, 129)] as [(Int32, Int32)])
  func signalsEndItCleanly(number: Int32, status: Int32) throws {
    let terminal = try Self.start()
    #expect(terminal.wait(for: "mtrrscope"))
    terminal.signal(number)
    #expect(terminal.exitStatus() == status)
    SessionTests.expectRestored(terminal)
  }

  @Test func readsABootLogFromAPipeAndKeysFromTheTerminal() throws {
    let log = """
      [    0.000000] Linux version 6.12.0 (builder@host) #1 SMP
      [    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable
      [    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000007fffffff] usable

      """
    let terminal = try Self.start(["-"], input: log)
    #expect(terminal.wait { $0.lines[0].contains("mtrrscope") && $0.text.contains("8000_0000") })
    terminal.send("q")
    #expect(terminal.exitStatus() == 0)
    SessionTests.expectRestored(terminal)
  }

  @Test(arguments: ["dumb", "no-such-terminal", ""])
  func saysInOneSentenceWhyThereIsNoScreen(term: String) throws {
    let terminal = try Self.start(columns: 200, rows: 10, environment: ["TERM": term])
    #expect(terminal.exitStatus() == 2)
    #expect(terminal.model.lines.filter { !$0.isEmpty }.count == 1, "\(terminal.model.text)")
    #expect(terminal.model.text.contains("TERM") || terminal.model.text.contains("cannot show a screen"))
    SessionTests.expectRestored(terminal)
  }
}
