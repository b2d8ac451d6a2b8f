import MemtypeEngine
import TestSupport
import Testing

/// Many devices: what is found does not depend on how many there are, and nothing is lost on the way.
@Suite(.bounded) struct BootScalingTests {
  private let count = 3000

  private func scenario(_ device: (Int) -> Device) -> Scenario {
    var scenario = Scenario.plainVM
    scenario.behaviour = .firmwareMTRRs
    scenario.devices = (0..<count).map(device)
    return scenario
  }

  private func page(_ index: Int) -> AddressRange {
    AddressRange(start: 0xc000_0000 + UInt64(index) * 0x2000, size: 0x1000)
  }

  /// Each is claimed once, in any order; a second claim of the same is busy.
  @Test func claims() {
    var scenario = scenario { i in
      Device(
        id: "t\(i)", name: "T", kind: .tpmCRB, range: self.page((i * 1409) % self.count), busName: "T:\(i)")
    }
    scenario.devices.append(
      Device(id: "again", name: "T", kind: .tpmCRB, range: page(17), busName: "again"))
    let outcomes = evaluate(scenario).outcomes
    #expect(outcomes.dropLast().allSatisfy { $0.status == .mapped(.ucMinus) })
    #expect(outcomes.last?.status == .failed(Errno.busy))
  }

  /// ACPI's second reader of a page uses the first one's mapping, however long the list is.
  @Test func regionsShareMappings() {
    let scenario = scenario { i in
      Device(
        id: "r\(i)", name: "R", kind: .acpiDevice, range: self.page(i / 2),
        regions: [
          OperationRegion(
            path: "\\R\(i)", base: self.page(i / 2).start, length: 0x1000,
            reads: [.init(offset: 0, width: 32)])
        ], hasDriver: false)
    }
    let evaluation = evaluate(scenario)
    #expect(evaluation.tracked.count == count / 2)
    let reused = evaluation.trace.steps.filter { step in
      if case .reused? = step.mapping?.outcome { true } else { false }
    }
    #expect(reused.count == count / 2)
  }

  /// Each address names the devices over it, by their starts.
  @Test func overlappingDevices() {
    let scenario = scenario { i in
      let start = 0xc000_0000 + UInt64(i) * 0x1000
      return Device(
        id: "o\(i)", name: "O", kind: .acpiDevice, range: AddressRange(start, 0xd000_0000), hasDriver: false)
    }
    let evaluation = evaluate(scenario)
    #expect(evaluation.segment(at: 0xc000_2800)?.devices == [0, 1, 2])
    #expect(evaluation.segment(at: 0xcfff_ffff)?.devices.count == count)
    #expect(evaluation.segment(at: 0xd000_0000)?.devices == [])
  }

  /// The framebuffer goes with its own function's first BAR, and only once.
  @Test func framebufferUnderOneOfManyFunctions() {
    var scenario = scenario { i in
      Device(
        id: "b\(i)", name: "B", kind: .pciBAR(.ucMinus), range: self.page(i),
        busName: "0000:\(UInt64(i / 256).hex(width: 2)):00.\(i % 8)", driverName: "test")
    }
    scenario.devices.insert(
      Device(id: "fb", name: "FB", kind: .efiFramebuffer(.wc), range: page(2000)), at: 0)
    let changes = evaluate(scenario).trace.changes
    #expect(changes.filter { !$0.isAdded }.map(\.entry.range) == [page(2000)])
  }
}
