import MemtypeEngine
import TestSupport
import Testing

@testable import MachineFormats

/// Texts of one line, which nothing but their words marks.
@Suite(.bounded) struct SingleLineTests {
  @Test(arguments: ["", "\n", "\n\n \n", "$ uname -a\n", "> \n", ">\n> "])
  func whatStandsBeforeTheLineDoesNotCount(_ before: String) throws {
    let text =
      before + "Linux box 6.17.4 #1 SMP PREEMPT_DYNAMIC Mon Oct 20 10:00:00 UTC 2025 x86_64 GNU/Linux\n"
    let machine = try readMachine(named: "x", [MachineInput(name: "x", bytes: Array(text.utf8))])
    #expect(machine.scenario.kernel.name.hasPrefix("6.17.4"))
  }

  @Test(arguments: ["", "\n", "\n\n", " \n\t\n", "> \n> \n"])
  func nothingIsRefusedAndNoTrap(_ text: String) {
    #expect(throws: InputError.self) {
      try readMachine(named: "x", [MachineInput(name: "x", bytes: Array(text.utf8))])
    }
  }
}
