extension Scenario {
  /// The scenario with another physical address width: registers as the firmware would program them, where it is
  /// known; otherwise contiguous masks keep their size.
  ///
  /// - Throws: `EditError.physBitsOutOfRange`, `.ramBeyondPhysBits`, `.beyondPhysBits`.
  public func settingPhysBits(_ bits: Int) throws(EditError) -> Scenario {
    guard CPU.physBitsRange.contains(bits) else { throw .physBitsOutOfRange(bits) }
    let limit = UInt64.mask(bits: bits)
    if let entry = firmwareMap.first(where: { $0.type == .ram && !$0.range.isEmpty && $0.range.last > limit })
    {
      throw .ramBeyondPhysBits(end: entry.range.end, bits: bits)
    }
    var result = self
    result.cpu.physBits = bits
    // A firmware that is known says what it would program for this width.
    let model = FirmwareModel.allCases.first { model in
      (try? state(of: model)).map { $0.mtrr == mtrr } ?? false
    }
    if let state = try? model.map({ try result.state(of: $0) }) {
      result.mtrr = state.mtrr
      return result
    }
    for (i, range) in mtrr.variable.enumerated() {
      guard range.baseAddress <= limit else { throw .beyondPhysBits(range.baseAddress, bits: bits) }
      let size = 0 &- (range.maskBits | ~UInt64.mask(bits: cpu.physBits))
      let isContiguous = size != 0 && size & (size &- 1) == 0 && size <= limit
      guard range.mask & ~0xfff != 0 else { continue }
      let mask = isContiguous ? limit & ~(size &- 1) : range.maskBits & limit
      result.mtrr.variable[i].mask = mask & ~0xfff | range.mask & 0xfff
    }
    return result
  }

  /// Changes variable range `index` in place; the caller's closure gets the register pair.
  private func changingRange(
    _ index: Int, _ change: (inout VariableRange) throws(EditError) -> Void
  ) throws(EditError) -> Scenario {
    guard mtrr.variable.indices.contains(index) else { throw .noSuchRange(index) }
    var result = self
    try change(&result.mtrr.variable[index])
    return result
  }

  /// Sets bit V of PHYSMASK.
  ///
  /// - Throws: `EditError.noSuchRange`.
  public func settingRangeValid(_ index: Int, _ isValid: Bool) throws(EditError) -> Scenario {
    try changingRange(index) { range throws(EditError) in range.isValid = isValid }
  }

  /// Sets PHYSBASE's address: page-aligned and within the physical width.
  ///
  /// - Throws: `EditError.notPageAligned`, `.beyondPhysBits`, `.noSuchRange`.
  public func settingRangeBase(_ index: Int, _ base: PhysicalAddress) throws(EditError) -> Scenario {
    let bits = cpu.physBits
    return try changingRange(index) { range throws(EditError) in
      guard base % .page == 0 else { throw .notPageAligned(base) }
      guard base <= UInt64.mask(bits: bits) else { throw .beyondPhysBits(base, bits: bits) }
      range.base = base | range.base & 0xfff
    }
  }

  /// Sets the mask that covers `size` bytes: a power of two of at least a page.
  ///
  /// - Throws: `EditError.sizeNotPowerOfTwo`, `.sizeTooLarge`, `.noSuchRange`.
  public func settingRangeSize(_ index: Int, _ size: UInt64) throws(EditError) -> Scenario {
    let bits = cpu.physBits
    return try changingRange(index) { range throws(EditError) in
      guard size >= .page, size & (size &- 1) == 0 else { throw .sizeNotPowerOfTwo(size) }
      guard size &- 1 <= UInt64.mask(bits: bits) else { throw .sizeTooLarge(size, bits: bits) }
      range.mask = UInt64.mask(bits: bits) & ~(size &- 1) | range.mask & 0xfff
    }
  }

  /// Sets PHYSMASK's address bits, contiguous or not.
  ///
  /// - Throws: `EditError.notPageAligned`, `.beyondPhysBits`, `.noSuchRange`.
  public func settingRangeMask(_ index: Int, _ mask: UInt64) throws(EditError) -> Scenario {
    let bits = cpu.physBits
    return try changingRange(index) { range throws(EditError) in
      guard mask % .page == 0 else { throw .notPageAligned(mask) }
      guard mask <= UInt64.mask(bits: bits) else { throw .beyondPhysBits(mask, bits: bits) }
      range.mask = mask | range.mask & 0xfff
    }
  }

  /// Sets PHYSBASE's memory type.
  ///
  /// - Throws: `EditError.reservedType`, `.noSuchRange`.
  public func settingRangeType(_ index: Int, _ type: MemoryType) throws(EditError) -> Scenario {
    try changingRange(index) { range throws(EditError) in
      guard MemoryType.mtrrTypes.contains(type) else { throw .reservedType(type.rawValue) }
      range.type = type
    }
  }

  /// A valid pair in the first unused register, or in a new one: UC over 1 MiB below 4 GiB, to be edited.
  ///
  /// Returns the scenario and the index of the pair.
  ///
  /// - Throws: `EditError.tooManyRanges`.
  public func addingRange() throws(EditError) -> (scenario: Scenario, index: Int) {
    var result = self
    let mask = UInt64.mask(bits: cpu.physBits) & ~(UInt64.mib - 1) | VariableRange.validBit
    let pair = VariableRange(base: .fourGiB - .mib, mask: mask)
    if let free = mtrr.variable.firstIndex(where: { !$0.isValid }) {
      result.mtrr.variable[free] = pair
      return (result, free)
    }
    guard mtrr.variable.count < 255 else { throw .tooManyRanges(mtrr.variable.count) }
    result.mtrr.variable.append(pair)
    result.mtrr.capabilities = mtrr.capabilities & ~0xff | UInt64(result.mtrr.variable.count)
    return (result, mtrr.variable.count)
  }

  /// Clears variable range `index`; the register itself stays, as in hardware.
  ///
  /// - Throws: `EditError.noSuchRange`.
  public func removingRange(_ index: Int) throws(EditError) -> Scenario {
    try changingRange(index) { range throws(EditError) in range = .unused }
  }
}
