import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// Lists to choose from, by the one of marks and jumps.
@Suite(.bounded) struct MenuTests {
  @Test func aPlaceIsChosenAndLeft() {
    var explorer = Explorer(.bareMetal, 120, 40, keys: "g hpet <Enter> m h g 1M <Enter>")
    explorer.press("J")
    #expect(explorer.context == .menu)
    explorer.press("<Esc>")
    #expect(explorer.layers.isEmpty && explorer.cursorAddress == 1 << 20)
    explorer.press("J <Enter>")
    #expect(explorer.layers.isEmpty && explorer.cursorAddress == 0xfed0_0000)
    #expect(explorer.focus == .ruler)
  }

  @Test func typingNarrowsIt() throws {
    var explorer = Explorer(.bareMetal, 120, 40, keys: "g hpet <Enter> m h g tpm <Enter> m t g 1M <Enter> J")
    explorer.press("m a r k t")
    guard let menu = explorer.top(Menu.self) else {
      Issue.record("the menu closed")
      return
    }
    #expect(menu.selected?.text.contains("fed4_0000") == true)
    explorer.press("z z z <Enter>")
    // Nothing fits: Enter has nothing to take.
    #expect(explorer.context == .menu && !explorer.lines(with: "nothing fits").isEmpty)
    explorer.press("<C-u> <Down> <Enter>")
    #expect(explorer.cursorAddress == 0xfed4_0000)
  }

  @Test func withoutPlacesItSaysWhatMakesOne() {
    let explorer = Explorer(.bareMetal, 120, 40, keys: "J")
    #expect(explorer.layers.isEmpty && explorer.notice?.text.contains("m and a letter") == true)
  }
}
