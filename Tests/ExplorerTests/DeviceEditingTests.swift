import MemtypeEngine
import TestSupport
import Testing

@testable import Explorer

/// Devices are added, edited and removed where they stand.
@Suite(.bounded) struct DeviceEditingTests {
  @Test func aDeviceIsAddedEditedAndRemoved() throws {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "2 A")
    #expect(explorer.scenario.devices.last?.range.start == 0xfed4_0000, "where the ruler's cursor is")
    #expect(explorer.evaluation.failures.count == 2)
    explorer.press("<Enter> <C-u> 0xd0000000 <Enter>")
    #expect(explorer.scenario.devices.last?.range == AddressRange(0xd000_0000, 0xd000_1000))
    #expect(explorer.evaluation.failures.count == 1)
    explorer.press("<Right> <Enter> <C-u> 64K <Enter>")
    #expect(explorer.scenario.devices.last?.range.size == 0x10000)
    explorer.press("<Down> <Left> <Space>")
    #expect(explorer.scenario.devices.last?.driver?.call != .ioremap(.plain))
    explorer.press("d")
    #expect(explorer.scenario.devices == Scenario.snpForcedWB.devices)
    explorer.press("u")
    #expect(explorer.scenario.devices.count == Scenario.snpForcedWB.devices.count + 1)
  }

  @Test func removingADeviceMarksOnlyThat() {
    var explorer = Explorer(.snpForcedWB, 120, 40)
    explorer.press("2")
    while explorer.currentDevice != 1 { explorer.press("<Down>") }
    explorer.press("d")
    #expect(!explorer.scenario.devices.contains { $0.id == "ioapic" })
    #expect(Set(explorer.changedInputs.map(\.name)).allSatisfy { $0.hasPrefix("IOAPIC") })
    #expect(!explorer.changedInputs.isEmpty)
  }

  @Test func firmwareIsChosenLive() {
    var explorer = Explorer(.plainVM, 120, 40, keys: "2 <Down> <Down>")
    let before = explorer.scenario
    explorer.press("<Space>")
    #expect(explorer.scenario.firmwareModel != nil)
    #expect(explorer.scenario.firmwareMap != before.firmwareMap)
    explorer.press("u")
    #expect(explorer.scenario == before)
  }
}
