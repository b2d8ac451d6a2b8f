import MemtypeEngine

/// Requests to the memtype tracker and what comes of them.
extension QuestionKind {
  static let ofRequests = [asks, gets, outcome, tracked, held, refusedOver, first, fails, stale]

  static let refused = "refused"

  static let asks = QuestionKind("asks", "DEVICE or STEP", "which type a mapping asks for", .modeNames) {
    words throws(AskingError) in
    let step = try words.step()
    guard let mapping = step.mapping else {
      throw AskingError("nothing is mapped", accepted: "a step that maps")
    }
    var mistakes: [Solution.Mistake] = [.init(.acpiKnows, "UC", because: "the firmware says so")]
    if mapping.requested == .ucMinus { mistakes.append(.init(.minusIsUC, "UC")) }
    if mapping.requested != .ucMinus { mistakes.append(.init(.mmioIsUC, "UC-", because: "it is MMIO")) }
    mistakes.append(.init(.noMTRRIsWB, "WB"))
    return Solution(
      mapping.requested.name,
      reasons: ["step \(step.number), \(step.title)", "\(mapping.call) asks for \(mapping.requested.name)"],
      mistakes: mistakes)
  }

  static let gets = QuestionKind(
    "gets", "DEVICE or STEP", "which type the tracker answers a request with, or refused",
    .words(["UC", "UC-", "WC", "WT", "WP", "WB", refused, "untracked"])
  ) { words throws(AskingError) in
    let step = try words.step()
    guard let mapping = step.mapping else {
      throw AskingError("nothing is mapped", accepted: "a step that maps")
    }
    let situation = words.situation
    let answer = mapping.isMapped ? mapping.got?.name ?? "untracked" : refused
    var mistakes: [Solution.Mistake] = [
      .init(.newcomerWins, mapping.requested.name, because: "it asked for \(mapping.requested.name)"),
      .init(.equalOrFail, refused, because: "the types differ"),
      .init(.mmioIsUC, "UC-", because: "it is MMIO"),
    ]
    if mapping.got == .ucMinus { mistakes.append(.init(.minusIsUC, "UC", because: "UC- is taken for UC")) }
    if let type = situation.evaluation.segment(at: mapping.range.start)?.type {
      mistakes.append(.init(.mtrrDecides, type.name, because: "the MTRRs say \(type.name)"))
    }
    return Solution(answer, reasons: situation.reasons(of: step), mistakes: mistakes)
  }

  static let outcome = QuestionKind("outcome", "DEVICE", "how a device's driver fares", .text) {
    words throws(AskingError) in
    let index = try words.device()
    let situation = words.situation
    guard let outcome = situation.evaluation.outcomes.first(where: { $0.device == index }) else {
      throw AskingError("no outcome", accepted: "a device of the scenario")
    }
    var mistakes: [Solution.Mistake] = []
    if let asked = outcome.requested {
      mistakes.append(
        .init(
          .newcomerWins, DeviceOutcome.Status.mapped(asked).text, because: "it asked for \(asked.name)"))
      mistakes.append(.init(.equalOrFail, DeviceOutcome.Status.failed(Errno.noMemory).text))
      if asked == .ucMinus { mistakes.append(.init(.minusIsUC, DeviceOutcome.Status.mapped(.uc).text)) }
      mistakes.append(.init(.partialHarmless, DeviceOutcome.Status.mapped(asked).text))
    }
    mistakes.append(.init(.noMTRRIsWB, DeviceOutcome.Status.mapped(.wb).text))
    if let type = situation.evaluation.segment(at: situation.scenario.devices[index].range.start)?.type,
      let mode = PageCacheMode.allCases.first(where: { $0.memoryType == type })
    {
      mistakes.append(
        .init(.mtrrDecides, DeviceOutcome.Status.mapped(mode).text, because: "the MTRRs say \(type.name)"))
    }
    let steps = [outcome.firstStep, outcome.step].compactMap { $0 }.removingRepeats
    let reasons = steps.compactMap(situation.evaluation.step).flatMap(situation.reasons)
    return Solution(outcome.status.text, reasons: reasons, mistakes: mistakes)
  }

