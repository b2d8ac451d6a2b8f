import Lessons
import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// A lesson on the screen, kept as text in `Screens`.
@Suite(.bounded) struct LessonScreenTests {
  static let pictures: [(name: String, columns: Int, rows: Int, lesson: String, keys: String)] = [
    ("lesson-asks-80x24", 80, 24, "masks", ""),
    ("lesson-options-80x24", 80, 24, "types", "n <PgDn> <Down> s"),
    ("lesson-wrong-80x24", 80, 24, "types", "WRONG"),
    ("lesson-right-80x24", 80, 24, "types", "RIGHT"),
    ("lesson-asks-120x40", 120, 40, "masks", "n n h"),
    ("lesson-wrong-120x40", 120, 40, "types", "WRONG"),
    ("lesson-asks-200x60", 200, 60, "types", ""),
    ("lesson-covers-80x24", 80, 24, "tolud", "<Tab> 2"),
    ("lesson-off-path-80x24", 80, 24, "types", "o"),
    ("lesson-help-80x24", 80, 24, "types", "?"),
  ]

  @Test(arguments: pictures.map(\.name)) func looksAsRecorded(name: String) throws {
    let picture = try #require(Self.pictures.first { $0.name == name })
    let size = Size(columns: picture.columns, rows: picture.rows)
    var explorer = Explorer(.snpForcedWB, size: size)
    explorer.begin(try #require(try Course.lesson(named: picture.lesson, sources: .plain)))
    let asked = try #require(explorer.learning?.asked)
    switch picture.keys {
    case "WRONG": _ = explorer.answer(try #require(asked.options.first { !asked.isRight($0.text) }).text)
    case "RIGHT": _ = explorer.answer(asked.rightAnswer)
    default: explorer.press(picture.keys)
    }
    explorer.normalizeViewState()
    try expectScreen(explorer, name)
  }

  /// A term is explained from a row, from a lesson, and by its name.
  @Test func termsAreExplained() throws {
    var explorer = Explorer(.snpForcedWB, 80, 24, keys: "g tpm <Enter> P")
    #expect(explorer.top(Menu.self)?.items.first?.text == "Memory type" || explorer.top(Menu.self) != nil)
    explorer.press("<Esc> :")
    for character in "glossary tolud" { _ = explorer.update(.key(.character(character))) }
    explorer.press("<Enter>")
    #expect(explorer.top(TermPage.self)?.entry.term == "TOLUD")
    #expect(explorer.screen.contains("e820__end_of_low_ram_pfn"))
    try expectScreen(explorer, "glossary-80x24")
    explorer.press("<Esc>")
    #expect(explorer.layers.isEmpty)
  }

  /// What the program says of a term stands in its manual, word for word.
  @Test func manualAndProgramSayTheSame() {
    let manual = Manual().text.split(whereSeparator: { $0 == " " || $0 == "\n" }).joined(separator: " ")
    for entry in Glossary.standard.entries {
      let text = entry.text.split(separator: " ").joined(separator: " ")
      #expect(manual.contains(text), "\(entry.term)")
    }
    for kind in QuestionKind.all { #expect(manual.contains(kind.name)) }
  }

  // MARK: Presenting

  @Test func keysAreShownOnlyWhenAsked() {
    var explorer = Explorer(.snpForcedWB, 80, 24, keys: "j j")
    #expect(!explorer.screen.contains(" j j "))
    explorer.showsKeys = true
    explorer.press("j k <Tab>")
    #expect(explorer.screen.hasSuffix(" j k Tab") || explorer.screen.contains("j k Tab"))
    explorer.press(String(repeating: "j ", count: 40))
    #expect(explorer.presenting.keys.count == 8)
  }

  @Test func aRowStaysLit() throws {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "3 <Down> *")
    guard case .row(.drivers, let row)? = explorer.presenting.pointer else {
      Issue.record("no row is lit")
      return
    }
    func litRows(_ explorer: Explorer) -> Int {
      let frame = frame(of: explorer, size: explorer.size)
      let region = explorer.layout.content(of: .drivers) ?? Region(columns: 0, rows: 0)
      return (region.row..<region.endRow).count { row in
        (region.column..<region.endColumn).allSatisfy { frame[$0, row].style.attributes.contains(.reversed) }
      }
    }
    explorer.press("<Down> <Down>")
    #expect(litRows(explorer) == 1 && explorer.viewports[.drivers]?.cursor != row)
    explorer.press("<Up> <Up> *")
    #expect(explorer.presenting.pointer == nil && litRows(explorer) == 0)
    explorer.press("1 *")
    #expect(explorer.isPointed(AddressRange(start: explorer.cursorAddress, size: 1)))
  }
}
