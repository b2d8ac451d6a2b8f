import MemtypeEngine

/// Base, mask and size.
extension QuestionKind {
  static let ofRegisters = [maskSize, mask, legal, registerCount, matches, msr, forced]

  static let maskSize = QuestionKind("mask-size", "MASK", "the size that a mask register makes", .size) {
    words throws(AskingError) in
    let value = try words.number()
    let bits = words.situation.scenario.cpu.physBits
    let range = VariableRange(base: 0, mask: value)
    guard let size = range.contiguousSize(physBits: bits) else {
      throw AskingError("mask \(value.grouped) has holes for \(bits) bits", accepted: "ones above zeros")
    }
    let zeros = size.trailingZeroBitCount
    return Solution(
      size.sizeText,
      reasons: [
        "bits \(bits - 1) to \(zeros) are 1, bits \(zeros - 1) to 0 of an address are free: 2^\(zeros) is \(size.sizeText) "
          + "(get_mtrr_size; SDM 3A, IA32_MTRR_PHYSMASKn)"
      ],
      mistakes: [
        .init(.sizeAsMask, range.maskBits.sizeText, because: "the mask is read as a size"),
        .init(
          .lowBits, (value & (0 &- value)).sizeText, because: "bit 11 is taken for the lowest bit of the mask"
        ),
        .init(.lowestOne, (size &* 2).sizeText, because: "bit \(zeros) is taken for a free one, too"),
      ])
  }

  static let mask = QuestionKind("mask", "SIZE", "the mask register for a size, valid", .hexadecimal) {
    words throws(AskingError) in
    let size = try words.number()
    let bits = words.situation.scenario.cpu.physBits
    guard size >= .page, size & (size &- 1) == 0, size <= 1 << UInt64(bits) else {
      throw AskingError(size.sizeText, accepted: "a power of two from 4K on")
    }
    func mask(_ width: Int) -> UInt64 { UInt64.mask(bits: width) & ~(size &- 1) }
    let valid = VariableRange.validBit
    return Solution(
      (mask(bits) | valid).grouped,
      reasons: [
        "size less one is \((size &- 1).grouped); its complement in \(bits) bits is \(mask(bits).grouped)",
        "bit 11 is V: \((mask(bits) | valid).grouped) (SDM 3A, IA32_MTRR_PHYSMASKn)",
      ],
      mistakes: [
        .init(.sizeAsMask, ((size &- 1) & ~0xfff | valid).grouped, because: "size less one"),
        .init(.sizeAsMask, (size | valid).grouped, because: "the size"),
        .init(.mask36, (mask(36) | valid).grouped, because: "36 bits"),
        .init(.lowBits, mask(bits).grouped, because: "V is left out"),
      ])
  }

  static let legal = QuestionKind(
    "legal", "BASE SIZE", "whether one register can cover [base, base + size)", .yesOrNo
  ) {
    words throws(AskingError) in
    let (base, size) = (try words.number(), try words.number())
    let isPower = size >= .page && size & (size &- 1) == 0
    let isAligned = isPower && base & (size &- 1) == 0
    var reasons = [
      isPower
        ? "the size \(size.sizeText) is a power of two"
        : "the size \(size.sizeText) is no power of two from 4K on"
    ]
    if isPower {
      reasons.append(
        "the base \(base.grouped) is \(isAligned ? "" : "no ")multiple of \(size.sizeText) "
          + "(SDM 3A, Range Size and Alignment Requirement)")
    }
    return Solution(
      isAligned ? "yes" : "no", reasons: reasons,
      mistakes: [
        .init(.pageAligned, base % .page == 0 ? "yes" : "no", because: "it is a multiple of 4K"),
        .init(.baseIsPower, base & (base &- 1) == 0 ? "yes" : "no", because: "of the base \(base.grouped)"),
      ])
  }

  static let registerCount = QuestionKind(
    "registers", "RANGE:TYPE ...", "the fewest legal registers that make ranges over the default type",
    .number
  ) { words throws(AskingError) in
    let texts = words.rest()
    let bits = words.situation.scenario.cpu.physBits
    let fallback = words.situation.scenario.mtrr.defaultType
    guard !texts.isEmpty else { throw AskingError("no range", accepted: WantedText.accepted) }
    var pieces: [WantedMap.Piece] = []
    do {
      for text in texts { pieces.append(try WantedText.parse(text)) }
      let map = try WantedMap(physBits: bits, filledWith: fallback, painting: pieces)
      let problem = RegisterProblem(wanted: map, defaultTypes: [fallback], registerCount: 255)
      let blocks = RegisterSolver(problem).solution().blocks
      let lines = blocks.map {
        "\($0.type.name) \($0.range.start.grouped), \($0.size.sizeText): aligned to its size"
      }
      let even = pieces.map(\.range).reduce(UInt64(0)) { count, range in
        let unit = max(.page, (range.start | range.size) & (0 &- (range.start | range.size)))
        return count.adding(clamped: range.size / unit)
      }
      let binary = pieces.map(\.range.size.nonzeroBitCount).reduce(0, +)
      return Solution(
        String(blocks.count), reasons: lines + ["fewer cannot do (Range Size and Alignment Requirement)"],
        mistakes: [
          .init(.anySize, String(pieces.count), because: "one for each range"),
          .init(.equalPieces, String(even), because: "all are as large as the smallest has to be"),
          .init(.pageAligned, String(binary), because: "one for each 1 in the size, wherever it begins"),
        ])
    } catch let error as WantedTextError {
      throw AskingError(error.description, accepted: WantedText.accepted)
    } catch {
      throw AskingError("\(error)", accepted: WantedText.accepted)
    }
  }

