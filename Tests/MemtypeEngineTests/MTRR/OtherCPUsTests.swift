import Testing

@testable import MemtypeEngine

/// The kernel gives all CPUs the registers of the first one.
@Suite struct OtherCPUsTests {
  private static let registers = MTRRRegisters(
    capabilities: 0x502, defaultTypeRegister: 0xc06, fixed: FixedRanges(repeating: .wb),
    variable: [VariableRange(base: 0xc000_0000, mask: 0xff_c000_0800), .unused])

  private func booted(_ registers: MTRRRegisters = Self.registers) -> MTRRState {
    var log: [KernelMessage] = []
    var state = MTRRState(cpu: CPU(vendor: .intel, physBits: 40))
    state.initialize(registers, log: &log)
    return state
  }

  private func correct(_ others: inout [MTRRRegisters]) -> [String] {
    var log: [KernelMessage] = []
    booted().correct(&others, log: &log)
    return log.map(\.text)
  }

  @Test func equalCPUsAreLeftAlone() {
    var others = [Self.registers, Self.registers]
    // Reserved bits.
    others[0].variable[0].mask |= 0xffff_ff00_0000_0001
    others[0].variable[0].base |= 0xf00
    others[1].defaultTypeRegister |= 1 << 9
    let before = others
    #expect(correct(&others).isEmpty)
    #expect(others == before)
  }

  @Test func eachKindHasItsLine() {
    let end = ["mtrr: probably your BIOS does not setup all CPUs.", "mtrr: corrected configuration."]
    var others = [Self.registers, Self.registers, Self.registers]
    others[0].defaultTypeRegister = 0x806
    #expect(correct(&others) == ["mtrr: your CPUs had inconsistent MTRRdefType settings"] + end)
    others[1].fixed[3] = .uc
    #expect(correct(&others) == ["mtrr: your CPUs had inconsistent fixed MTRR settings"] + end)
    others[2].variable = []
    #expect(correct(&others) == ["mtrr: your CPUs had inconsistent variable MTRR settings"] + end)
    #expect(others == [Self.registers, Self.registers, Self.registers])
    others = [.allZero]
    #expect(correct(&others).count == 5)
    #expect(others[0].defaultTypeRegister == 0xc06 && others[0].variable == Self.registers.variable)
  }

  @Test func withMTRRsOffNothingIsCompared() {
    var off = Self.registers
    off.isEnabled = false
    var others = [Self.registers]
    var log: [KernelMessage] = []
    #expect(booted(off).correct(&others, log: &log).isEmpty)
    #expect(log.isEmpty && others == [Self.registers])
  }
}
