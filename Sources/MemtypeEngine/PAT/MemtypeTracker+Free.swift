extension MemtypeTracker {
  /// Gives a reservation back (`memtype_free`): the first entry with exactly these bounds goes; otherwise the
  /// first one that begins earlier and ends here is cut off at `range.start`. Anything else is refused.
  ///
  /// Returns the errno, nil for success. Unlike in `reserve` the end itself is masked, so that an end of 2^52
  /// becomes 0.
  @discardableResult
  public mutating func free(_ range: AddressRange, log: inout KernelLog) -> Int? {
    guard pat.isEnabled else { return nil }
    let range = AddressRange(range.start & physicalMask, range.end & physicalMask)
    if isUntracked(range) { return nil }
    switch ramTest(range) {
    case .mixed: return Errno.invalid
    case .ram:
      pageModes.remove(Self.wholePages(range))
      return nil
    case .noRAM: break
    }
    guard erase(range) else {
      log.append(.pat(.invalidFree(task, range)))
      return Errno.invalid
    }
    if isDebugging { log.append(.pat(.freed(range))) }
    return nil
  }

  /// `memtype_erase`.
  private mutating func erase(_ range: AddressRange) -> Bool {
    if let exact = entries.exactMatch(start: range.start, end: range.end) {
      entries.remove(at: exact)
      return true
    }
    var position = entries.firstOverlap(start: range.start, last: range.last)
    while let found = position {
      let entry = entries[found]
      if entry.range.start < range.start, entry.range.end == range.end {
        entries.remove(at: found)
        entries.insert(TrackedEntry(AddressRange(entry.range.start, range.start), entry.mode))
        return true
      }
      position = entries.nextOverlap(after: found, start: range.start, last: range.last)
    }
    return false
  }
}
