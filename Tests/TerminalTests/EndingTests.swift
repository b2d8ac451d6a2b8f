import Glibc
import TestSupport
import Testing

/// The program can be ended whatever it does, and the terminal is put back whatever ends it.
@Suite(.bounded) struct EndingTests {
  /// The probe at work that would take a minute; the line that says so is on the screen.
  private static func working(_ key: String) throws -> PseudoTerminal {
    let terminal = try SessionTests.start()
    #expect(terminal.wait(for: "cursor at 0"))
    terminal.send(key)
    #expect(terminal.wait(for: "Ctrl-C leaves"), "\(terminal.model.text)")
    return terminal
  }

  @Test func whatTakesLongSaysSo() throws {
    let terminal = try Self.working("w")
    #expect(terminal.model.text.contains("working hard"))
    #expect(terminal.wait(for: "1 s: Esc stops it, Ctrl-C leaves"))
    // The rest of the screen stays as it was.
    #expect(terminal.model.text.contains("cursor at 0"))
  }

  @Test func escapeGivesItUp() throws {
    let terminal = try Self.working("w")
    terminal.send("\u{1b}[B\u{1b}")
    #expect(terminal.wait(for: "stopped"), "\(terminal.model.text)")
    #expect(terminal.wait(for: "q quit"))
    terminal.send("\u{1b}[B")
    // What was typed before Escape is given up with it.
    #expect(terminal.wait(for: "cursor at 1"))
    terminal.send("q")
    #expect(terminal.exitStatus() == 0)
    SessionTests.expectRestored(terminal)
  }

  @Test func whatLeavesSomethingBehindIsNotGivenUp() throws {
    let terminal = try Self.working("W")
    #expect(!terminal.model.text.contains("Esc stops it"))
    terminal.send("\u{1b}")
    #expect(terminal.wait(for: "1 s: Ctrl-C leaves"))
    terminal.send("\u{3}")
    #expect(terminal.exitStatus(seconds: 2) == 130)
    SessionTests.expectRestored(terminal)
  }

  @Test(arguments: ["w", "W"], [("\u{3}", 130), ("\u{1c}", 131)] as [(String, Int32)])
  func keysEndIt(work: String, key: (text: String, status: Int32)) throws {
    let terminal = try Self.working(work)
    terminal.send(key.text)
    #expect(terminal.exitStatus(seconds: 2) == key.status)
    SessionTests.expectRestored(terminal)
  }

  @Test(
    arguments: ["w", "W"],
    [(SIGTERM, 143), (SIGINT, 130), (SIGQUIT, 131), (SIGHUP, 129)] as [(Int32, Int32)])
  func signalsEndIt(work: String, signal: (number: Int32, status: Int32)) throws {
    let terminal = try Self.working(work)
    terminal.signal(signal.number)
    #expect(terminal.exitStatus(seconds: 2) == signal.status)
    SessionTests.expectRestored(terminal)
  }

  @Test func aLostLineEndsIt() throws {
    let terminal = try Self.working("W")
    terminal.hangUp()
    #expect(terminal.exitStatus(seconds: 2) == 129)
  }

  @Test(arguments: [
    SIGUSR1, SIGUSR2, SIGALRM, SIGXCPU, SIGVTALRM, SIGPROF, SIGIO, SIGPWR, SIGSTKFLT, SIGPIPE, SIGILL, SIGFPE,
    SIGSYS,
    34, 50, 64,
  ])
  func everyFatalSignalPutsTheTerminalBack(number: Int32) throws {
    for work in ["", "W"] {
      let terminal = try SessionTests.start(["SWIFT_BACKTRACE": "enable=no"])
      #expect(terminal.wait(for: "cursor at 0"))
      if !work.isEmpty {
        terminal.send(work)
        #expect(terminal.wait(for: "Ctrl-C leaves"))
      }
      terminal.signal(number)
      #expect(terminal.exitStatus(seconds: 5) == 128 + number)
      SessionTests.expectRestored(terminal)
    }
  }
}
