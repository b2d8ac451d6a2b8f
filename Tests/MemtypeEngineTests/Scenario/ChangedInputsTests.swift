import MemtypeEngine
import TestSupport
import Testing

/// Whatever is edited is in the list of changes.
@Suite(.bounded) struct ChangedInputsTests {
  private func changes(_ old: Scenario, _ new: Scenario) -> [ChangedInput] {
    new.changes(from: old)
  }

  /// Each property of a scenario's file, one at a time.
  private static let edits: [(name: String, edit: @Sendable (inout Scenario) -> Void)] = [
    ("name", { $0.name = "another" }), ("summary", { $0.summary = "another" }),
    ("vendor", { $0.cpu.vendor = .amd }), ("family", { $0.cpu.family += 1 }),
    ("model", { $0.cpu.model += 1 }), ("stepping", { $0.cpu.stepping += 1 }),
    ("phys bits, MTRR 1 size", { $0.cpu.physBits -= 1 }), ("MTRRs", { $0.cpu.hasMTRR = false }),
    ("PAT", { $0.cpu.hasPAT = false }), ("5-level", { $0.cpu.hasFiveLevelPaging.toggle() }),
    ("PAT MSR", { $0.cpu.patMSR ^= 1 }), ("TOLUD, Linux", { $0.kernel = KernelRevision(5, 15, 0) }),
    ("platform", { $0.platform = .kvm }), ("behaviour", { $0.behaviour = .forcedWB }),
    ("PAT", { $0.parameters.noPAT = true }),
    ("debugpat", { $0.parameters.debugPAT.toggle() }),
    ("mtrr=debug", { $0.parameters.mtrrDebug.toggle() }),
    ("chunk size", { $0.parameters.mtrr.chunkSize *= 2 }),
    ("mem=...", { $0.parameters.memory = ["mem=1G"] }), ("always WB", { $0.patches = .alwaysWB }),
    ("step driver:hpet", { $0.disabledSteps = ["driver:hpet"] }), ("early HPET", { $0.hasEarlyHPET = false }),
    ("boot order", { $0.bootOrder = ["driver:hpet"] }),
    ("self-snoop", { $0.host.hasSelfSnoop.toggle() }),
    ("KVM host Linux", { $0.host.kernel = KernelRevision(5, 15, 0) }),
    ("cut RAM", { $0.remapsCutRAM.toggle() }),
    ("assumptions", { $0.assumptions = [Assumption(missing: "a log", assumed: "none")] }),
    ("default", { $0.mtrr.defaultType = .wt }), ("E, enabled", { $0.mtrr.isEnabled.toggle() }),
    ("FE, fixed", { $0.mtrr.isFixedEnabled.toggle() }),
    ("DEF_TYPE", { $0.mtrr.defaultTypeRegister ^= 1 << 40 }),
    ("MTRRCAP", { $0.mtrr.capabilities ^= 1 << 8 }),
    ("fixed ranges", { $0.mtrr.fixed = FixedRanges(repeating: .wt) }),
    ("SYSCFG", { $0.mtrr.syscfg = 1 << 21 }),
    ("TOP_MEM2", { $0.mtrr.topMem2 = 8 * .gib }),
    ("MTRR 0 base", { $0.mtrr.variable[0].base ^= 1 << 35 }),
    ("MTRR 0 PHYSBASE", { $0.mtrr.variable[0].base ^= 1 << 8 }),
    ("order of devices", { $0.devices.swapAt(0, 1) }),
  ]

  @Test(arguments: edits.indices) func everyPropertyIsListed(_ index: Int) {
    let (name, edit) = Self.edits[index]
    let old = Scenario.bareMetal
    var new = old
    edit(&new)
    #expect(new != old)
    let list = changes(old, new)
    // Which firmware it may be follows from the rest.
    let names = list.map(\.name).filter { $0 != "firmware" }
    #expect(names.joined(separator: ", ") == name, "\(list)")
    #expect(list.allSatisfy { $0.old != $0.new && !$0.old.isEmpty && !$0.new.isEmpty }, "\(list)")
  }

  /// Every key that a device can have.
  @Test(arguments: [
    ("HPET name", \Device.name as WritableKeyPath<Device, String> & Sendable), ("HPET bus-name", \.busName),
    ("HPET driver-name", \.driverName),
  ]) func everyTextOfADeviceIsListed(_ name: String, _ path: WritableKeyPath<Device, String> & Sendable)
    throws
  {
    let old = Scenario.bareMetal
    var new = old
    let index = try #require(new.devices.firstIndex { $0.kind == .hpet })
    new.devices[index][keyPath: path] += "2"
    let expected = path == \Device.name ? "HPET2 name" : name
    #expect(changes(old, new).map(\.name) == [expected])
  }

  @Test func flagsAndRangesOfADeviceAreListed() throws {
    let old = Scenario.bareMetal
    let index = try #require(old.devices.firstIndex { $0.kind == .hpet })
    func names(_ edit: (inout Device) -> Void) -> [String] {
      var new = old
      edit(&new.devices[index])
      return changes(old, new).map(\.name)
    }
    #expect(names { $0.isEmulated.toggle() } == ["HPET emulated"])
    #expect(names { $0.listsInterrupts.toggle() } == ["HPET lists-interrupts"])
    #expect(names { $0.hasDriver.toggle() } == ["HPET driver"])
    #expect(names { $0.range.start &+= .page } == ["HPET base", "HPET size"])
    #expect(names { $0.kind = .acpiDevice } == ["HPET kind"])
    #expect(names { $0.moreRanges = [AddressRange(0, 4096)] } == ["HPET more-ranges"])
  }

  @Test func aDeviceThatComesOrGoesIsOneLine() throws {
    var renamed = Scenario.bareMetal
    let index = try #require(renamed.devices.firstIndex { $0.kind == .hpet })
    renamed.devices[index].id = "timer"
    #expect(changes(.bareMetal, renamed).map(\.name) == ["HPET", "HPET"])
    var fewer = Scenario.bareMetal
    fewer.devices.remove(at: index)
    #expect(
      changes(.bareMetal, fewer) == [ChangedInput(name: "HPET", old: "1K at fed0_0000", new: "nothing")])
  }

  @Test func theMemoryMapIsListedEntryByEntryAndInItsOrder() {
    var longer = Scenario.bareMetal
    longer.firmwareMap.append(E820Entry(address: 1 << 38, size: 4096, type: .reserved))
    #expect(
      changes(.bareMetal, longer) == [
        ChangedInput(name: "firmware", old: "desktop PC", new: "its own"),
        ChangedInput(
          name: "memory map 0x40_0000_0000-0x40_0000_0fff reserved", old: "nothing", new: "listed"),
      ])
    var swapped = Scenario.bareMetal
    swapped.firmwareMap.swapAt(0, 1)
    #expect(changes(.bareMetal, swapped).map(\.name) == ["firmware", "order of the memory map"])
  }
}
