import MemtypeEngine

/// Types that registers give an address.
extension QuestionKind {
  static let ofTypes = [type, hardware, fixedByte, enables, typeNumber, differs]

  static let type = QuestionKind(
    "type", "ADDRESS", "which type the MTRRs give an address, by Linux's reading", .types
  ) { words throws(AskingError) in
    let address = try words.address()
    let situation = words.situation
    guard let segment = situation.evaluation.segment(at: address), segment.source != .unread else {
      throw AskingError("\(address.grouped) has no type", accepted: "an address of this processor")
    }
    var mistakes = situation.registers.mistakes(at: address)
    if segment.e820 == .reserved {
      mistakes.append(.init(.e820Complete, "UC", because: "e820 says reserved"))
    }
    if AddressRange.pciHole(tolud: situation.evaluation.tolud).contains(address) {
      mistakes.append(.init(.toludOther, "UC", because: "it lies above TOLUD"))
    }
    if segment.e820 == .ram { mistakes.append(.init(.dmaNeedsUC, "UC", because: "a device writes into it")) }
    return Solution(
      segment.type.name, reasons: situation.reasons(at: address, ReasonRule.ofTypes), mistakes: mistakes)
  }

  static let hardware = QuestionKind(
    "hardware", "ADDRESS", "which type a processor reads out of the registers, or undefined",
    .words(MemoryType.mtrrTypes.map(\.name) + ["undefined"])
  ) { words throws(AskingError) in
    let address = try words.address()
    let situation = words.situation
    let mtrr = situation.evaluation.mtrr
    let answer = HardwareReading(mtrr).answer(at: address)
    var mistakes = [
      Solution.Mistake(
        .linuxIsHardware, mtrr.type(at: address).name, because: "that is what Linux's map has here")
    ]
    mistakes += situation.registers.mistakes(at: address)
    return Solution(
      answer.isDefined ? answer.type.name : "undefined", reasons: situation.registers.compared(with: address),
      mistakes: mistakes)
  }

  static let fixedByte = QuestionKind(
    "fixed-byte", "ADDRESS", "which fixed register and byte decide about an address below 1 MiB", .text
  ) { words throws(AskingError) in
    let address = try words.address()
    guard let slot = FixedRanges.slot(of: address) else {
      throw AskingError("\(address.grouped)", accepted: "an address below 1 MiB")
    }
    func text(_ register: UInt32, _ byte: Int) -> String { "\(register.prefixedHex()), byte \(byte)" }
    let msr = FixedRanges.msrNumbers[slot / 8]
    let range = FixedRanges.range(ofSlot: slot)
    let inFours = Int(truncatingIfNeeded: address / .page) % 8
    return Solution(
      text(msr, slot % 8),
      reasons: [
        "MSR \(msr.prefixedHex()) begins at \(FixedRanges.range(ofSlot: slot / 8 * 8).start.grouped), "
          + "\(range.size.sizeText) a byte, the lowest byte first (SDM 3A, Fixed Range MTRRs)",
        "byte \(slot % 8) is \(range.start.grouped)-\(range.last.grouped)",
      ],
      mistakes: [
        .init(.byteIs4K, text(msr, inFours), because: "the page's number, modulo 8"),
        .init(.highByteFirst, text(msr, 7 - slot % 8), because: "counted from the other end"),
      ])
  }

  static let enables = QuestionKind(
    "enables", "VALUE", "what a value of the default type register switches on", .text
  ) { words throws(AskingError) in
    let value = try words.number()
    let registers = MTRRRegisters(capabilities: 0x508, defaultTypeRegister: value)
    func text(_ isOn: Bool, _ isFixedOn: Bool, _ type: String) -> String {
      guard isOn else { return "nothing: everything is UC" }
      return "variable ranges\(isFixedOn ? " and fixed ranges" : " only"), default \(type)"
    }
    let type = registers.defaultType.name
    var mistakes: [Solution.Mistake] = [
      .init(.enableBits, text(true, registers.isFixedEnabled || !registers.isEnabled, type)),
      .init(.enableBits, text(true, !registers.isFixedEnabled, type)),
    ]
    mistakes.append(.init(.enableBits, text(!registers.isEnabled, registers.isFixedEnabled, type)))
    return Solution(
      text(registers.isEnabled, registers.isFixedEnabled, type),
      reasons: [
        "E is bit 11: \(registers.isEnabled ? 1 : 0); FE is bit 10: \(registers.isFixedEnabled ? 1 : 0); "
          + "bits 7 to 0 are the default type: \(type) (SDM 3A, IA32_MTRR_DEF_TYPE)"
      ], mistakes: mistakes)
  }

  static let typeNumber = QuestionKind(
    "type-number", "TYPE in msr|log", "the number of a type in the MSRs, or in Linux's log", .number
  ) { words throws(AskingError) in
    let mode = try words.mode()
    _ = try words.word("in")
    let isLog = try words.word("msr or log") == "log"
    let (log, msr) = (String(mode.rawValue), String(mode.memoryType.rawValue))
    return Solution(
      isLog ? log : msr,
      reasons: [
        isLog
          ? "Linux's enum page_cache_mode: WB 0, WC 1, UC- 2, UC 3, WT 4, WP 5"
          : "the MSRs: UC 0, WC 1, WT 4, WP 5, WB 6, and in the PAT UC- 7 (SDM 3A, Memory Types)"
      ],
      mistakes: [.init(.msrNumbers, isLog ? msr : log)])
  }

