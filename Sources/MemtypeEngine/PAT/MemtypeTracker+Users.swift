extension MemtypeTracker {
  /// Reserves a mode for an I/O range and insists on getting it or something as good (`memtype_reserve_io`).
  /// The answer is the mode to use, or the error.
  public mutating func reserveIO(
    _ range: AddressRange, _ requested: PageCacheMode, mtrr: MTRRState, log: inout KernelLog
  ) -> Reservation {
    var answer = reserve(range, requested, mtrr: mtrr, log: &log)
    guard answer.error == nil, let got = answer.mode else { return answer }
    if !isAllowed(got, for: requested, over: range) || !syncDirectMap(range, got, log: &log) {
      free(range, log: &log)
      answer.refuse(Errno.busy)
    }
    return answer
  }

  /// Prepares a mapping of page frames into a process that fills its whole area (`track_pfn_remap`,
  /// `reserve_pfn_range`).
  ///
  /// RAM is not tracked; there the mapping follows the pages. The wish is read back from page table bits, so
  /// a mode without a slot in the PAT counts as the one that it falls back to.
  ///
  /// `isStrict`: no other mode will do, however harmless. The answer is the mode of the resulting bits, or
  /// the error.
  public mutating func mapFrames(
    _ range: AddressRange, _ wanted: PageCacheMode, isStrict: Bool = false, mtrr: MTRRState,
    log: inout KernelLog
  ) -> Reservation {
    let want = pat.modeInPageTable(of: wanted)
    if ramTest(range) != .noRAM {
      guard pat.isEnabled else { return Reservation(mode: want) }
      let got = lookup(range.start)
      if got != want { log.append(.pat(.mapRAM(task, range, requested: want, got: got))) }
      return Reservation(mode: pat.modeInPageTable(of: got))
    }
    var answer = reserve(range, want, mtrr: mtrr, log: &log)
    guard answer.error == nil, let got = answer.mode else { return answer }
    if got != want, isStrict || !isAllowed(got, for: want, over: range) {
      free(range, log: &log)
      log.append(.pat(.mapRefused(task, range, requested: want, got: got)))
      answer.refuse(Errno.invalid)
      return answer
    }
    if !syncDirectMap(range, got, log: &log) {
      free(range, log: &log)
      answer.refuse(Errno.invalid)
      return answer
    }
    answer.mode = pat.modeInPageTable(of: got)
    return answer
  }

  /// Gives the direct map of a range the mode of a new mapping (`memtype_kernel_map_sync`), if the range begins in
  /// RAM. False if that failed.
  func syncDirectMap(_ range: AddressRange, _ mode: PageCacheMode, log: inout KernelLog) -> Bool {
    guard cannotChangeDirectMap, isPageRAM(range.start) else { return true }
    log.append(.pat(.directMapUnchanged(task, range, mode)))
    return false
  }

  /// Undoes `mapFrames` (`untrack_pfn`).
  public mutating func unmapFrames(_ range: AddressRange, log: inout KernelLog) {
    if ramTest(range) == .noRAM { free(range, log: &log) }
  }
}
