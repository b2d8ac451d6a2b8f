import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// Clicks in what stands above the panes: what is seen at a place is what a click there reaches.
@Suite(.bounded) struct OverlayMouseTests {
  /// Clicks on the first place where the screen has a text.
  @discardableResult private func click(_ explorer: inout Explorer, _ text: String) throws -> [Effect] {
    let size = explorer.size
    let lines = frame(of: explorer, size: size).text.split(separator: "\n", omittingEmptySubsequences: false)
    for (row, line) in lines.enumerated() {
      let line = String(line)
      guard let place = line.firstRange(of: text) else { continue }
      let column = line.distance(from: line.startIndex, to: place.lowerBound)
      return explorer.update(.mouse(MouseEvent(.press, column: column, row: row)))
    }
    Issue.record("\(text) is not on the screen")
    return []
  }

  private func press(_ explorer: inout Explorer, column: Int, row: Int) {
    _ = explorer.update(.mouse(MouseEvent(.press, column: column, row: row)))
  }

  @Test func aMenu() throws {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "K R H")
    try click(&explorer, "0  as opened")
    guard let menu = explorer.top(Menu.self) else { throw Missing() }
    #expect(menu.selection == 0 && explorer.document.history.depth == 2, "one click goes there")
    try click(&explorer, "0  as opened")
    #expect(explorer.layers.isEmpty && explorer.document.history.depth == 0, "another chooses")
    explorer.press("H")
    press(&explorer, column: 0, row: 1)
    #expect(explorer.layers.isEmpty, "a click beside it closes it")
  }

  @Test func theCures() throws {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "C")
    try click(&explorer, "PCI hole UC")
    guard let list = explorer.top(CureList.self) else { throw Missing() }
    let cure = list.rows[list.selected].cure
    #expect(cure == .pciHole)
    try click(&explorer, cure.title)
    #expect(explorer.scenario.behaviour == .forcedWBAndPCIHole && explorer.layers.isEmpty)
  }

  @Test func theListOfCommands() throws {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: ":")
    explorer.press("c u r e s")
    try click(&explorer, "show-cures")
    guard explorer.top(CureList.self) != nil else { throw Missing() }
    explorer = Explorer(.snpForcedWB, 120, 40, keys: ":")
    press(&explorer, column: 110, row: 3)
    #expect(explorer.layers.isEmpty)
  }

  @Test func keysInTheLastLineWorkAboveAnOverlay() throws {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "C")
    try click(&explorer, "Esc close")
    #expect(explorer.layers.isEmpty)
  }

  @Test func aStrayClickKeepsWhatIsTyped() throws {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "2 <Enter> 3 G")
    press(&explorer, column: 60, row: 10)
    guard let edit = explorer.top(FieldEdit.self) else { throw Missing() }
    #expect(edit.editor.text == "3G" && explorer.notice?.text.contains("Enter keeps") == true)
  }

  @Test func theManual() throws {
    var explorer = Explorer(.snpForcedWB, 200, 60, keys: "<C-g>")
    press(&explorer, column: 100, row: 30)
    guard explorer.top(Reader.self) != nil else { throw Missing() }
    press(&explorer, column: 1, row: 30)
    #expect(explorer.layers.isEmpty)
  }

  /// Every place of a screen, in every mode, at awkward sizes: nothing traps.
  @Test(arguments: [(40, 10), (41, 11), (80, 24)]) func anyPlace(_ columns: Int, _ rows: Int) {
    for keys in ["", "C", "H", "J", ":", "<C-g>", "2 <Enter>", "/", "m", "g", "K q"] {
      let start = Explorer(.snpForcedWB, columns, rows, keys: keys)
      for row in 0..<rows {
        for column in stride(from: 0, to: columns, by: 9) {
          var explorer = start
          press(&explorer, column: column, row: row)
          press(&explorer, column: column, row: row)
          _ = frame(of: explorer, size: explorer.size)
        }
      }
    }
  }

  private struct Missing: Error {}
}
