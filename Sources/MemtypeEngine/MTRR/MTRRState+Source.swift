extension MTRRState {
  /// The type of one address by Linux's reading.
  public func type(at address: PhysicalAddress) -> MemoryType { typeLookup(address, address &+ 1).type }

  /// Which registers give an address its type by Linux's reading.
  public func source(at address: PhysicalAddress) -> AddressSegment.TypeSource {
    guard isSet, isEnabled else { return .disabled }
    if address < .mib, appliesFixed { return .fixed }
    if address >= .fourGiB, address < tom2 { return .tom2 }
    let covering = variable.indices.filter { covers(variable[$0], address) }
    // Alone, type 0xff is no match, up to 6.4 either.
    let isMatch = covering.contains { variable[$0].type != .invalid }
    guard isMatch else { return .defaultType }
    return isForced ? .forced(covering) : .variable(covering)
  }

  /// The first address above this one where type or source may change; nil if there is none.
  public func nextChange(after address: PhysicalAddress) -> PhysicalAddress? {
    guard isSet, isEnabled else { return nil }
    var next: UInt64?
    func offer(_ candidate: UInt64) {
      if candidate > address { next = min(next ?? candidate, candidate) }
    }
    if appliesFixed, let slot = FixedRanges.slot(of: address) { offer(FixedRanges.range(ofSlot: slot).end) }
    if tom2 > .fourGiB {
      offer(.fourGiB)
      offer(tom2)
    }
    for register in variable where counts(register) {
      if hasCacheMap {
        guard let range = register.linuxRange(reservedHighBits: reservedHighBits) else { continue }
        offer(range.start)
        offer(range.end)
      } else {
        let match = MaskMatch(register, width: 64)
        if match.contains(address) {
          offer(match.lastOfRun(at: address) &+ 1)
        } else if let start = match.next(atOrAfter: address) {
          offer(start)
        }
      }
    }
    return next
  }

  /// All addresses up to the physical width where type or source may change by Linux's reading, in order.
  ///
  /// Up to 6.4 a mask with holes can make millions of them: the list ends after 4096.
  public var boundaries: [PhysicalAddress] {
    guard isSet, isEnabled else { return [] }
    guard hasCacheMap else { return walkedBoundaries }
    var all: [UInt64] = []
    if appliesFixed {
      for slot in 1..<FixedRanges.slotCount where fixed[slot] != fixed[slot - 1] {
        all.append(FixedRanges.range(ofSlot: slot).start)
      }
      all.append(.mib)
    }
    if tom2 > .fourGiB { all += [.fourGiB, tom2] }
    for register in variable {
      guard let range = register.linuxRange(reservedHighBits: reservedHighBits) else { continue }
      all.append(range.start)
      all.append(range.end)
    }
    all.sort()
    let last = UInt64.mask(bits: cpu.physBits)
    var result: [UInt64] = []
    for address in all where address > result.last ?? 0 && address <= last { result.append(address) }
    return result
  }

  private var walkedBoundaries: [PhysicalAddress] {
    var result: [PhysicalAddress] = []
    let last = UInt64.mask(bits: cpu.physBits)
    while result.count < 4096, let next = nextChange(after: result.last ?? 0), next <= last {
      result.append(next)
    }
    return result
  }

  /// Whether the fixed ranges decide below 1 MiB. Since 6.5 Linux asks FE alone.
  var appliesFixed: Bool { isFixedEnabled && (hasFixed || hasCacheMap) }

  /// Whether a register has a say. One of type 0xff has none since 6.5; before, it spoils the types it meets.
  private func counts(_ register: VariableRange) -> Bool {
    register.isValid && (register.type != .invalid || !hasCacheMap)
  }

  private func covers(_ register: VariableRange, _ address: UInt64) -> Bool {
    guard counts(register) else { return false }
    if hasCacheMap {
      return register.linuxRange(reservedHighBits: reservedHighBits)?.contains(address) ?? false
    }
    return (address ^ register.baseAddress) & register.maskBits == 0
  }
}
