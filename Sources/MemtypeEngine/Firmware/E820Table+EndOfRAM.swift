extension E820Table {
  /// The page after the last one of RAM, searched below `limit` pages (`e820__end_ram_pfn`).
  ///
  /// Walks in table order: an entry that runs through the limit ends the walk with the limit. Starts and ends are
  /// rounded down to pages. `countingACPI`: ACPI table entries count as well, since 6.11.
  public func endOfRAMPages(limit: UInt64, countingACPI: Bool, maxArchPages: UInt64) -> UInt64 {
    var last: UInt64 = 0
    for entry in entries where entry.type == .ram || countingACPI && entry.type == .acpi {
      let start = entry.address >> 12
      let end = (entry.address &+ entry.size) >> 12
      if start >= limit { continue }
      if end > limit {
        last = limit
        break
      }
      last = max(last, end)
    }
    return min(last, maxArchPages)
  }

  /// The end of all RAM in pages, `max_pfn` (`e820__end_of_ram_pfn`).
  public func endOfRAM(kernel: KernelRevision, maxArchPages: UInt64, log: inout KernelLog) -> UInt64 {
    let pages = endOfRAMPages(
      limit: maxArchPages, countingACPI: kernel.has(.acpiCountsAsRAM), maxArchPages: maxArchPages)
    log.append(.e820(.endOfRAM(pages: pages, maxArchPages: maxArchPages)))
    return pages
  }

  /// The end of RAM below 4 GiB in pages: TOLUD >> 12 (`e820__end_of_low_ram_pfn`).
  public func endOfLowRAM(kernel: KernelRevision, maxArchPages: UInt64, log: inout KernelLog) -> UInt64 {
    let pages = endOfRAMPages(
      limit: .fourGiB >> 12, countingACPI: kernel.has(.acpiCountsAsRAM), maxArchPages: maxArchPages)
    log.append(.e820(.endOfRAM(pages: pages, maxArchPages: maxArchPages)))
    return pages
  }

  /// `max_arch_pfn` with four-level page tables: 46 physical bits.
  public static let maxArchPages4Level: UInt64 = 1 << 34
  /// `max_arch_pfn` with five-level page tables: 52 physical bits.
  public static let maxArchPages5Level: UInt64 = 1 << 40
}