  static let tracked = QuestionKind(
    "tracked", "ADDRESS", "which type the tracker's list has for an address, or nothing",
    .words(["UC", "UC-", "WC", "WT", "WP", "WB", "nothing"])
  ) { words throws(AskingError) in
    let address = try words.address()
    let situation = words.situation
    let segment = situation.evaluation.segment(at: address)
    var mistakes: [Solution.Mistake] = [.init(.mmioIsUC, "UC-", because: "it is MMIO")]
    if let type = segment?.type {
      mistakes.append(.init(.mtrrDecides, type.name, because: "the MTRRs say so"))
    }
    let reasons = explain(address, in: situation.evaluation).filter {
      $0.step != nil || $0.rule == .notMapped
    }
    return Solution(
      segment?.tracked?.name ?? "nothing", reasons: reasons.map(\.sentence), mistakes: mistakes)
  }

  static let held = QuestionKind(
    "held", "MODE asks MODE",
    "what comes of a request for a page that is held: mapped with a type, or refused", .text
  ) { words throws(AskingError) in
    let older = try words.mode()
    _ = try words.word("asks")
    let wanted = try words.mode()
    let page = AddressRange(start: 0xd000_0000, size: .page)
    let result = try words.situation.request(wanted, over: page, held: older)
    func mapped(_ mode: PageCacheMode) -> String { "mapped \(mode.name)" }
    var mistakes: [Solution.Mistake] = [
      .init(.newcomerWins, mapped(wanted), because: "the newcomer's type counts")
    ]
    if older != wanted { mistakes.append(.init(.equalOrFail, refused, because: "the types differ")) }
    if older == .ucMinus || wanted == .ucMinus { mistakes.append(.init(.minusIsUC, mapped(.uc))) }
    mistakes.append(.init(.oneHolder, refused, because: "somebody holds it"))
    mistakes.append(.init(.mmioIsUC, mapped(.ucMinus), because: "it is MMIO"))
    let answer = result.map(mapped) ?? refused
    return Solution(
      answer,
      reasons: [
        "\(older.name) is held, so \(older.name) is what the tracker offers (memtype_check_conflict)",
        result == nil
          ? "\(wanted.name) must not be mapped \(older.name) (is_new_memtype_allowed)"
          : older == wanted
            ? "that is what is asked for"
            : "who asks for \(wanted.name) may live with \(older.name) (is_new_memtype_allowed)",
      ], mistakes: mistakes)
  }

  static let refusedOver = QuestionKind(
    "refused-over", "MODE", "all types that are refused where one is held", .modes
  ) { words throws(AskingError) in
    let older = try words.mode()
    let page = AddressRange(start: 0xd000_0000, size: .page)
    var refused: [PageCacheMode] = []
    for mode in [PageCacheMode.uc, .ucMinus, .wc, .wt, .wb] where mode != older {
      if try words.situation.request(mode, over: page, held: older) == nil { refused.append(mode) }
    }
    let others = [PageCacheMode.uc, .ucMinus, .wc, .wt, .wb].filter { $0 != older }
    return Solution(
      Reply.text(of: refused),
      reasons: [
        "over WB are refused UC-, WC and WT; over WC is refused WT; all else may live with what is held "
          + "(is_new_memtype_allowed)"
      ],
      mistakes: [
        .init(.equalOrFail, Reply.text(of: others), because: "all that differ"),
        .init(.newcomerWins, "none", because: "the newcomer's type counts"),
        .init(.minusIsUC, Reply.text(of: refused + [.uc])),
      ])
  }

  static let first = QuestionKind("first", "DEVICE", "who maps any of a device's range first", .text) {
    words throws(AskingError) in
    let index = try words.device()
    let evaluation = words.situation.evaluation
    guard let outcome = evaluation.outcomes.first(where: { $0.device == index }),
      let step = outcome.firstStep.flatMap(evaluation.step)
    else { throw AskingError("nobody maps it", accepted: "a device that is mapped") }
    let range = evaluation.scenario.devices[index].range.pageRounded
    let others = evaluation.trace.steps.filter { other in
      guard let mapping = other.mapping else { return false }
      return other.number != step.number && mapping.range.pageRounded.overlaps(range)
    }
    return Solution(
      step.title,
      reasons: ["step \(step.number) in \(step.phase.name): \(step.title) (\(step.function))"],
      mistakes: others.map { .init(.loadOrder, $0.title, because: "that is step \($0.number)") })
  }

