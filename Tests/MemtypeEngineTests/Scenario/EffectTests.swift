import MemtypeEngine
import Testing

/// From what Linux tracks to what the processor does.
@Suite struct EffectTests {
  private func effect(_ id: String, _ scenario: Scenario) throws -> MappingEffect? {
    let evaluation = evaluate(scenario)
    let index = try #require(scenario.devices.firstIndex { $0.id == id })
    let step = try #require(evaluation.outcomes[index].step.flatMap { evaluation.step($0) })
    return evaluation.effect(of: try #require(step.mapping), on: scenario.devices[index])
  }

  @Test func onBareMetalTheMTRRsAndThePATCombine() throws {
    let tpm = try #require(try effect("tpm", .bareMetal))
    #expect(tpm.base == .mtrr(.uc))
    #expect(tpm.pat == .ucMinus)
    #expect(tpm.effective == .uc)
    #expect(!tpm.traps)
    // A framebuffer inside the UC hole: PAT WC wins over MTRR UC.
    let framebuffer = try #require(try effect("vga", .bareMetal))
    #expect(framebuffer.effective == .wc)
    #expect(framebuffer.bitNames == "PWT")
  }

  @Test func anEmulatedDeviceTraps() throws {
    #expect(try #require(try effect("tpm", .snpPCIHole)).traps)
    #expect(try effect("tpm", .snpForcedWB) == nil, "a refused mapping has no effect at all")
  }

  @Test func underKVMTheHostDecides() throws {
    var scenario = Scenario.plainVM
    scenario.host = KVMHost(vendor: .intel)
    let device = try #require(try effect("vga", scenario))
    #expect(device.base == .ept(EPTType(.uc)), "a passed-through BAR")
    #expect(device.effective == .wc)
    scenario.host = KVMHost(vendor: .amd)
    #expect(try #require(try effect("vga", scenario)).base == .nestedPage)
  }

  @Test func withoutPATThePageTableCannotSayWC() throws {
    var scenario = Scenario.bareMetal
    scenario.parameters.noPAT = true
    let framebuffer = try #require(try effect("vga", scenario))
    #expect(framebuffer.pat == .ucMinus)
    #expect(framebuffer.effective == .uc)
  }

  @Test func hardwareWouldNotMatchTheSyntheticRange() throws {
    let scenario = try Scenario.snpPCIHole.settingTOLUD(0x7f00_0000)
    let evaluation = evaluate(scenario)
    let (list, isComplete) = evaluation.divergences()
    #expect(isComplete)
    #expect(list.map(\.range) == [AddressRange(0x8000_0000, 0xff00_0000)])
    for device in ["hpet", "tpm"] {
      let range = try #require(scenario.devices.first { $0.id == device }?.range)
      #expect(evaluation.divergences(in: range).list.map(\.hardware.type) == [.wb])
      #expect(explain(range.start, in: evaluation).contains { $0.source.contains("PHYSMASK") })
    }
    // With TOLUD at 2 GiB the mask is contiguous and both agree.
    #expect(evaluate(.snpPCIHole).divergences().list.isEmpty)
  }
}
