import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// Search, the list of commands, marks and the way back.
@Suite(.bounded) struct SearchTests {
  @Test func theCursorGoesWithTheText() {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "<Home> / t p")
    #expect(explorer.cursorAddress == 0xfed4_0000)
    #expect(!explorer.lines(with: "/ tp").isEmpty)
    explorer.press("x")
    #expect(explorer.cursorAddress == 0, "nothing matches: where the search began")
    #expect(!explorer.lines(with: "nothing matches").isEmpty)
    explorer.press("<BS> <Esc>")
    #expect(explorer.cursorAddress == 0 && explorer.search == nil && explorer.layers.isEmpty)
  }

  @Test func matchesAreWalkedRoundTheEnd() {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "<Home> / hole <Enter>")
    let matches = explorer.matches.addresses
    #expect(matches.count > 3 && explorer.cursorAddress == matches.first)
    for match in matches.dropFirst() + matches.prefix(1) {
      explorer.press("n")
      #expect(explorer.cursorAddress == match)
    }
    explorer.press("N")
    #expect(explorer.cursorAddress == matches.last)
    #expect(explorer.notice?.text.contains("\(matches.count) of \(matches.count)") == true)
    explorer.press("<Esc> n")
    #expect(explorer.search == nil && explorer.cursorAddress == 0xfed4_0000, "n is the next failure again")
  }

  @Test func typesRegistersAndAddressesAreFound() {
    for (text, address) in [
      ("uc", 0x8000_0000), ("forced", 0x8000_0000), ("0xfed4_0123", 0xfed4_0000), ("fed0", 0xfed0_0000),
      ("uc-", 0xe000_0000), ("NVS", 0x80_6000), ("hpet", 0xfed0_0000),
    ] as [(String, PhysicalAddress)] {
      let explorer = Explorer(.snpPCIHole, 120, 40, keys: "<Home> / \(text) <Enter>")
      #expect(explorer.cursorAddress == address, "\(text)")
    }
    let none = Explorer(.snpPCIHole, 120, 40, keys: "<Home> / zebra <Enter>")
    #expect(none.cursorAddress == 0 && none.search == nil && none.notice?.isBad == true)
  }

  /// In a list its rows are searched first; what is in none of them is looked for on the ruler.
  @Test func theRowsOfAListAreSearched() {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "6 <Home> / i o r e m a p <Enter>")
    #expect(explorer.selectedLine?.text.contains("ioremap error") == true && explorer.focus == .log)
    explorer.press("<Home> / l a s t _ p f n <Enter>")
    let first = explorer.viewports[.log]?.cursor
    explorer.press("n")
    #expect(
      explorer.selectedLine?.text.contains("last_pfn") == true && explorer.viewports[.log]?.cursor != first)
    explorer.press("N")
    #expect(explorer.viewports[.log]?.cursor == first)
    explorer.press("<Esc> / z z z <Esc>")
    #expect(explorer.viewports[.log]?.cursor == first && explorer.search == nil)
    explorer.press("/ l e g a c y <Enter>")
    #expect(explorer.cursorAddress == 0xa_0000 && explorer.focus == .ruler)
  }

  @Test func everyMatchIsHighlighted() {
    let explorer = Explorer(.snpForcedWB, 120, 40, keys: "/ tpm <Enter>")
    let frame = frame(of: explorer, size: explorer.size)
    #expect(frame.roleText.contains("mmm"))
  }

  @Test func theListOfCommandsIsFiltered() {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: ":")
    #expect(!explorer.lines(with: "Commands").isEmpty && !explorer.lines(with: "switch-reading").isEmpty)
    explorer.press("z i n")
    #expect(explorer.lines(with: "zoom-in").count >= 1)
    #expect(Palette.items(for: "zin").first?.name == "zoom-in")
    explorer.press("<C-u> zoom <Down> <Enter>")
    #expect(explorer.layers.isEmpty)
    #expect(explorer.notice?.isBad == true, "by segment there is no zoom, and it says so")
    explorer.press(": zoom-to <Enter>")
    #expect(explorer.ruler.reading == .toScale)
  }

  @Test func theListHasEveryCommandOfThePanes() {
    let names = Palette.all.map(\.name)
    #expect(Set(names).count == names.count)
    for entry in CommandTable.entries where Context.ofPanes.contains(entry.context) {
      #expect(names.contains(entry.command.name), "\(entry.command.name)")
    }
    for name in names {
      #expect(Palette.items(for: name).first?.name == name)
    }
    #expect(Palette.items(for: "zzzz").isEmpty)
  }

  @Test func aCommandOfAnotherPaneGoesThere() {
    let explorer = Explorer(.bareMetal, 120, 40, keys: ": add-range <Enter>")
    #expect(explorer.focus == .inputs && explorer.isModified)
    let listed = Explorer(.bareMetal, 120, 40, keys: ": tpm <Enter>")
    #expect(listed.cursorAddress == 0xfed4_0000, "an address is still one")
  }

  @Test func marksAndTheWayBack() {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "<Home> m a g tpm <Enter> m b g hpet <Enter>")
    explorer.press("' a")
    #expect(explorer.cursorAddress == 0)
    explorer.press("' b")
    #expect(explorer.cursorAddress == 0xfed4_0000)
    explorer.press("' z")
    #expect(explorer.notice?.text.contains("there are a b") == true)
    explorer.press("' <Esc>")
    #expect(explorer.layers.isEmpty && explorer.cursorAddress == 0xfed4_0000)
    explorer.press("<C-o>")
    #expect(explorer.cursorAddress == 0)
    explorer.press("<C-o>")
    #expect(explorer.cursorAddress == 0xfed0_0000)
    explorer.press("> >")
    #expect(explorer.cursorAddress == 0xfed4_0000)
    explorer.press(">")
    #expect(explorer.notice?.isBad == true)
  }

  @Test func theWayBackIsBounded() {
    var places = VisitedPlaces()
    for address in 0..<1000 { places.leave(UInt64(address)) }
    #expect(places.past.count == VisitedPlaces.most)
    #expect(places.back(from: 999) == 998 && places.forward(from: 998) == 999)
  }

  @Test func devicesAreWalkedFromAnyPane() {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "<Home> 2 }")
    #expect(explorer.cursorAddress == 0xe000_0000 && explorer.focus == .inputs)
    explorer.press("} {")
    #expect(explorer.cursorAddress == 0xe000_0000)
    explorer.press("x")
    #expect(explorer.cursorAddress == 0xfed4_0000)
  }
}
