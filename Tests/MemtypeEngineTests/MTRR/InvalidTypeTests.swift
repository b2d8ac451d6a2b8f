import MemtypeEngine
import TestSupport
import Testing

/// A register whose type byte is 0xff, Linux's own mark for "no type".
@Suite(.bounded) struct InvalidTypeTests {
  private func state(_ kernel: KernelRevision, _ ranges: [VariableRange]) -> MTRRState {
    var state = MTRRState(cpu: CPU(vendor: .intel, physBits: 36), kernel: kernel)
    var log = KernelLog()
    state.initialize(
      MTRRRegisters(
        capabilities: UInt64(ranges.count), defaultTypeRegister: 0x806, variable: ranges), log: &log)
    return state
  }

  private let wt = VariableRange(base: 4, mask: 0xf_0000_0800)
  private let invalid = VariableRange(base: 0x4000_00ff, mask: 0xf_c000_0800)

  @Test func upTo64ItSpoilsTheTypesThatItMeets() {
    let both = state(KernelRevision(5, 10), [wt, invalid])
    #expect(both.type(at: 0x1000) == .wt)
    #expect(both.type(at: 0x4000_0000) == .uc)
    #expect(both.source(at: 0x4000_0000) == .variable([0, 1]))
    #expect(both.boundaries == [0x4000_0000, 0x8000_0000, 0x1_0000_0000])
    // Alone it is no match at all.
    let alone = state(KernelRevision(5, 10), [invalid])
    #expect(alone.type(at: 0x4000_0000) == .wb)
    #expect(alone.source(at: 0x4000_0000) == .defaultType)
  }

  @Test func since65ItIsIgnored() {
    let both = state(KernelRevision(6, 12), [wt, invalid])
    #expect(both.type(at: 0x4000_0000) == .wt)
    #expect(both.source(at: 0x4000_0000) == .variable([0]))
  }
}
