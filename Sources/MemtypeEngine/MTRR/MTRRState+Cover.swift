extension MTRRState {
  /// All registers as /proc/mtrr would show them.
  func regions(log: inout KernelLog) -> [MTRRRegion] {
    variable.indices.map { region($0, log: &log) }
  }

  /// What is WB by a register table, sorted (`x86_get_mtrr_mem_range`): the WB ranges without the UC and WP ones.
  ///
  /// `start` is there already; `excluded` is taken out as well.
  func covered(
    by regions: [MTRRRegion], from start: CoveredRanges = CoveredRanges(),
    excluding excluded: AddressRange? = nil,
    debug: Bool, log: inout KernelLog
  ) -> CoveredRanges {
    var cover = start
    for region in regions where region.type == .wb {
      cover.add(AddressRange(region.basePage, region.basePage &+ region.pages))
    }
    trace(.afterWB, cover)
    for (index, region) in regions.enumerated() where region.type == .uc || region.type == .wp {
      guard region.pages != 0 else { continue }
      var range = AddressRange(region.basePage, region.basePage &+ region.pages)
      let firstMegabyteEnd = UInt64.mib >> 12
      if range.start < firstMegabyteEnd, hasFixed, isEnabled, isFixedEnabled {
        log.append(.mtrrCleanup(.strangeUC(index: index)))
        if range.end <= firstMegabyteEnd { continue }
        range.start = firstMegabyteEnd
      }
      cover.subtract(range)
    }
    if let excluded { cover.subtract(excluded) }
    trace(.afterUC, cover)
    cover.sort()
    trace(.afterSorting, cover)
    return cover

    func trace(_ step: MTRRCleanupMessage.CoverStep, _ cover: CoveredRanges) {
      guard debug else { return }
      log.append(.mtrrCleanup(.cover(step)))
      for range in cover.ranges { log.append(.mtrrCleanup(.coveredPages(range))) }
    }
  }

  /// Whether all registers are unused, WB or UC, and some are of `required` type.
  func hasOnlyWBAndUC(_ regions: [MTRRRegion], required: MemoryType) -> Bool {
    // An unused register of a type beyond the known ones still counts as foreign.
    regions.contains { $0.type == required && $0.pages != 0 }
      && regions.allSatisfy { $0.type == .wb || $0.type == .uc || ($0.pages == 0 && $0.type.rawValue < 7) }
  }

  /// The pages of AMD's TOM2 area.
  var tom2Pages: AddressRange? { tom2 == 0 ? nil : AddressRange(.fourGiB >> 12, tom2 >> 12) }
}
