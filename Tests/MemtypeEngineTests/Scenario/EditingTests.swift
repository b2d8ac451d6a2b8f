import MemtypeEngine
import TestSupport
import Testing

@Suite(.bounded) struct EditingTOLUD {
  static let scenarios = Scenario.builtIn

  private func ram(_ scenario: Scenario) -> UInt64 {
    scenario.firmwareMap.filter { $0.type == .ram }.reduce(0) { $0 + $1.size }
  }

  @Test(arguments: scenarios)
  func movesTheEndOfLowRAMAndKeepsTheAmountOfRAM(scenario: Scenario) throws {
    let lower = try scenario.settingTOLUD(scenario.tolud - 0x1234_5000)
    #expect(lower.tolud == scenario.tolud - 0x1234_5000)
    #expect(ram(lower) == ram(scenario))
    var withoutRemap = scenario
    withoutRemap.remapsCutRAM = false
    #expect(ram(try withoutRemap.settingTOLUD(scenario.tolud - 0x1234_5000)) == ram(scenario) - 0x1234_5000)
  }

  @Test(arguments: scenarios)
  func thereAndBackIsTheSame(scenario: Scenario) throws {
    let back = try scenario.settingTOLUD(0x4000_0000).settingTOLUD(scenario.tolud)
    #expect(back == scenario)
  }

  @Test func whatLiesAboveTheLastRAMMovesAlong() throws {
    let old = Scenario.bareMetal
    let new = try old.settingTOLUD(old.tolud - 0x1000_0000)
    // ACPI data, NVS and reserved directly above RAM
    for type in [E820Type.acpi, .nvs] {
      let before = try #require(old.firmwareMap.first { $0.type == type })
      let after = try #require(new.firmwareMap.first { $0.type == type })
      #expect(after.address == before.address - 0x1000_0000)
      #expect(after.size == before.size)
    }
    let tables = try #require(new.devices.first { $0.id == "acpi-tables" })
    #expect(tables.range.start == 0x7ff0_0000 - 0x1000_0000)
    // ECAM is not part of the block.
    #expect(new.firmwareMap.contains { $0.address == 0xe000_0000 && $0.size == 0x1000_0000 })
    #expect(new.devices.first { $0.id == "tpm" }?.range == old.devices.first { $0.id == "tpm" }?.range)
  }

  @Test func refusesWhatCannotBe() throws {
    let scenario = Scenario.snpForcedWB
    #expect(throws: EditError.notPageAligned(0x7000_0001)) { try scenario.settingTOLUD(0x7000_0001) }
    #expect(throws: EditError.self) { try scenario.settingTOLUD(0) }
    do {
      _ = try scenario.settingTOLUD(0xf000_0000)
      Issue.record("accepted a TOLUD inside the ECAM window")
    } catch {
      // The refusal names a value that is then accepted.
      guard case .toludReaches(_, _, _, let most) = error else { throw error }
      #expect(most == 0xe000_0000)
      #expect(try scenario.settingTOLUD(most).tolud == most)
    }
    do {
      _ = try scenario.settingTOLUD(0x1000)
    } catch {
      guard case .toludTooLow(_, let least) = error else { throw error }
      #expect(try scenario.settingTOLUD(least).tolud == least)
    }
  }

  @Test func neverTrapsAndNeverLosesRAM() throws {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<3000 {
      var scenario = Scenario.builtIn[Int.random(in: 0..<Scenario.builtIn.count, using: &random)]
      if Bool.random(using: &random) {
        scenario.firmwareMap = (0..<Int.random(in: 0..<8, using: &random)).map { _ in
          let shift = UInt64.random(in: 0..<64, using: &random)
          return E820Entry(
            address: random.next() >> shift & ~0xfff,
            size: random.next() >> UInt64.random(in: 0..<64, using: &random),
            type: E820Type(rawValue: UInt32.random(in: 0..<6, using: &random)))
        }
      }
      let value = random.next() >> UInt64.random(in: 0..<64, using: &random) & ~0xfff
      if let edited = try? scenario.settingTOLUD(value) { #expect(edited.tolud == value) }
      _ = try? scenario.settingPhysBits(Int.random(in: 30...60, using: &random))
    }
  }
}

@Suite(.bounded) struct EditingRegisters {
  @Test func physBitsKeepTheSizeOfRanges() throws {
    let scenario = Scenario.plainVM
    let wider = try scenario.settingPhysBits(52)
    #expect(wider.mtrr.variable[0].mask == 0xf_ffff_c000_0800)
    #expect(try wider.settingPhysBits(40) == scenario)
    #expect(throws: EditError.physBitsOutOfRange(53)) { try scenario.settingPhysBits(53) }
    #expect(throws: EditError.physBitsOutOfRange(35)) { try scenario.settingPhysBits(35) }
  }

  @Test func rangesTakeOnlyWhatTheRegistersCanHold() throws {
    let scenario = Scenario.plainVM
    let edited = try scenario.settingRangeBase(1, 0xd000_0000).settingRangeSize(1, 0x1000_0000)
      .settingRangeType(1, .wc).settingRangeValid(1, true)
    #expect(edited.mtrr.variable[1] == VariableRange(base: 0xd000_0001, mask: 0xff_f000_0800))
    #expect(throws: EditError.sizeNotPowerOfTwo(0x3000)) { try scenario.settingRangeSize(0, 0x3000) }
    #expect(throws: EditError.sizeTooLarge(1 << 41, bits: 40)) { try scenario.settingRangeSize(0, 1 << 41) }
    #expect(throws: EditError.beyondPhysBits(1 << 40, bits: 40)) { try scenario.settingRangeBase(0, 1 << 40) }
    #expect(throws: EditError.reservedType(2)) { try scenario.settingRangeType(0, MemoryType(rawValue: 2)) }
    #expect(throws: EditError.noSuchRange(8)) { try scenario.settingRangeValid(8, true) }
  }

  @Test func addingUsesAFreeRegisterFirst() throws {
    var scenario = Scenario.plainVM
    let added = try scenario.addingRange()
    #expect(added.index == 1)
    #expect(added.scenario.mtrr.variable.count == 8)
    for _ in 1..<8 { scenario = try scenario.addingRange().scenario }
    let ninth = try scenario.addingRange()
    #expect(ninth.index == 8)
    #expect(ninth.scenario.mtrr.capabilities & 0xff == 9)
    #expect(!(try ninth.scenario.removingRange(8)).mtrr.variable[8].isValid)
  }
}
