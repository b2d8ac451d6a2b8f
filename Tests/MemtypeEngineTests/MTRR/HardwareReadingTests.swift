import TestSupport
import Testing

@testable import MemtypeEngine

@Suite(.bounded) struct HardwareReadingTests {
  private static let low = AddressRange(0, .fourGiB)

  /// A guest with UC forced over [TOLUD, 4 GiB).
  private func guest(tolud: UInt64, physBits: Int = 46) -> MTRRState {
    var state = MTRRState(cpu: CPU(vendor: .intel, physBits: physBits), kernel: KernelRevision(6, 12, 117))
    var log = KernelLog()
    state.guestForce(
      [MTRRState.pciHoleRange(tolud: tolud, physBits: physBits)], defaultType: .wb, on: .tdx, log: &log)
    state.initialize(.allZero, log: &log)
    return state
  }

  private func uncachable(_ state: MTRRState) -> [AddressRange] {
    HardwareReading(state).segments(in: Self.low).filter { $0.answer.type == .uc }.map(\.range)
  }

  @Test(
    arguments: [
      (0x8000_0000, [AddressRange(0x8000_0000, 0x1_0000_0000)]),
      (0xc000_0000, [AddressRange(0xc000_0000, 0x1_0000_0000)]),
      (0xe000_0000, [AddressRange(0xe000_0000, 0x1_0000_0000)]),
      (0xb000_0000, [AddressRange(0xb000_0000, 0xc000_0000), AddressRange(0xf000_0000, 0x1_0000_0000)]),
      (0x7f00_0000, [AddressRange(0x7f00_0000, 0x8000_0000), AddressRange(0xff00_0000, 0x1_0000_0000)]),
      (
        0x3000_0000,
        [
          AddressRange(0x3000_0000, 0x4000_0000), AddressRange(0x7000_0000, 0x8000_0000),
          AddressRange(0xb000_0000, 0xc000_0000), AddressRange(0xf000_0000, 0x1_0000_0000),
        ]
      ),
      (
        0xbffd_f000,
        [
          AddressRange(0xbffd_f000, 0xbffe_0000), AddressRange(0xbfff_f000, 0xc000_0000),
          AddressRange(0xfffd_f000, 0xfffe_0000), AddressRange(0xffff_f000, 0x1_0000_0000),
        ]
      ),
      (0, [AddressRange(0, 0x1_0000_0000)]),
      (0x1_0000_0000, [AddressRange(0, 0x1_0000_0000)]),
    ] as [(UInt64, [AddressRange])])
  func syntheticPCIHole(tolud: UInt64, matched: [AddressRange]) {
    let state = guest(tolud: tolud)
    #expect(uncachable(state) == matched)
    // Linux reads one range up to 4 GiB, so exactly the rest diverges.
    let linux = tolud == 0x1_0000_0000 ? Self.low : AddressRange(tolud, .fourGiB)
    let (divergences, isComplete) = state.divergences(in: Self.low)
    #expect(isComplete)
    #expect(divergences.allSatisfy { $0.linux == .uc && $0.hardware.type == .wb })
    let diverging = divergences.reduce(0) { $0 + $1.range.size }
    #expect(diverging == linux.size - matched.reduce(0) { $0 + $1.size })
  }

  @Test func hpetAndTPMAreMissedByHardwareBelowAnOddTOLUD() {
    let state = guest(tolud: 0x7f00_0000)
    let reading = HardwareReading(state)
    for address: UInt64 in [0xfed0_0000, 0xfed4_0000] {
      #expect(state.type(at: address) == .uc)
      #expect(reading.answer(at: address) == .init(type: .wb, isDefined: true))
    }
  }

