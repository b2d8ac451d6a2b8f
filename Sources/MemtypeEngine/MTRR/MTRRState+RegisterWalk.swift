extension MTRRState {
  /// `mtrr_type_lookup` up to 6.4: walks the registers, cutting the range where one of them begins or ends.
  ///
  /// Masks with holes make the kernel go on page by page, with a warning for each, for hours if the range is large.
  /// After `maxWalkWarnings` of them the answer is what has come together so far.
  func walkRegisters(_ start: UInt64, _ end: UInt64) -> MTRRLookup {
    guard isSet, isEnabled else { return MTRRLookup(type: .invalid, isUniform: nil) }
    if appliesFixed, let slot = FixedRanges.slot(of: start) {
      return MTRRLookup(type: fixed[slot], isUniform: false)
    }
    let last = end &- 1
    var warnings = 0
    var start = start
    var pass = walkOnce(start, last, warnings: &warnings)
    let isUniform = pass.isUniform && pass.cut == nil
    var type = pass.type
    while let cut = pass.cut, warnings < Self.maxWalkWarnings {
      start = cut
      pass = walkOnce(start, last, warnings: &warnings)
      type = type.combined(with: pass.type)
      if type == .uc { return MTRRLookup(type: .uc, isUniform: false, warnings: warnings) }
    }
    // Looks at where the walk ended, not at where it began.
    if tom2 != 0, start >= .fourGiB, last < tom2 { type = .wb }
    return MTRRLookup(type: type, isUniform: isUniform, warnings: warnings)
  }

  static let maxWalkWarnings = 1 << 12

  private struct Pass {
    var type: MemoryType
    var isUniform = true
    /// Where the next pass has to go on, if a register cut this one.
    var cut: UInt64?
  }

  /// One look at all registers (`mtrr_type_lookup_variable`). `last` is inclusive and may lie below `start`.
  private func walkOnce(_ start: UInt64, _ last: UInt64, warnings: inout Int) -> Pass {
    var pass = Pass(type: .invalid)
    var last = last
    for register in variable where register.isValid {
      let base = register.baseAddress
      let mask = register.maskBits
      let coversStart = (start ^ base) & mask == 0
      let coversLast = (last ^ base) & mask == 0
      if coversStart != coversLast || (start < base && base < last) {
        var cut = coversStart ? base &+ register.linuxSize(reservedHighBits: reservedHighBits) : base
        if cut <= start {
          warnings += 1
          cut = start &+ .page
        }
        last = cut &- 1
        pass.cut = cut
        pass.isUniform = false
      }
      guard coversStart else { continue }
      if pass.type == .invalid {
        pass.type = register.type
        continue
      }
      pass.isUniform = false
      pass.type = pass.type.combined(with: register.type)
      if pass.type == .uc { return pass }
    }
    if pass.type == .invalid { pass.type = defaultType }
    return pass
  }
}
