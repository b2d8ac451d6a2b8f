extension MemoryTypeMap {
  /// The same map in an array of limited size, range by range in register order as the kernel adds them
  /// (`add_map_entry`). With room enough the result is that of the plain initializer.
  ///
  /// What has no room empties the array but for the fixed ranges, with a WARN, and is itself lost; later ranges go
  /// on from there. The kernel's 600 entries do not run out with the 255 ranges that a processor can have.
  public init(
    fixed: FixedRanges?, tom2: UInt64, variable: [VariableRange], reservedHighBits: UInt64, capacity: Int,
    log: inout [KernelMessage]
  ) {
    self.init(fixed: fixed, tom2: tom2, variable: [], reservedHighBits: reservedHighBits)
    for register in variable {
      guard let range = register.linuxRange(reservedHighBits: reservedHighBits) else { continue }
      if add(range, register.type, capacity: capacity) { continue }
      log.append(.mtrr(.mapExhausted))
      entries.removeAll { !$0.isFixed || $0.start >= .mib }
    }
  }

  /// The room in the array while booting: all slots of the fixed ranges, and two entries for every variable range.
  public static let bootCapacity = FixedRanges.slotCount + 2 * MTRRState.maxVariableRanges

  /// Adds a variable range; false if the room did not suffice.
  private mutating func add(_ range: AddressRange, _ type: MemoryType, capacity: Int) -> Bool {
    var start = range.start
    while start < range.end {
      let index = entries.withUnsafeBufferPointer { Self.firstIndex(endingAfter: start, in: $0) }
      guard index < entries.count, entries[index].start <= start else {
        let end = index < entries.count ? min(range.end, entries[index].start) : range.end
        guard put(AddressRange(start, end), type, at: index, capacity: capacity) else { return false }
        start = end
        continue
      }
      let old = entries[index]
      let end = min(range.end, old.end)
      let combined = old.type.combined(with: type)
      if !old.isFixed, combined != old.type {
        guard replace(AddressRange(start, end), combined, at: index, capacity: capacity) else { return false }
      }
      start = end
    }
    return true
  }

  /// Gives a part of an entry another type.
  private mutating func replace(
    _ part: AddressRange, _ type: MemoryType, at index: Int, capacity: Int
  ) -> Bool {
    let old = entries.remove(at: index)
    var index = index
    if old.start < part.start {
      entries.insert(
        Entry(start: old.start, end: part.start, type: old.type, isFixed: false), at: index)
      index += 1
    }
    if part.end < old.end {
      guard entries.count < capacity else { return false }
      entries.insert(Entry(start: part.end, end: old.end, type: old.type, isFixed: false), at: index)
    }
    return put(part, type, at: index, capacity: capacity)
  }

  /// Fills a gap, joined with its neighbours where it can be.
  private mutating func put(
    _ range: AddressRange, _ type: MemoryType, at index: Int, capacity: Int
  ) -> Bool {
    func joins(_ other: Entry) -> Bool { !other.isFixed && other.type == type }
    let next = index
    let joinsNext = next < entries.count && entries[next].start == range.end && joins(entries[next])
    if index > 0, entries[index - 1].end == range.start, joins(entries[index - 1]) {
      entries[index - 1].end = joinsNext ? entries[next].end : range.end
      if joinsNext { entries.remove(at: next) }
    } else if joinsNext {
      entries[next].start = range.start
    } else {
      guard entries.count < capacity else { return false }
      entries.insert(Entry(start: range.start, end: range.end, type: type, isFixed: false), at: index)
    }
    return true
  }
}

extension MTRRState {
  /// Moves the map to an array of its final size (`mtrr_copy_map`, subsys_initcall). With the MTRRs off, or nothing
  /// to make room for, there is none afterwards; without memory for it the MTRRs are off from then on.
  public mutating func copyMap(allocationFails: Bool = false, log: inout [KernelMessage]) {
    guard hasCacheMap else { return }
    if !(isEnabled || isFixedEnabled) || mapCapacity == 0 {
      map = MemoryTypeMap()
    } else if allocationFails {
      log.append(.mtrr(.noMemoryForMap))
      isEnabled = false
      isFixedEnabled = false
    }
  }
}
