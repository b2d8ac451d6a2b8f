import MemtypeEngine

/// Verdicts on whole machines.
extension QuestionKind {
  static let ofMachines = [verdict, state]
  static let combining = [which, with]

  static let verdict = QuestionKind("verdict", "", "what can be said of a machine's drivers", .text) {
    words throws(AskingError) in
    let situation = words.situation
    let diagnosis = diagnose(situation.evaluation, evidence: situation.evidence)
    let all = [
      "every driver maps", "a driver fails", "it cannot be decided", "the model contradicts the log",
    ]
    let answer =
      switch diagnosis.verdict {
      case .maps: all[0]
      case .fails: all[1]
      case .undecided: all[2]
      case .contradicted: all[3]
      }
    let open = diagnosis.decisive.map { diagnosis.evidence.open[$0].missing }
    var reasons = situation.evaluation.failures.compactMap { failure in
      situation.evaluation.conclusion(for: failure.device).map {
        "\(situation.scenario.devices[failure.device].name): \($0.rule)"
      }
    }
    if !open.isEmpty { reasons.append("it hangs on: \(open.joined(separator: ", "))") }
    return Solution(
      answer, reasons: reasons,
      mistakes: [.init(.noMTRRIsWB, all[1])] + all.map { .init(nil, $0) })
  }

  static let state = QuestionKind("state", "", "what the kernel did with its MTRR state", .text) {
    words throws(AskingError) in
    let evaluation = words.situation.evaluation
    let all = [
      "WB is forced, without a UC range", "WB is forced, with a UC range over the PCI hole",
      "the firmware's registers are used", "the MTRRs are off, or there are none",
    ]
    let answer: String
    var reasons: [String] = []
    switch evaluation.override {
    case .applied(_, let ranges):
      answer = ranges.isEmpty ? all[0] : all[1]
      reasons.append("the registers are not read (guest_force_mtrr_state)")
    default:
      answer = evaluation.mtrr.isSet && evaluation.mtrr.isEnabled ? all[2] : all[3]
    }
    reasons += evaluation.trace.log.map(\.text).filter { $0.contains("MTRR") }.prefix(3)
    return Solution(
      answer, reasons: reasons,
      mistakes: [
        .init(.forcedIsProgrammed, all[2]), .init(.noMTRRIsWB, all[3]), .init(nil, all[0]),
        .init(nil, all[1]),
      ])
  }

  static let which = QuestionKind(
    "which", "agree|works DEVICE KEY=VALUE|VALUE...",
    "which value of an input makes both readings agree, or a driver work; exactly one does", .text
  ) { words throws(AskingError) in
    let what = try words.word("agree or works")
    var device = ""
    switch what {
    case "agree": break
    case "works": device = try words.word("a device")
    default: throw AskingError("\"\(what)\"", accepted: "agree or works")
    }
    let (key, text) = try assignment(&words)
    let values = text.split(separator: "|").map(String.init)
    var right: [String] = []
    var reasons: [String] = []
    for value in values {
      let evaluation = evaluate(try words.situation.scenario.changed(key, value))
      let holds: Bool
      if what == "agree" {
        let (list, isComplete) = evaluation.divergences()
        holds = list.isEmpty && isComplete
        let place =
          list.first.map { "they differ from \($0.range.start.grouped) on" } ?? "not compared to the end"
        reasons.append("\(value): " + (holds ? "no difference" : place))
      } else {
        guard let index = evaluation.scenario.devices.firstIndex(where: { $0.id == device }),
          let status = evaluation.outcomes.first(where: { $0.device == index })?.status
        else { throw AskingError("\"\(device)\" is no device", accepted: "a device of the scenario") }
        holds = if case .mapped = status { true } else { false }
        reasons.append("\(value): \(status.text)")
      }
      if holds { right.append(value) }
    }
    guard right.count == 1, let answer = right.first, values.count > 1 else {
      throw AskingError("\(right.count) of \(values.count) values do", accepted: "values of which one does")
    }
    let misconception: Misconception = what == "agree" ? .anySize : .numberTells
    return Solution(
      answer, reasons: reasons,
      mistakes: values.filter { $0 != answer }.map { .init(misconception, $0) })
  }

  static let with = QuestionKind(
    "with", "KEY=VALUE QUESTION", "a question about the machine with an input changed", .text
  ) {
    words throws(AskingError) in
    let (key, value) = try assignment(&words)
    let kind = try words.word("a question")
    let changed = Situation(try words.situation.scenario.changed(key, value))
    let rest = words.rest()
    return try Question.solve([kind] + rest, changed).solution
  }

  private static func assignment(_ words: inout Words) throws(AskingError) -> (String, String) {
    let word = try words.word("KEY=VALUE")
    guard let equals = word.firstIndex(of: "=") else {
      throw AskingError("\"\(word)\"", accepted: "KEY=VALUE, such as tolud=2G")
    }
    return (String(word[..<equals]), String(word[word.index(after: equals)...]))
  }
}

extension Scenario {
  /// With an input changed by its path.
  func changed(_ key: String, _ value: String) throws(AskingError) -> Scenario {
    do throws(InputEditError) {
      return try applying([InputEdit(key: key, value: FileNode(.word(value), name: key))])
    } catch {
      throw AskingError("\(error.key): \(error.reason)", accepted: "KEY=VALUE as --set takes it")
    }
  }
}
