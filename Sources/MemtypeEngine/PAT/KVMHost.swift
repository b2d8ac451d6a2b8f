/// A KVM host, as far as it decides about the memory types of its guests.
public struct KVMHost: Hashable, Sendable {
  public var kernel: KernelRevision
  public var vendor: CPU.Vendor
  /// The CPU snoops its own caches. Without it KVM never trusts a guest's PAT of its own accord.
  public var hasSelfSnoop: Bool
  /// A device is attached whose DMA does not snoop.
  public var hasNonCoherentDMA: Bool
  /// KVM_X86_QUIRK_IGNORE_GUEST_PAT, on by default.
  public var hasIgnorePATQuirk: Bool
  /// KVM_X86_QUIRK_CD_NW_CLEARED, on by default; matters up to 6.10.
  public var hasCDNWClearedQuirk: Bool

  public init(
    kernel: KernelRevision = .newest, vendor: CPU.Vendor = .intel, hasSelfSnoop: Bool = true,
    hasNonCoherentDMA: Bool = false, hasIgnorePATQuirk: Bool = true, hasCDNWClearedQuirk: Bool = true
  ) {
    self.kernel = kernel
    self.vendor = vendor
    self.hasSelfSnoop = hasSelfSnoop
    self.hasNonCoherentDMA = hasNonCoherentDMA
    self.hasIgnorePATQuirk = hasIgnorePATQuirk
    self.hasCDNWClearedQuirk = hasCDNWClearedQuirk
  }

  /// A guest, as far as its host asks it.
  public struct Guest: Hashable, Sendable {
    public var isTDX: Bool
    /// CR0.CD.
    public var isCacheDisabled: Bool
    /// The type that the guest's virtual MTRRs give the page. Matters up to 6.10.
    public var mtrrType: MemoryType

    public init(isTDX: Bool = false, isCacheDisabled: Bool = false, mtrrType: MemoryType = .wb) {
      self.isTDX = isTDX
      self.isCacheDisabled = isCacheDisabled
      self.mtrrType = mtrrType
    }
  }

  /// Whether guests that want their own PAT do not get it.
  ///
  /// The quirk exists on Intel only and not for TDX guests; CPUs without self-snoop cannot switch it off.
  public func ignoresGuestPAT(of guest: Guest) -> Bool {
    if vendor == .amd || vendor == .hygon || guest.isTDX { return false }
    return !kernel.has(.kvmPATQuirk) || hasIgnorePATQuirk || !hasSelfSnoop
  }

  /// The type that KVM on Intel writes into a guest page's EPT entry (`vmx_get_mt_mask`).
  ///
  /// `isHostMMIO`: the page is device memory of the host, passed through (`kvm_is_mmio_pfn`).
  public func eptType(isHostMMIO: Bool, guest: Guest = Guest()) -> EPTType {
    if isHostMMIO { return EPTType(.uc) }
    guard hasNonCoherentDMA else { return EPTType(.wb, ignoresPAT: ignoresGuestPAT(of: guest)) }
    guard kernel.has(.kvmVirtualMTRRs) else { return EPTType(.wb) }
    if guest.isCacheDisabled { return EPTType(hasCDNWClearedQuirk ? .wb : .uc, ignoresPAT: true) }
    return EPTType(guest.mtrrType)
  }

  /// What an access by a guest to a page of its memory amounts to, nil for reserved encodings.
  ///
  /// Accesses to devices that the VMM emulates trap, so that no type has any effect on them; they are not
  /// meant. On Intel the EPT entry stands for the MTRRs, on AMD the host's MTRRs apply below a nested page of
  /// type WB. The guest's own MTRRs play no part in hardware.
  public func effectiveType(
    guestPAT: MemoryType, isHostMMIO: Bool, hostMTRR: MemoryType = .wb, guest: Guest = Guest()
  ) -> EffectiveType? {
    if vendor == .amd || vendor == .hygon {
      return EffectiveType(mtrr: hostMTRR, pat: guestPAT, vendor: vendor)
    }
    let ept = eptType(isHostMMIO: isHostMMIO, guest: guest)
    return ept.ignoresPAT ? EffectiveType(ept.type) : EffectiveType(mtrr: ept.type, pat: guestPAT)
  }
}

/// The memory type fields of an EPT entry (Intel SDM vol. 3C, "Memory Type Used for Translated Guest-Physical
/// Addresses").
public struct EPTType: Hashable, Sendable {
  public var type: MemoryType
  /// IPAT: the guest's PAT does not count.
  public var ignoresPAT: Bool

  public init(_ type: MemoryType, ignoresPAT: Bool = false) {
    self.type = type
    self.ignoresPAT = ignoresPAT
  }
}
