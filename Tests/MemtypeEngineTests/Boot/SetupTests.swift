import MemtypeEngine
import TestSupport
import Testing

/// What `setup_arch` does to the registers and to the RAM: clean-up and trimming, in Linux's order.
@Suite(.bounded) struct SetupTests {
  private func range(_ base: UInt64, _ size: UInt64, _ type: MemoryType) -> VariableRange {
    VariableRange(
      base: base | UInt64(type.rawValue),
      mask: UInt64.mask(bits: 36) & ~(size - 1) | VariableRange.validBit)
  }

  private func machine(_ kernel: KernelRevision, _ used: [VariableRange], ram: [AddressRange]) -> Scenario {
    var scenario = Scenario.plainVM
    scenario.kernel = kernel
    scenario.cpu.physBits = 36
    // No guest of KVM, whose hook would ask for the end of low RAM once more.
    scenario.platform = .unnamedHypervisor
    scenario.firmwareMap = ram.map { E820Entry($0, .ram) }
    scenario.mtrr.defaultTypeRegister = 0xc00
    scenario.mtrr.variable = used + Array(repeating: .unused, count: 8 - used.count)
    scenario.devices = []
    return scenario
  }

  private func interesting(_ scenario: Scenario) -> [String] {
    evaluate(scenario).trace.log.map(\.text).filter { line in
      ["last_pfn", "x86/PAT: Conf", "total RAM", "Found", "e820: update [mem 0x8", "WARNING", "update e820"]
        .contains { line.hasPrefix($0) }
    }
  }

  /// The lines of the capture bios-uc-default-cleanup-6.1.
  @Test func cleanUpComesAfterThePATOn6_1() {
    var scenario = machine(
      KernelRevision(6, 1),
      [range(0, 4 << 30, .wb), range(4 << 30, 2 << 30, .wb), range(2 << 30, 2 << 30, .uc)],
      ram: [AddressRange(0, 0x9_fc00), AddressRange(0x10_0000, 0x7ffe_0000), AddressRange(4 << 30, 6 << 30)])
    scenario.parameters.mtrr.cleansUp = true
    #expect(
      interesting(scenario) == [
        "last_pfn = 0x180000 max_arch_pfn = 0x400000000",
        "x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT  ",
        "total RAM covered: 4096M",
        "Found optimal setting for mtrr clean up",
        "e820: update [mem 0x80000000-0xffffffff] usable ==> reserved",
        "last_pfn = 0x7ffe0 max_arch_pfn = 0x400000000",
      ])
    let evaluation = evaluate(scenario)
    #expect(evaluation.mtrr.variable.filter(\.isValid).count == 2)
    scenario.parameters.mtrr.cleansUp = false
    #expect(evaluate(scenario).mtrr.variable.filter(\.isValid).count == 3)
  }

  /// Up to 6.1 nobody asks whether the MTRRs are on: clean-up rewrites them, writing them switches the PAT on, and the
  /// trim takes RAM.
  @Test func mtrrsThatAreOffAreCleanedUpOn6_1() {
    var scenario = machine(
      KernelRevision(6, 1),
      [range(0, 4 << 30, .wb), range(4 << 30, 2 << 30, .wb), range(2 << 30, 2 << 30, .uc)],
      ram: [AddressRange(0, 0x9_fc00), AddressRange(0x10_0000, 0x7ffe_0000), AddressRange(4 << 30, 7 << 30)])
    scenario.mtrr.isEnabled = false
    scenario.parameters.mtrr.cleansUp = true
    let wanted = ["x86/PAT", "Disabled", "Found", "WARNING: BIOS", "update e820"]
    func lines(_ scenario: Scenario) -> [String] {
      evaluate(scenario).trace.log.map(\.text).filter { line in wanted.contains { line.hasPrefix($0) } }
    }
    #expect(
      lines(scenario) == [
        "Found optimal setting for mtrr clean up",
        "x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT  ", "Disabled",
        "x86/PAT: PAT cannot be disabled after initialization",
        "WARNING: BIOS bug: CPU MTRRs don't cover all of memory, losing 1024MB of RAM.",
        "update e820 for mtrr",
      ])
    let evaluation = evaluate(scenario)
    #expect(evaluation.mtrr.variable.filter(\.isValid).count == 2)
    #expect(evaluation.pat.isEnabled && evaluation.pat.isWritten)
    #expect(evaluation.segment(at: 6 << 30)?.e820 == .reserved)
    // `nopat` keeps the PAT as it is, and leaves nothing to warn of.
    scenario.parameters.noPAT = true
    #expect(!evaluate(scenario).pat.isEnabled)
    #expect(!lines(scenario).contains { $0.contains("cannot be disabled") || $0.contains("skipping") })
    // Without a clean-up the PAT stays off, and the trim runs all the same.
    scenario.parameters.noPAT = false
    scenario.parameters.mtrr.cleansUp = false
    #expect(lines(scenario).contains("x86/PAT: MTRRs disabled, skipping PAT initialization too."))
    #expect(lines(scenario).contains("update e820 for mtrr"))
    // Since 6.5 all three are off.
    scenario.kernel = KernelRevision(6, 12)
    scenario.parameters.mtrr.cleansUp = true
    #expect(!lines(scenario).contains { $0.hasPrefix("Found") || $0.hasPrefix("update") })
  }

  /// RAM above 4 GiB without a WB range is given up, and the kernel looks for its end again.
  @Test func uncoveredRAMIsTrimmed() throws {
    var scenario = machine(
      KernelRevision(6, 12, 117), [range(0, 2 << 30, .wb)],
      ram: [AddressRange(0, 0x9_fc00), AddressRange(0x10_0000, 0x8000_0000), AddressRange(4 << 30, 5 << 30)])
    let evaluation = evaluate(scenario)
    #expect(
      interesting(scenario) == [
        "last_pfn = 0x140000 max_arch_pfn = 0x400000000",
        "x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT  ",
        "e820: update [mem 0x80000000-0x13fffffff] usable ==> reserved",
        "WARNING: BIOS bug: CPU MTRRs don't cover all of memory, losing 1024MB of RAM.",
        "WARNING: CPU: 0 PID: 0 at mtrr_trim_uncached_memory", "update e820 for mtrr",
        "last_pfn = 0x80000 max_arch_pfn = 0x400000000",
      ])
    #expect(evaluation.trace.steps.contains { $0.function == "mtrr_trim_uncached_memory" })
    #expect(evaluation.segment(at: 4 << 30)?.e820 == .reserved)
    scenario.parameters.mtrr.trims = false
    #expect(evaluate(scenario).segment(at: 4 << 30)?.e820 == .ram)
    #expect(interesting(scenario).last == "last_pfn = 0x80000 max_arch_pfn = 0x400000000")
  }

  /// TOLUD follows the trimmed map.
  @Test func trimmingMovesTOLUD() {
    let scenario = machine(
      KernelRevision(6, 12, 117), [range(0, 1 << 30, .wb)],
      ram: [AddressRange(0, 0x9_fc00), AddressRange(0x10_0000, 0x8000_0000)])
    #expect(evaluate(scenario).tolud == 1 << 30)
  }

  /// A forced state is left alone.
  @Test func nothingIsTrimmedUnderAForcedState() {
    var scenario = Scenario.snpForcedWB
    scenario.parameters.mtrr.cleansUp = true
    #expect(evaluate(scenario).trace.log == evaluate(.snpForcedWB).trace.log)
  }
}
