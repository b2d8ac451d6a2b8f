import TestSupport
import Testing

/// The story that the program tells, played by hand on a real terminal.
@Suite(.bounded) struct StoryEndToEndTests {
  @Test func theTPMFailsAndTheCureHealsIt() throws {
    let terminal = try CommandTests.start()
    #expect(terminal.wait(for: "1 driver fails: TPM TIS -12"))
    #expect(terminal.wait(for: "ioremap error for 0xfed40000-0xfed45000, requested 0x2, got 0x0"))
    #expect(terminal.wait(for: "Why TPM TIS fails"))

    // Moving changes what is explained.
    terminal.send("k")
    #expect(terminal.wait(for: "Why fed0_1000 is WB"))
    terminal.send("n")
    #expect(terminal.wait(for: "Why TPM TIS fails"))

    // Editing TOLUD shows the answer while one types; a value that cannot be is refused at the field.
    terminal.send("2\r\u{15}0x7f000001")
    #expect(terminal.wait(for: "✗ 0x7f00_0001 is not a"))
    terminal.send("\u{7f}0")
    #expect(terminal.wait(for: "7f00_0000 TOLUD"))
    terminal.send("\r")
    #expect(terminal.wait(for: "last_pfn = 0x7f000 max_arch_pfn"))
    #expect(terminal.wait(for: "1 driver fails: TPM TIS -12"))

    // The cure, and back.
    terminal.send("K")
    #expect(terminal.wait(for: "every driver maps"))
    terminal.send("u")
    #expect(terminal.wait(for: "1 driver fails: TPM TIS -12"))
    terminal.send("u")
    #expect(terminal.wait(for: "8000_0000 TOLUD"))

    terminal.resize(columns: 80, rows: 24)
    #expect(terminal.wait { $0.lines.first?.contains("TPM TIS -12") == true && $0.lines.count == 24 })
    terminal.send("q")
    if terminal.exitStatus(seconds: 1) == nil {
      // Unsaved edits are asked about.
      terminal.send("y")
    }
    #expect(terminal.exitStatus() == 0)
    SessionTests.expectRestored(terminal)
    #expect(terminal.model.unknown == [])
  }
}
