extension VariableRange {
  /// The one contiguous range that Linux takes the pair for, or nil if it contributes nothing
  /// (`get_var_mtrr_state`, `get_mtrr_size`).
  ///
  /// The size is 2^64 minus the mask with the bits above the physical width set, also where the mask has holes, and
  /// nobody checks that the base is aligned to it. A range that wraps around, and the type 0xff, contribute nothing.
  package func linuxRange(reservedHighBits: UInt64) -> AddressRange? {
    guard isValid, type != .invalid else { return nil }
    let end = baseAddress &+ linuxSize(reservedHighBits: reservedHighBits)
    return end > baseAddress ? AddressRange(baseAddress, end) : nil
  }

  /// The size alone; 0 stands for 2^64.
  package func linuxSize(reservedHighBits: UInt64) -> UInt64 { 0 &- (maskBits | reservedHighBits) }
}
