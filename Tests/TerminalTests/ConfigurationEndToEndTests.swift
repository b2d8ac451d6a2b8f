import TestSupport
import Testing

/// A user's settings and the real binary.
@Suite(.bounded) struct ConfigurationEndToEndTests {
  @Test func settingsTakeEffect() throws {
    let home = try TemporaryDirectory()
    try home.make(
      "mtrrscope/config.yaml",
      """
      theme: paper
      mouse: off
      scenario: bare-metal
      keys: {quit: Q, cycle-behaviour: F5}
      """)
    let environment = ["XDG_CONFIG_HOME": home.path, "COLORTERM": "truecolor"]
    let terminal = try CommandTests.start(environment: environment)
    #expect(terminal.wait(for: "bare-metal"))
    #expect(
      terminal.wait { $0.cells[10][60].pen.background == TerminalModel.exactColor([0xf7, 0xf4, 0xec]) })
    #expect(terminal.model.modes.isDisjoint(with: [1000, 1002, 1006]))
    terminal.send("q")
    #expect(terminal.wait(for: "q does nothing here"))
    terminal.send("M")
    #expect(terminal.wait { $0.modes.isSuperset(of: [1000, 1006]) })
    terminal.send("Q")
    #expect(terminal.exitStatus() == 0)
    SessionTests.expectRestored(terminal)
    // What the command line says wins.
    let other = try CommandTests.start(["plain-vm", "--theme", "slate"], environment: environment)
    #expect(other.wait(for: "plain-vm"))
    #expect(other.wait { $0.cells[10][60].pen.background == TerminalModel.exactColor([0x16, 0x19, 0x1d]) })
  }

  @Test func aBrokenFileIsSaidBeforeAnythingOpens() throws {
    let home = try TemporaryDirectory()
    try home.make("mtrrscope/config.yaml", "theme: paper\nkeys:\n  undo: [Alt-u]\n")
    let environment = ["XDG_CONFIG_HOME": home.path]
    let terminal = try CommandTests.start(columns: 300, environment: environment)
    #expect(terminal.exitStatus() == 2)
    #expect(terminal.model.text.contains("config.yaml:3: undo is \"Alt-u\""), "\(terminal.model.text)")
    #expect(terminal.model.text.contains("--no-config"))
    let without = try CommandTests.start(["--no-config"], environment: environment)
    #expect(without.wait(for: "1 driver fails"))
  }

  @Test func aThemeIsChosenWhileItRuns() throws {
    let terminal = try CommandTests.start(environment: ["COLORTERM": "truecolor"])
    #expect(terminal.wait(for: "1 driver fails"))
    terminal.send("ppaper\r")
    #expect(terminal.wait(for: "theme: paper in config.yaml"))
    #expect(
      terminal.wait { $0.cells[10][60].pen.background == TerminalModel.exactColor([0xf7, 0xf4, 0xec]) })
    terminal.send("q")
    #expect(terminal.exitStatus() == 0)
  }
}
