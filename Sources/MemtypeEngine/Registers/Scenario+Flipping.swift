extension Scenario {
  /// The scenario with one bit of a register flipped.
  ///
  /// - Throws: `EditError` for a register that there is not, and for what a processor refuses to write: reserved bits
  ///   and reserved types. A range that the guest forces is no register, and takes any bits.
  public func flipping(bit: Int, ofWord word: Int, in name: RegisterName, of evaluation: Evaluation)
    throws(EditError) -> Scenario
  {
    let words = evaluation.words(of: name)
    guard (0..<64).contains(bit), let before = words[safe: word] else {
      throw .noChoice("\(name.word) has no bit \(bit): a register has 0 to 63")
    }
    let flipped = before.value ^ (1 &<< UInt64(bit))
    var result = self
    result.store(flipped, word, in: name, of: evaluation)
    guard name.msr != nil else { return result }
    if flipped > before.value, before.field(ofBit: bit) == nil {
      throw .noChoice("bit \(bit) of \(before.name) is reserved: a processor refuses to set it")
    }
    if let type = Self.reservedType(flipped, bit, before, name) {
      throw .reservedType(UInt8(truncatingIfNeeded: type))
    }
    return result
  }

  /// The scenario with a register as another one has it, where that has it.
  package func restoring(_ name: RegisterName, from other: Scenario) -> Scenario {
    var result = self
    switch name {
    case .capabilities:
      (result.mtrr.capabilities, result.mtrr.variable) = (other.mtrr.capabilities, other.mtrr.variable)
    case .defaultType: result.mtrr.defaultTypeRegister = other.mtrr.defaultTypeRegister
    case .variable(let index):
      guard let pair = other.mtrr.variable[safe: index], mtrr.variable.indices.contains(index) else {
        return self
      }
      result.mtrr.variable[index] = pair
    case .forced: result.forcedRange = other.forcedRange
    case .fixed: result.mtrr.fixed = other.mtrr.fixed
    case .pat: result.cpu.patMSR = other.cpu.patMSR
    case .syscfg: result.mtrr.syscfg = other.mtrr.syscfg
    case .topMem2: result.mtrr.topMem2 = other.mtrr.topMem2
    }
    return result
  }

  private mutating func store(
    _ value: UInt64, _ word: Int, in name: RegisterName, of evaluation: Evaluation
  ) {
    switch name {
    case .capabilities:
      mtrr.capabilities = value
      // VCNT says how many there are.
      let count = Int(value & 0xff)
      mtrr.variable = Array(
        (mtrr.variable + Array(repeating: .unused, count: max(0, count - mtrr.variable.count))).prefix(count))
    case .defaultType: mtrr.defaultTypeRegister = value
    case .variable(let index) where mtrr.variable.indices.contains(index):
      if word == 0 { mtrr.variable[index].base = value } else { mtrr.variable[index].mask = value }
    case .forced(let index):
      guard var pair = evaluation.forcedRanges[safe: index] else { return }
      if word == 0 { pair.base = value } else { pair.mask = value }
      forcedRange = pair
    case .fixed(let index):
      var registers = mtrr.fixed.registers
      guard registers.indices.contains(index) else { return }
      registers[index] = value
      mtrr.fixed = FixedRanges(registers: registers)
    case .pat where word == 0: cpu.patMSR = value
    case .syscfg: mtrr.syscfg = value
    case .topMem2: mtrr.topMem2 = value
    case .variable, .pat: break
    }
  }

  /// The reserved type that a field has after a flip; nil where the bit is in no field of a type, or the type is legal.
  private static func reservedType(_ value: UInt64, _ bit: Int, _ word: RegisterWord, _ name: RegisterName)
    -> UInt64?
  {
    guard let field = word.field(ofBit: bit) else { return nil }
    let number = value.field(field.bits)
    let legal: Set<UInt64> = name == .pat ? [0, 1, 4, 5, 6, 7] : [0, 1, 4, 5, 6]
    switch name {
    case .fixed, .pat: return legal.contains(number) ? nil : number
    case .variable, .defaultType: return field.name != "type" || legal.contains(number) ? nil : number
    default: return nil
    }
  }
}
