import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// Reports for terminals: wrapped between words, with the same words and the same meaning.
@Suite(.bounded) struct StyledTextTests {
  private func wrap(_ line: StyledText.Line, _ columns: Int) -> [String] {
    line.wrapped(columns: columns) { _ in 1 }.map(\.text)
  }

  @Test func aLongLineBreaksBetweenWordsAndHangs() {
    let line = StyledText.Line("  one two three four five")
    #expect(wrap(line, 16) == ["  one two three", "      four five"])
    #expect(wrap(line, 80) == ["  one two three four five"])
    #expect(wrap("", 10) == [""])
  }

  @Test func aWordWiderThanTheTerminalIsCut() {
    #expect(wrap(StyledText.Line("abcdefghijklmn", hang: 2), 10) == ["abcdefghij", "  klmn"])
    // However narrow it is, each row takes something.
    #expect(wrap(StyledText.Line("abc", hang: 40), 1) == ["a", "b", "c"])
  }

  @Test func piecesKeepTheirRolesOverABreak() {
    let line = StyledText.Line(
      [.init(role: .bad, text: "FAIL one two"), .init(role: .plain, text: " three")], hang: 2)
    let rows = line.wrapped(columns: 10) { _ in 1 }
    #expect(rows.map(\.text) == ["FAIL one", "  two", "  three"])
    #expect(rows[1].pieces.contains { $0.role == .bad && $0.text == "two" })
    #expect(rows[2].pieces.last?.role == .plain)
  }

  @Test func whatIsHiddenIsShownBeforeItIsMeasured() {
    #expect(wrap("a\u{1b}[31mb", 80) == ["a\\x1b[31mb"])
  }

  /// No width loses or adds a word of any built-in report.
  @Test(arguments: [1, 7, 20, 40, 79])
  func wrappingKeepsEveryCharacter(columns: Int) {
    for scenario in Scenario.builtIn {
      let report = TextReport(diagnose(scenario)).styled
      for line in report.lines {
        let rows = line.wrapped(columns: columns) { _ in 1 }
        #expect(rows.allSatisfy { $0.text.count <= max(columns, 1 + min(line.hang, max(0, columns - 8))) })
        #expect(rows.map(\.text).joined().filter { $0 != " " } == line.text.filter { $0 != " " })
      }
    }
  }
}