  /// SeaBIOS itself writes such a mask for 3500 MiB of RAM (capture pc-seabios-3500m-tis-6.12).
  @Test func seaBIOSWritesAMaskWithHoles() {
    var fixed = FixedRanges(repeating: .wp)
    for slot in 0..<24 { fixed[slot] = slot < 16 ? .wb : .uc }
    let registers = MTRRRegisters(
      capabilities: 0x508, defaultTypeRegister: 0xc06, fixed: fixed,
      variable: [VariableRange(base: 0xdac0_0000, mask: 0x3ff_dac0_0800)])
    var state = MTRRState(cpu: CPU(vendor: .intel, physBits: 42), kernel: KernelRevision(6, 12, 101))
    var log = KernelLog()
    state.initialize(registers, log: &log)
    #expect(
      log.texts == ["MTRR map: 4 entries (3 fixed + 1 variable; max 19), built from 8 variable MTRRs"])
    #expect(
      state.readProcFile(log: &log)
        == .lines([
          MTRRListing(
            index: 0, region: MTRRRegion(basePage: 0xdac00, pages: 0x25400, type: .uc), count: 1)
        ]))

    let (divergences, isComplete) = state.divergences(in: AddressRange(0, 1 << 42))
    #expect(isComplete)
    #expect(divergences.first?.range.start == 0xdb00_0000)
    #expect(divergences.last?.range.end == 0xffc0_0000)
    #expect(HardwareReading(state).answer(at: 0xe000_0000).type == .wb)
    #expect(HardwareReading(state).answer(at: 0xfed4_0000).type == .uc)
    #expect(HardwareReading(state).answer(at: 0xffff_f000).type == .uc)
  }

  @Test func contiguousRangesAreReadAlike() {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<50 {
      let registers = MTRRRegisters(
        capabilities: 0x508, defaultTypeRegister: 0xc06, fixed: FixedRanges(repeating: .wb),
        variable: (0..<8).map { _ in
          let size = UInt64(1) << UInt64.random(in: 12...34, using: &random)
          let base = UInt64.random(in: 0..<1 << 36, using: &random) & ~(size - 1)
          let type = MemoryType.mtrrTypes.randomElement(using: &random) ?? .uc
          return VariableRange(
            base: base | UInt64(type.rawValue), mask: UInt64.mask(bits: 36) & ~(size - 1) | 0x800)
        })
      var state = MTRRState(cpu: CPU(vendor: .intel, physBits: 36))
      var log = KernelLog()
      state.initialize(registers, log: &log)
      let (divergences, isComplete) = state.divergences(in: AddressRange(0, .max))
      #expect(divergences.isEmpty && isComplete)
    }
  }

  @Test func millionsOfRunsAreNotListed() {
    var state = MTRRState(cpu: CPU(vendor: .intel, physBits: 52))
    var log = KernelLog()
    let registers = MTRRRegisters(
      capabilities: 0x501, defaultTypeRegister: 0x806, variable: [VariableRange(base: 0x1000, mask: 0x1800)])
    state.initialize(registers, log: &log)
    var segments = HardwareReading(state).segments(in: AddressRange(0x1000_0000, 1 << 52))
    #expect(segments.next()?.range == AddressRange(0x1000_0000, 0x1000_1000))
    #expect(segments.next()?.range == AddressRange(0x1000_1000, 0x1000_2000))
    let (divergences, isComplete) = state.divergences(in: AddressRange(0, 1 << 52), limit: 100)
    #expect(!divergences.isEmpty && divergences.count <= 100 && !isComplete)
  }

  @Test func tom2OnlyReplacesTheDefaultTypeInHardware() {
    let cpu = CPU(vendor: .amd, family: 0x19, physBits: 48)
    let registers = MTRRRegisters(
      capabilities: 0x508, defaultTypeRegister: 0x800,
      variable: [VariableRange(base: 0x1_8000_0000, mask: 0xffff_8000_0800)], syscfg: 0x60_0000,
      topMem2: 0x2_0000_0000)
    var state = MTRRState(cpu: cpu)
    var log = KernelLog()
    state.initialize(registers, log: &log)
    #expect(state.source(at: 0x1_8000_0000) == .tom2 && state.type(at: 0x1_8000_0000) == .wb)
    let (divergences, _) = state.divergences(in: AddressRange(0, 1 << 48))
    #expect(divergences.map(\.range) == [AddressRange(0x1_8000_0000, 0x2_0000_0000)])
  }

  @Test func overlapsWithoutARuleAreMarked() {
    func answer(_ types: [MemoryType]) -> HardwareReading.Answer {
      var state = MTRRState(cpu: CPU(vendor: .intel, physBits: 36))
      var log = KernelLog()
      let mask: UInt64 = 0xf_f000_0800
      state.initialize(
        MTRRRegisters(
          capabilities: 0x508, defaultTypeRegister: 0x806,
          variable: types.map { VariableRange(base: 0xd000_0000 | UInt64($0.rawValue), mask: mask) }),
        log: &log)
      return HardwareReading(state).answer(at: 0xd000_0000)
    }
    #expect(answer([.wt, .wb]) == .init(type: .wt, isDefined: true))
    #expect(answer([.wc, .uc]) == .init(type: .uc, isDefined: true))
    #expect(answer([.wc, .wb]) == .init(type: .uc, isDefined: false))
    #expect(answer([.wc, .wb, .uc]) == .init(type: .uc, isDefined: true))
    #expect(answer([.uc, .wc, .wb]) == .init(type: .uc, isDefined: true))
    #expect(answer([.wp, .wp]) == .init(type: .wp, isDefined: true))
  }
}
