/// What became of a request to the memtype tracker.
public struct Reservation: Hashable, Sendable {
  /// The errno with which it was refused, negative; nil if it was not.
  public var error: Int?
  /// What the caller's result pointer holds afterwards; nil if nothing was written to it.
  public var mode: PageCacheMode?
  /// Whether an entry was added to the list, or RAM pages were marked.
  public var isTracked = false
  /// The entry that was added to the list.
  public var entry: TrackedEntry?
  /// The older entry that decided: the first one that overlaps.
  public var decidedBy: TrackedEntry?
  /// The later overlapping entry that disagrees with it, or with the request if there was no room for another
  /// mode.
  public var conflictsWith: TrackedEntry?

  /// Turns an answer that the caller gave back again into a failure.
  mutating func refuse(_ error: Int) {
    self.error = error
    isTracked = false
    entry = nil
  }
}

extension MemtypeTracker {
  /// Reserves a mode for a range (`memtype_reserve`).
  ///
  /// Any numbers will do; bits above the physical mask are dropped. `acceptsOther`: the caller passed a
  /// pointer for the result, and so takes what older entries dictate.
  public mutating func reserve(
    _ range: AddressRange, _ requested: PageCacheMode, acceptsOther: Bool = true, mtrr: MTRRState,
    log: inout KernelLog
  ) -> Reservation {
    let range = AddressRange(range.start & physicalMask, ((range.end &- 1) & physicalMask) &+ 1)
    guard !range.isEmpty else {
      log.append(.pat(.invalidReserve(range, requested: requested)))
      return Reservation(error: Errno.invalid)
    }
    guard pat.isEnabled else { return Reservation(mode: acceptsOther ? requested : nil) }
    if isUntracked(range) { return Reservation(mode: acceptsOther ? .wb : nil) }

    let actual = trackedMode(of: requested, over: range, mtrr: mtrr, log: &log)
    var result = Reservation(mode: acceptsOther ? actual : nil)
    switch ramTest(range) {
    case .ram: return reserveRAM(range, requested, acceptsOther: acceptsOther, log: &log)
    case .mixed: result.error = Errno.invalid
    case .noRAM:
      guard let final = agree(range, actual, acceptsOther: acceptsOther, &result, log: &log) else {
        log.append(.pat(.reserveFailed(range, track: actual, requested: requested)))
        result.error = Errno.busy
        return result
      }
      let entry = TrackedEntry(range, final)
      entries.insert(entry)
      result.entry = entry
      result.isTracked = true
      if acceptsOther { result.mode = final }
      if isDebugging {
        log.append(.pat(.added(range, track: final, requested: requested, returned: result.mode)))
      }
    }
    return result
  }

  /// The mode that a new entry gets next to the older ones, nil if they cannot agree
  /// (`memtype_check_conflict`).
  private func agree(
    _ range: AddressRange, _ actual: PageCacheMode, acceptsOther: Bool, _ result: inout Reservation,
    log: inout KernelLog
  ) -> PageCacheMode? {
    guard var position = entries.firstOverlap(start: range.start, last: range.last) else { return actual }
    let first = entries[position]
    result.decidedBy = first
    guard acceptsOther || first.mode == actual else {
      return conflict(range, actual, first, &result, log: &log)
    }
    if isDebugging { log.append(.pat(.overlap(first.range))) }
    while let next = entries.nextOverlap(after: position, start: range.start, last: range.last) {
      let other = entries[next]
      if other.mode != first.mode { return conflict(range, first.mode, other, &result, log: &log) }
      position = next
    }
    return first.mode
  }

  private func conflict(
    _ range: AddressRange, _ found: PageCacheMode, _ other: TrackedEntry, _ result: inout Reservation,
    log: inout KernelLog
  ) -> PageCacheMode? {
    result.conflictsWith = other
    log.append(.pat(.conflict(task, range, found: found, other: other.mode)))
    return nil
  }
}
