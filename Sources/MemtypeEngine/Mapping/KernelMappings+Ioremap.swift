extension KernelMappings {
  /// Maps device memory into the kernel (`ioremap` and its variants). Any numbers will do.
  @discardableResult
  public mutating func ioremap(
    _ address: PhysicalAddress, size: UInt64, _ variant: IoremapVariant = .plain
  ) -> IoremapResult {
    ioremap(address, size: size, mode: variant.mode, isEncrypted: variant == .encrypted)
  }

  /// The same with any mode (`ioremap_prot`, `__ioremap_caller`).
  public mutating func ioremap(
    _ address: PhysicalAddress, size: UInt64, mode wanted: PageCacheMode, isEncrypted: Bool = false
  ) -> IoremapResult {
    let requested = isAlwaysWB ? .wb : wanted
    var result = IoremapResult(requested: requested, got: nil, outcome: .failed(.invalidRange))
    let last = address &+ size &- 1
    guard size != 0, last >= address else { return result }
    guard address & ~UInt64.mask(bits: physBits) == 0 else {
      log.append(.mapping(.invalidAddress(address)))
      if !warned.invalidAddress { log.append(.mapping(.invalidAddressTrace)) }
      warned.invalidAddress = true
      result.outcome = .failed(.invalidAddress)
      return result
    }
    let found = inspect(address, last)
    guard !found.isRAM else {
      if !warned.ioremapOnRAM { log.append(.mapping(.ioremapOnRAM(first: address, last: last))) }
      warned.ioremapOnRAM = true
      result.outcome = .failed(.ram)
      return result
    }

    let rounded = address.roundedDown(to: .page)
    let pages = (last &+ 1).roundedUp(to: .page) &- rounded
    let start = rounded & tracker.physicalMask
    let range = AddressRange(start, start &+ pages)
    let answer = tracker.reserve(range, requested, mtrr: mtrr, log: &log)
    result.decidedBy = answer.decidedBy
    result.conflictsWith = answer.conflictsWith
    if let error = answer.error {
      log.append(.mapping(.reserveFailed(error)))
      result.outcome = .failed(.reserveFailed(error))
      return result
    }
    let got = answer.mode ?? requested
    result.got = got
    if got != requested, !tracker.isAllowed(got, for: requested, over: range) {
      log.append(.mapping(.refused(range, requested: requested, got: got)))
      tracker.free(range, log: &log)
      result.outcome = .failed(.modeNotAllowed(got))
      return result
    }
    guard tracker.syncDirectMap(range, got, log: &log) else {
      tracker.free(range, log: &log)
      result.outcome = .failed(.directMap)
      return result
    }
    result.isTracked = answer.entry != nil
    result.outcome = .mapped(
      IOMapping(
        range: range, offset: address & 0xfff, trackedMode: got,
        // There are no page table bits for WP here; it is treated like UC.
        mode: pat.modeInPageTable(of: got == .wp ? .uc : got), isEncrypted: isEncrypted || found.isEncrypted))
    noteRefusedHugePage(range)
    if warnIfSpansResources(address, last) { log.append(.mapping(.multipleBARs(caller: caller))) }
    return result
  }

  /// Reserves a mode for an I/O range that will be mapped page by page (`memtype_reserve_io`,
  /// `arch_io_reserve_memtype_wc` with WC).
  public mutating func reserveIO(_ range: AddressRange, _ requested: PageCacheMode) -> Reservation {
    if warnIfSpansResources(range.start, range.last) {
      if !warned.multipleBARs { log.append(.mapping(.multipleBARsTrace)) }
      warned.multipleBARs = true
    }
    return tracker.reserveIO(range, requested, mtrr: mtrr, log: &log)
  }

  /// What the resources in a range mean for a mapping of it (`__ioremap_check_mem`).
  private func inspect(_ first: UInt64, _ last: UInt64) -> (isRAM: Bool, isEncrypted: Bool) {
    var isRAM = false
    var isEncrypted = false
    let isGuest = encryption == .guest
    resources.walkBusy(first, last) { resource, piece in
      if resource.kind == .systemRAM, hasUsablePage(in: piece) { isRAM = true }
      if isGuest, resource.descriptor != .none, resource.descriptor != .reserved { isEncrypted = true }
      return !(isRAM && isEncrypted)
    }
    if isGuest, !isEncrypted { isEncrypted = isPrivate(first) }
    return (isRAM, isEncrypted)
  }

  /// Whether a whole page of RAM in the range is in use: not PageReserved.
  private func hasUsablePage(in piece: AddressRange) -> Bool {
    let end = piece.end.roundedDown(to: .page)
    var position = piece.start.roundedUp(to: .page)
    guard position < end, position >= piece.start else { return false }
    for reserved in reservedPages.sorted() where reserved.start <= position && position < reserved.end {
      position = reserved.end.roundedDown(to: .page)
      if position >= end { return false }
    }
    return true
  }

  /// In a confidential guest: private MMIO, and EFI's run-time data (`__ioremap_check_other`).
  private func isPrivate(_ address: PhysicalAddress) -> Bool {
    if privateMMIO.contains(where: { $0.contains(address) }) { return true }
    guard let region = efi?.first(where: { $0.range.contains(address) }) else { return false }
    return region.type == EFIRegion.runtimeServicesData
      || region.type == EFIRegion.bootServicesData && region.attributes & EFIRegion.runtime != 0
  }

  /// Logs the resource that the range reaches beyond, if there is one.
  private mutating func warnIfSpansResources(_ first: UInt64, _ last: UInt64) -> Bool {
    guard let resource = resources.exceeded(by: first, last) else { return false }
    log.append(.mapping(.spansMore(first: first, last: last, resource: resource.name, resource.range)))
    return true
  }
}
