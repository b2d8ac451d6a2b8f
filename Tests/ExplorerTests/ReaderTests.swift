import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// The help for where one is, and the manual.
@Suite(.bounded) struct ReaderTests {
  @Test func theHelpBeginsWithWhereOneIs() {
    let places: [(String, String, String)] = [
      ("", "The ruler", "Keys in the ruler"), ("2", "Inputs", "Keys in the inputs"),
      ("7", "The boot", "Keys in the other panes"), ("8", "Comparing", "Keys in the other panes"),
      ("C", "The screen", "Keys in the cures"),
    ]
    for (keys, section, heading) in places {
      let explorer = Explorer(.snpForcedWB, 120, 40, keys: "\(keys) ?")
      let lines = explorer.readerLines.map(\.text)
      // The keys that matter and what is on the screen come first.
      #expect(Array(lines.prefix(4).map { $0.split(separator: " ").first ?? "" }) == ["Keys", "K", "e", "u"])
      #expect(lines.contains("What stands on the screen") && lines.contains { $0.contains("write-back") })
      #expect(lines.contains(section), "after \(keys)")
      #expect(lines.dropFirst().first { $0.hasPrefix("Keys ") } == heading, "after \(keys)")
    }
  }

  @Test func itClosesToWhatWasBelow() {
    for keys in ["", "C", "2 <Enter> 3", "g t", ": zo", "J", "K q"] {
      var explorer = Explorer(.snpForcedWB, 120, 40, keys: "m a \(keys)")
      let before = explorer.layersText
      _ = explorer.update(.key(.function(1)))
      #expect(explorer.context == .help || before == explorer.layersText, "after \(keys)")
      explorer.press("<PgDn> <PgDn> <Esc>")
      #expect(explorer.layersText == before, "after \(keys)")
    }
  }

  @Test func theManualIsSearched() throws {
    var explorer = Explorer(.snpForcedWB, 120, 40)
    _ = explorer.update(.key(.function(1)))
    explorer.press("/ t r a c k e r")
    let lines = try #require(explorer.readerLines.isEmpty ? nil : explorer.readerLines)
    guard let reader = explorer.top(Reader.self) else {
      Issue.record("it is closed")
      return
    }
    #expect(lines[reader.top].text.lowercased().contains("tracker"))
    explorer.press("<Enter> n")
    guard let next = explorer.top(Reader.self) else { return }
    #expect(next.top > reader.top && lines[next.top].text.lowercased().contains("tracker"))
    explorer.press("N")
    guard let back = explorer.top(Reader.self) else { return }
    #expect(back.top == reader.top)
    // Esc takes a search back before it closes the text.
    explorer.press("/ z z z z <Enter>")
    #expect(explorer.notice?.isBad == true)
    explorer.press("/ x <Esc>")
    #expect(explorer.context == .help)
  }

  @Test func sectionsAreGoneThrough() {
    var explorer = Explorer(.snpForcedWB, 80, 24)
    _ = explorer.update(.key(.function(1)))
    var titles: [String] = []
    for _ in 0..<8 {
      explorer.press("]")
      if let reader = explorer.top(Reader.self) {
        titles.append(explorer.readerLines[reader.top].text)
      }
    }
    #expect(titles == Manual().sections.dropFirst().prefix(8).map(\.title))
    explorer.press("[ [")
    if let reader = explorer.top(Reader.self) {
      #expect(explorer.readerLines[reader.top].text == titles[5])
    }
  }

  @Test func itFitsEveryWidth() {
    for width in [36, 76, 116] {
      for line in Manual().lines(width: width) where !line.text.hasPrefix("    ") {
        #expect(line.width <= width, "\(line.text)")
      }
    }
    #expect(Manual().text.split(separator: "\n").allSatisfy { $0.count <= 84 })
  }

  @Test func everyCommandIsInIt() {
    let text = Manual().text
    for entry in CommandTable.entries {
      #expect(
        text.contains("\(entry.command.name):"), "\(entry.command.name) \(entry.context.rawValue)")
    }
  }

  @Test func whatIsGeneratedHasTakenItsPlace() {
    let prose = Manual.source.flatMap(\.pieces).map { "\($0)" }.joined()
    let names = prose.matches(of: /\{([a-z-]+)\}/).map { String($0.output.1) }
    #expect(names.count > 40)
    for name in names { #expect(Command(named: name) != nil || Manual.lists[name] != nil, "\(name)") }
    #expect(!Manual().text.contains("<!--"))
  }

  @Test func theManPageIsRoff() {
    let lines = Manual().manPage.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first?.hasPrefix(".TH MTRRSCOPE 1") == true)
    let macros: Set<Substring> = [".TH", ".SH", ".PP", ".TP", ".B", ".nf", ".fi", ".RS", ".RE"]
    for line in lines where line.hasPrefix(".") {
      #expect(macros.contains(line.prefix { $0 != " " }), "\(line)")
    }
    #expect(!lines.contains { $0.hasPrefix("'") })
    #expect(lines.filter { $0.hasPrefix(".SH") }.count == Manual().sections.count + 2)
    #expect(Manual().manPage.utf8.allSatisfy { $0 < 0x80 })
    #expect(Manual.escaped("a-b \\ 'c'") == "a\\-b \\e \\(aqc\\(aq" && Manual.escaped(".x") == "\\&.x")
  }
}
