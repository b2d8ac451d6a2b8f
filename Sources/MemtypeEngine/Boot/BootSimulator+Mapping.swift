extension BootSimulator {
  /// The kernel's mappings once the memory map, the MTRRs and the PAT are settled (`e820__reserve_resources`).
  func makeMappings() -> KernelMappings {
    KernelMappings(
      physBits: scenario.cpu.physBits, mtrr: mtrr, pat: pat,
      resources: ResourceTree(memoryMap.entries.compactMap(\.busyResource)),
      encryption: scenario.platform.encryptsMemory ? .guest : .none,
      untracked: untrackedWindow,
      debugPAT: scenario.parameters.debugPAT, memoryMap: memoryMap.entries)
  }

  /// The patch's first version stops tracking the PCI hole, but only where the forced state took effect.
  private var untrackedWindow: AddressRange? {
    scenario.behaviour == .untrackedPCIHole && override.isApplied ? .pciHole(tolud: tolud) : nil
  }

  /// Maps as a driver does; what a driver returns when it gets no mapping is -ENOMEM.
  mutating func ioremap(_ range: AddressRange, _ mode: PageCacheMode) -> MappingAttempt {
    let result = mappings.ioremap(range.start, size: range.size, mode: mode)
    return attempt(IoremapVariant(mode)?.call ?? "ioremap_prot", range, result)
  }

  /// Maps as ACPI does, for tables.
  mutating func mapForACPI(_ range: AddressRange) -> MappingAttempt {
    attempt(range, mappings.acpiMap(range.start, size: range.size))
  }

  /// Reads a field of an OperationRegion. The region's windows outlive the access.
  mutating func read(
    _ field: OperationRegion.FieldRead, in windows: inout RegionWindows
  ) -> MappingAttempt {
    let address = windows.base &+ field.offset
    let access = mappings.access(&windows, at: address, width: field.width)
    if let map = access.map { return attempt(access.window ?? AddressRange(start: address, size: 1), map) }
    let read = AddressRange(start: address, size: UInt64(clamping: field.width / 8))
    let mode = claims.first { $0.range.contains(read) }?.mode ?? .wb
    return MappingAttempt(
      call: "ioremap_cache", range: read, requested: .wb, got: mode,
      outcome: access.status == .ok ? .reused(mode) : .failed(Errno.invalid))
  }

  private mutating func attempt(_ range: AddressRange, _ map: ACPIMapResult) -> MappingAttempt {
    if let result = map.ioremap { return attempt("ioremap_cache", range, result) }
    let mode = map.mode ?? .wb
    return MappingAttempt(
      call: map.mode == nil ? "kmap" : "ioremap_cache", range: range, requested: .wb,
      got: map.mode, outcome: map.isFailure ? .failed(Errno.noMemory) : .reused(mode))
  }

  private mutating func attempt(
    _ call: String, _ range: AddressRange, _ result: IoremapResult
  ) -> MappingAttempt {
    let decider = result.decidedBy.flatMap { entry in
      claims.first { $0.range == entry.range && $0.mode == entry.mode }?.step
    }
    guard let mapping = result.mapping else {
      return MappingAttempt(
        call: call, range: range, requested: result.requested, got: result.got,
        outcome: .failed(Errno.noMemory), decidedBy: decider)
    }
    claims.append(Claim(range: mapping.range, step: nextStep, mode: mapping.trackedMode))
    return MappingAttempt(
      call: call, range: range, requested: result.requested, got: result.got, outcome: .mapped(mapping.mode),
      decidedBy: decider)
  }

  /// Unmaps what the step in progress mapped.
  mutating func release(_ attempt: inout MappingAttempt) {
    guard let claim = claims.last, claim.step == nextStep else { return }
    _ = mappings.tracker.free(claim.range, log: &mappings.log)
    claims.removeLast()
    attempt.isReleased = true
  }
}

extension E820Entry {
  /// The resource that the kernel marks BUSY for this entry at boot, if it does (`do_mark_busy`).
  fileprivate var busyResource: MemoryResource? {
    guard size > 0 else { return nil }
    switch type {
    case .ram, .reservedKern: return MemoryResource(range, .systemRAM, "System RAM")
    case .acpi: return MemoryResource(range, .busy, "ACPI Tables", descriptor: .acpiTables)
    case .nvs: return MemoryResource(range, .busy, "ACPI Non-volatile Storage", descriptor: .acpiNVStorage)
    case .reserved where address < .mib:
      return MemoryResource(range, .busy, "Reserved", descriptor: .reserved)
    case .reserved, .pmem, .pram, .softReserved: return nil
    case .unusable: return MemoryResource(range, .busy, "Unusable memory")
    default: return MemoryResource(range, .busy, "Unknown E820 type")
    }
  }
}
