import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// The parts of the inputs that are folded away: the memory map, the fixed ranges, and everything with one line.
@Suite(.bounded) struct FoldedInputsTests {
  private func explorer(on field: InputPath, _ scenario: Scenario = .bareMetal) throws -> Explorer {
    var explorer = Explorer(scenario, 120, 40, keys: "2")
    for section in InputSection.folded { explorer.setOpen(section, true) }
    let row = try #require(explorer.inputRows.firstIndex { $0.cells.contains(.input(field)) })
    explorer.viewports[.inputs]?.cursor = row
    explorer.inputColumn = explorer.inputRows[row].cells.firstIndex(of: .input(field)) ?? 0
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
    #expect(explorer.currentCell == .section(.host))
    let closed = explorer.inputRows.count
    explorer.press("<Enter>")
    #expect(
      explorer.inputRows.count == closed + Schema.rows(of: .host).count)
    explorer.press("<Left>")
    #expect(explorer.inputRows.count == closed)
    explorer.press("<Right> <Right> <Down>")
    #expect(explorer.currentField == "host.kernel")
    // An edit leaves them open, and nothing was edited so far.
    #expect(!explorer.isModified)
    explorer.press("<Down> <Space>")
    #expect(explorer.isModified && explorer.currentField == "host.vendor")
  }

  /// What has one line in a part that folds.
  private static let plain = Schema.fields.filter { $0.list == nil && $0.hasRow && $0.section.isFolded }.map(
    \.key)

  @Test(arguments: plain) func everyPlainInputIsEditedAndReverted(_ key: String) throws {
    let path = InputPath(key)
    let field = try #require(path.field)
    #expect(field.label.count <= 13 && !field.help.isEmpty)
    var explorer = try explorer(on: path)
    if field.isTyped {
      switch key {
      case "forced-range": type("0x80000000+2G:UC", &explorer)
      case "parameters.memory": type("mem=1G", &explorer)
      case "host.kernel": type("6.9.3", &explorer)
      case "cpu.family", "cpu.model", "cpu.stepping", "parameters.mtrr-options.spare-registers":
        type("3", &explorer)
      default: type("0x40000", &explorer)
      }
    } else {
      explorer.press("<Space>")
    }
    let edited = explorer.document.scenario
    #expect(edited != .bareMetal && explorer.document.history.depth == 1)
    #expect(edited.text(at: path) != Scenario.bareMetal.text(at: path))
    let back = try #require(try edited.copying(path, from: .bareMetal))
    #expect(back == .bareMetal, "nothing else changed")
    explorer.press("r")
    #expect(explorer.document.scenario == .bareMetal)
  }

  @Test(arguments: [
    ("cpu.model", "256", "0 to 255"), ("mtrr.capabilities", "x", "is no number"),
    ("host.kernel", "new", "6.16"),
    ("mtrr.top-mem2", "nothing", "units are"),
  ]) func whatCannotBeIsRefused(_ key: String, _ text: String, _ remedy: String) throws {
    var explorer = try explorer(on: InputPath(key))
    type(text, &explorer)
    #expect(explorer.screen.contains(remedy))
    #expect(explorer.document.scenario == .bareMetal)
  }

  /// A mask with holes stands below its range, and every register in its own bits under Registers.
  @Test func masksAndRegistersAreSeenAndEdited() throws {
    var scenario = Scenario.bareMetal
    scenario.mtrr.variable[0].mask = 0x7f_5000_0800
    var explorer = try explorer(on: .range(0, "mask"), scenario)
    explorer.press("<Up> <Down>")
    #expect(!explorer.lines(with: "0x7f_5000_0000").isEmpty)
    type("0x7f_8000_0000", &explorer)
    #expect(explorer.scenario.mtrr.variable[0].mask == 0x7f_8000_0800)
    #expect(!explorer.inputRows.contains(.value(.range(0, "mask"))), "now it has a size")
    explorer = try self.explorer(on: .range(1, "physmask"))
    type("0", &explorer)
    #expect(explorer.scenario.mtrr.variable[1].mask == 0)
    explorer = try self.explorer(on: .range(1, "physbase"))
    type("0x8000_0006", &explorer)
    #expect(explorer.scenario.mtrr.variable[1].type == .wb)
  }

  @Test func registersThatAreNotThereAreNone() throws {
    var explorer = try explorer(on: "mtrr.top-mem2")
    type("8G", &explorer)
    #expect(explorer.scenario.mtrr.topMem2 == 8 * .gib)
    type("none", &explorer)
    #expect(explorer.scenario.mtrr.topMem2 == nil)
  }

  @Test func theMemoryMapIsEditedEntryByEntry() throws {
    var explorer = try explorer(on: .entry(0, "type"), .snpForcedWB)
    explorer.press("<Enter> n v s <Enter>")
    #expect(explorer.scenario.firmwareMap[0].type == .nvs)
    explorer = try self.explorer(on: .entry(0, "start"), .snpForcedWB)
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
    var explorer = try explorer(on: .entry(0, "start"), .snpForcedWB)
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
      explorer.openSections == [.processor] && explorer.inputRows.contains(.value("cpu.model")))
  }
}
