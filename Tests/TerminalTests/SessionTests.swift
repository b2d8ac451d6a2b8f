import Glibc
import TestSupport
import Testing

/// A session on a pseudo-terminal, by a program that shows the events which reach it.
@Suite(.bounded) struct SessionTests {
  static func start(
    _ environment: [String: String?] = [:], columns: Int = 80, rows: Int = 24, input: String? = nil,
    paintInterval: Int? = nil
  ) throws -> PseudoTerminal {
    let path = try #require(BuiltProduct.path("terminal-probe"))
    return try PseudoTerminal(
      path, paintInterval.map { ["\($0)"] } ?? [], columns: columns, rows: rows, environment: environment,
      input: input)
  }

  /// Nothing that the session changed is left behind.
  static func expectRestored(_ terminal: PseudoTerminal, _ location: SourceLocation = #_sourceLocation) {
    #expect(terminal.model.modes == TerminalModel.initialModes, sourceLocation: location)
    #expect(!terminal.model.isKeypadInApplicationMode, sourceLocation: location)
    #expect(terminal.isLineRestored, sourceLocation: location)
    #expect(terminal.model.pen == TerminalModel.Pen(), sourceLocation: location)
    #expect(terminal.model.unknown == [], sourceLocation: location)
  }

  @Test(arguments: [
    "xterm-256color", "tmux-256color", "screen-256color", "xterm", "linux", "vt100", "vt220", "rxvt",
  ])
  func worksOnManyTerminals(term: String) throws {
    let terminal = try Self.start(["TERM": term])
    #expect(terminal.wait(for: "cursor at 0"), "\(terminal.model.text)")
    terminal.send("\u{1b}[B\u{1b}OB")
    #expect(terminal.wait(for: "cursor at 2"))
    terminal.send("\u{1b}[6~")
    #expect(terminal.wait(for: "cursor at 24"))
    #expect(terminal.model.lines[0].hasPrefix(" probe 日本 é depth"))
    #expect(terminal.model.lines[23] == "q quit")
    terminal.send("q")
    #expect(terminal.exitStatus() == 0)
    #expect(terminal.model.cutSequences == 0)
    Self.expectRestored(terminal)
  }

  @Test func coloursFollowTheEnvironment() throws {
    let cases: [([String: String?], String)] = [
      ([:], "depth 256"), (["NO_COLOR": "1"], "depth 0"), (["NO_COLOR": ""], "depth 256"),
      (["TERM": "linux"], "depth 8"), (["TERM": "vt100"], "depth 0"), (["TERM": "xterm"], "depth 8"),
      (["TERM": "xterm", "COLORTERM": "truecolor"], "depth 16777216"),
      (["TERM": "screen-256color", "COLORTERM": "truecolor"], "depth 256"),
    ]
    for (environment, depth) in cases {
      let terminal = try Self.start(environment)
      #expect(terminal.wait(for: depth), "\(environment)")
      #expect(terminal.wait(for: "q quit"))
      let cells = terminal.model.cells
      let hasColour = cells.joined().contains { $0.pen.foreground != nil || $0.pen.background != nil }
      #expect(hasColour == (depth != "depth 0"))
      // The line of the cursor looks unlike the next, in every depth.
      let (cursor, next) = (cells[1][10].pen, cells[2][10].pen)
      #expect(cursor.background != next.background || cursor.isReversed != next.isReversed)
    }
  }

