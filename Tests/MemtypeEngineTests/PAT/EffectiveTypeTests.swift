import MemtypeEngine
import TestSupport
import Testing

@Suite("Effective memory type", .bounded) struct EffectiveTypeTests {
  /// PAT types in the columns' order.
  private let columns: [MemoryType] = [.uc, .ucMinus, .wc, .wt, .wp, .wb]

  private func rows(_ vendor: CPU.Vendor) -> [String] {
    [MemoryType.uc, .wc, .wt, .wp, .wb].map { mtrr in
      columns.map { EffectiveType(mtrr: mtrr, pat: $0, vendor: vendor)?.name ?? "-" }.joined(separator: " ")
    }
  }

  @Test func intel() {
    #expect(
      rows(.intel) == [
        "UC UC WC UC UC UC",
        "UC WC WC UC UC WC",
        "UC UC WC WT WP WT",
        "UC WC WC WT WP WP",
        "UC UC WC WT WP WB",
      ])
    #expect(rows(.other) == rows(.intel))
  }

  @Test func amd() {
    #expect(
      rows(.amd) == [
        "UC UC WC UC UC UC",
        "CD WC WC CD CD WC",
        "CD CD WC WT CD WT",
        "CD CD WC CD WP WP",
        "CD CD WC WT WP WB",
      ])
    #expect(rows(.hygon) == rows(.amd))
  }

  @Test func reservedEncodingsHaveNoType() {
    for raw in UInt8.min...UInt8.max {
      let type = MemoryType(rawValue: raw)
      let isMTRRType = MemoryType.mtrrTypes.contains(type)
      #expect((EffectiveType(mtrr: type, pat: .wb) != nil) == isMTRRType)
      #expect((EffectiveType(mtrr: .wb, pat: type) != nil) == (isMTRRType || type == .ucMinus))
    }
  }
}

@Suite("KVM's memory types", .bounded) struct KVMHostTests {
  private let old = KernelRevision(6, 10)
  private let middle = KernelRevision(6, 12)
  private let new = KernelRevision(6, 16)

  @Test func hostMMIOIsUncached() {
    for kernel in [old, middle, new] {
      for dma in [false, true] {
        let host = KVMHost(kernel: kernel, hasNonCoherentDMA: dma)
        #expect(host.eptType(isHostMMIO: true) == EPTType(.uc))
        #expect(host.effectiveType(guestPAT: .wb, isHostMMIO: true) == .uc)
        #expect(host.effectiveType(guestPAT: .wc, isHostMMIO: true) == .wc)
      }
    }
  }

  @Test func memoryIsWriteBackWhateverTheGuestSays() {
    for kernel in [old, middle, new] {
      let host = KVMHost(kernel: kernel)
      #expect(host.eptType(isHostMMIO: false) == EPTType(.wb, ignoresPAT: true))
      #expect(host.effectiveType(guestPAT: .ucMinus, isHostMMIO: false) == .wb)
    }
  }

  @Test func quirkCanBeSwitchedOffOnlyWhereItExists() {
    for (kernel, snoops, honours) in [
      (old, true, false), (middle, true, false), (new, true, true), (new, false, false),
      (KernelRevision(6, 12, 117), true, true),
    ] {
      let host = KVMHost(kernel: kernel, hasSelfSnoop: snoops, hasIgnorePATQuirk: false)
      #expect(host.eptType(isHostMMIO: false).ignoresPAT == !honours)
      #expect(host.effectiveType(guestPAT: .wc, isHostMMIO: false) == (honours ? .wc : .wb))
    }
  }

  @Test func tdxAndAMDHonourTheGuest() {
    let tdx = KVMHost.Guest(isTDX: true)
    #expect(KVMHost(kernel: new).eptType(isHostMMIO: false, guest: tdx) == EPTType(.wb))
    let amd = KVMHost(kernel: new, vendor: .amd)
    #expect(amd.effectiveType(guestPAT: .ucMinus, isHostMMIO: false) == .cd)
    #expect(amd.effectiveType(guestPAT: .wb, isHostMMIO: true, hostMTRR: .uc) == .uc)
    #expect(!amd.ignoresGuestPAT(of: KVMHost.Guest()))
  }

  @Test func nonCoherentDMA() {
    var host = KVMHost(kernel: old, hasNonCoherentDMA: true)
    let guest = KVMHost.Guest(mtrrType: .uc)
    #expect(host.eptType(isHostMMIO: false, guest: guest) == EPTType(.uc))
    let disabled = KVMHost.Guest(isCacheDisabled: true, mtrrType: .wt)
    #expect(host.eptType(isHostMMIO: false, guest: disabled) == EPTType(.wb, ignoresPAT: true))
    host.hasCDNWClearedQuirk = false
    #expect(host.eptType(isHostMMIO: false, guest: disabled) == EPTType(.uc, ignoresPAT: true))
    host.kernel = middle
    #expect(host.eptType(isHostMMIO: false, guest: disabled) == EPTType(.wb))
    host.kernel = new
    #expect(host.effectiveType(guestPAT: .wt, isHostMMIO: false) == .wt)
  }
}
