import TestSupport
import Testing

@testable import MemtypeEngine

@Suite struct MapCapacityTests {
  private static let reserved = ~UInt64.mask(bits: 40)

  private func range(_ base: UInt64, _ size: UInt64, _ type: MemoryType) -> VariableRange {
    VariableRange(
      base: base | UInt64(type.rawValue), mask: UInt64.mask(bits: 40) & ~(size - 1) | VariableRange.validBit)
  }

  /// The room runs out at the third range: only the fixed ranges stay, and the last one goes on from there.
  @Test func exhaustionLeavesTheFixedRanges() {
    let variable = [
      range(.gib, .mib, .wc), range(2 << 30, .mib, .wc), range(3 << 30, .mib, .wc), range(5 << 30, .mib, .wt),
    ]
    var log: [KernelMessage] = []
    let map = MemoryTypeMap(
      fixed: FixedRanges(repeating: .wb), tom2: 0, variable: variable, reservedHighBits: Self.reserved,
      capacity: 3, log: &log)
    #expect(map.entries.map(\.type) == [.wb, .wt])
    #expect(map.entries.map(\.isFixed) == [true, false])
    #expect(log.map(\.text) == ["MTRR cache mode memory map exhausted!"])
    #expect(log.map(\.isWarning) == [true])
    // TOM2's entry is marked fixed, but not counted as such.
    let amd = MemoryTypeMap(
      fixed: nil, tom2: 5 << 30, variable: variable, reservedHighBits: Self.reserved, capacity: 2, log: &log)
    #expect(amd.entries.map(\.start) == [3 << 30, 5 << 30])
    #expect(log.count == 2)
  }

  @Test func rangesThatJoinTakeNoRoom() {
    var log: [KernelMessage] = []
    let map = MemoryTypeMap(
      fixed: nil, tom2: 0,
      variable: [
        range(.gib, .mib, .wc), range(.gib + 2 * .mib, .mib, .wc), range(.gib + .mib, .mib, .wc),
        range(.gib, .gib, .wc),
      ], reservedHighBits: Self.reserved, capacity: 2, log: &log)
    #expect(map.entries.map(\.range) == [AddressRange(.gib, 2 << 30)])
    #expect(log.isEmpty)
  }

  /// With the kernel's room, adding range by range is the same as the sweep over sorted ends.
  @Test func insertionAgreesWithTheSweep() {
    var generator = SeededGenerator(seed: 3)
    let types: [MemoryType] = [.uc, .wc, .wt, .wp, .wb]
    for round in 0..<300 {
      let variable = (0..<(round % 24)).map { _ in
        let size: UInt64 = 1 << UInt64.random(in: 12..<33, using: &generator)
        let base = UInt64.random(in: 0..<(1 << 34), using: &generator) & ~0xfff
        return range(base, size, types.randomElement(using: &generator) ?? .uc)
      }
      var fixed = FixedRanges(repeating: .wb)
      for slot in 0..<88 where slot % 3 == 0 { fixed[slot] = types.randomElement(using: &generator) ?? .uc }
      let tom2: UInt64 = round % 4 == 0 ? 6 << 30 : 0
      var log: [KernelMessage] = []
      let swept = MemoryTypeMap(
        fixed: round % 2 == 0 ? fixed : nil, tom2: tom2, variable: variable, reservedHighBits: Self.reserved)
      let inserted = MemoryTypeMap(
        fixed: round % 2 == 0 ? fixed : nil, tom2: tom2, variable: variable, reservedHighBits: Self.reserved,
        capacity: MemoryTypeMap.bootCapacity, log: &log)
      #expect(inserted == swept)
      #expect(log.isEmpty)
    }
    #expect(MemoryTypeMap.bootCapacity == 600)
  }

  @Test func copyingTheMap() {
    var log: [KernelMessage] = []
    var state = MTRRState(cpu: CPU(vendor: .intel, physBits: 40))
    state.initialize(
      MTRRRegisters(
        capabilities: 0x501, defaultTypeRegister: 0x806, variable: [range(3 << 30, .gib, .uc)]), log: &log)
    log = []
    let before = state
    state.copyMap(log: &log)
    #expect(state == before && log.isEmpty)
    state.copyMap(allocationFails: true, log: &log)
    #expect(log.map(\.text) == ["MTRRs disabled due to allocation failure for lookup map."])
    #expect(state.typeLookup(.gib, 2 << 30) == MTRRLookup(type: .uc, isUniform: true))
    // Off by now, so nothing is copied.
    state.copyMap(allocationFails: true, log: &log)
    #expect(log.count == 1 && state.map.entries.isEmpty)
  }
}
