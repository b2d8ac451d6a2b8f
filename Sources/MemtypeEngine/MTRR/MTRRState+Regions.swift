/// What a variable range covers by its registers, as /proc/mtrr shows it.
public struct MTRRRegion: Hashable, Sendable {
  public var basePage: UInt64
  /// 0 if it is not in use.
  public var pages: UInt64
  public var type: MemoryType

  static let unused = MTRRRegion(basePage: 0, pages: 0, type: .uc)

  /// Meaningless if it is not in use.
  var lastPage: UInt64 { basePage &+ pages &- 1 }
}

extension MTRRState {
  /// Whether ranges can be added and removed (`mtrr_enabled`).
  public var isDriverOn: Bool { hasDriver && isEnabled }

  /// Reads a register pair for display and for `add` (`generic_get_mtrr`).
  ///
  /// This is not the size that lookups use: a mask without its high bits is repaired here, with a message.
  func region(_ index: Int, log: inout KernelLog) -> MTRRRegion {
    guard let registers, registers.variable.indices.contains(index) else { return .unused }
    let register = registers.variable[index]
    guard register.isValid else { return .unused }
    var mask = register.maskBits | reservedHighBits
    if register.maskBits != 0 {
      let repaired = register.maskBits | ~(.max >> UInt64(register.maskBits.leadingZeroBitCount))
      if repaired != mask {
        log.append(.mtrr(.maskRepaired))
        mask = repaired
      }
    }
    return MTRRRegion(
      basePage: register.baseAddress >> 12, pages: (0 &- mask) >> 12, type: register.type)
  }

  /// Adds a range in pages and returns its register, or a negative errno (`mtrr_add_page`).
  ///
  /// `increment`: asking again for what is there already raises its use count.
  public mutating func add(
    basePage: UInt64, pages: UInt64, type: MemoryType, increment: Bool, log: inout KernelLog
  ) -> Int {
    guard isDriverOn else { return Errno.noSuchAddress }
    if let refusal = refusal(basePage: basePage, pages: pages, type: type) {
      log.append(.mtrr(refusal.message))
      return refusal.errno
    }
    let new = MTRRRegion(basePage: basePage, pages: pages, type: type)
    switch place(for: new, log: &log) {
    case .refused(let message):
      log.append(.mtrr(message))
      return Errno.invalid
    case .existing(let index):
      if increment { usage[index] += 1 }
      return index
    case .replacing(let index):
      set(index, new, log: &log)
      if increment { usage[index] += 1 }
      return index
    case .free:
      for index in usage.indices where region(index, log: &log).pages == 0 {
        set(index, new, log: &log)
        usage[index] = 1
        return index
      }
      log.append(.mtrr(.noMoreRegisters))
      return Errno.noSpace
    }
  }

  /// Drops one use of a register, and the range with the last one (`mtrr_del_page`). A negative number means the
  /// register that has exactly this base and size.
  public mutating func delete(
    register: Int, basePage: UInt64 = 0, pages: UInt64 = 0, log: inout KernelLog
  ) -> Int {
    guard isDriverOn else { return Errno.noDevice }
    var index = register
    if index < 0 {
      let found = usage.indices.first {
        let region = region($0, log: &log)
        return region.basePage == basePage && region.pages == pages
      }
      guard let found else { return Errno.invalid }
      index = found
    }
    guard index < usage.count else {
      log.append(.mtrr(.registerTooBig(index)))
      return Errno.invalid
    }
    guard region(index, log: &log).pages != 0 else {
      log.append(.mtrr(.registerNotUsed(index)))
      return Errno.invalid
    }
    guard usage[index] >= 1 else {
      log.append(.mtrr(.registerCountZero(index)))
      return Errno.invalid
    }
    usage[index] -= 1
    if usage[index] < 1 { set(index, .unused, log: &log) }
    return index
  }

  /// Writes a register pair and builds the map anew (`generic_set_mtrr`, `generic_rebuild_map`).
  ///
  /// The processor refuses a reserved type; the driver remembers it all the same.
  private mutating func set(_ index: Int, _ region: MTRRRegion, log: inout KernelLog) {
    guard variable.indices.contains(index) else { return }
    if region.pages == 0 {
      variable[index] = .unused
      registers?.variable[index].mask = 0
    } else {
      let inWidth = ~reservedHighBits
      let base = (region.basePage << 12 & inWidth) | UInt64(region.type.rawValue)
      let mask = ((0 &- region.pages) << 12 & inWidth) | VariableRange.validBit
      variable[index] = VariableRange(base: base, mask: mask)
      registers?.variable[index].mask = mask
      if MemoryType.mtrrTypes.contains(region.type) {
        registers?.variable[index].base = base
      } else {
        log.append(.mtrr(.writeFailed(cpu: 0, msr: 0x200 + 2 * UInt32(index), value: base)))
      }
    }
    rebuildMap()
  }
}
