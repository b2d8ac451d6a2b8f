import MemtypeEngine
import TestSupport
import Testing

@Suite("PAT configuration", .bounded) struct PATConfigurationTests {
  private func boot(
    _ cpu: CPU, _ kernel: KernelRevision, _ conditions: PATConfiguration.BootConditions
  ) -> (PATConfiguration, [String]) {
    var log = KernelLog()
    let pat = PATConfiguration.boot(cpu: cpu, kernel: kernel, conditions, log: &log)
    return (pat, log.map(\.text))
  }

  @Test func fullLayoutReachesEveryMode() {
    for mode in PageCacheMode.allCases {
      #expect(PATConfiguration.standard.modeInPageTable(of: mode) == mode)
    }
    #expect(PATConfiguration.standard.pageTableBits(of: .wt) == 0x98)
  }

  @Test func powerOnLayoutHasNoWriteCombining() {
    let pat = PATConfiguration(layout: CPU.powerOnPAT, isEnabled: true)
    #expect(pat.modeInPageTable(of: .wc) == .ucMinus)
    #expect(pat.modeInPageTable(of: .wt) == .wt)
    #expect(pat.modeInPageTable(of: .wp) == .ucMinus)
  }

  /// Without a slot of its own a mode falls back, and every page mode that results is one of the layout's.
  @Test func anyLayoutIsTotal() {
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<2000 {
      let layout = generator.next() & ~0xff | 6
      let pat = PATConfiguration(layout: layout, isEnabled: true)
      #expect(pat.pageTableBits(of: .wb) == 0)
      let available = Set((0..<8).map { pat.mode(ofSlot: $0) })
      for mode in PageCacheMode.allCases {
        if available.contains(mode) { #expect(pat.modeInPageTable(of: mode) == mode) }
        #expect(pat.pageTableBits(of: mode) & ~0x98 == 0)
        #expect((0..<8).firstIndex { pat.mode(ofSlot: $0) == mode }.map { $0 == pat.slot(of: mode) } ?? true)
      }
    }
  }

  @Test func sixOneWithoutMTRRTrustsTheRegisterInGuestsOnly() {
    let cpu = CPU(vendor: .intel, physBits: 46)
    let kernel = KernelRevision(6, 1)
    let (guest, log) = boot(cpu, kernel, .init(hasHypervisor: true, isMTRREnabled: false))
    #expect(guest.isEnabled)
    #expect(!guest.isWritten)
    #expect(
      log == [
        "x86/PAT: MTRRs disabled, skipping PAT initialization too.",
        "x86/PAT: Configuration [0-7]: WB  WT  UC- UC  WB  WT  UC- UC  ",
      ])
    let (bare, _) = boot(cpu, kernel, .init(isMTRREnabled: false))
    #expect(!bare.isEnabled)
    let (newer, newerLog) = boot(cpu, KernelRevision(6, 2), .init(isMTRREnabled: false))
    #expect(newer.isEnabled && newer.isWritten)
    #expect(newerLog == ["x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT  "])
  }

  @Test func withoutTheConfigurationThePATStaysAsItIs() {
    let line = "x86/PAT: PAT support disabled because CONFIG_X86_PAT is disabled in the kernel."
    let kept = "x86/PAT: Configuration [0-7]: WB  WT  UC- UC  WB  WT  UC- UC  "
    let cpu = CPU(vendor: .intel, physBits: 46)
    for kernel in [KernelRevision(6, 1), KernelRevision.newest] {
      // The option has nothing left to turn off, and a hypervisor does not help.
      for noPAT in [false, true] {
        let (pat, log) = boot(cpu, kernel, .init(noPAT: noPAT, isConfigured: false, hasHypervisor: true))
        #expect(!pat.isEnabled && !pat.isWritten)
        #expect(log == [line, kept])
      }
    }
    // Up to 6.1 the line is `pat_init`'s, which nobody calls where the MTRRs are off.
    let (_, log) = boot(cpu, KernelRevision(6, 1), .init(isConfigured: false, isMTRREnabled: false))
    #expect(log == [kept])
  }

  @Test func laterReasonsToDisableAreNotLogged() {
    let cpu = CPU(vendor: .amd, physBits: 48, hasPAT: false, patMSR: 0)
    for kernel in [KernelRevision(6, 1), KernelRevision.newest] {
      let (pat, log) = boot(cpu, kernel, .init(noPAT: true, hasHypervisor: true))
      #expect(!pat.isEnabled)
      #expect(
        log == ["x86/PAT: Configuration [0-7]: WB  WT  UC- UC  WB  WT  UC- UC  "])
    }
  }
}