  static let matches = QuestionKind(
    "matches", "NUMBER", "which addresses a register matches in a processor", .text
  ) {
    words throws(AskingError) in
    let index = Int(clamping: try words.number())
    let evaluation = words.situation.evaluation
    guard evaluation.mtrr.variable.indices.contains(index), evaluation.mtrr.variable[index].isValid else {
      throw AskingError("MTRR \(index) is not valid here", accepted: "the number of a valid one")
    }
    let range = evaluation.mtrr.variable[index]
    let bits = evaluation.scenario.cpu.physBits
    let compared = range.maskBits & UInt64.mask(bits: bits)
    let size = compared == 0 ? 1 << UInt64(bits) : compared & (0 &- compared)
    let free = ~compared & UInt64.mask(bits: bits) & ~(size &- 1)
    func text(_ count: UInt64, _ size: UInt64) -> String {
      count == 1 ? "one block of \(size.sizeText)" : "\(count) blocks of \(size.sizeText)"
    }
    let count: UInt64 = 1 << UInt64(min(63, free.nonzeroBitCount))
    let linux = range.linuxSize(reservedHighBits: evaluation.mtrr.reservedHighBits)
    return Solution(
      text(count, size),
      reasons: [
        "the lowest 1 of the mask is bit \(size.trailingZeroBitCount): blocks of \(size.sizeText)",
        "\(free.nonzeroBitCount) bits above it are not compared: \(text(count, size)) "
          + "(SDM 3A, Example Base and Mask Calculations)",
      ],
      mistakes: [
        .init(.linuxIsHardware, text(1, linux), because: "Linux takes base and 2^64 less the mask"),
        .init(.mask36, text(1, size), because: "the bits above are overlooked"),
      ])
  }

  static let msr = QuestionKind("msr", "NUMBER", "what rdmsr shows of an MTRR", .hexadecimal) {
    words throws(AskingError) in
    let number = try words.number()
    let situation = words.situation
    guard let value = situation.scenario.mtrr.register(number) else {
      throw AskingError("\(number.grouped) is no MTRR of this machine", accepted: "0x200 and on, 0x2ff, 0xfe")
    }
    var reasons = ["the firmware left \(value.grouped)"]
    var mistakes: [Solution.Mistake] = [.init(nil, UInt64(0).grouped)]
    if case .applied(let type, let ranges) = situation.evaluation.override {
      reasons.append(
        "the guest's own state is Linux's view alone; no register is written (guest_force_mtrr_state)")
      let forced = MTRRRegisters(
        capabilities: 0, defaultTypeRegister: 0x800 | UInt64(type.rawValue), variable: ranges)
      mistakes.append(
        .init(.forcedIsProgrammed, (forced.register(number) ?? 0).grouped, because: "the override wrote it"))
    }
    return Solution(value.grouped, reasons: reasons, mistakes: mistakes)
  }

  static let forced = QuestionKind(
    "forced", "base-lo|mask-lo|mask-hi", "a register of the range that a guest forces on itself", .hexadecimal
  ) { words throws(AskingError) in
    let part = try words.word("base-lo, mask-lo or mask-hi")
    let evaluation = words.situation.evaluation
    guard case .applied(_, let ranges) = evaluation.override, let range = ranges.first else {
      throw AskingError("no range is forced here", accepted: "a guest that forces one")
    }
    let low: UInt64 = 0xffff_ffff
    let size = UInt64.fourGiB &- evaluation.tolud
    let values = ["base-lo": range.base & low, "mask-lo": range.mask & low, "mask-hi": range.mask >> 32]
    guard let value = values[part] else {
      throw AskingError("\"\(part)\"", accepted: "base-lo, mask-lo or mask-hi")
    }
    return Solution(
      value.grouped,
      reasons: [
        "TOLUD is \(evaluation.tolud.grouped), so the size is \(size.grouped) and size less one \((size &- 1).grouped)",
        "its complement in 32 bits, with V, is \((range.mask & low).grouped) (kvm_init_platform)",
      ],
      mistakes: [
        .init(.sizeAsMask, (size & low | VariableRange.validBit).grouped, because: "the size"),
        .init(
          .sizeAsMask, ((size &- 1) & low & ~0xfff | VariableRange.validBit).grouped, because: "size less one"
        ),
        .init(.lowBits, (value & ~VariableRange.validBit).grouped, because: "V is left out"),
      ])
  }
}

extension MTRRRegisters {
  /// An MTRR by its MSR number; nil for another one.
  func register(_ number: UInt64) -> UInt64? {
    switch number {
    case 0xfe: return capabilities
    case 0x2ff: return defaultTypeRegister
    case 0x200..<0x200 + UInt64(2 * variable.count):
      let pair = variable[Int(number - 0x200) / 2]
      return number % 2 == 0 ? pair.base : pair.mask
    default:
      guard hasFixed, let index = FixedRanges.msrNumbers.firstIndex(where: { UInt64($0) == number }) else {
        return nil
      }
      return fixed.registers[index]
    }
  }
}
