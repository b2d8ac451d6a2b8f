import MemtypeEngine

/// Lines of the kernel log.
extension QuestionKind {
  static let ofLogs = [logMeans, logNumbers, lastByte, short]

  static let logMeans = QuestionKind(
    "log-means", "DEVICE or STEP", "what the line of a refused request says: asked and held", .text
  ) { words throws(AskingError) in
    let (asked, got) = try refusal(&words)
    func text(_ asked: String, _ held: String) -> String { "asked for \(asked), \(held) was there" }
    func msr(_ mode: PageCacheMode) -> String {
      let type = MemoryType(rawValue: mode.rawValue)
      return MemoryType.mtrrTypes.contains(type) ? type.name : "a reserved type"
    }
    var mistakes: [Solution.Mistake] = [
      .init(
        .msrNumbers, text(msr(asked), msr(got)), because: "\(asked.rawValue) and \(got.rawValue) in the MSRs"),
      .init(.rolesSwapped, text(got.name, asked.name)),
    ]
    if asked == .ucMinus { mistakes.append(.init(.minusIsUC, text("UC", got.name))) }
    return Solution(
      text(asked.name, got.name),
      reasons: [
        "page cache modes: WB 0, WC 1, UC- 2, UC 3, WT 4, WP 5 (pgtable_types.h)",
        "requested \(asked.rawValue.prefixedHex()) is \(asked.name), got \(got.rawValue.prefixedHex()) is \(got.name)",
      ], mistakes: mistakes)
  }

  static let logNumbers = QuestionKind(
    "log-numbers", "DEVICE or STEP", "the two numbers in the line of a refused request", .text
  ) { words throws(AskingError) in
    let (asked, got) = try refusal(&words)
    func text(_ asked: UInt8, _ got: UInt8) -> String {
      "requested \(asked.prefixedHex()), got \(got.prefixedHex())"
    }
    return Solution(
      text(asked.rawValue, got.rawValue),
      reasons: [
        "\(asked.name) is asked for, \(got.name) is there",
        "page cache modes: WB 0, WC 1, UC- 2, UC 3, WT 4, WP 5 (pgtable_types.h)",
      ],
      mistakes: [
        .init(.msrNumbers, text(asked.memoryType.rawValue, got.memoryType.rawValue)),
        .init(.rolesSwapped, text(got.rawValue, asked.rawValue)),
        .init(.newcomerWins, "no line: \(asked.name) replaces \(got.name)"),
      ])
  }

  static let lastByte = QuestionKind(
    "last-byte", "DEVICE or STEP", "the last byte of a refused range", .address
  ) {
    words throws(AskingError) in
    let step = try words.step()
    guard let range = step.mapping?.range else {
      throw AskingError("step \(step.number) maps nothing", accepted: "a step that maps")
    }
    return Solution(
      range.last.grouped,
      reasons: [
        "the line prints start and start + size: \(range.start.grouped)-\(range.end.grouped) (__ioremap_caller)",
        "the second is the first byte behind the range",
      ],
      mistakes: [
        .init(.inclusiveEnd, range.end.grouped),
        .init(
          .lastPage, (range.end &+ 0xfff).grouped, because: "the page at \(range.end.grouped) is counted"),
      ])
  }

  static let short = QuestionKind("short", "DEVICE", "what is short where a driver fails", .text) {
    words throws(AskingError) in
    let step = try words.step()
    guard let mapping = step.mapping, !mapping.isMapped else {
      throw AskingError("step \(step.number) does not fail", accepted: "a request that is refused")
    }
    let answer: String
    switch mapping.refusal {
    case .notAllowed, .conflict: answer = "nothing: the type is refused"
    case .ram, .ramPages: answer = "nothing: RAM in use lies there"
    case .busyRegion: answer = "the range: somebody has claimed it"
    default: answer = "nothing: the request is refused"
    }
    return Solution(
      answer,
      reasons: words.situation.reasons(of: step) + ["the driver makes an errno of the NULL that it got"],
      mistakes: [.init(.noMemory, "memory"), .init(.noMemory, "address space for mappings")])
  }

  private static func refusal(
    _ words: inout Words
  ) throws(AskingError) -> (asked: PageCacheMode, got: PageCacheMode) {
    let step = try words.step()
    guard let mapping = step.mapping, !mapping.isMapped, let got = mapping.got else {
      throw AskingError(
        "step \(step.number) is not refused for its type", accepted: "a request that is refused")
    }
    return (mapping.requested, got)
  }
}
