import TestSupport
import Testing

@testable import MemtypeEngine

@Suite(.bounded) struct MTRRStateTests {
  private static let fixed: FixedRanges = {
    var fixed = FixedRanges(repeating: .wp)
    for slot in 0..<24 { fixed[slot] = slot < 16 ? .wb : .uc }
    return fixed
  }()

  private func state(
    _ variable: [VariableRange], defaultType: MemoryType = .wb, kernel: KernelRevision = .newest
  ) -> MTRRState {
    var state = MTRRState(cpu: CPU(vendor: .intel, physBits: 40), kernel: kernel)
    var log = KernelLog()
    state.initialize(
      MTRRRegisters(
        capabilities: 0x508, defaultTypeRegister: 0xc00 | UInt64(defaultType.rawValue), fixed: Self.fixed,
        variable: variable), log: &log)
    return state
  }

  private static let hole = VariableRange(base: 0xc000_0000, mask: 0xff_c000_0800)

  @Test func sourcesNameTheRegistersThatDecide() {
    let overlapping = VariableRange(base: 0xe000_0001, mask: 0xff_f000_0800)
    for kernel in [KernelRevision.newest, KernelRevision(6, 1)] {
      let state = state([Self.hole, .unused, overlapping], kernel: kernel)
      #expect(state.source(at: 0xa0000) == .fixed)
      #expect(state.source(at: 0x10_0000) == .defaultType)
      #expect(state.source(at: 0xc000_0000) == .variable([0]))
      #expect(state.source(at: 0xe000_0000) == .variable([0, 2]))
      let bounds: [UInt64] = [0x10_0000, 0xc000_0000, 0xe000_0000, 0xf000_0000, 0x1_0000_0000]
      #expect(state.boundaries.filter { $0 >= .mib } == bounds)
    }
  }

  @Test func nothingIsKnownBeforeTheRegistersAreRead() {
    let fresh = MTRRState(cpu: CPU(vendor: .intel, physBits: 40))
    #expect(fresh.typeLookup(0, .page) == MTRRLookup(type: .uc, isUniform: false))
    #expect(fresh.source(at: 0) == .disabled && fresh.boundaries.isEmpty)
    let old = MTRRState(cpu: CPU(vendor: .intel, physBits: 40), kernel: KernelRevision(6, 1))
    #expect(old.typeLookup(0, .page) == MTRRLookup(type: .invalid, isUniform: nil))
  }

  @Test func uniformDependsOnTheDirection() {
    let state = state([Self.hole])
    #expect(state.typeLookup(0xb000_0000, 0xd000_0000) == MTRRLookup(type: .uc, isUniform: false))
    #expect(state.typeLookup(0xf000_0000, 0x1_1000_0000) == MTRRLookup(type: .uc, isUniform: true))
    #expect(state.typeLookup(0xf000_0000, 0xf000_0000) == MTRRLookup(type: .invalid, isUniform: true))
  }

  @Test func dumpOf5_10IsUnconditionalAndNarrower() {
    var state = MTRRState(cpu: CPU(vendor: .intel, physBits: 40), kernel: KernelRevision(5, 10))
    var log = KernelLog()
    let registers = MTRRRegisters(
      capabilities: 0x502, defaultTypeRegister: 0xc06, fixed: Self.fixed, variable: [Self.hole])
    state.initialize(registers, log: &log)
    #expect(
      log.texts == [
        "MTRR default type: write-back", "MTRR fixed ranges enabled:", "  00000-9FFFF write-back",
        "  A0000-BFFFF uncachable", "  C0000-FFFFF write-protect", "MTRR variable ranges enabled:",
        "  0 base 00C0000000 mask FFC0000000 uncachable", "  1 disabled",
      ])
  }

  @Test func labKernelForcesAnywhere() {
    var state = MTRRState(cpu: CPU(vendor: .intel, physBits: 40))
    var log = KernelLog()
    #expect(state.guestForce(nil, defaultType: .wb, on: .bareMetal, log: &log) == .noHypervisor)
    #expect(state.guestForce(nil, defaultType: .wb, on: .sevES, log: &log) == .notPermitted)
    #expect(
      state.guestForce(nil, defaultType: .wb, on: .bareMetal, waivesConditions: true, log: &log) == .applied)
    #expect(state.guestForce(nil, defaultType: .uc, on: .tdx, log: &log) == .alreadySet)
    #expect(log.count == 1 && log.allSatisfy(\.isWarning))
    state.initialize(.allZero, log: &log)
    #expect(state.procFileOpening == Errno.noEntry && state.type(at: 0xfed0_0000) == .wb)
  }

  /// Capture xen-dom0-6.12: SeaBIOS's one range comes through Xen unchanged.
  @Test func xenHandsItsRangesOver() {
    let registers = MTRRRegisters(
      capabilities: 0x508, defaultTypeRegister: 0xc06, fixed: Self.fixed,
      variable: [Self.hole] + Array(repeating: .unused, count: 7))
    var state = MTRRState(cpu: CPU(vendor: .amd, family: 15, physBits: 40, hasMTRR: false))
    var log = KernelLog()
    state.guestForce(
      MTRRState.xenRanges(from: registers, physBits: 40), defaultType: .uc, on: .xenDom0, log: &log)
    #expect(state.variable == registers.variable)
    state.initialize(registers, log: &log)
    #expect(
      log.texts == [
        "MTRR map: 1 entries (0 fixed + 1 variable; max 16), built from 8 variable MTRRs",
        "MTRRs set to read-only",
      ])
  }

  @Test func disabledMTRRsDifferBetweenKernels() {
    var registers = MTRRRegisters(capabilities: 0x508, defaultTypeRegister: 6, variable: [Self.hole])
    registers.isEnabled = false
    for (kernel, text, opening) in [
      (KernelRevision(6, 12), "MTRRs disabled by BIOS", Errno.inputOutput),
      (KernelRevision(6, 1), "Disabled", 0),
    ] {
      var state = MTRRState(cpu: CPU(vendor: .intel, physBits: 40), kernel: kernel)
      var log = KernelLog()
      state.initialize(registers, log: &log)
      #expect(log.texts == [text] && state.procFileOpening == opening)
      #expect(
        state.writeProcFile("base=0 size=0x1000 type=uncachable", log: &log) == Errno.noSuchAddress)
    }
  }

  /// The last byte matches and the first does not: the kernel goes on page by page up to the next run, 65536 pages.
  @Test func walkOverAScatteredMaskEnds() {
    let old = KernelRevision(6, 1)
    let coarse = VariableRange(base: 0x1000_0006, mask: 0xff_1000_0800)
    let answer = state([coarse], kernel: old).typeLookup(0x4000_0000, 0x5000_1000)
    #expect(answer.type == .wb && answer.isUniform == false && answer.warnings > 2000)
    let fine = VariableRange(base: 0x1006, mask: 0xff_0000_1800)
    #expect(state([fine], kernel: old).boundaries.count == 4096)
  }
}
