extension MemoryType {
  /// The type where two ranges overlap (`get_effective_type`; Intel SDM vol. 3A, "MTRR Precedences").
  ///
  /// Commutative and associative. Undefined pairs are UC for Linux; reserved encodings count as types of their own.
  @inline(__always) func combined(with other: MemoryType) -> MemoryType {
    if rawValue == other.rawValue { return self }
    // WT and WB are the only unequal pair of these two, and give 4 | 6.
    let isWriteThrough = (self == .wt && other == .wb) || (self == .wb && other == .wt)
    return isWriteThrough ? .wt : .uc
  }
}
