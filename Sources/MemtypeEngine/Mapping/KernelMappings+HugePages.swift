extension MTRRState {
  /// Whether a huge page may map a piece of memory (`pmd_set_huge`, `pud_set_huge`): since 6.5 if its type lookup is
  /// uniform; up to 6.4 also where the lookup knows nothing or says WB.
  public func allowsHugePage(_ piece: AddressRange) -> Bool {
    let answer = typeLookup(piece)
    if answer.isUniform == true { return true }
    return !hasCacheMap && (answer.type == .invalid || answer.type == .wb)
  }

  /// Calls `body` with every address in a range at which the answer of a lookup can change: the borders of the
  /// map's entries or, up to 6.4, of the registers. For masks with holes these are not all.
  fileprivate func forEachBorder(in range: AddressRange, _ body: (UInt64) -> Void) {
    func visit(_ border: UInt64) {
      if range.contains(border) { body(border) }
    }
    guard hasCacheMap else {
      for register in variable where register.isValid {
        let size = register.linuxSize(reservedHighBits: reservedHighBits)
        let masked = register.baseAddress & register.maskBits
        for border in [register.baseAddress, masked] {
          visit(border)
          visit(border &+ size)
        }
      }
      visit(.fourGiB)
      visit(tom2)
      return
    }
    map.entries.withUnsafeBufferPointer { entries in
      var index = MemoryTypeMap.firstIndex(endingAfter: range.start, in: entries)
      while index < entries.count, entries[index].start < range.end {
        visit(entries[index].start)
        visit(entries[index].end)
        index &+= 1
      }
    }
  }
}

extension KernelMappings {
  static let hugePage: UInt64 = 2 << 20

  /// The first piece of 2 MiB that a mapping of whole pages would get a huge page for but for the MTRRs
  /// (`vmap_try_huge_pmd`); nil if there is none.
  ///
  /// The virtual address of an ioremap is aligned to its size, to 1 GiB at most, so the physical start decides about
  /// the alignment. Where a page of 1 GiB fits nobody asks for the smaller ones.
  func firstRefusedHugePage(_ range: AddressRange) -> AddressRange? {
    guard range.size >= Self.hugePage, range.start & (Self.hugePage &- 1) == 0 else { return nil }
    let end = range.end.roundedDown(to: Self.hugePage)
    var first: AddressRange?
    func test(_ address: UInt64) {
      let start = address.roundedDown(to: Self.hugePage)
      guard start < end, start < first?.start ?? .max else { return }
      let piece = AddressRange(start: start, size: Self.hugePage)
      if !mtrr.allowsHugePage(piece), !isInGigabytePage(piece.start, of: range) { first = piece }
    }
    test(range.start)
    mtrr.forEachBorder(in: range) { border in
      test(border)
      // The pieces behind it up to the next border are all alike; their first one stands for them.
      test(border.adding(clamped: Self.hugePage))
    }
    return first
  }

  /// Whether a page of 1 GiB maps an address of the range (`vmap_try_huge_pud`).
  private func isInGigabytePage(_ address: UInt64, of range: AddressRange) -> Bool {
    let piece = AddressRange(start: address.roundedDown(to: .gib), size: .gib)
    return mapsGigabytePages && range.start & (.gib &- 1) == 0 && range.contains(piece)
      && mtrr.allowsHugePage(piece)
  }

  /// Says once a boot that the MTRRs cost a mapping its huge pages. The mapping stands, with small ones.
  mutating func noteRefusedHugePage(_ range: AddressRange) {
    guard mapsHugePages, !warned.hugePage, let piece = firstRefusedHugePage(range) else { return }
    warned.hugePage = true
    log.append(.mapping(.hugePageRefused(piece)))
  }
}