  @Test(
    arguments: [
      (["LC_ALL": "C.UTF-8"], true), (["LC_ALL": nil, "LANG": "C.UTF-8"], true), (["LC_ALL": "C"], false),
      (["LC_ALL": nil, "LANG": "C"], false), (["LC_ALL": nil], true), (["LC_ALL": "xx_XX.UTF-8"], true),
      (["LC_ALL": nil, "TERM": "vt100"], false),
    ] as [([String: String?], Bool)])
  func glyphsFollowTheLocale(environment: [String: String?], isUnicode: Bool) throws {
    let terminal = try Self.start(environment)
    #expect(terminal.wait(for: "cursor at 0"))
    #expect(terminal.model.text.contains("╭ Reasons") == isUnicode)
    #expect(terminal.model.text.contains("+ Reasons") == !isUnicode)
    if !isUnicode { #expect(terminal.model.text.utf8.allSatisfy { $0 < 0x80 }) }
    #expect(terminal.model.unknown == [])
  }

  @Test func resizing() throws {
    let terminal = try Self.start()
    #expect(terminal.wait(for: "size 80x24"))
    for (columns, rows) in [(120, 40), (20, 6), (1, 1), (200, 60), (80, 24)] {
      terminal.resize(columns: columns, rows: rows)
      if columns >= 80 {
        #expect(terminal.wait(for: "size \(columns)x\(rows)"))
        #expect(terminal.wait { $0.lines[rows - 1] == "q quit" }, "\(terminal.model.text)")
      }
    }
    terminal.send("q")
    #expect(terminal.exitStatus() == 0)
    Self.expectRestored(terminal)
  }

  @Test func sizeComesFromTheTerminalAndNotFromTheEnvironment() throws {
    let terminal = try Self.start(["COLUMNS": "132", "LINES": "50"], columns: 90, rows: 30)
    #expect(terminal.wait(for: "size 90x30"))
  }

  @Test(arguments: [(SIGTERM, 143), (SIGINT, 130), (SIGQUIT, 131), (SIGHUP, 129)] as [(Int32, Int32)])
  func signalsEndItCleanly(number: Int32, status: Int32) throws {
    let terminal = try Self.start()
    #expect(terminal.wait(for: "cursor at 0"))
    terminal.signal(number)
    #expect(terminal.exitStatus() == status)
    Self.expectRestored(terminal)
  }

  @Test func aLostLineEndsItAtOnce() throws {
    let terminal = try Self.start()
    #expect(terminal.wait(for: "cursor at 0"))
    terminal.hangUp()
    #expect(terminal.exitStatus() == 129)
  }

  @Test func aLostLineIsNoticedWhereTheSignalIsIgnored() throws {
    let path = try #require(BuiltProduct.path("terminal-probe"))
    let terminal = try PseudoTerminal("/bin/sh", ["-c", "trap '' HUP; exec '\(path)'"])
    #expect(terminal.wait(for: "cursor at 0"))
    terminal.hangUp()
    #expect(terminal.exitStatus() == 129)
  }

  @Test func aStalledLineDoesNotKeepASignalFromEndingIt() throws {
    // The first screen is more than the line holds while nobody reads.
    let terminal = try Self.start(["COLORTERM": "truecolor"], columns: 500, rows: 300)
    #expect(terminal.waitForOutput())
    terminal.signal(SIGTERM)
    #expect(terminal.exitStatus(isReading: false) == 143)
    #expect(terminal.isLineRestored)
  }

  @Test func suspendsAndContinuesAsAJob() throws {
    let path = try #require(BuiltProduct.path("terminal-probe"))
    let script = "set -m; '\(path)'; echo stopped $?; read line; fg; echo ended $?"
    let terminal = try PseudoTerminal("/bin/sh", ["-c", script])
    #expect(terminal.wait(for: "cursor at 0"))
    terminal.send("\u{1b}[B")
    #expect(terminal.wait(for: "cursor at 1"))
    terminal.send("\u{1a}")
    // 128 + SIGTSTP
    #expect(terminal.wait(for: "stopped 148"), "\(terminal.model.text)")
    Self.expectRestored(terminal)
    terminal.resize(columns: 100, rows: 30)
    terminal.send("\n")
    #expect(terminal.wait(for: "size 100x30"))
    #expect(terminal.wait(for: "cursor at 1"))
    #expect(terminal.model.modes.isSuperset(of: [1049, 1006, 2004]))
    terminal.send("\u{1b}[Bq")
    #expect(terminal.wait(for: "ended 0"))
    #expect(terminal.exitStatus() == 0)
    Self.expectRestored(terminal)
  }

  @Test func whereNobodyCanContinueItSuspendingOnlyRepaints() throws {
    let terminal = try Self.start()
    #expect(terminal.wait(for: "cursor at 0"))
    terminal.send("\u{1a}\u{1b}[B")
    #expect(terminal.wait(for: "cursor at 1"))
    terminal.signal(SIGTSTP)
    terminal.send("\u{1b}[B")
    #expect(terminal.wait(for: "cursor at 2"))
  }

  @Test func aCrashLeavesAUsableTerminalAndItsMessage() throws {
    let terminal = try Self.start(["SWIFT_BACKTRACE": "enable=no"], columns: 200, rows: 60)
    #expect(terminal.wait(for: "cursor at 0"))
    terminal.send("E!")
    let status = try #require(terminal.exitStatus())
    #expect(status == 128 + SIGILL || status == 128 + SIGTRAP)
    Self.expectRestored(terminal)
    #expect(terminal.model.text.contains("a message for later"))
    #expect(terminal.model.text.contains("Index out of range"))
  }

  @Test(arguments: [SIGSEGV, SIGABRT, SIGBUS])
  func aSentFaultLeavesAUsableTerminal(number: Int32) throws {
    let terminal = try Self.start(["SWIFT_BACKTRACE": "enable=no"])
    #expect(terminal.wait(for: "cursor at 0"))
    terminal.signal(number)
    #expect(terminal.exitStatus() == 128 + number)
    Self.expectRestored(terminal)
  }

  @Test func errorOutputIsHeldUntilTheEnd() throws {
    let terminal = try Self.start()
    #expect(terminal.wait(for: "cursor at 0"))
    terminal.send("E\u{1b}[B")
    #expect(terminal.wait(for: "cursor at 1"))
    #expect(!terminal.model.text.contains("a message for later"))
    terminal.send("q")
    #expect(terminal.exitStatus() == 0)
    #expect(terminal.model.text.contains("a message for later"))
  }

  @Test func keysComeFromTheTerminalWhenInputIsAPipe() throws {
    let terminal = try Self.start(input: "some text\nq\n")
    #expect(terminal.wait(for: "cursor at 0"))
    terminal.send("\u{1b}[B")
    #expect(terminal.wait(for: "cursor at 1"))
    terminal.send("q")
    #expect(terminal.exitStatus() == 0)
    Self.expectRestored(terminal)
  }

  @Test(
    arguments: [
      (["TERM": "dumb"], "\"dumb\" cannot show a screen"), (["TERM": nil], "TERM is not set"),
      (["TERM": ""], "TERM is not set"), (["TERM": "no-such"], "does not know TERM=\"no-such\""),
      (["TERM": "\u{1b}[2Jx"], "does not know TERM=\"\\u{1B}[2Jx\""),
    ] as [([String: String?], String)])
  func saysWhyThereIsNoScreen(environment: [String: String?], message: String) throws {
    let terminal = try Self.start(environment, columns: 200)
    #expect(terminal.exitStatus() == 2)
    #expect(terminal.model.text.contains(message), "\(terminal.model.text)")
    Self.expectRestored(terminal)
  }

  @Test func outputMustBeATerminal() throws {
    let path = try #require(BuiltProduct.path("terminal-probe"))
    let terminal = try PseudoTerminal("/bin/sh", ["-c", "'\(path)' | cat"], columns: 200)
    #expect(terminal.wait(for: "standard output is not"))
  }

  @Test func pasteMouseAndClipboard() throws {
    let terminal = try Self.start(columns: 120)
    #expect(terminal.wait(for: "cursor at 0"))
    #expect(terminal.model.modes == [7, 1000, 1002, 1006, 1049, 2004])
    terminal.send("\u{1b}[200~q paste\u{1b}[201~")
    #expect(terminal.wait(for: "paste(\"q paste\")"))
    terminal.send("\u{1b}[<0;5;7M")
    #expect(terminal.wait(for: "column: 4, row: 6"))
    terminal.send("y")
    #expect(terminal.wait { $0.clipboard == ["cm93IDA="] })
    terminal.send("m")
    #expect(terminal.wait { $0.modes == [7, 1049, 2004] })
    terminal.send("q")
    #expect(terminal.exitStatus() == 0)
    Self.expectRestored(terminal)
  }

  @Test func aPlainConsoleGetsNoPrivateModes() throws {
    let terminal = try Self.start(["TERM": "linux"])
    #expect(terminal.wait(for: "cursor at 0"))
    #expect(terminal.model.modes.isDisjoint(with: [1000, 1002, 1006, 2004]))
    terminal.send("y\u{1b}[B")
    #expect(terminal.wait(for: "cursor at 1"))
    #expect(terminal.model.clipboard == [])
  }

  @Test func waitingInputIsHandledBeforeOnePaint() throws {
    let terminal = try Self.start(columns: 120, rows: 40)
    #expect(terminal.wait(for: "q quit"))
    let before = terminal.model.byteCount
    terminal.send(String(repeating: "\u{1b}[B", count: 200))
    #expect(terminal.wait(for: "cursor at 200"))
    // Painting for every key would take some 40 kB.
    #expect(terminal.model.byteCount - before < 15_000)
  }

  @Test func aLoneEscapeArrives() throws {
    let terminal = try Self.start()
    #expect(terminal.wait(for: "cursor at 0"))
    terminal.send("\u{1b}")
    #expect(terminal.wait(for: "escape"))
  }

  @Test func themesChangeWhileItRuns() throws {
    let terminal = try Self.start()
    #expect(terminal.wait(for: "q quit"))
    let before = terminal.model.cells[10][60].pen.background
    terminal.send("t")
    #expect(terminal.wait { $0.cells[10][60].pen.background != before })
    #expect(
      terminal.wait { model in Set(model.cells.joined().map(\.pen.background)).isDisjoint(with: [before]) })
  }

  @Test func exactColoursReachTheTerminal() throws {
    let terminal = try Self.start(["COLORTERM": "24bit"])
    #expect(terminal.wait(for: "q quit"))
    // The backgrounds of the two schemes that the probe shows.
    let slate = TerminalModel.exactColor([0x16, 0x19, 0x1d])
    let paper = TerminalModel.exactColor([0xf7, 0xf4, 0xec])
    #expect(terminal.model.cells[10][60].pen.background == slate)
    terminal.send("t")
    #expect(terminal.wait { $0.cells[10][60].pen.background == paper })
    #expect(!terminal.model.cells.joined().contains { $0.pen.background == slate })
    terminal.send("q")
    #expect(terminal.exitStatus() == 0)
    Self.expectRestored(terminal)
  }

  @Test func afterRedrawTheScreenIsWhole() throws {
    let terminal = try Self.start()
    #expect(terminal.wait(for: "q quit"))
    let expected = terminal.model.lines.dropFirst()
    let before = terminal.model.byteCount
    terminal.send("\u{c}")
    #expect(terminal.wait(for: "control(\"l\")"))
    #expect(terminal.wait { $0.lines.dropFirst() == expected })
    #expect(terminal.model.byteCount - before > 500)
  }
}
