extension MTRRState {
  /// A variable range whose mask was written for a processor with fewer address bits.
  public struct ShortMask: Hashable, Sendable {
    /// The variable range.
    public var index: Int
    /// The address bits below the physical width that the mask leaves out.
    public var missingBits: ClosedRange<Int>
    /// Bytes that were meant: what the mask covers on a processor with as many bits as it has.
    public var meantSize: UInt64
    /// Bytes that Linux takes it for; 0 stands for 2^64.
    public var linuxSize: UInt64
  }

  /// The ranges with such masks (`generic_get_mtrr` says "incorrect mask" of them).
  public var shortMasks: [ShortMask] {
    let width = UInt64.mask(bits: cpu.physBits)
    return variable.enumerated().compactMap { index, register in
      let mask = register.maskBits & width
      guard register.isValid, mask != 0 else { return nil }
      let highest = 63 - mask.leadingZeroBitCount
      guard highest + 1 < cpu.physBits else { return nil }
      return ShortMask(
        index: index, missingBits: highest + 1...cpu.physBits - 1, meantSize: mask & (0 &- mask),
        linuxSize: register.linuxSize(reservedHighBits: reservedHighBits))
    }
  }
}

extension MTRRState.ShortMask {
  /// `MTRR 0's mask has no bits 36 to 45: it was written for 36 address bits, and Linux takes 2G for ~64T`.
  public var text: String {
    let bits =
      missingBits.count == 1
      ? "bit \(missingBits.lowerBound)" : "bits \(missingBits.lowerBound) to \(missingBits.upperBound)"
    let size = linuxSize == 0 ? "all of the address space" : linuxSize.sizeText
    return "MTRR \(index)'s mask has no \(bits): it was written for \(missingBits.lowerBound) address bits, "
      + "and Linux takes \(meantSize.sizeText) for \(size)"
  }
}
