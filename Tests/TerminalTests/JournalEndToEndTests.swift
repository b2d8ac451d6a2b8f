import Glibc
import TestSupport
import Testing

/// Nothing is lost: the real binary, killed in every way, and what the next start offers.
@Suite(.bounded) struct JournalEndToEndTests {
  private let home: TemporaryDirectory

  init() throws { home = try TemporaryDirectory() }

  private func start(_ arguments: [String] = []) throws -> PseudoTerminal {
    try CommandTests.start(arguments, environment: ["XDG_STATE_HOME": home.file("state")])
  }

  private func edit(_ terminal: PseudoTerminal) {
    #expect(terminal.wait(for: "1 driver fails"))
    terminal.send("K")
    #expect(terminal.wait(for: "every driver maps"))
    // The journal is written after the frame is on the screen.
    #expect(waitForJournal())
  }

  private func waitForJournal() -> Bool {
    for _ in 0..<400 {
      if home.names(in: "state/mtrrscope").contains(where: { $0.hasSuffix(".journal") }) { return true }
      poll(nil, 0, 5)
    }
    return false
  }

  private func expectRecovery(_ location: SourceLocation = #_sourceLocation) throws {
    let next = try start(["bare-metal"])
    #expect(next.wait(for: "unsaved edits of snp-tpm-forced-wb"), sourceLocation: location)
    next.send("!")
    #expect(next.wait(for: "1 edit"), sourceLocation: location)
    next.send("\r")
    #expect(next.wait(for: "2/2 snp-tpm-forced-wb"), sourceLocation: location)
    #expect(next.wait(for: "forced WB + PCI hole"), sourceLocation: location)
    next.send("q")
    #expect(next.wait(for: "not saved: snp-tpm-forced-wb"), sourceLocation: location)
    next.send("d")
    #expect(next.exitStatus() == 0, sourceLocation: location)
    #expect(home.names(in: "state/mtrrscope").isEmpty, sourceLocation: location)
  }

  @Test(arguments: [(SIGKILL, 137), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
  func editsSurviveASignal(number: Int32, status: Int32) throws {
    let terminal = try start()
    edit(terminal)
    terminal.signal(number)
    #expect(terminal.exitStatus() == status)
    try expectRecovery()
  }

  @Test func editsSurviveADroppedLine() throws {
    let terminal = try start()
    edit(terminal)
    terminal.hangUp()
    #expect(terminal.exitStatus() == 129)
    try expectRecovery()
  }

  @Test func aCleanEndLeavesNothing() throws {
    let terminal = try start()
    edit(terminal)
    terminal.send("u")
    #expect(terminal.wait(for: "1 driver fails"))
    terminal.send("q")
    #expect(terminal.exitStatus() == 0)
    #expect(home.names(in: "state/mtrrscope").isEmpty)
  }

  @Test func savingAndOpeningAgain() throws {
    let path = home.file("saved.yaml")
    let terminal = try start()
    #expect(terminal.wait(for: "1 driver fails"))
    terminal.send("KW")
    #expect(terminal.wait(for: "save as"))
    terminal.send("\(path)\r")
    #expect(terminal.wait(for: "saved \(path)"))
    terminal.send("q")
    #expect(terminal.exitStatus() == 0)
    SessionTests.expectRestored(terminal)
    let again = try start([path, "--also", "bare-metal"])
    #expect(again.wait(for: "1/2 saved.yaml"))
    #expect(again.wait(for: "every driver maps"))
    // The file is its own: w writes it at once.
    again.send("Kw")
    #expect(again.wait(for: "saved \(path)"))
    again.send("q")
    #expect(again.exitStatus() == 0)
  }

  /// No file may grow, as on a disk that is full: the screen works, nothing is lost without a word.
  @Test func aLimitOfFileSizesEndsNothing() throws {
    let program = try #require(BuiltProduct.path("mtrrscope"))
    let terminal = try PseudoTerminal(
      "/bin/sh", ["-c", "ulimit -f 0; exec \(program) --no-config"], columns: 120, rows: 40,
      environment: ["XDG_STATE_HOME": home.file("state")])
    #expect(terminal.wait(for: "1 driver fails"))
    terminal.send("K")
    #expect(terminal.wait(for: "edits are not kept safe"))
    terminal.send("W")
    #expect(terminal.wait(for: "save as"))
    terminal.send("\(home.file("saved.yaml"))\r")
    #expect(terminal.wait(for: "cannot save"))
    #expect(terminal.model.text.contains("ulimit -f"))
    #expect(home.names(in: ".").allSatisfy { !$0.contains("saved.yaml") })
    terminal.send("q")
    #expect(terminal.wait(for: "not saved"))
    terminal.send("d")
    #expect(terminal.exitStatus() == 0)
  }

  @Test func aStateDirectoryThatCannotBeWrittenIsSaid() throws {
    let terminal = try CommandTests.start(environment: ["XDG_STATE_HOME": "/proc/nowhere"])
    #expect(terminal.wait(for: "1 driver fails"))
    terminal.send("K")
    #expect(terminal.wait(for: "edits are not kept safe"))
    terminal.send("qd")
    #expect(terminal.exitStatus() == 0)
  }
}
