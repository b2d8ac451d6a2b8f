import Foundation
import TestSupport
import Testing

/// What the explorer is for, with the real binary on a terminal: finding, dragging, editing, comparing, saving.
@Suite(.bounded) struct ExplorerEndToEndTests {
  private let home: TemporaryDirectory

  init() throws { home = try TemporaryDirectory() }

  private func start(_ arguments: [String] = []) throws -> PseudoTerminal {
    try CommandTests.start(arguments, environment: ["XDG_STATE_HOME": home.file("state")])
  }

  /// A mouse report (SGR) at a place of the screen, from 0.
  private func mouse(_ button: Int, column: Int, row: Int, isRelease: Bool = false) -> String {
    "\u{1b}[<\(button);\(column + 1);\(row + 1)\(isRelease ? "m" : "M")"
  }

  /// The first place on the screen of a text.
  private func place(_ text: String, _ terminal: PseudoTerminal) throws -> (column: Int, row: Int) {
    for (row, line) in terminal.model.lines.enumerated() {
      if let range = line.range(of: text) {
        return (line.distance(from: line.startIndex, to: range.lowerBound), row)
      }
    }
    throw Missing(text: text)
  }

  private struct Missing: Error { var text: String }

  private func quit(_ terminal: PseudoTerminal, discarding: Bool) {
    terminal.send("q")
    if discarding {
      #expect(terminal.wait(for: "not saved"))
      terminal.send("d")
    }
    #expect(terminal.exitStatus() == 0)
    SessionTests.expectRestored(terminal)
    #expect(terminal.model.unknown == [])
  }

  @Test(arguments: [["--tolud", "9T"], ["--goto", "nonsense"], ["--phys-bits", "99"]])
  func optionsThatCannotBeAreSaidBeforeTheScreenIsTaken(_ options: [String]) throws {
    let terminal = try start(options)
    #expect(terminal.exitStatus() != 0)
    let text = terminal.model.lines.joined().trimmingCharacters(in: .whitespaces)
    #expect(text.hasPrefix("mtrrscope: "), "\(text)")
    // Nothing but the message: no screen was opened and closed again.
    #expect(terminal.model.byteCount < text.utf8.count + 16)
  }

  @Test func aWantedMapIsSolvedAppliedAndTakenBack() throws {
    let terminal = try start(["snp-tpm-pci-hole", "--tolud", "0x7f000000"])
    #expect(terminal.wait(for: "every driver maps"))
    terminal.send("S")
    #expect(terminal.wait(for: "2 registers with default type WB"))
    terminal.send("\r")
    #expect(terminal.wait(for: "2 registers for the map as it is"))
    #expect(terminal.wait(for: "every driver maps"))
    terminal.send("u")
    #expect(terminal.wait(for: "undone: 2 registers"))
    terminal.send(":want 1G..2G:WT\r")
    #expect(terminal.wait(for: "Registers for 1 wanted stretch"))
    terminal.send("\u{1b}")
    #expect(terminal.wait(for: "1 wanted stretch: S"))
    quit(terminal, discarding: false)
  }

  @Test func placesAreFound() throws {
    let terminal = try start()
    #expect(terminal.wait(for: "Why TPM TIS fails"))
    terminal.send("gtolud+16M\r")
    #expect(terminal.wait(for: "Why 8100_0000"))
    terminal.send("mx/hpet\r")
    #expect(terminal.wait(for: "Why fed0_0000"))
    terminal.send("'x")
    #expect(terminal.wait(for: "Why 8100_0000"))
    terminal.send("<")
    #expect(terminal.wait(for: "Why fed0_0000"))
    terminal.send(">")
    #expect(terminal.wait(for: "Why 8100_0000"))
    terminal.send("]")
    #expect(terminal.wait(for: "Why e000_0000"))
    terminal.send("}")
    #expect(terminal.wait(for: "Why fec0_0000"))
    terminal.send("x")
    #expect(terminal.wait(for: "Why TPM TIS fails"))
    terminal.send(":zoom-to-fit\r")
    #expect(terminal.wait(for: "a row"))
    quit(terminal, discarding: false)
  }

  @Test func tolUDIsDraggedWithTheMouse() throws {
    let terminal = try start()
    #expect(terminal.wait(for: "8000_0000 TOLUD"))
    let divider = try place("TOLUD ──", terminal)
    terminal.send(mouse(0, column: divider.column, row: divider.row))
    for row in stride(from: divider.row, through: divider.row - 2, by: -1) {
      terminal.send(mouse(32, column: divider.column, row: row))
    }
    // The answer is shown while the border moves, and Esc would leave it where it was.
    #expect(terminal.wait { !$0.text.contains("8000_0000 TOLUD") && $0.text.contains(" TOLUD ") })
    terminal.send(mouse(0, column: divider.column, row: divider.row - 2, isRelease: true))
    terminal.send("H")
    #expect(terminal.wait(for: "1  TOLUD 0x8000_0000 →"), "\(terminal.model.text)")
    terminal.send("\u{1b}")
    #expect(terminal.wait { !$0.text.contains("narrow:") })
    terminal.send("u")
    #expect(terminal.wait(for: "8000_0000 TOLUD"))
    quit(terminal, discarding: false)
  }

