import Glibc
import TestSupport
import Testing

/// The real command while something else happens to it: the terminal's size changes, a signal comes, it is stopped,
/// keys come faster than it paints.
@Suite(.bounded) struct InterruptionTests {
  /// What is open when it happens: the keys, and what the screen then says.
  static let situations: [(keys: String, sign: String)] = [
    ("gtolud", "go to"), (":th", ": th"), ("/tpm", "/ tpm"), ("2\r", "Enter keep"), ("?", "help"),
    ("K", "every driver maps"),
  ]

  private static func start(columns: Int = 120, rows: Int = 40) throws -> PseudoTerminal {
    let terminal = try CommandTests.start(columns: columns, rows: rows)
    #expect(terminal.wait(for: "1 driver fails"))
    return terminal
  }

  @Test(arguments: [(SIGTERM, 143), (SIGINT, 130), (SIGHUP, 129)] as [(Int32, Int32)])
  func aSignalEndsItWhateverIsOpen(number: Int32, status: Int32) throws {
    for (keys, sign) in Self.situations {
      let terminal = try Self.start()
      terminal.send(keys)
      #expect(terminal.wait(for: sign), "after \(keys): \(terminal.model.text)")
      terminal.signal(number)
      #expect(terminal.exitStatus() == status, "after \(keys)")
      SessionTests.expectRestored(terminal)
    }
  }

  @Test func aLostLineEndsItWhateverIsOpen() throws {
    for (keys, sign) in Self.situations {
      let terminal = try Self.start()
      terminal.send(keys)
      #expect(terminal.wait(for: sign))
      terminal.hangUp()
      #expect(terminal.exitStatus() == 129, "after \(keys)")
    }
  }

  @Test func stoppedAndContinuedItIsWhereItWas() throws {
    let path = try #require(BuiltProduct.path("mtrrscope"))
    let script = "set -m; '\(path)'; echo stopped $?; read line; fg >/dev/null; echo ended $?"
    let terminal = try PseudoTerminal("/bin/sh", ["-c", script], columns: 120, rows: 40)
    #expect(terminal.wait(for: "1 driver fails"))
    terminal.send("gtolu")
    #expect(terminal.wait(for: "go to tolu"))
    terminal.send("\u{1a}")
    #expect(terminal.wait(for: "stopped 148"), "\(terminal.model.text)")
    SessionTests.expectRestored(terminal)
    terminal.resize(columns: 100, rows: 30)
    terminal.send("\n")
    #expect(terminal.wait { $0.lines[29].contains("go to tolu") }, "\(terminal.model.text)")
    terminal.send("d\r")
    #expect(terminal.wait { $0.text.contains("▸  8000_0000") || $0.text.contains("▸   8000_0000") })
    terminal.send("q")
    #expect(terminal.wait(for: "ended 0"))
    #expect(terminal.exitStatus() == 0)
    SessionTests.expectRestored(terminal)
  }

  /// Sizes from nothing to more than any screen, while keys come: in the end the screen is the one for its size.
  @Test(arguments: UInt64(1)...4)
  func theSizeMayChangeAtAnyMoment(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let terminal = try Self.start()
    let sizes = [(1, 1), (39, 9), (40, 10), (300, 100), (80, 24), (2, 40), (200, 3)]
    let keys = ["\u{1b}[B", "\u{1b}[A", "\u{1b}[6~", "s", "\t", "K", "u", "+", "]", "?", "\u{1b}"]
    for round in 0..<40 {
      let (columns, rows) =
        round % 3 == 0
        ? sizes[Int.random(in: sizes.indices, using: &generator)]
        : (Int.random(in: 1...300, using: &generator), Int.random(in: 1...100, using: &generator))
      terminal.resize(columns: columns, rows: rows)
      for _ in 0..<3 { terminal.send(keys[Int.random(in: keys.indices, using: &generator)]) }
      // Sometimes it keeps up, and sometimes the next change comes first.
      if round % 2 == 0 { terminal.wait(seconds: 0.02) { _ in false } }
    }
    terminal.resize(columns: 100, rows: 30)
    let (before, after) = (terminal.model.byteCount, { terminal.model.byteCount })
    terminal.send("\u{1b}\u{1b}")
    terminal.wait(seconds: 1) { _ in after() > before }
    Self.waitUntilQuiet(terminal)
    #expect(terminal.model.unknown == [])
    let shown = terminal.model.cells
    // A repaint from nothing shows the same, down to the colours.
    terminal.send("\u{c}")
    Self.waitUntilQuiet(terminal)
    for row in 0..<30 {
      #expect(
        terminal.model.cells[row].map(FrameWriterTests.seen) == shown[row].map(FrameWriterTests.seen),
        "row \(row)")
    }
    terminal.send("q")
    if terminal.exitStatus(seconds: 1) == nil {
      terminal.send("d")
      #expect(terminal.exitStatus() == 0)
    }
    SessionTests.expectRestored(terminal)
  }

  /// Waits until nothing more is written: a machine that is busy with other things takes longer.
  private static func waitUntilQuiet(_ terminal: PseudoTerminal) {
    var count = -1
    for _ in 0..<20 where count != terminal.model.byteCount {
      count = terminal.model.byteCount
      terminal.wait(seconds: 0.6) { _ in false }
    }
  }

  /// Keys that wait make one repaint, however many they are, where handling them takes less than the interval between
  /// two; and a repaint each where it takes more.
  @Test func keysTypedAheadMakeOneRepaint() throws {
    func bytes(after keys: String, paintInterval: Int) throws -> Int {
      let terminal = try SessionTests.start(paintInterval: paintInterval)
      #expect(terminal.wait(for: "cursor at 0"))
      // The last event is shown, too: from here on it is the same one.
      terminal.send("\u{1b}OA")
      #expect(terminal.wait(for: "Key.up"), "\(terminal.model.text)")
      Self.waitUntilQuiet(terminal)
      let before = terminal.model.byteCount
      terminal.signal(SIGSTOP)
      terminal.send(keys)
      terminal.signal(SIGCONT)
      Self.waitUntilQuiet(terminal)
      let count = terminal.model.byteCount - before
      terminal.send("q")
      #expect(terminal.exitStatus() == 0)
      return count
    }
    let nowhere = String(repeating: "\u{1b}OB\u{1b}OA", count: 100)
    #expect(try bytes(after: nowhere, paintInterval: 1_000_000) == 0)
    let there = String(repeating: "\u{1b}OB", count: 15)
    let once = try bytes(after: there, paintInterval: 1_000_000)
    let each = try bytes(after: there, paintInterval: 0)
    #expect(once > 0 && each > 5 * once, "\(once) and \(each) bytes")
  }

  @Test func idleItDoesNothingAtAll() throws {
    let terminal = try Self.start()
    terminal.send("\u{1b}OA")
    terminal.wait(seconds: 0.5) { _ in false }
    let (bytes, before) = (terminal.model.byteCount, try #require(terminal.activity))
    terminal.wait(seconds: 2) { _ in false }
    let after = try #require(terminal.activity)
    #expect(terminal.model.byteCount == bytes)
    #expect(after.wakeUps == before.wakeUps && after.ticks == before.ticks)
    terminal.send("q")
    #expect(terminal.exitStatus() == 0)
  }
}
