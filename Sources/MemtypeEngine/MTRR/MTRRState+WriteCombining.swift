extension MTRRState {
  /// Handles count from here, so that 0 can mean that nothing was needed.
  private static let handleOffset = 1000

  /// Asks for write combining where the PAT cannot give it (`arch_phys_wc_add`). In bytes.
  ///
  /// Returns 0 if the PAT is there or the MTRRs are off, a handle, or a negative errno.
  public mutating func addWriteCombining(
    base: UInt64, size: UInt64, patEnabled: Bool, log: inout KernelLog
  ) -> Int {
    guard !patEnabled, isDriverOn else { return 0 }
    let result: Int
    if (base | size) & 0xfff != 0 {
      log.append(.mtrr(.notPageMultiple))
      result = Errno.invalid
    } else {
      result = add(basePage: base >> 12, pages: size >> 12, type: .wc, increment: true, log: &log)
    }
    guard result >= 0 else {
      log.append(.mtrr(.writeCombiningFailed))
      return result
    }
    return result + Self.handleOffset
  }

  /// Gives a handle back (`arch_phys_wc_del`). Any number is taken: a stray one deletes a firmware register.
  public mutating func deleteWriteCombining(handle: Int, log: inout KernelLog) {
    guard handle >= 1 else { return }
    if handle < Self.handleOffset { log.append(.mtrr(.strayHandle)) }
    _ = delete(register: handle - Self.handleOffset, log: &log)
  }

  /// The register behind a handle, -1 if there is none (`arch_phys_wc_index`).
  public static func writeCombiningIndex(handle: Int) -> Int {
    handle < handleOffset ? -1 : handle - handleOffset
  }
}
