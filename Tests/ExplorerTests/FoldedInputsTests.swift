import MemtypeEngine
import Screen
import Testing

@testable import Explorer

/// The parts of the inputs that are folded away: the memory map, the fixed ranges, and everything with one line.
struct FoldedInputsTests {
  private func explorer(on field: Field, _ scenario: Scenario = .bareMetal) throws -> Explorer {
    var explorer = Explorer(scenario, 120, 40, keys: "2")
    for section in InputSection.folded { explorer.setOpen(section, true) }
    let row = try #require(explorer.inputRows.firstIndex { $0.fields.contains(field) })
    explorer.viewports[.inputs]?.cursor = row
    explorer.inputColumn = explorer.inputRows[row].fields.firstIndex(of: field) ?? 0
    #expect(explorer.currentField == field)
    return explorer
  }

  private func type(_ text: String, _ explorer: inout Explorer) {
    explorer.press("<Enter> <C-u>")
    for character in text { _ = explorer.update(.key(.character(character))) }
    explorer.press("<Enter>")
  }

  @Test func partsOpenAndClose() throws {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "2 G")
    #expect(explorer.currentField == .section(.host))
    let closed = explorer.inputRows.count
    explorer.press("<Enter>")
    #expect(
      explorer.inputRows.count == closed + Property.allCases.filter { $0.section == .host }.count)
    explorer.press("<Left>")
    #expect(explorer.inputRows.count == closed)
    explorer.press("<Right> <Right> <Down>")
    #expect(explorer.currentField == .property(.hostKernel))
    // An edit leaves them open, and nothing was edited so far.
    #expect(!explorer.isModified)
    explorer.press("<Down> <Space>")
    #expect(explorer.isModified && explorer.currentField == .property(.hostVendor))
  }

  @Test(arguments: Property.allCases) func everyPropertyIsEditedAndReverted(_ property: Property) throws {
    #expect(property.label.count <= InputColumns.labelWidth && !property.explanation.isEmpty)
    var explorer = try explorer(on: .property(property))
    if property.isTyped {
      switch property.storage {
      case .integer: type("3", &explorer)
      case .words: type("mem=1G", &explorer)
      case .release: type("6.9.3", &explorer)
      default: type("0x40000", &explorer)
      }
    } else {
      explorer.press("<Space>")
    }
    let edited = explorer.document.scenario
    #expect(edited != .bareMetal && explorer.document.history.depth == 1)
    #expect(edited.text(of: property) != Scenario.bareMetal.text(of: property))
    #expect(edited.copying(property, from: .bareMetal) == .bareMetal, "nothing else changed")
    explorer.press("r")
    #expect(explorer.document.scenario == .bareMetal)
  }

  @Test(arguments: [
    (Property.model, "256", "0 to 255"), (.capabilities, "x", "is no number"), (.hostKernel, "new", "6.16"),
    (.topMem2, "nothing", "units are"),
  ]) func whatCannotBeIsRefused(_ property: Property, _ text: String, _ remedy: String) throws {
    var explorer = try explorer(on: .property(property))
    type(text, &explorer)
    #expect(explorer.screen.contains(remedy))
    #expect(explorer.document.scenario == .bareMetal)
  }

  @Test func registersThatAreNotThereAreNone() throws {
    var explorer = try explorer(on: .property(.topMem2))
    type("8G", &explorer)
    #expect(explorer.scenario.mtrr.topMem2 == 8 * .gib)
    type("none", &explorer)
    #expect(explorer.scenario.mtrr.topMem2 == nil)
  }

  @Test func theMemoryMapIsEditedEntryByEntry() throws {
    var explorer = try explorer(on: .entry(0, .type), .snpForcedWB)
    explorer.press("<Enter> n v s <Enter>")
    #expect(explorer.scenario.firmwareMap[0].type == .nvs)
    explorer = try self.explorer(on: .entry(0, .start), .snpForcedWB)
    type("0x1000", &explorer)
    #expect(explorer.scenario.firmwareMap[0].range == AddressRange(0x1000, 0xa_0000))
    type("tolud", &explorer)
    #expect(explorer.screen.contains("is not below the entry's end"))
    explorer.press("<Esc> <Right>")
    type("64K", &explorer)
    #expect(explorer.scenario.firmwareMap[0].size == 0x10000)
    // One more where the ruler's cursor is, and away again.
    let count = explorer.scenario.firmwareMap.count
    explorer.press("a")
    #expect(explorer.scenario.firmwareMap.count == count + 1)
    let index = try #require(explorer.currentEntry)
    #expect(explorer.scenario.firmwareMap[index].address == 0xfed4_0000)
    #expect(explorer.scenario.firmwareMap[index].type == .reserved)
    explorer.press("d")
    #expect(explorer.scenario.firmwareMap.count == count)
  }

  @Test func anEntryThatIsAddedMarksOnlyItself() throws {
    var explorer = try explorer(on: .entry(0, .start), .snpForcedWB)
    explorer.press("a <Up>")
    let region = try #require(explorer.layout.content(of: .inputs))
    let rows = explorer.inputRows
    let top = explorer.viewports[.inputs]?.top ?? 0
    let lines = explorer.screen.split(separator: "\n", omittingEmptySubsequences: false)
    let marked = (0..<region.rows).filter { row in
      guard rows.indices.contains(top + row), case .entry = rows[top + row] else { return false }
      let inside = lines[region.row + row].dropFirst(region.column).prefix(region.columns)
      return inside.contains("±")
    }
    #expect(marked.count == 1)
    // By its number another one would be put in its place.
    let before = explorer.scenario
    explorer.press("r")
    #expect(explorer.scenario == before && explorer.notice?.isBad == true)
  }

  @Test func fixedRangesAreEditedSlotBySlot() throws {
    let slot = try #require(FixedRanges.slot(of: 0xa_8000))
    var explorer = try explorer(on: .fixed(slot))
    #expect(explorer.evaluation.segment(at: 0xa_8000)?.type == .uc)
    explorer.press("<Enter> w b <Enter>")
    #expect(explorer.evaluation.segment(at: 0xa_8000)?.type == .wb)
    #expect(explorer.evaluation.segment(at: 0xa_0000)?.type == .uc)
    explorer.press("<Right> <Right>")
    #expect(explorer.currentField == .fixed(slot + 2))
    explorer.press("u")
    #expect(explorer.scenario == .bareMetal)
  }

  @Test func aClickOpensAPart() throws {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "2 G")
    let region = try #require(explorer.layout.content(of: .inputs))
    let row = try #require(
      explorer.inputRows.firstIndex {
        if case .section(.processor, _, _) = $0 { true } else { false }
      })
    let top = explorer.viewports[.inputs]?.top ?? 0
    _ = explorer.update(
      .mouse(MouseEvent(.press, column: region.column + 4, row: region.row + row - top)))
    #expect(
      explorer.openSections == [.processor] && explorer.inputRows.contains(.value(.property(.model))))
  }
}
