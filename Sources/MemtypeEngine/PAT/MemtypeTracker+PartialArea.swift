extension MemtypeTracker {
  /// Prepares a mapping of page frames into a part of a process's area (`track_pfn_remap`): nothing is reserved, the
  /// pages have the mode that is known for them, and it has to be one and the same for all.
  ///
  /// Any numbers will do; of a page that the range only touches, all counts. The answer is the mode of the resulting
  /// bits, or the error. There is nothing to undo.
  public func mapFramesOfPart(_ range: AddressRange, _ wanted: PageCacheMode) -> Reservation {
    guard pat.isEnabled else { return Reservation(mode: pat.modeInPageTable(of: wanted)) }
    let pages = AddressRange(range.start.roundedDown(to: .page), range.end)
    let mode = lookup(pages.start)
    guard hasOneMode(mode, from: pages) else { return Reservation(error: Errno.invalid) }
    return Reservation(mode: pat.modeInPageTable(of: mode))
  }

  /// Whether all pages of a range have a mode. Between two borders of what the tracker knows all have the same.
  private func hasOneMode(_ mode: PageCacheMode, from pages: AddressRange) -> Bool {
    func agrees(_ border: UInt64) -> Bool {
      let page = border.roundedDown(to: .page)
      let next = page.adding(clamped: .page)
      return (!pages.contains(page) || lookup(page) == mode)
        && (!pages.contains(next) || lookup(next) == mode)
    }
    func agree(_ range: AddressRange) -> Bool {
      // The page before the range may have another mode than the one that its first byte is in.
      agrees(range.start) && agrees(range.end)
    }
    guard agree(Self.isaHole), untracked.map(agree) ?? true else { return false }
    guard ram.allSatisfy({ !$0.overlaps(pages.pageRounded) || agree($0) }) else { return false }
    guard pageModes.overlapping(pages).allSatisfy({ agree($0.range) }) else { return false }
    var position = entries.firstOverlap(start: pages.start, last: pages.pageRounded.last)
    while let found = position {
      if !agree(entries[found].range) { return false }
      position = entries.nextOverlap(after: found, start: pages.start, last: pages.pageRounded.last)
    }
    return true
  }
}
