/// What a caller of memremap can live with (include/linux/io.h).
public struct MemremapFlags: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let wb = MemremapFlags(rawValue: 1)
  public static let wt = MemremapFlags(rawValue: 2)
  public static let wc = MemremapFlags(rawValue: 4)
  public static let enc = MemremapFlags(rawValue: 8)
  public static let dec = MemremapFlags(rawValue: 16)
}

/// What became of a call of memremap.
public struct MemremapResult: Hashable, Sendable {
  public enum Outcome: Hashable, Sendable {
    /// An address in the kernel's direct map: nothing was mapped or tracked.
    case directMap
    case mapped(IOMapping)
    /// NULL; -ENXIO from the devm variant.
    case failed
  }

  public var outcome: Outcome
  /// The calls of ioremap that it made, in order. Each but the last one failed.
  public var attempts: [IoremapResult] = []

  public var mapping: IOMapping? {
    if case .mapped(let mapping) = outcome { mapping } else { nil }
  }
}

extension KernelMappings {
  /// Maps memory that has no I/O side effects (`memremap`, kernel/iomem.c): RAM through the direct map, the
  /// rest by the first of `ioremap_cache`, `ioremap_wt` and `ioremap_wc` that is asked for and succeeds.
  public mutating func memremap(
    _ address: PhysicalAddress, size: UInt64, _ flags: MemremapFlags
  ) -> MemremapResult {
    let last = address &+ size &- 1
    let ram = resources.intersection(address, last) { $0.kind == .systemRAM }
    var result = MemremapResult(outcome: .failed)
    if flags.isEmpty { return result }
    if ram == .mixed {
      if !warned.memremapMixed { log.append(.mapping(.memremapMixed(address, size: size))) }
      warned.memremapMixed = true
      return result
    }
    if flags.contains(.wb) {
      if ram == .intersects, canUseDirectMap(address, size, flags) {
        result.outcome = .directMap
        return result
      }
      attempt(address, size, .cache, &result)
    }
    if result.outcome == .failed, ram == .intersects, flags != .wb {
      if !warned.memremapRAM { log.append(.mapping(.memremapRAM(address, size: size))) }
      warned.memremapRAM = true
      return result
    }
    if result.outcome == .failed, flags.contains(.wt) { attempt(address, size, .wt, &result) }
    if result.outcome == .failed, flags.contains(.wc) { attempt(address, size, .wc, &result) }
    return result
  }

  private mutating func attempt(
    _ address: PhysicalAddress, _ size: UInt64, _ variant: IoremapVariant, _ result: inout MemremapResult
  ) {
    let answer = ioremap(address, size: size, variant)
    result.attempts.append(answer)
    if let mapping = answer.mapping { result.outcome = .mapped(mapping) }
  }

  /// Undoes it (`memunmap`); nothing for an address in the direct map.
  public mutating func memunmap(_ result: MemremapResult) {
    if let mapping = result.mapping { iounmap(mapping) }
  }

  /// Whether RAM may be used through the direct map, whose encryption cannot be chosen
  /// (`arch_memremap_can_ram_remap`, arch/x86/mm/ioremap.c).
  private func canUseDirectMap(_ address: PhysicalAddress, _ size: UInt64, _ flags: MemremapFlags) -> Bool {
    guard encryption != .none else { return true }
    if flags.contains(.enc) { return true }
    if flags.contains(.dec) { return false }
    let region = efi?.first { $0.range.contains(address) }
    if encryption == .host, let type = region?.type,
      type == EFIRegion.bootServicesData || type == EFIRegion.runtimeServicesData
    {
      return false
    }
    let last = address &+ size &- 1
    let pmem = resources.intersection(address, last) { $0.descriptor == .persistentMemory }
    if pmem != .disjoint { return false }
    if let region, region.type == EFIRegion.reserved, region.attributes & EFIRegion.nonVolatile != 0 {
      return false
    }
    switch firmwareType(address, last) {
    case .reserved?, .acpi?, .nvs?, .unusable?: return encryption == .guest
    case .pram?: return false
    default: return true
    }
  }

  /// The type of the entry in which a walk without gaps from `start` to `last` ends (`e820__get_entry_type`).
  private func firmwareType(_ start: UInt64, _ last: UInt64) -> E820Type? {
    var position = start
    for entry in memoryMap {
      let end = entry.address &+ entry.size
      if end <= position || entry.address >= last { continue }
      if entry.address <= position { position = end }
      if position >= last { return entry.type }
    }
    return nil
  }
}
