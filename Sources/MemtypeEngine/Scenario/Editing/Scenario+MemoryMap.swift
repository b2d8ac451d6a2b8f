extension Scenario {
  /// Moves the start of an entry of the firmware's map; its last byte stays. In bytes: firmware owes no alignment.
  ///
  /// - Throws: `EditError.noSuchEntry`, `.emptyEntry`.
  public func settingEntryStart(_ index: Int, _ start: PhysicalAddress) throws(EditError) -> Scenario {
    guard firmwareMap.indices.contains(index) else { throw .noSuchEntry(index) }
    let end = firmwareMap[index].range.end
    guard start < end else { throw .emptyEntry(start: start, end: end) }
    var result = self
    result.firmwareMap[index].address = start
    result.firmwareMap[index].size = end &- start
    return result
  }

  /// Gives an entry of the firmware's map another size: at least a byte, within the physical width.
  ///
  /// - Throws: `EditError.noSuchEntry`, `.emptyEntry`, `.beyondPhysBits`.
  public func settingEntrySize(_ index: Int, _ size: UInt64) throws(EditError) -> Scenario {
    guard firmwareMap.indices.contains(index) else { throw .noSuchEntry(index) }
    let start = firmwareMap[index].address
    guard size > 0 else { throw .emptyEntry(start: start, end: start) }
    let last = start.adding(clamped: size &- 1)
    guard last <= UInt64.mask(bits: cpu.physBits) else { throw .beyondPhysBits(last, bits: cpu.physBits) }
    var result = self
    result.firmwareMap[index].size = size
    return result
  }

  /// Gives an entry of the firmware's map another type.
  ///
  /// - Throws: `EditError.noSuchEntry`.
  public func settingEntryType(_ index: Int, _ type: E820Type) throws(EditError) -> Scenario {
    guard firmwareMap.indices.contains(index) else { throw .noSuchEntry(index) }
    var result = self
    result.firmwareMap[index].type = type
    return result
  }

  /// A reserved page at an address, behind the entries that begin before it; its index.
  public func addingEntry(at address: PhysicalAddress) -> (scenario: Scenario, index: Int) {
    let start = min(address, UInt64.mask(bits: cpu.physBits)).roundedDown(to: .page)
    let index = firmwareMap.firstIndex { $0.address > start } ?? firmwareMap.count
    var result = self
    result.firmwareMap.insert(E820Entry(address: start, size: .page, type: .reserved), at: index)
    return (result, index)
  }

  /// Takes an entry out of the memory map.
  ///
  /// - Throws: `EditError.noSuchEntry`.
  public func removingEntry(_ index: Int) throws(EditError) -> Scenario {
    guard firmwareMap.indices.contains(index) else { throw .noSuchEntry(index) }
    var result = self
    result.firmwareMap.remove(at: index)
    return result
  }
}