  static let differs = QuestionKind(
    "differs", "", "where below 4 GiB a processor would read the registers otherwise than Linux", .text
  ) { words throws(AskingError) in
    let evaluation = words.situation.evaluation
    func text(_ range: AddressRange) -> String { "\(range.start.grouped)-\(range.last.grouped)" }
    let list = evaluation.divergences(in: AddressRange(0, .fourGiB), limit: 8).list
    let hole = AddressRange.pciHole(tolud: evaluation.tolud)
    let answer = list.isEmpty ? "nowhere" : list.map { text($0.range) }.joined(separator: " and ")
    var mistakes = [Solution.Mistake(.linuxIsHardware, "nowhere"), .init(.anySize, text(hole))]
    if let last = list.last?.range, last.end < .fourGiB {
      mistakes.append(.init(nil, text(AddressRange(last.end, .fourGiB))))
    }
    return Solution(
      answer,
      reasons: list.map {
        "\(text($0.range)): a processor reads \($0.hardware.type.name), Linux \($0.linux.name) "
          + "(SDM 3A, IA32_MTRR_PHYSMASKn)"
      }, mistakes: mistakes)
  }
}

/// The registers that Linux goes by, for comparing them one by one.
struct RegisterView {
  let evaluation: Evaluation
  var mtrr: MTRRState { evaluation.mtrr }
  private var width: Int { evaluation.scenario.cpu.physBits }

  /// The valid ranges that hold an address by a processor's compare, in the order of their numbers.
  func matching(_ address: PhysicalAddress) -> [(index: Int, range: VariableRange)] {
    mtrr.variable.enumerated().filter {
      $0.element.isValid && MaskMatch($0.element, width: width).contains(address)
    }
    .map { ($0.offset, $0.element) }
  }

  /// What wrong rules give an address.
  func mistakes(at address: PhysicalAddress) -> [Solution.Mistake] {
    let here = matching(address)
    let fallback = mtrr.defaultType
    var mistakes: [Solution.Mistake] = []
    func add(_ misconception: Misconception, _ type: MemoryType, _ because: String) {
      mistakes.append(.init(misconception, type.name, because: because))
    }
    let isFixed = mtrr.isFixedEnabled && mtrr.hasFixed && address < .mib
    if let first = here.first, !isFixed {
      add(.firstRange, first.range.type, "MTRR \(first.index) is the first that matches")
      if let last = here.last {
        add(.lastRange, last.range.type, "MTRR \(last.index) is the last that matches")
      }
      let joined = Self.combined(here.map(\.range.type) + [fallback])
      add(.defaultJoins, joined, "the default type \(fallback.name) is put to them")
    }
    if here.isEmpty, !isFixed, fallback != .wb {
      add(.noMTRRIsWB, .wb, "no range covers it")
    }
    if isFixed, !here.isEmpty {
      add(.variableFirst, Self.combined(here.map(\.range.type)), "a variable range covers it")
    }
    // The firmware's registers, as though they were in force.
    let registers = evaluation.scenario.mtrr
    if let slot = FixedRanges.slot(of: address), registers.hasFixed, !isFixed {
      add(.enableBits, registers.fixed[slot], "the fixed byte still stands there")
    }
    if !mtrr.isEnabled || isFixed { add(.enableBits, registers.defaultType, "the default type is left") }
    return mistakes
  }

  /// Each range held against an address, bit by bit.
  func compared(with address: PhysicalAddress) -> [String] {
    let lines = mtrr.variable.enumerated().filter(\.element.isValid).map { index, range in
      let match = MaskMatch(range, width: width)
      let masked = address & match.mask
      return match.contains(address)
        ? "MTRR \(index), \(range.type.name): address & mask is \(masked.grouped), the base's, too: it matches"
        : "MTRR \(index), \(range.type.name): address & mask is \(masked.grouped), the base's \(match.value.grouped): no match"
    }
    let types = matching(address).map(\.range.type)
    let names = types.map(\.name).joined(separator: " with ")
    let answer = HardwareReading(mtrr).answer(at: address)
    if types.isEmpty { return lines + ["no range matches, so the default type applies: \(answer.type.name)"] }
    return lines + [
      answer.isDefined
        ? "\(names) gives \(answer.type.name) (SDM 3A, MTRR Precedences)"
        : "\(names) is left undefined; Linux takes it for UC (SDM 3A, MTRR Precedences; get_effective_type)"
    ]
  }

  /// UC wins, WT beats WB, equal stays; everything else is taken for UC, as Linux does.
  static func combined(_ types: [MemoryType]) -> MemoryType {
    let kinds = Set(types)
    if kinds.count == 1, let only = kinds.first { return only }
    return kinds == [.wt, .wb] ? .wt : .uc
  }
}

extension Situation {
  var registers: RegisterView { RegisterView(evaluation: evaluation) }
}
