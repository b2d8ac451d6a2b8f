import Glibc
import TestSupport
import Testing

/// The real program at inputs that do not come: it says what it waits for, and can be ended all the while.
@Suite(.bounded) struct WaitingTests {
  private let home: TemporaryDirectory
  /// A pipe that somebody holds open and writes nothing to.
  private let pipe: String
  private let writer: Int32

  init() throws {
    home = try TemporaryDirectory()
    pipe = home.file("pipe")
    mkfifo(pipe, 0o600)
    writer = open(pipe, O_RDWR | O_NONBLOCK | O_CLOEXEC)
    try #require(writer >= 0)
  }

  private func write(_ text: String) {
    _ = Array(text.utf8).withUnsafeBytes { Glibc.write(writer, $0.baseAddress, $0.count) }
  }

  // MARK: The explorer

  /// The explorer while it waits for the pipe.
  private func opening() throws -> PseudoTerminal {
    let terminal = try CommandTests.start()
    #expect(terminal.wait(for: "1 driver fails"))
    terminal.send("o")
    #expect(terminal.wait(for: "open "))
    terminal.send("\u{15}\(pipe)\r")
    #expect(terminal.wait(for: "s: Esc stops it, Ctrl-C leaves"), "\(terminal.model.text)")
    #expect(terminal.model.text.contains("reading "))
    return terminal
  }

  @Test func openingCanBeGivenUp() throws {
    defer { close(writer) }
    let terminal = try opening()
    terminal.send("\u{1b}")
    #expect(terminal.wait(for: "stopped: everything is as it was"))
    // The prompt is as it was, too.
    #expect(terminal.model.text.contains("open \(pipe)"))
    terminal.send("\u{1b}")
    #expect(terminal.wait(for: "? help"))
    terminal.send("q")
    #expect(terminal.exitStatus(seconds: 5) == 0)
    #expect(terminal.isLineRestored)
  }

  @Test(arguments: [(SIGTERM, 143), (SIGHUP, 129), (SIGQUIT, 131), (SIGINT, 130)] as [(Int32, Int32)])
  func signalsEndIt(number: Int32, status: Int32) throws {
    defer { close(writer) }
    let terminal = try opening()
    terminal.signal(number)
    #expect(terminal.exitStatus(seconds: 2) == status)
    #expect(terminal.isLineRestored)
  }

  @Test func nothingIsSavedToAPipe() throws {
    defer { close(writer) }
    let terminal = try CommandTests.start()
    #expect(terminal.wait(for: "1 driver fails"))
    terminal.send("W")
    #expect(terminal.wait(for: "save as"))
    terminal.send("\u{15}\(pipe)\r")
    #expect(terminal.wait(for: "it is a pipe or a device; name a file"), "\(terminal.model.text)")
    terminal.send("q")
    #expect(terminal.exitStatus(seconds: 5) == 0)
  }

  // MARK: Commands

  @Test func aCommandSaysWhatItWaitsFor() throws {
    let terminal = try CommandTests.start(["check", pipe, "--brief"])
    #expect(terminal.wait(for: "s: Ctrl-C stops it"), "\(terminal.model.text)")
    #expect(terminal.model.text.contains("reading "))
    write("BIOS-provided physical RAM map:\nBIOS-e820: [mem 0x0000000000000000-0x000000007fffffff] usable\n")
    close(writer)
    #expect(terminal.exitStatus() == 0)
    // The line has gone before the answer came.
    #expect(!terminal.model.text.contains("Ctrl-C") && !terminal.model.text.contains("reading"))
  }

  @Test(arguments: [(SIGTERM, 143), (SIGHUP, 129), (SIGQUIT, 131), (SIGINT, 130)] as [(Int32, Int32)])
  func signalsEndACommand(number: Int32, status: Int32) throws {
    defer { close(writer) }
    for command in ["check", "explore"] {
      let terminal = try CommandTests.start([command, pipe])
      #expect(terminal.wait(for: "s: Ctrl-C stops it"))
      terminal.signal(number)
      #expect(terminal.exitStatus(seconds: 2) == status)
      #expect(terminal.isLineRestored)
    }
  }

  @Test func whatIsNoTerminalIsToldNothing() throws {
    let program = try #require(BuiltProduct.path("mtrrscope"))
    let terminal = try PseudoTerminal(
      "/bin/sh",
      ["-c", "{ sleep 1; echo 'platform: KVM'; } | \(program) check - 2>errors; wc -c <errors; rm errors"],
      environment: ["PWD": home.path])
    #expect(terminal.exitStatus() == 0)
    #expect(terminal.model.lines.contains("0"), "\(terminal.model.text)")
    close(writer)
  }
}
