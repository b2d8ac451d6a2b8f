extension MTRRState {
  /// Where a new range can go.
  enum Place {
    case refused(MTRRMessage)
    /// A range of this type covers it already.
    case existing(Int)
    /// It takes the place of the one range of its type that it encloses.
    case replacing(Int)
    case free
  }

  /// What is wrong with a range by itself, in the kernel's order.
  func refusal(basePage: UInt64, pages: UInt64, type: MemoryType) -> (message: MTRRMessage, errno: Int)? {
    if cpu.family == 6, cpu.model == 1, cpu.stepping <= 7 {
      if basePage & 0x3ff != 0 { return (.baseNot4MAligned(basePage), Errno.invalid) }
      let isClear = basePage &+ pages < 0x70000 || basePage > 0x7003f
      if !isClear, type == .wc || type == .wb { return (.mayHangCPU, Errno.invalid) }
    }
    var base = basePage
    var last = basePage &+ pages &- 1
    while base & 1 == 0, last & 1 == 1 {
      base >>= 1
      last >>= 1
    }
    guard base == last else { return (.notAligned(basePage: basePage, pages: pages), Errno.invalid) }
    guard type.rawValue < 7 else { return (.typeInvalid(type), Errno.invalid) }
    if type == .wc, registers?.hasWriteCombining != true { return (.noWriteCombining, Errno.notImplemented) }
    guard pages != 0 else { return (.zeroSized, Errno.invalid) }
    let beyond = ~(UInt64.mask(bits: cpu.physBits) >> 12)
    guard (basePage | basePage &+ pages &- 1) & beyond == 0 else {
      return (.exceedsWidth, Errno.invalid)
    }
    return nil
  }

  /// Compares a new range with all that are in use.
  func place(for new: MTRRRegion, log: inout KernelLog) -> Place {
    var replaced: Int?
    var enclosed = 0
    for index in usage.indices {
      let old = region(index, log: &log)
      if old.pages == 0 || new.basePage > old.lastPage || new.lastPage < old.basePage { continue }
      if new.basePage < old.basePage || new.lastPage > old.lastPage {
        let encloses = new.basePage <= old.basePage && new.lastPage >= old.lastPage
        if encloses, new.type == old.type {
          enclosed += 1
          replaced = index
        } else if !encloses || !Self.areCompatible(new.type, old.type) {
          return .refused(.overlapsExisting(new, old))
        }
      } else if new.type == old.type {
        return .existing(index)
      } else if !Self.areCompatible(new.type, old.type) {
        return .refused(.typeMismatch(new, old: old.type))
      }
    }
    // Two enclosed ranges cancel the replacement and stay.
    if enclosed == 1, let replaced { return .replacing(replaced) }
    return .free
  }

  /// Whether two types may overlap (`types_compatible`).
  private static func areCompatible(_ a: MemoryType, _ b: MemoryType) -> Bool {
    a == .uc || b == .uc || (a == .wt && b == .wb) || (a == .wb && b == .wt)
  }
}
