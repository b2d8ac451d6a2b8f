extension MTRRState {
  /// One trial of cleanup: what a pair of sizes leads to.
  public struct CleanupResult: Hashable, Sendable {
    public var granSize: UInt64
    public var chunkSize: UInt64
    public var registers: Int
    /// RAM that the layout leaves uncovered or, for a bad one, covers too much of, in KiB.
    public var lossKiB: UInt64
    public var isBad: Bool

    var isLossless: Bool { !isBad && lossKiB == 0 }
  }

  /// Rewrites the variable ranges so that they cover the same with few registers, between `read` and `complete`
  /// (`mtrr_cleanup`). Returns whether it did.
  @discardableResult public mutating func cleanUp(
    _ options: MTRROptions, debug: Bool, log: inout KernelLog
  ) -> Bool {
    guard options.cleansUp, hasFeature, isSet, isInCharge, defaultType == .uc else {
      return false
    }
    let debugsBuilding = debug && hasCacheMap
    let original = regions(log: &log)
    guard hasOnlyWBAndUC(original, required: .uc) else { return false }
    if debugsBuilding { trace(.originalRegisters, original, log: &log) }

    var firstMegabyte = CoveredRanges()
    firstMegabyte.add(AddressRange(0, .mib >> 12))
    let cover = covered(
      by: original, from: firstMegabyte, excluding: tom2Pages, debug: debugsBuilding, log: &log)
    log.append(.mtrrCleanup(.totalCovered(pages: cover.pageCount)))

    if options.chunkSize != 0, options.granSize != 0 {
      let (result, layout) = tryLayout(
        cover, chunk: options.chunkSize, gran: options.granSize, debug: debugsBuilding, log: &log)
      log.append(.mtrrCleanup(.result(result)))
      if !result.isBad {
        take(layout.regions, debug: debugsBuilding, log: &log)
        return true
      }
      log.append(.mtrrCleanup(.invalidSizes))
    }

    let debugsResults = hasCacheMap ? debug : options.debugsCleanup
    let results = tryAllSizes(cover, debugsBuilding: debugsBuilding, debugsResults: debugsResults, log: &log)
    guard let best = bestResult(results, spareRegisters: options.spareRegisters) else {
      for result in results { log.append(.mtrrCleanup(.result(result))) }
      log.append(.mtrrCleanup(.nothingFound))
      log.append(.mtrrCleanup(.pleaseSpecify))
      return false
    }
    log.append(.mtrrCleanup(.found))
    log.append(.mtrrCleanup(.result(best)))
    let layout = MTRRLayout(
      covering: cover, chunkSize: best.chunkSize, granSize: best.granSize, registerCount: variable.count,
      debug: debugsBuilding, log: &log)
    take(layout.regions, debug: debugsBuilding, log: &log)
    return true
  }

  /// 64K to 2G for one size, and from that up to 2G for the other.
  private func tryAllSizes(
    _ cover: CoveredRanges, debugsBuilding: Bool, debugsResults: Bool, log: inout KernelLog
  ) -> [CleanupResult] {
    var results: [CleanupResult] = []
    for granShift in 16..<UInt64(32) {
      for chunkShift in granShift..<32 {
        let (result, _) = tryLayout(
          cover, chunk: 1 << chunkShift, gran: 1 << granShift, debug: debugsBuilding, log: &log)
        results.append(result)
        if debugsResults {
          log.append(.mtrrCleanup(.result(result)))
          log.append(.mtrrCleanup(.emptyLine))
        }
      }
    }
    return results
  }

  /// Builds a layout and compares what it covers (`mtrr_calc_range_state`).
  private func tryLayout(
    _ cover: CoveredRanges, chunk: UInt64, gran: UInt64, debug: Bool, log: inout KernelLog
  ) -> (CleanupResult, MTRRLayout) {
    let layout = MTRRLayout(
      covering: cover, chunkSize: chunk, granSize: gran, registerCount: variable.count, debug: debug,
      log: &log)
    let new = covered(by: layout.regions, excluding: tom2Pages, debug: debug, log: &log)
    let (before, after) = (cover.pageCount, new.pageCount)
    let result = CleanupResult(
      granSize: gran, chunkSize: chunk, registers: layout.used,
      lossKiB: (before < after ? after - before : before - after) << 2,
      isBad: before < after || (before == after && new != cover))
    return (result, layout)
  }

  /// The first lossless trial with the fewest registers (`mtrr_search_optimal_index`).
  private func bestResult(_ results: [CleanupResult], spareRegisters: Int) -> CleanupResult? {
    let spare = min(spareRegisters, variable.count - 1)
    let allowed = variable.count - spare
    let fitting = results.filter { $0.isLossless && $0.registers >= 1 && $0.registers <= allowed }
    return fitting.min { $0.registers < $1.registers }
  }

  /// Replaces all registers, and the hardware's where they differ outside reserved bits.
  private mutating func take(_ regions: [MTRRRegion], debug: Bool, log: inout KernelLog) {
    let width = UInt64.mask(bits: cpu.physBits)
    for (index, region) in regions.enumerated() where variable.indices.contains(index) {
      var new = VariableRange.unused
      if region.pages != 0 {
        let size = region.pages << 12
        new = VariableRange(
          base: region.basePage << 12 | UInt64(region.type.rawValue),
          mask: width & ~(size &- 1) | VariableRange.validBit)
      }
      variable[index] = new
      guard let old = registers?.variable[index] else { continue }
      if (old.base ^ new.base) & ~reservedHighBits & ~0xf00 != 0 {
        registers?.variable[index].base = new.base
      }
      if (old.mask ^ new.mask) & ~reservedHighBits & ~0x7ff != 0 {
        registers?.variable[index].mask = new.mask
      }
    }
    isCleanedUp = true
    if debug { trace(.newRegisters, regions, log: &log) }
  }

  private func trace(
    _ heading: MTRRCleanupMessage, _ regions: [MTRRRegion], log: inout KernelLog
  ) {
    log.append(.mtrrCleanup(heading))
    for (index, region) in regions.enumerated() where region.pages != 0 {
      log.append(.mtrrCleanup(.register(index: index, region)))
    }
  }
}
