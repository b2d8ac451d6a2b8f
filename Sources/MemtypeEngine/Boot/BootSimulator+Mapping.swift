extension BootSimulator {
  /// The kernel's mappings once the memory map, the MTRRs and the PAT are settled (`e820__reserve_resources`).
  func makeMappings() -> KernelMappings {
    var mappings = KernelMappings(
      physBits: scenario.cpu.physBits, mtrr: mtrr, pat: pat,
      resources: ResourceTree(memoryMap.entries.compactMap(\.busyResource)),
      encryption: scenario.platform.encryptsMemory ? .guest : .none,
      untracked: untrackedWindow,
      debugPAT: scenario.parameters.debugPAT, memoryMap: memoryMap.entries)
    if !log.isKept { mappings.log = .unread }
    mappings.mapsHugePages = !scenario.platform.isXenPV
    mappings.isAlwaysWB = scenario.patches.contains(.alwaysWB)
    mappings.acpiVariant = scenario.patches.contains(.acpiUsesIoremap) ? .plain : .cache
    return mappings
  }

  /// The patch's first version stops tracking the PCI hole, but only where the forced state took effect.
  private var untrackedWindow: AddressRange? {
    scenario.behaviour == .untrackedPCIHole && override.isApplied ? .pciHole(tolud: tolud) : nil
  }

  /// Maps as a driver does. What a driver returns without a mapping is up to the caller; here it is -ENOMEM.
  mutating func map(_ call: MappingCall, _ range: AddressRange) -> MappingAttempt {
    switch call {
    case .ioremap(let variant):
      return attempt(call.name, range, mappings.ioremap(range.start, size: range.size, variant))
    case .ioremapProt(let mode):
      return attempt(call.name, range, mappings.ioremap(range.start, size: range.size, mode: mode))
    case .memremap(let flags):
      let result = mappings.memremap(range.start, size: range.size, flags)
      if let last = result.attempts.last { return attempt(call.name, range, last) }
      return MappingAttempt(
        call: call.name, range: range, requested: call.requested, got: nil,
        outcome: result.outcome == .directMap ? .mapped(.wb) : .failed(Errno.noMemory))
    case .acpi: return attempt(range, mappings.acpiMap(range.start, size: range.size))
    case .frames(let mode): return mapFrames(call, range, mode)
    case .pages: return mapFrames(call, range, .wb)
    case .reserveIO(let mode):
      return reserve(call, range, mode) { $0.reserveIO($1, mode) }
    case .vmap, .fixmap, .earlyMemremap: return untracked(call, range)
    }
  }

  /// A mapping that the tracker does not see.
  func untracked(_ call: MappingCall, _ range: AddressRange, isReleased: Bool = false) -> MappingAttempt {
    MappingAttempt(
      call: call.name, range: range, requested: call.requested, got: nil, outcome: .mapped(call.requested),
      isReleased: isReleased)
  }

  private mutating func mapFrames(
    _ call: MappingCall, _ range: AddressRange, _ mode: PageCacheMode
  ) -> MappingAttempt {
    let pages = range.pageRounded
    return reserve(call, pages, mode) {
      $0.tracker.mapFrames($1, mode, mtrr: $0.mtrr, log: &$0.log)
    }
  }

  private mutating func reserve(
    _ call: MappingCall, _ range: AddressRange, _ mode: PageCacheMode,
    _ body: (inout KernelMappings, AddressRange) -> Reservation
  ) -> MappingAttempt {
    let count = mappings.tracker.entries.count
    let answer = body(&mappings, range)
    let got = answer.mode
    var result = MappingAttempt(
      call: call.name, range: range, requested: mode, got: got, outcome: .mapped(got ?? mode))
    result.decidedBy = answer.decidedBy.flatMap { claims.step(of: $0) }
    result.conflictsWith = answer.conflictsWith.flatMap { claims.step(of: $0) }
    if let error = answer.error {
      result.outcome = .failed(error)
      let isOffered = answer.conflictsWith == nil && got != nil && got != mode
      result.refusal = isOffered ? got.map { .notAllowed($0) } : .conflict
    }
    if let entry = answer.entry, mappings.tracker.entries.count > count { claim(entry) }
    return result
  }

  /// Reads a field of an OperationRegion. The region's windows outlive the access.
  mutating func read(
    _ field: OperationRegion.FieldRead, in windows: inout RegionWindows
  ) -> MappingAttempt {
    let address = windows.base &+ field.offset
    let access = mappings.access(&windows, at: address, width: field.width)
    if let map = access.map { return attempt(access.window ?? AddressRange(start: address, size: 1), map) }
    let read = AddressRange(start: address, size: UInt64(clamping: field.width / 8))
    let entry = windows.current.flatMap { windows.windows[safe: $0]?.entry }
    let mapping = entry.flatMap { mappings.acpi.entry(id: $0) }?.mapping
    let mode = mapping?.trackedMode ?? .wb
    return MappingAttempt(
      call: mappings.acpiVariant.call, range: read, requested: mappings.acpiVariant.mode, got: mode,
      outcome: access.status == .ok ? .reused(mode) : .failed(Errno.invalid),
      decidedBy: mapping.flatMap { claims.step(of: TrackedEntry($0.range, $0.trackedMode)) })
  }

  private mutating func attempt(_ range: AddressRange, _ map: ACPIMapResult) -> MappingAttempt {
    if let result = map.ioremap { return attempt(mappings.acpiVariant.call, range, result) }
    let mode = map.mode ?? .wb
    return MappingAttempt(
      call: map.mode == nil ? "kmap" : mappings.acpiVariant.call, range: range,
      requested: mappings.acpiVariant.mode, got: map.mode,
      outcome: map.isFailure ? .failed(Errno.noMemory) : .reused(mode))
  }

  private mutating func attempt(
    _ call: String, _ range: AddressRange, _ result: IoremapResult
  ) -> MappingAttempt {
    var attempt = MappingAttempt(
      call: call, range: range, requested: result.requested, got: result.got,
      outcome: .failed(Errno.noMemory), decidedBy: result.decidedBy.flatMap { claims.step(of: $0) },
      conflictsWith: result.conflictsWith.flatMap { claims.step(of: $0) })
    guard let mapping = result.mapping else {
      attempt.refusal = result.failure.map { .init($0, conflicts: result.conflictsWith != nil) }
      return attempt
    }
    attempt.outcome = .mapped(mapping.mode)
    if result.isTracked { claim(TrackedEntry(mapping.range, mapping.trackedMode)) }
    return attempt
  }

  private mutating func claim(_ entry: TrackedEntry) {
    trace.changes.append(TrackerChange(step: nextStep, entry: entry, isAdded: true))
    claims.add(entry, step: nextStep)
  }

  /// Unmaps what the step in progress mapped.
  mutating func release(_ attempt: inout MappingAttempt) {
    guard attempt.isMapped else { return }
    attempt.isReleased = true
    guard let change = trace.changes.last, change.step == nextStep, change.isAdded else { return }
    mappings.tracker.free(change.entry.range, log: &mappings.log)
    claims.removeLast()
    trace.changes.append(TrackerChange(step: nextStep, entry: change.entry, isAdded: false))
  }
}

extension MappingAttempt.Refusal {
  fileprivate init(_ failure: IoremapFailure, conflicts: Bool) {
    switch failure {
    case .invalidRange: self = .invalidRange
    case .invalidAddress: self = .invalidAddress
    case .ram: self = .ram
    case .reserveFailed: self = conflicts ? .conflict : .ramPages
    case .modeNotAllowed(let mode): self = .notAllowed(mode)
    case .directMap: self = .other
    }
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
