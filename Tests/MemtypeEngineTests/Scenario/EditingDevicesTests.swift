import MemtypeEngine
import TestSupport
import Testing

@Suite(.bounded) struct EditingDevices {
  @Test func aDeviceOfOnesOwnMapsLikeAnyOther() throws {
    var (scenario, index) = Scenario.snpForcedWB.addingDevice(at: 0xd000_0123)
    #expect(scenario.devices[index].range == AddressRange(0xd000_0000, 0xd000_1000))
    scenario = try scenario.settingDriver(index, call: .ioremap(.wc), phase: .late)
    let evaluation = evaluate(scenario)
    #expect(evaluation.outcomes[index].status == .mapped(.wc))
    #expect(evaluation.outcomes[index].step.flatMap { evaluation.step($0) }?.phase == .late)
    // Over the TPM it meets ACPI's WB mapping, as the TPM's driver does.
    scenario = try scenario.settingDeviceBase(index, 0xfed4_0000)
    #expect(evaluate(scenario).outcomes[index].isFailure)
    // Before ACPI it comes first.
    scenario = try scenario.settingDriver(index, call: .ioremap(.plain), phase: .postcore)
    #expect(evaluate(scenario).failures.isEmpty)
    #expect(try scenario.removingDevice(index) == .snpForcedWB)
  }

  @Test func regionsMoveWithTheirDevice() throws {
    let index = try #require(Scenario.snpForcedWB.devices.firstIndex { $0.id == "tpm" })
    let moved = try Scenario.snpForcedWB.settingDeviceBase(index, 0xc000_0000)
    #expect(moved.devices[index].regions[0].base == 0xc000_0000)
    #expect(evaluate(moved).outcomes[index].status == .failed(-12))
    #expect(try moved.settingDeviceBase(index, 0xfed4_0000) == .snpForcedWB)
  }

  @Test func refusesWhatCannotBe() throws {
    let scenario = Scenario.snpForcedWB
    #expect(throws: EditError.noSuchDevice(99)) { try scenario.settingDeviceBase(99, 0) }
    #expect(throws: EditError.emptyDevice) { try scenario.settingDeviceSize(0, 0) }
    #expect(throws: EditError.beyondPhysBits(.max, bits: 48)) { try scenario.settingDeviceSize(0, .max) }
    #expect(throws: EditError.self) { try scenario.settingDeviceBase(0, .max) }
    #expect(throws: EditError.driverIsGiven("ECAM")) { try scenario.settingDriver(0, call: .acpi) }
    #expect(throws: EditError.noSuchDevice(-1)) { try scenario.removingDevice(-1) }
  }

  @Test func idsStayUnique() {
    var scenario = Scenario.bareMetal
    for _ in 0..<5 { scenario = scenario.addingDevice(at: .max).scenario }
    #expect(Set(scenario.devices.map(\.id)).count == scenario.devices.count)
    _ = evaluate(scenario)
  }
}

@Suite(.bounded) struct EditingFirmware {
  @Test(arguments: FirmwareModel.allCases)
  func aModelIsKnownAgain(model: FirmwareModel) throws {
    let scenario = try Scenario.plainVM.settingFirmware(model)
    #expect(scenario.firmwareModel == model)
    #expect(evaluate(scenario).tolud == scenario.tolud)
    #expect(try scenario.settingFirmware(model) == scenario)
  }

  @Test func thereAndBackKeepsTheRAM() throws {
    let first = try Scenario.snpForcedWB.settingFirmware(.ovmfQ35)
    let back = try first.settingFirmware(.seaBIOSPC).settingFirmware(.ovmfQ35)
    #expect(back.firmwareMap == first.firmwareMap)
    #expect(back.mtrr == first.mtrr)
  }

  @Test func anyMapIsSafe() {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      var scenario = Scenario.bareMetal
      scenario.firmwareMap = (0..<3).map { _ in
        E820Entry(address: random.address(), size: random.address(), type: .ram)
      }
      _ = scenario.firmwareModel
      for model in FirmwareModel.allCases { _ = try? scenario.settingFirmware(model) }
    }
  }
}
