import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// A machine as people have them: dozens of ACPI tables, dozens of PCI functions, and much empty space.
@Suite(.bounded) struct CrowdedMachineTests {
  /// 27 tables in the firmware's own memory, and 33 functions' ranges that nobody maps.
  private static func scenario() throws -> Scenario {
    var scenario = Scenario.bareMetal
    let table = try #require(scenario.devices.first { $0.kind == .acpiTables })
    let window = try #require(scenario.devices.first { $0.name == "VGA BAR" })
    if let first = scenario.devices.firstIndex(of: table) { scenario.devices[first].range.end = 0x7ff0_1000 }
    for number in 1...26 {
      var copy = table
      copy.id = "table\(number)"
      copy.name = "ACPI table SSDT \(number)"
      copy.range = AddressRange(start: 0x7ff0_0000 + UInt64(number) * 0x1800, size: 0x1000)
      copy.regions = []
      scenario.devices.append(copy)
    }
    for number in 0..<33 {
      var copy = window
      copy.id = "pci\(number)"
      copy.name = "virtio-pci 0000:00:\(String(number + 16, radix: 16)).0 BAR 4"
      copy.range = AddressRange(start: 0xa000_0000 + UInt64(number) * 0x2_0000, size: 0x4000)
      copy.hasDriver = false
      scenario.devices.append(copy)
    }
    return scenario
  }

  @Test func tablesAndIdleDevicesAreFolded() throws {
    let scenario = try Self.scenario()
    var explorer = Explorer(scenario, 120, 40)
    let folded = explorer.rulerRows.count
    // Everything between 1 MiB and the end of the RAM below TOLUD is a row or two.
    #expect(folded < 40, "\(folded) rows")
    #expect(
      explorer.inputRows.contains {
        if case .deviceGroup(_, let count, false) = $0 { count == 27 } else { false }
      })
    #expect(!explorer.inputRows.contains(.device(scenario.devices.firstIndex { $0.id == "table3" } ?? -1)))
    let group = try #require(explorer.segmentRows.group(holding: 0x7ff0_1800))
    #expect(group.count > 26)
    // What is gone to is seen: the group unfolds.
    explorer.press("g table3 <Enter>")
    #expect(explorer.rulerRows.count > folded + 26)
    guard case .stretch(let range, _) = explorer.rulerRows[explorer.rulerRows.row(of: explorer.cursorAddress)]
    else {
      Issue.record("the cursor is on a divider")
      return
    }
    #expect(range.start == 0x7ff0_4800 && explorer.unfolded.contains(group.fold))
    explorer.press("<Space>")
    #expect(explorer.rulerRows.count == folded && explorer.cursorAddress == group.range.start)
    explorer.press("<Enter>")
    #expect(explorer.rulerRows.count > folded && explorer.focus == .ruler)
  }

  @Test func namesKeepWhatTellsThemApart() throws {
    let scenario = try Self.scenario()
    let names = scenario.devices.suffix(33).map(\.name)
    let explorer = Explorer(scenario, 120, 40)
    for width in [10, 14, 22, 30] {
      #expect(Set(names.map { explorer.clippedInside($0, width) }).count >= (width < 14 ? 1 : 2))
      for name in names { #expect(DisplayWidth.of(explorer.clippedInside(name, width)) <= width) }
    }
  }

  @Test(arguments: [(40, 10), (80, 24), (120, 40), (200, 60), (300, 100)])
  func everyRowIsReached(_ columns: Int, _ rows: Int) throws {
    var explorer = Explorer(try Self.scenario(), columns, rows)
    explorer.press("<Home>")
    var seen: Set<PhysicalAddress> = []
    for _ in 0..<explorer.rulerRows.count + 4 {
      seen.insert(explorer.cursorAddress)
      explorer.press("j")
    }
    let starts = (0..<explorer.rulerRows.count).compactMap { explorer.rulerRows.start(ofRow: $0) }
    #expect(seen.isSuperset(of: starts))
  }

  /// Where hardware reads otherwise the ruler has a row of its own, and the next change leads there.
  @Test func rowsAreSplitWhereTheReadingsDiffer() throws {
    var scenario = Scenario.snpPCIHole
    scenario = try scenario.settingTOLUD(0x7f00_0000)
    var explorer = Explorer(scenario, 120, 40)
    #expect(!explorer.derived.divergences.isEmpty)
    for row in 0..<explorer.rulerRows.count {
      guard case .stretch(let range, _) = explorer.rulerRows[row] else { continue }
      let differing = explorer.derived.divergences.filter { $0.range.overlaps(range) }
      #expect(differing.allSatisfy { $0.range.start <= range.start && $0.range.end >= range.end })
    }
    let first = try #require(explorer.derived.divergences.first?.range.start)
    explorer.ruler.cursor = first - 1
    explorer.press("]")
    #expect(explorer.cursorAddress == first)
  }
}
