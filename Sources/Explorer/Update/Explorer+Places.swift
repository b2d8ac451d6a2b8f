import MemtypeEngine

/// Addresses and commands by their names.
extension Explorer {
  /// The address that a number, a name or a sum of them means here; `.` is where the ruler's cursor is.
  func address(_ text: String) throws(PlaceError) -> PhysicalAddress {
    try evaluation.address(text, cursor: cursorAddress)
  }
}