  @Test func theMouseChoosesInAListAndCanBeLeftToTheTerminal() throws {
    let terminal = try start()
    #expect(terminal.wait(for: "1 driver fails"))
    terminal.send("C")
    #expect(terminal.wait(for: "PCI hole UC (v2)"))
    let cure = try place("PCI hole UC (v2)", terminal)
    for _ in 0..<2 {
      terminal.send(mouse(0, column: cure.column, row: cure.row))
      terminal.send(mouse(0, column: cure.column, row: cure.row, isRelease: true))
    }
    #expect(terminal.wait(for: "every driver maps"))
    #expect(terminal.model.modes.contains(1006))
    terminal.send("M")
    #expect(terminal.wait { !$0.modes.contains(1006) && !$0.modes.contains(1002) })
    quit(terminal, discarding: true)
  }

  @Test func theScenarioIsEditedAsItsFile() throws {
    let terminal = try start()
    #expect(terminal.wait(for: "1 driver fails"))
    terminal.send("E")
    #expect(terminal.wait(for: "as its file"))
    // The fifth line below the name is the CPU's family; what cannot be is refused there and then.
    terminal.send("jjjjj")
    terminal.send("ezz")
    #expect(terminal.wait(for: "accepted:"))
    terminal.send("\u{15}")
    terminal.send("  family: 26\r")
    #expect(terminal.wait(for: "edit family: 26"))
    terminal.send("q8")
    #expect(terminal.wait(for: "family 25 → 26"))
    quit(terminal, discarding: true)
  }

  @Test func scenariosAreComparedSideBySide() throws {
    let terminal = try start(["snp-tpm-forced-wb", "--also", "snp-tpm-pci-hole"])
    #expect(terminal.wait(for: "1/2 snp-tpm-forced-wb"))
    terminal.send("D")
    #expect(terminal.wait(for: "Compare snp-tpm-forced-wb with"))
    terminal.send("pci\r")
    #expect(terminal.wait(for: "Changes against snp-tpm-pci-hole"))
    #expect(terminal.wait(for: "before"))
    #expect(terminal.wait(for: "-12"))
    terminal.send("bK")
    #expect(terminal.wait(for: "Changes since the baseline"))
    quit(terminal, discarding: true)
  }

  @Test func filesAreOverwrittenOnlyWhenThatIsMeant() throws {
    let mine = home.file("mine.yaml")
    let other = home.file("other.yaml")
    try "not ours".write(toFile: other, atomically: true, encoding: .utf8)
    let terminal = try start()
    #expect(terminal.wait(for: "1 driver fails"))
    terminal.send("KW")
    #expect(terminal.wait(for: "save as"))
    terminal.send("\u{15}\(other)\r")
    #expect(terminal.wait(for: "exists"))
    terminal.send("n")
    #expect(try String(contentsOfFile: other, encoding: .utf8) == "not ours")
    terminal.send("W")
    #expect(terminal.wait(for: "save as"))
    terminal.send("\u{15}\(mine)\r")
    #expect(terminal.wait(for: "saved \(mine)"))
    // Somebody else writes it meanwhile.
    let text = try String(contentsOfFile: mine, encoding: .utf8)
    try (text + "# theirs\n").write(toFile: mine, atomically: true, encoding: .utf8)
    terminal.send("Rw")
    #expect(terminal.wait(for: "was changed by somebody"))
    terminal.send("n")
    #expect(try String(contentsOfFile: mine, encoding: .utf8).hasSuffix("# theirs\n"))
    terminal.send(":reload\r")
    #expect(terminal.wait { $0.text.contains("cut RAM    reappears") && !$0.text.contains("somebody") })
    quit(terminal, discarding: false)
  }

  @Test func theEvaluationGoesToTheClipboard() throws {
    let terminal = try start()
    #expect(terminal.wait(for: "1 driver fails"))
    terminal.send("Y")
    #expect(terminal.wait { !$0.clipboard.isEmpty })
    let copied = terminal.model.clipboard.last.flatMap { Data(base64Encoded: $0) }
    let report = copied.map { String(decoding: $0, as: UTF8.self) }
    #expect(report?.contains("TPM TIS") == true && report?.contains("-12") == true)
    quit(terminal, discarding: false)
  }
}
