import MemtypeEngine
import TestSupport
import Testing

/// From what Linux tracks to what the processor does.
@Suite(.bounded) struct EffectTests {
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
    scenario.devices.append(
      Device(
        id: "nic", name: "NIC", kind: .pciBAR(.wc), range: AddressRange(start: 0xc000_0000, size: 0x4000),
        busName: "0000:00:04.0", driverName: "mlx5_core"))
    scenario.host = KVMHost(vendor: .intel)
    let device = try #require(try effect("nic", scenario))
    #expect(device.base == .ept(EPTType(.uc)), "a passed-through BAR")
    #expect(device.effective == .wc)
    scenario.host = KVMHost(vendor: .amd)
    let onAMD = try #require(try effect("nic", scenario))
    #expect(onAMD.base == .nestedPage(hostMTRR: .uc))
    #expect(onAMD.effective == .wc)
  }

  @Test("RAM of a guest is WB by the EPT whatever the guest asks for, unless DMA does not snoop")
  func guestRAM() throws {
    var scenario = Scenario.plainVM
    scenario.host = KVMHost(vendor: .intel)
    for id in ["acpi-tables", "vga"] {
      let effect = try #require(try effect(id, scenario))
      #expect(effect.base == .ept(EPTType(.wb, ignoresPAT: true)), "\(id)")
      #expect(effect.effective == .wb && !effect.traps)
    }
    scenario.host.hasNonCoherentDMA = true
    #expect(try #require(try effect("vga", scenario)).effective == .wc)
    // AMD never ignores a guest's PAT.
    scenario.host = KVMHost(vendor: .amd)
    #expect(try #require(try effect("vga", scenario)).effective == .wc)
    #expect(try #require(try effect("acpi-tables", scenario)).base == .nestedPage(hostMTRR: .wb))
  }

  @Test("of other hypervisors no rule is known", arguments: [Platform.hyperV, .vmware, .xenHVM, .bhyve])
  func otherHypervisors(platform: Platform) throws {
    var scenario = Scenario.plainVM
    scenario.platform = platform
    let effect = try #require(try effect("vga", scenario))
    #expect(effect.base == .unknown && effect.effective == nil)
    let reasons = explain(0xfd00_0000, in: evaluate(scenario))
    #expect(!reasons.contains { $0.source == "vmx_get_mt_mask" || $0.text.contains("EPT") })
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
      #expect(explain(range.start, in: evaluation).contains { $0.rule == .maskCompare })
    }
    // With TOLUD at 2 GiB the mask is contiguous and both agree.
    #expect(evaluate(.snpPCIHole).divergences().list.isEmpty)
  }
}