  static let fails = QuestionKind("fails", "", "which drivers fail, each with its errno", .text) {
    words throws(AskingError) in
    let situation = words.situation
    let evaluation = situation.evaluation
    func text(_ outcomes: [DeviceOutcome]) -> String {
      let parts = outcomes.map { outcome in
        guard case .failed(let error) = outcome.status else { return "" }
        return "\(evaluation.scenario.devices[outcome.device].name) \(error)"
      }
      return parts.isEmpty ? "no driver" : parts.joined(separator: ", ")
    }
    let failures = evaluation.failures
    var mistakes: [Solution.Mistake] = [
      .init(.newcomerWins, "no driver", because: "a stricter request gets its way")
    ]
    if failures.count > 1, let failure = failures.first {
      mistakes.append(.init(.oneFailure, text([failure]), because: "the first one"))
    }
    let devices = evaluation.outcomes.filter { $0.step != nil && !$0.isFailure }.prefix(2)
    for outcome in devices {
      var failed = outcome
      failed.status = .failed(Errno.noMemory)
      mistakes.append(.init(.equalOrFail, text(failures + [failed])))
    }
    let reasons = failures.compactMap { $0.step.flatMap(evaluation.step) }.flatMap(situation.reasons)
    return Solution(
      text(failures), reasons: reasons.isEmpty ? ["every driver has its mapping"] : reasons,
      mistakes: mistakes)
  }

  static let stale = QuestionKind(
    "stale", "DEVICE", "whether a read of a device's registers may return an old value", .text
  ) { words throws(AskingError) in
    let step = try words.step()
    let evaluation = words.situation.evaluation
    let device = step.device.map { evaluation.scenario.devices[$0] }
    guard let mapping = step.mapping, let effect = evaluation.effect(of: mapping, on: device) else {
      throw AskingError("step \(step.number) leaves no mapping", accepted: "a mapping that stands")
    }
    let cached = "yes, from the cache"
    let mistakes = [Solution.Mistake(.typeAlwaysActs, cached, because: "it is mapped \(effect.tracked.name)")]
    if effect.traps {
      return Solution(
        "no, each access leaves the guest",
        reasons: [
          "the device is emulated: there is no memory behind it that could be cached (SDM 3C, EPT Violations)"
        ],
        mistakes: mistakes + [.init(nil, "no, nothing is cached")])
    }
    let isCached = effect.effective.flatMap { TypePermissions($0.memoryType) }?.cachesReads ?? false
    return Solution(
      isCached ? cached : "no, nothing is cached",
      reasons: ["the processor treats it as \(effect.effective?.name ?? "unknown")"], mistakes: mistakes)
  }
}

extension Situation {
  /// The mode that a request gets where a range is held with another one; nil if it is refused.
  func request(
    _ wanted: PageCacheMode, over range: AddressRange, held: PageCacheMode
  ) throws(AskingError) -> PageCacheMode? {
    var tracker = MemtypeTracker()
    var log = KernelLog()
    let first = tracker.reserve(range, held, mtrr: evaluation.mtrr, log: &log)
    guard first.mode == held else {
      throw AskingError(
        "\(held.name) over \(range.start.grouped) becomes \(first.mode?.name ?? "nothing") on this machine",
        accepted: "a machine whose MTRRs are WB there")
    }
    let answer = tracker.reserve(range, wanted, mtrr: evaluation.mtrr, log: &log)
    guard answer.error == nil, let got = answer.mode else { return nil }
    return got == wanted || tracker.isAllowed(got, for: wanted, over: range) ? got : nil
  }
}

extension [Int] {
  /// Each number once, in order.
  fileprivate var removingRepeats: [Int] {
    var seen: Set<Int> = []
    return filter { seen.insert($0).inserted }
  }
}
