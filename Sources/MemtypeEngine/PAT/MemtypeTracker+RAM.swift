extension MemtypeTracker {
  /// What the tracker takes a range for.
  public enum RAMTest: Hashable, Sendable {
    case noRAM
    /// RAM from its first page on. What comes behind the RAM is not looked at.
    case ram
    /// RAM with a hole before or in it.
    case mixed
  }

  /// Whether a range is RAM to the tracker (`pat_pagerange_is_ram`).
  ///
  /// Memory below 1 MiB never counts as RAM, so a range that reaches from there into RAM is mixed. The walk
  /// gives up with "no RAM" when the first piece of RAM that it meets holds no whole page
  /// (`walk_system_ram_range`).
  public func ramTest(_ range: AddressRange) -> RAMTest {
    let endPage = (range.end &+ 0xfff) >> 12
    var expected = range.start >> 12
    let firstPage = max(expected, .mib >> 12)
    guard firstPage < endPage, !ram.isEmpty else { return .noRAM }
    var position = firstPage << 12
    let last = (endPage << 12) &- 1
    var hasRAM = false
    var hasHole = false
    var index = firstRAM(endingAfter: position)
    while position < last, index < ram.count, ram[index].start <= last {
      let start = max(position, ram[index].start)
      let pieceLast = min(last, ram[index].last)
      let page = (start &+ 0xfff) >> 12
      let pageEnd = (pieceLast &+ 1) >> 12
      if pageEnd > page {
        if page > expected { hasHole = true }
        hasRAM = true
        expected = pageEnd
        if hasHole { return .mixed }
      } else if !hasRAM {
        return .noRAM
      }
      position = pieceLast &+ 1
      index += 1
    }
    return hasRAM ? .ram : .noRAM
  }

  /// Whether the page of an address is RAM as a whole (`page_is_ram`), also below 1 MiB.
  public func isPageRAM(_ address: PhysicalAddress) -> Bool {
    let page = address.roundedDown(to: .page)
    let index = firstRAM(endingAfter: page)
    return index < ram.count && ram[index].start <= page && ram[index].last >= page | 0xfff
  }

  /// Marks RAM pages (`reserve_ram_pages_type`): there is no counting, any page that is not WB stands in the
  /// way.
  ///
  /// A trailing part of a page is not looked at, and neither are the MTRRs.
  mutating func reserveRAM(
    _ range: AddressRange, _ requested: PageCacheMode, acceptsOther: Bool, log: inout KernelLog
  ) -> Reservation {
    var mode = requested
    if mode == .wp { return Reservation(error: Errno.invalid, mode: acceptsOther ? .ucMinus : nil) }
    if mode == .uc {
      if !hasWarnedOfUncachedRAM { log.append(.pat(.uncachedRAM)) }
      hasWarnedOfUncachedRAM = true
      mode = .ucMinus
    }
    let pages = Self.wholePages(range)
    if !pages.isEmpty, let older = pageModes.overlapping(pages).first {
      log.append(.pat(.ramReserveFailed(range, track: older.value, requested: mode)))
      return Reservation(
        error: Errno.busy, mode: acceptsOther ? older.value : nil,
        decidedBy: TrackedEntry(older.range, older.value))
    }
    if mode != .wb { pageModes.assign(mode, to: pages) }
    return Reservation(mode: acceptsOther ? mode : nil, isTracked: true)
  }

  /// From the page of the first byte to the last whole page.
  static func wholePages(_ range: AddressRange) -> AddressRange {
    AddressRange(range.start.roundedDown(to: .page), range.end.roundedDown(to: .page))
  }

  private func firstRAM(endingAfter address: PhysicalAddress) -> Int {
    ram.partitioningIndex { $0.end > address }
  }

  /// Sorted by start, without ranges that end inside an earlier one, so that ends rise too.
  static func walkable(_ ranges: [AddressRange]) -> [AddressRange] {
    var result: [AddressRange] = []
    for range in ranges.sorted() where !range.isEmpty {
      if let last = result.last, range.end <= last.end { continue }
      if let last = result.last, range.start == last.start { result.removeLast() }
      result.append(range)
    }
    return result
  }
}
