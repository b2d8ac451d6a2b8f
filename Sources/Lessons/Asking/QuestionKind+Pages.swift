import MemtypeEngine

/// Page tables: bits, PAT entries and what a processor makes of them.
extension QuestionKind {
  static let ofPages = [patEntry, pageBits, effective, combine]

  static let patEntry = QuestionKind(
    "pat-entry", "[LAYOUT] BITS",
    "the type that page-table bits select: PCD, PWT+PAT, none; by Linux's PAT or another",
    .words([MemoryType.uc, .ucMinus, .wc, .wt, .wp, .wb].map(\.name))
  ) { words throws(AskingError) in
    var layout = words.situation.evaluation.pat.layout
    var copy = words
    if let value = try? copy.number() {
      layout = value
      words = copy
    }
    let text = try words.word("PWT, PCD, PAT, a sum of them, or none")
    let names = text == "none" ? [] : text.uppercased().split(separator: "+").map(String.init)
    guard names.allSatisfy(["PWT", "PCD", "PAT"].contains) else {
      throw AskingError("\"\(text)\"", accepted: "PWT, PCD, PAT, a sum of them, or none")
    }
    let slot =
      (names.contains("PWT") ? 1 : 0) + (names.contains("PCD") ? 2 : 0) + (names.contains("PAT") ? 4 : 0)
    let reversed = (slot & 1) << 2 | slot & 2 | slot >> 2
    let entries = PATConfiguration.entries(of: layout)
    let named: MemoryType = names.contains("PCD") ? .uc : names.contains("PWT") ? .wt : .wb
    return Solution(
      entries[slot].name,
      reasons: [
        "index PWT + 2 PCD + 4 PAT is \(slot) (SDM 3A, Selecting a Memory Type from the PAT)",
        "byte \(slot) of \(layout.grouped) is \(entries[slot].rawValue): \(entries[slot].name)",
      ],
      mistakes: [
        .init(.bitsByName, named.name, because: "the bits' names say so"),
        .init(.patBitIgnored, entries[slot & 3].name, because: "entry \(slot & 3)"),
        .init(.patBitOrder, entries[reversed].name, because: "entry \(reversed)"),
      ])
  }

  static let pageBits = QuestionKind("page-bits", "DEVICE or STEP", "the page-table bits of a mapping", .text)
  {
    words throws(AskingError) in
    let (step, effect) = try effect(&words)
    let others = ["none", "PWT", "PCD", "PWT+PCD", "PWT+PAT", "PWT+PCD+PAT"]
    return Solution(
      effect.bitNames,
      reasons: words.situation.reasons(of: step) + [
        "\(effect.tracked.name) is asked of the page table: PAT entry \(effect.pat.name), bits \(effect.bitNames) "
          + "(cachemode2protval)"
      ], mistakes: others.map { .init(nil, $0) })
  }

  static let effective = QuestionKind(
    "effective", "DEVICE or STEP", "what a processor makes of a mapping: MTRR and PAT together",
    .words(EffectiveType.allCases.map(\.name))
  ) { words throws(AskingError) in
    let (step, effect) = try effect(&words)
    guard let effective = effect.effective else {
      throw AskingError(
        "what this platform makes of it is not known", accepted: "a platform whose host is known")
    }
    var mistakes: [Solution.Mistake] = []
    if case .mtrr(let type) = effect.base { mistakes = Self.mistakes(mtrr: type, pat: effect.pat) }
    let named = effect.pageTableBits & 0x10 != 0 ? "UC" : effect.pageTableBits & 0x8 != 0 ? "WT" : "WB"
    mistakes.append(.init(.bitsByName, named, because: "the bits are \(effect.bitNames)"))
    return Solution(
      effective.name,
      reasons: words.situation.reasons(of: step) + [
        "page table: \(effect.bitNames), PAT \(effect.pat.name); below it: \(effect.baseText)",
        "\(effect.baseText) with PAT \(effect.pat.name) is \(effective.name) (SDM 3A, Effective Page-Level Memory Types)",
      ], mistakes: mistakes)
  }

  static let combine = QuestionKind(
    "combine", "MTRR PAT", "the effective type of an MTRR type and a PAT type",
    .words(MemoryType.mtrrTypes.map(\.name))
  ) { words throws(AskingError) in
    let (mtrr, pat) = (try words.type(), try words.type())
    guard let effective = EffectiveType(mtrr: mtrr, pat: pat) else {
      throw AskingError("\(mtrr.name) and \(pat.name)", accepted: "an MTRR type and a PAT type")
    }
    return Solution(
      effective.name,
      reasons: [
        "PAT UC and WC win, PAT WB leaves the MTRR type, UC- is UC unless the MTRR says WC, WT and WP stand over "
          + "WT, WP and WB",
        "MTRR \(mtrr.name) with PAT \(pat.name) is \(effective.name) (SDM 3A, Effective Page-Level Memory Types)",
      ], mistakes: mistakes(mtrr: mtrr, pat: pat))
  }

  /// Least cached first.
  private static let strictness: [MemoryType] = [.uc, .ucMinus, .wc, .wt, .wp, .wb]

  private static func mistakes(mtrr: MemoryType, pat: MemoryType) -> [Solution.Mistake] {
    func plain(_ type: MemoryType) -> String { type == .ucMinus ? "UC" : type.name }
    let strictest = strictness.first { $0 == mtrr || $0 == pat } ?? .uc
    var mistakes: [Solution.Mistake] = [
      .init(.strictest, plain(strictest), because: "\(mtrr.name) or \(pat.name), whichever is less cached"),
      .init(.patOverrides, plain(pat), because: "the page table says \(pat.name)"),
      .init(.mtrrDecides, mtrr.name, because: "the MTRRs say \(mtrr.name)"),
    ]
    if pat == .ucMinus { mistakes.append(.init(.minusIsUC, "UC", because: "UC- is taken for UC")) }
    return mistakes
  }

  /// What stands of a device's mapping or of a step's.
  private static func effect(_ words: inout Words) throws(AskingError) -> (BootStep, MappingEffect) {
    let step = try words.step()
    let evaluation = words.situation.evaluation
    let device = step.device.flatMap {
      evaluation.scenario.devices.indices.contains($0) ? evaluation.scenario.devices[$0] : nil
    }
    guard let mapping = step.mapping, let effect = evaluation.effect(of: mapping, on: device) else {
      throw AskingError("step \(step.number) leaves no mapping", accepted: "a mapping that stands")
    }
    return (step, effect)
  }
}
