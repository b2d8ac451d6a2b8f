/// The answer to a type lookup.
public struct MTRRLookup: Hashable, Sendable {
  /// `.invalid` for an empty range and, up to 6.4, where the MTRRs are off or unknown.
  public var type: MemoryType
  private var uniformity: Uniformity
  private var warningCount: UInt32

  // Eight bytes in all, so that an answer is returned in a register.
  private enum Uniformity: UInt8 {
    case mixed, uniform, unwritten
  }

  @inline(__always) public init(type: MemoryType, isUniform: Bool?, warnings: Int = 0) {
    self.type = type
    uniformity = isUniform.map { $0 ? .uniform : .mixed } ?? .unwritten
    warningCount = UInt32(clamping: warnings)
  }

  /// Whether the kernel calls the range uniform, which is not the same as being of one type; nil where it does not
  /// write this result.
  public var isUniform: Bool? { uniformity == .unwritten ? nil : uniformity == .uniform }
  /// How many warnings with a stack trace the lookup logged, up to 6.4.
  public var warnings: Int { Int(warningCount) }
}

extension MTRRState {
  /// The memory type of [start, end) by the MTRRs, as this kernel sees it (`mtrr_type_lookup`).
  public func typeLookup(_ start: UInt64, _ end: UInt64) -> MTRRLookup {
    guard hasCacheMap else { return walkRegisters(start, end) }
    guard isSet else { return MTRRLookup(type: .uc, isUniform: false) }
    guard isEnabled else { return MTRRLookup(type: .uc, isUniform: true) }
    return map.entries.withUnsafeBufferPointer { entries in
      guard start < end, entries.count <= Self.fewEntries else { return merged(start, end, entries) }
      for index in 0..<entries.count where start < entries[index].end {
        // Most ranges lie in one entry, or between two.
        if end <= entries[index].start { return MTRRLookup(type: defaultType, isUniform: true) }
        if entries[index].start <= start, end <= entries[index].end {
          return MTRRLookup(type: entries[index].type, isUniform: true)
        }
        return merged(start, end, entries)
      }
      return MTRRLookup(type: defaultType, isUniform: true)
    }
  }

  /// All that a range meets.
  @inline(never) private func merged(
    _ start: UInt64, _ end: UInt64, _ entries: UnsafeBufferPointer<MemoryTypeMap.Entry>
  ) -> MTRRLookup {
    var merge = Merge()
    var start = start
    var index = MemoryTypeMap.firstIndex(endingAfter: start, in: entries)
    // Nothing makes UC anything else, so that what follows it does not matter.
    while index < entries.count, start < end, merge.type != .uc {
      let entry = entries[index]
      if start < entry.start {
        merge.add(defaultType)
        if end <= entry.start { return merge.result }
      }
      merge.add(entry.type)
      start = entry.end
      index &+= 1
    }
    if start < end { merge.add(defaultType) }
    return merge.result
  }

  /// Up to so many a walk is quicker than a search.
  private static let fewEntries = 8

  public func typeLookup(_ range: AddressRange) -> MTRRLookup { typeLookup(range.start, range.end) }

  /// Accumulates types in address order (`type_merge`): only a change of the accumulated type is not uniform.
  private struct Merge {
    var type = MemoryType.invalid
    var isUniform = true

    @inline(__always) mutating func add(_ other: MemoryType) {
      guard type != .invalid else {
        type = other
        return
      }
      let combined = type.combined(with: other)
      if combined != type { isUniform = false }
      type = combined
    }

    var result: MTRRLookup { MTRRLookup(type: type, isUniform: isUniform) }
  }
}
