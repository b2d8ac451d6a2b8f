extension MTRRState {
  /// Takes RAM that no WB range covers out of the memory map (`mtrr_trim_uncached_memory`). Returns whether any was.
  ///
  /// `endPage`: the end of all RAM, `max_pfn`, which the caller finds anew after a true.
  @discardableResult public func trimUncachedMemory(
    _ table: inout E820Table, endPage: UInt64, options: MTRROptions = MTRROptions(), debug: Bool,
    log: inout KernelLog
  ) -> Bool {
    guard hasFeature, hasDriver, isInCharge, options.trims, defaultType == .uc else {
      return false
    }
    let regions = regions(log: &log)
    guard regions.contains(where: { $0.type == .wb && $0.basePage &+ $0.pages != 0 }) else {
      log.append(.mtrrCleanup(.allBlank))
      return false
    }
    guard hasOnlyWBAndUC(regions, required: .wb) else { return false }

    var start = CoveredRanges()
    if let tom2Pages { start.add(tom2Pages) }
    let cover = covered(by: regions, from: start, debug: debug && hasCacheMap, log: &log).ranges
    // With nothing left to compare with the kernel would run off its list.
    guard let first = cover.first, let last = cover.last else { return false }

    var trimmed: UInt64 = 0
    if first.start != 0 { trim(0, first.start) }
    for (range, next) in zip(cover, cover.dropFirst()) where range.end < next.start {
      trim(range.end, next.start)
    }
    if last.end < endPage { trim(last.end, endPage) }
    guard trimmed != 0 else { return false }

    log.append(.mtrrCleanup(.uncoveredRAM(bytes: trimmed)))
    if !isCleanedUp { log.append(.mtrrCleanup(.trimWarning)) }
    log.append(.mtrrCleanup(.updatingE820))
    if table.sanitize() {
      log.append(.e820(.heading(.modified)))
      table.print(.modified, log: &log)
    }
    return true

    func trim(_ start: UInt64, _ end: UInt64) {
      trimmed &+= table.update(
        start << 12, size: end << 12 &- start << 12, from: .ram, to: .reserved, log: &log)
    }
  }
}
