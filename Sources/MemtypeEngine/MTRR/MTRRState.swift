/// Linux's MTRR driver: what it knows of the registers and what it concludes (arch/x86/kernel/cpu/mtrr).
///
/// A fresh value is a kernel that has not looked yet. `guestForce` and then `initialize` follow, as in the boot.
public struct MTRRState: Hashable, Sendable {
  public let kernel: KernelRevision
  public let cpu: CPU
  /// The CPU feature as the kernel sees it; a forced state clears it.
  public internal(set) var hasFeature: Bool
  /// The state is the kernel's own, forced in place of the registers.
  public internal(set) var isForced = false
  /// The state was read or forced. Until then nothing is known about any address.
  public internal(set) var isSet = false
  /// `mtrr_bp_init` has run, so that lookups answer what they will.
  public internal(set) var isComplete = false
  /// E: the MTRRs are on.
  public internal(set) var isEnabled = false
  /// FE: the fixed ranges are on.
  public internal(set) var isFixedEnabled = false
  /// What addresses have that no range covers.
  public internal(set) var defaultType: MemoryType = .uc
  /// The processor has fixed ranges (MTRRCAP.FIX).
  public internal(set) var hasFixed = false
  public internal(set) var fixed = FixedRanges()
  /// As the driver remembers them; `num_var_ranges` of them.
  public internal(set) var variable: [VariableRange] = []
  /// Memory in [4 GiB, tom2) is WB on AMD; 0 for none.
  public internal(set) var tom2: UInt64 = 0
  /// `/proc/mtrr` can be opened: the driver runs (`mtrr_if`).
  public internal(set) var hasDriver = false
  /// Use counts of the variable ranges.
  public internal(set) var usage: [Int] = []
  /// The registers themselves; nil where the kernel does not touch them.
  public internal(set) var registers: MTRRRegisters?
  /// Cleanup has replaced the variable ranges.
  public internal(set) var isCleanedUp = false
  /// The cache map, kept since 6.5. Empty until `initialize`, even with a forced state.
  public internal(set) var map = MemoryTypeMap()
  /// Mask bits above the physical address width, from bit 32 (`phys_hi_rsvd << 32`).
  public let reservedHighBits: UInt64
  /// `KernelRule.cacheMap` of this kernel, which every lookup asks for.
  let hasCacheMap: Bool

  /// The kernel before it has looked at the MTRRs.
  public init(cpu: CPU, kernel: KernelRevision = .newest) {
    self.cpu = cpu
    self.kernel = kernel
    hasFeature = cpu.hasMTRR
    hasCacheMap = kernel.has(.cacheMap)
    reservedHighBits = ~UInt64.mask(bits: max(cpu.physBits, 32))
  }

  /// The size of the array `mtrr_state.var_ranges`.
  public static let maxVariableRanges = 256

  /// Entries of the map that come from the fixed ranges. TOM2's is marked fixed too, but never counted.
  var fixedMapEntries: Int { map.entries.count { $0.isFixed && $0.start < .mib } }

  /// Whether MTRRs count for trim and clean-up: with E clear they do where the driver stays all the same.
  var isInCharge: Bool { isEnabled || !kernel.has(.separatePAT) }

  /// How many entries the kernel's array has room for after boot.
  public var mapCapacity: Int { fixedMapEntries + 2 * variable.count + (tom2 != 0 ? 1 : 0) }

  /// Builds the map from the state as it is now (`mtrr_build_map`, `generic_rebuild_map`).
  mutating func rebuildMap() {
    guard hasCacheMap else { return }
    map = MemoryTypeMap(
      fixed: isFixedEnabled ? fixed : nil, tom2: tom2, variable: variable, reservedHighBits: reservedHighBits)
  }
}
